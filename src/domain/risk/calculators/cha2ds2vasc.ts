import { defineCalculator, words } from '../calculator.ts'
import { adult, sex } from '../clinic-inputs.ts'
import { DIABETES, HEART_FAILURE, HYPERTENSION, STROKE_TIA_EMBOLISM, VASCULAR_DISEASE } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { pointsOf, stepAt, total } from '../points.ts'

/**
 * Stroke risk in atrial fibrillation.
 * Source: Lip 2010; ESC 2020. Knowledge `score.cha2ds2vasc`.
 */
const inputs = {
  age: adult('CHA2DS2-VASc'),
  sex: sex(),
  congestive_heart_failure: flag(words('Heart failure', '心力衰竭'), {
    points: 1,
    chart: onProblemList(...HEART_FAILURE),
  }),
  hypertension: flag(words('Hypertension', '高血压'), { points: 1, chart: onProblemList(...HYPERTENSION) }),
  diabetes: flag(words('Diabetes', '糖尿病'), { points: 1, chart: onProblemList(...DIABETES) }),
  stroke_tia_thromboembolism: flag(words('Stroke, TIA or thromboembolism', '卒中、TIA或血栓栓塞史'), {
    points: 2,
    chart: onProblemList(...STROKE_TIA_EMBOLISM),
  }),
  vascular_disease: flag(words('Vascular disease', '血管疾病'), {
    points: 1,
    hint: words(
      'Infarction, peripheral artery disease, aortic plaque.',
      '心肌梗死、外周动脉疾病、主动脉斑块。',
    ),
    chart: onProblemList(...VASCULAR_DISEASE),
  }),
} as const

export const cha2ds2vasc = defineCalculator({
  id: 'cha2ds2vasc',
  entry: 'score.cha2ds2vasc',
  names: words('CHA2DS2-VASc', 'CHA2DS2-VASc卒中风险'),
  source: 'Lip 2010; ESC 2020',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 9] },
  bands: {
    low: { label: words('Low', '低危') },
    consider: {
      label: words('Intermediate', '中危'),
      means: words('Consider anticoagulation.', '可考虑抗凝治疗。'),
    },
    anticoagulate: {
      label: words('High', '高危'),
      means: words('Anticoagulation is recommended.', '推荐抗凝治疗。'),
    },
  },
  inputs,
  together: null,
  limits: [
    words('For atrial fibrillation.', '适用于心房颤动患者。'),
    words(
      'Some Chinese guidance (2024) counts age 60 to 64 or leaves sex out; this is the form of 2010 and 2020.',
      '部分国内指南（2024）计入60～64岁或不计性别；此处为2010/2020年版本。',
    ),
  ],
  compute(given) {
    const female = given.sex === 'female' ? 1 : 0
    const parts = pointsOf(inputs, given, {
      age: stepAt(given.age, [
        [0, 0],
        [65, 1],
        [75, 2],
      ]),
      sex: female,
    })
    const value = total(parts)
    const band = stepAt<'low' | 'consider' | 'anticoagulate'>(value - female, [
      [0, 'low'],
      [1, 'consider'],
      [2, 'anticoagulate'],
    ])
    return { value, parts, band }
  },
})
