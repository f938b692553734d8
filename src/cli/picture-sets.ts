import type { PictureKind } from '#domain/imaging/kinds.ts'
import type { PicturePart, PictureSet } from './picture-set.ts'

/**
 * Sets of pictures. `label` holds the set's own value; beside it stand a 0/1 column a label of the pack that reads the
 * set (empty where the row says nothing of it), `site` (source or camera), `group` and what else is known.
 */
type Cells = Readonly<Record<string, string>>

const yes = (holds: boolean): string => (holds ? '1' : '0')
const sexOf = (letter: string | undefined): string => ({ m: 'male', f: 'female' })[letter ?? ''] ?? ''
const same = (row: Cells): Cells => row

/** A set with one part, under its own name and those of the packs that it is for. */
function single(
  path: string,
  columns: readonly string[],
  cells: PicturePart['cells'],
  ...packs: readonly string[]
): PictureSet {
  const name = path.slice(path.indexOf('/') + 1)
  return { names: [name, ...packs], columns, parts: [{ path, prefix: '', cells }] }
}

const OWN = ['label', 'patient', 'name', 'split']

const chestChild = single(
  'imaging/cxr_paediatric_pneumonia_128',
  [...OWN, 'pneumonia', 'bacterial', 'orig'],
  (row) => ({
    ...row,
    pneumonia: yes(row['label'] !== 'normal'),
    bacterial: row['label'] === 'normal' ? '' : yes(row['label'] === 'bacteria'),
  }),
  'chest-child-pneumonia',
)

const chestAdult = single(
  'imaging2/cxr_adult_findings_224',
  [...OWN, 'pneumonia', 'group', 'age', 'sex'],
  (row) => ({
    ...row,
    pneumonia: yes(row['group'] === 'pneumonia'),
    group: row['view'] ?? '',
    sex: sexOf(row['sex']),
  }),
  'chest-adult-pneumonia',
)

const chestFields = single(
  'imaging/cxr_lung_heart_masks_256',
  [...OWN, 'site', 'value'],
  (row) => ({ ...row, site: row['source'] ?? '', value: row['ctr'] ?? '' }),
  'chest-fields',
)

const isReferable = (grade: string | undefined): string => yes(Number(grade) >= 2)
const EYES = [...OWN, 'referable', 'site', 'eye', 'dme']
const eyepacs = (row: Cells): Cells => ({ ...row, referable: isReferable(row['label']), site: 'eyepacs' })
const idrid = (row: Cells): Cells => ({ ...row, referable: isReferable(row['label']), site: 'idrid' })
/** No grades: what is called normal there is nothing to refer, as far as false alarms go. */
const secondSource = (row: Cells): Cells => ({ ...row, referable: '', site: 'second-source' })

/** Both cameras; of the second source the normal eyes of `val`, from which nothing learns. */
const fundusDr: PictureSet = {
  names: ['fundus-dr'],
  columns: EYES,
  parts: [
    { path: 'imaging/fundus_eyepacs_dr_224', prefix: 'eyepacs-', cells: eyepacs },
    { path: 'imaging2/fundus_idrid_dr_320', prefix: 'idrid-', cells: idrid },
    {
      path: 'imaging/fundus_second_source_128',
      prefix: 'second-',
      cells: (row) => (row['split'] === 'val' && row['label'] === 'normal' ? secondSource(row) : null),
    },
  ],
}

const vessels: PictureSet = {
  names: ['fundus_vessels_384', 'retina-vessels'],
  columns: [...OWN, 'site', 'reader2'],
  parts: [
    {
      path: 'imaging/fundus_vessels_384',
      prefix: '',
      cells: (row) => ({ ...row, site: row['label'] ?? '' }),
      hasTwoReaders: true,
    },
  ],
}

const spine = single(
  'imaging/spine_cobb_384',
  [...OWN, 'group', 'value', 'cobb1', 'cobb2', 'cobb3', 'w', 'h'],
  (row) => ({ ...row, group: row['label'] ?? '', value: row['cobb1'] ?? '' }),
  'spine-cobb',
)

const breast = single(
  'imaging/ultrasound_breast_192',
  [...OWN, 'lesion', 'malignant', 'w', 'h'],
  (row) => ({ ...row, lesion: yes(row['label'] !== 'normal'), malignant: yes(row['label'] === 'malignant') }),
  'breast-us',
)

const nodule = single(
  'imaging/ct_nodule_patches_50',
  [...OWN, 'nodule'],
  (row) => ({ ...row, nodule: row['label'] ?? '' }),
  'lung-nodule',
)

const hand = single(
  'imaging2/hand_boneage_256',
  [...OWN, 'value', 'sex', 'group', 'w', 'h', 'lo', 'hi'],
  (row) => ({ ...row, value: row['label'] ?? '', sex: sexOf(row['sex']), group: sexOf(row['sex']) }),
  'hand-bone-age',
)

const covid = single('imaging/cxr_covid_ood_192', [...OWN, 'view', 'license'], same)
const photographs = single('imaging/ood_photographs_128', OWN, same)
const tuberculosis = single('imaging2/cxr_tuberculosis_224', [...OWN, 'tint'], same)
const skin = single('imaging2/skin_dermoscopy_96', [...OWN, 'dx_type', 'age', 'sex', 'body_site'], (row) => ({
  ...row,
  sex: sexOf(row['sex']),
  body_site: row['site'] ?? '',
}))

/** Of which kind the pictures of a set are. */
const KIND_OF: readonly (readonly [string, (row: Cells) => PictureKind | null])[] = [
  ['imaging/cxr_paediatric_pneumonia_128', () => 'chest-child'],
  ['imaging/cxr_lung_heart_masks_256', () => 'chest-adult'],
  ['imaging2/cxr_adult_findings_224', () => 'chest-adult'],
  // Terms: for checks alone, never for training.
  ['imaging/cxr_covid_ood_192', (row) => (row['split'] === 'val' ? 'chest-adult' : null)],
  ['imaging2/cxr_tuberculosis_224', (row) => (row['label'] === 'tb_tinted' ? 'photographed' : 'chest-adult')],
  ['imaging/fundus_eyepacs_dr_224', () => 'fundus'],
  ['imaging2/fundus_idrid_dr_320', () => 'fundus'],
  ['imaging/fundus_second_source_128', () => 'fundus'],
  ['imaging/fundus_vessels_384', () => 'fundus'],
  ['imaging/spine_cobb_384', () => 'spine'],
  ['imaging/ultrasound_breast_192', () => 'breast-us'],
  ['imaging/ct_nodule_patches_50', () => 'nodule-patch'],
  ['imaging2/hand_boneage_256', () => 'hand'],
  ['imaging2/skin_dermoscopy_96', () => 'skin'],
  ['imaging/ood_photographs_128', () => 'photograph'],
]

/** All sets mixed: `label` is the kind of picture, `site` the set, `own` the set's own label. */
const imageIntake: PictureSet = {
  names: ['image-intake'],
  columns: [...OWN, 'site', 'own', 'age', 'sex'],
  parts: KIND_OF.map(([path, kindOf]) => {
    const site = path.slice(path.indexOf('/') + 1)
    return {
      path,
      prefix: `${site}-`,
      picturesAlone: true,
      cells(row) {
        const kind = kindOf(row)
        if (kind === null) return null
        const patient = `${site} ${row['patient'] ?? ''}`
        return { ...row, label: kind, own: row['label'] ?? '', site, patient, sex: sexOf(row['sex']) }
      },
    }
  }),
}

export const PICTURE_SETS: readonly PictureSet[] = [
  chestChild,
  chestAdult,
  chestFields,
  fundusDr,
  single('imaging/fundus_eyepacs_dr_224', EYES, eyepacs),
  single('imaging2/fundus_idrid_dr_320', EYES, idrid),
  single('imaging/fundus_second_source_128', EYES, secondSource),
  vessels,
  spine,
  breast,
  nodule,
  hand,
  covid,
  photographs,
  tuberculosis,
  skin,
  imageIntake,
]
