import type { ImageSeries, ImageStudy } from '../image.ts'
import type { InLanguages } from './language.ts'

/** What was examined and how: which sentences are offered. */
export interface Examination extends InLanguages {
  readonly name: ExaminationName
}

export const EXAMINATION_NAMES = [
  'chest-film',
  'extremity-film',
  'spine-film',
  'chest-ct',
  'abdomen-ct',
  'abdomen-us',
  'thyroid-us',
  'breast-us',
  'obstetric-us',
  'fundus',
  'skin',
  'other',
] as const

export type ExaminationName = (typeof EXAMINATION_NAMES)[number]

const TITLES: Readonly<Record<ExaminationName, readonly [en: string, zh: string]>> = {
  'chest-film': ['Chest film', '胸片'],
  'extremity-film': ['Film of arm or leg', '四肢片'],
  'spine-film': ['Spine film', '脊柱片'],
  'chest-ct': ['Chest CT', '胸部 CT'],
  'abdomen-ct': ['Abdomen CT', '腹部 CT'],
  'abdomen-us': ['Abdomen ultrasound', '腹部超声'],
  'thyroid-us': ['Thyroid ultrasound', '甲状腺超声'],
  'breast-us': ['Breast ultrasound', '乳腺超声'],
  'obstetric-us': ['Pregnancy ultrasound', '产科超声'],
  fundus: ['Fundus picture', '眼底照片'],
  skin: ['Skin photograph', '皮肤照片'],
  other: ['Other picture', '其他图像'],
}

export const EXAMINATIONS: readonly Examination[] = EXAMINATION_NAMES.map((name) => {
  const [en, zh] = TITLES[name]
  return { name, en, 'zh-CN': zh }
})

export function isExamination(name: string): name is ExaminationName {
  return (EXAMINATION_NAMES as readonly string[]).includes(name)
}

const FILM: ReadonlySet<string> = new Set(['CR', 'DX', 'RG', 'RF'])
const PICTURE: ReadonlySet<string> = new Set(['XC', 'OP', 'GM', 'DG'])

const CHEST = /chest|thorax|lung|rib|胸|肺/i
const ABDOMEN = /abdom|liver|kidney|renal|pelvis|腹|肝|胆|肾|脾|胰/i
const SPINE = /spine|scolio|vertebra|lumbar|cervical|脊|颈椎|腰椎|胸椎/i
const LIMB =
  /hand|wrist|arm|elbow|humerus|shoulder|clavicle|finger|extrem|foot|ankle|leg|knee|femur|tibia|hip|toe|手|腕|臂|肘|肱|肩|锁骨|指|足|踝|腿|膝|股骨|胫|髋|趾/i
const THYROID = /thyroid|neck|甲状腺|颈部/i
const BREAST = /breast|mamma|乳/i
const PREGNANCY = /obstet|fetus|fetal|foetal|pregnan|产|胎|孕/i
const EYE = /eye|retina|fundus|眼/i
const SKIN_PART = /skin|derma|皮/i

/** What the files say was examined; `other` where they do not say it clearly. A person may choose another. */
export function examinationOf({ series, description }: ImageStudy): ExaminationName {
  // What holds the most pictures says what the study is.
  const main = series.toSorted((a, b) => b.instances.length - a.instances.length)[0]
  return main ? ofSeries(main, description) : 'other'
}

function ofSeries({ modality, bodyPart, description }: ImageSeries, study: string): ExaminationName {
  // The body part is coded; a description is free and stands back.
  const says = (part: RegExp) => part.test(bodyPart) || part.test(`${description} ${study}`)
  const first = (choices: readonly (readonly [RegExp, ExaminationName])[]) =>
    choices.find(([part]) => part.test(bodyPart))?.[1] ?? choices.find(([part]) => says(part))?.[1] ?? 'other'
  if (FILM.has(modality))
    return first([
      [SPINE, 'spine-film'],
      [CHEST, 'chest-film'],
      [LIMB, 'extremity-film'],
    ])
  if (modality === 'CT')
    return first([
      [CHEST, 'chest-ct'],
      [ABDOMEN, 'abdomen-ct'],
    ])
  if (modality === 'US')
    return first([
      [THYROID, 'thyroid-us'],
      [BREAST, 'breast-us'],
      [PREGNANCY, 'obstetric-us'],
      [ABDOMEN, 'abdomen-us'],
    ])
  if (modality === 'OP') return 'fundus'
  if (PICTURE.has(modality) || modality === '')
    return first([
      [EYE, 'fundus'],
      [SKIN_PART, 'skin'],
    ])
  return 'other'
}
