import { defineCalculator, words } from '../calculator.ts'
import { age, bmi, sex, systolic, waist } from '../clinic-inputs.ts'
import { flag } from '../inputs.ts'
import { pointsOf, scored, stepAt, type Steps } from '../points.ts'

/**
 * Chinese diabetes risk score.
 * Source: Chinese Diabetes Society guideline 2017/2020; Zhou 2013. Knowledge `score.cdrs`, unverified.
 */
const inputs = {
  age: age({
    low: 20,
    high: 74,
    why: words('The score is for 20 to 74 years.', '该评分适用于20～74岁。'),
  }),
  sex: sex(),
  bmi: bmi(),
  waist_cm: waist(),
  systolic: systolic(),
  family: flag(words('Parent, sibling or child with diabetes', '一级亲属有糖尿病'), { points: 6 }),
} as const

const AGE: Steps<number> = [
  [20, 0],
  [25, 4],
  [35, 8],
  [40, 11],
  [45, 12],
  [50, 13],
  [55, 15],
  [60, 16],
  [65, 18],
]
const BMI: Steps<number> = [
  [0, 0],
  [22, 1],
  [24, 3],
  [30, 5],
]
const WAIST_CM = {
  male: [
    [0, 0],
    [75, 3],
    [80, 5],
    [85, 7],
    [90, 8],
    [95, 10],
  ],
  female: [
    [0, 0],
    [70, 3],
    [75, 5],
    [80, 7],
    [85, 8],
    [90, 10],
  ],
} as const satisfies Record<'male' | 'female', Steps<number>>
const SYSTOLIC: Steps<number> = [
  [0, 0],
  [110, 1],
  [120, 3],
  [130, 6],
  [140, 7],
  [150, 8],
  [160, 10],
]

export const cdrs = defineCalculator({
  id: 'cdrs',
  entry: 'score.cdrs',
  names: words('Chinese diabetes risk score', '中国糖尿病风险评分'),
  source: 'Chinese Diabetes Society guideline 2017/2020; Zhou 2013',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 51] },
  bands: {
    'below-25': { label: words('Below 25', '低于25分') },
    refer: {
      label: words('25 and over', '≥25分'),
      means: words('Oral glucose tolerance test.', '行口服葡萄糖耐量试验。'),
    },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given, {
      age: stepAt(given.age, AGE),
      sex: given.sex === 'male' ? 2 : 0,
      bmi: stepAt(given.bmi, BMI),
      waist_cm: stepAt(given.waist_cm, WAIST_CM[given.sex]),
      systolic: stepAt(given.systolic, SYSTOLIC),
    })
    return scored(parts, [
      [0, 'below-25'],
      [25, 'refer'],
    ])
  },
})
