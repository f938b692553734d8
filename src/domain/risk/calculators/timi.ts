import { defineCalculator, words } from '../calculator.ts'
import { adult } from '../clinic-inputs.ts'
import { flag } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * Unstable angina and infarction without ST elevation: risk within 14 days.
 * Source: Antman 2000. Knowledge `score.timi`.
 */
const inputs = {
  age: adult('TIMI'),
  three_or_more_cad_risk_factors: flag(words('Three or more coronary risk factors', '≥3个冠心病危险因素'), {
    points: 1,
    hint: words(
      'Family history, hypertension, cholesterol, diabetes, smoking.',
      '家族史、高血压、高胆固醇、糖尿病、吸烟。',
    ),
  }),
  known_cad: flag(words('Known coronary stenosis of 50 % or more', '已知冠状动脉狭窄≥50%'), { points: 1 }),
  aspirin_use_past_7_days: flag(words('Aspirin within 7 days', '7天内服用阿司匹林'), { points: 1 }),
  severe_angina: flag(words('Two or more episodes in 24 hours', '24小时内发作≥2次'), { points: 1 }),
  st_deviation: flag(words('ST deviation of 0.05 mV or more', 'ST段偏移≥0.05 mV'), { points: 1 }),
  positive_biomarker: flag(words('Cardiac marker raised', '心肌标志物升高'), { points: 1 }),
} as const

export const timi = defineCalculator({
  id: 'timi',
  entry: 'score.timi',
  names: words('TIMI, NSTEMI and unstable angina', 'TIMI评分（NSTEMI/UA）'),
  source: 'Antman 2000',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 7] },
  bands: {
    low: { label: words('Low', '低危') },
    intermediate: { label: words('Intermediate', '中危') },
    high: { label: words('High', '高危') },
  },
  inputs,
  together: null,
  limits: [
    words(
      'For unstable angina and infarction without ST elevation.',
      '适用于不稳定型心绞痛和非ST段抬高型心肌梗死。',
    ),
  ],
  compute(given) {
    const parts = pointsOf(inputs, given, { age: given.age >= 65 ? 1 : 0 })
    return scored(parts, [
      [0, 'low'],
      [3, 'intermediate'],
      [5, 'high'],
    ])
  },
})
