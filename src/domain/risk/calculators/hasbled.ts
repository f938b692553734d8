import { defineCalculator, words } from '../calculator.ts'
import { adult, systolicAbove } from '../clinic-inputs.ts'
import { ANY_STROKE } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * Bleeding risk on anticoagulation. The age itself is asked for, so that it cannot contradict its point.
 * Source: Pisters 2010. Knowledge `score.hasbled`.
 */
const inputs = {
  age: adult('HAS-BLED'),
  hypertension_uncontrolled: flag(words('Systolic above 160 mmHg', '收缩压高于160 mmHg'), {
    points: 1,
    chart: systolicAbove(160),
  }),
  abnormal_renal_function: flag(words('Abnormal kidneys', '肾功能异常'), {
    points: 1,
    hint: words('Dialysis, transplant, or creatinine above 200 umol/L.', '透析、肾移植，或肌酐>200 μmol/L。'),
  }),
  abnormal_liver_function: flag(words('Abnormal liver', '肝功能异常'), {
    points: 1,
    hint: words(
      'Cirrhosis, bilirubin above twice or enzymes above three times the limit.',
      '肝硬化，胆红素>2倍或转氨酶>3倍上限。',
    ),
  }),
  stroke: flag(words('Stroke', '卒中史'), { points: 1, chart: onProblemList(...ANY_STROKE) }),
  bleeding_history: flag(words('Bleeding, or prone to bleed', '出血史或出血倾向'), { points: 1 }),
  labile_inr: flag(words('Labile INR', 'INR不稳定'), {
    points: 1,
    hint: words('Less than 60 per cent of the time in range.', '治疗范围内时间<60%。'),
  }),
  drugs_antiplatelet_nsaid: flag(words('Antiplatelet drug or NSAID', '抗血小板药或非甾体抗炎药'), {
    points: 1,
  }),
  alcohol_excess: flag(words('Alcohol, 8 units a week or more', '饮酒≥8单位/周'), { points: 1 }),
} as const

export const hasbled = defineCalculator({
  id: 'hasbled',
  entry: 'score.hasbled',
  names: words('HAS-BLED', 'HAS-BLED出血风险'),
  source: 'Pisters 2010',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 9] },
  bands: {
    'not-high': { label: words('Below 3', '低于3分') },
    high: {
      label: words('High', '高危'),
      means: words(
        'Correct what can be corrected; no reason alone to withhold anticoagulation.',
        '纠正可逆危险因素；不能仅据此停用抗凝。',
      ),
    },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given, { age: given.age > 65 ? 1 : 0 })
    return scored(parts, [
      [0, 'not-high'],
      [3, 'high'],
    ])
  },
})
