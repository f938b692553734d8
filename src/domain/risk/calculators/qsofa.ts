import { defineCalculator, words } from '../calculator.ts'
import { adult, respiratoryRate, systolic } from '../clinic-inputs.ts'
import { ONE_ROUND_MS, VITALS_MS } from '../freshness.ts'
import { flag, observed } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * Quick SOFA in suspected infection.
 * Source: Singer 2016 (Sepsis-3), JAMA 315:801. Knowledge `score.qsofa`; adults, as in the cohorts of Sepsis-3.
 */
const inputs = {
  age: adult('qSOFA'),
  respiratory_rate: respiratoryRate(),
  systolic_bp: systolic(),
  altered_mentation: flag(words('Altered mentation (Glasgow below 15)', '意识改变（GCS低于15分）'), {
    points: 1,
    chart: observed(['9269-2', 'vitals.consciousness'], ['{score}'], VITALS_MS, {
      test: { is: 'below', than: 15 },
      coded: { alert: false, confused: true, voice: true, pain: true, unresponsive: true },
    }),
  }),
} as const

export const qsofa = defineCalculator({
  id: 'qsofa',
  entry: 'score.qsofa',
  names: words('qSOFA', '快速SOFA'),
  source: 'Sepsis-3 2016 (JAMA 315:801)',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 3] },
  bands: {
    negative: { label: words('Below 2', '低于2分') },
    positive: {
      label: words('Positive', '阳性'),
      means: words('With suspected infection: look for organ dysfunction.', '疑似感染者：评估器官功能障碍。'),
    },
  },
  inputs,
  together: { inputs: ['respiratory_rate', 'systolic_bp', 'altered_mentation'], withinMs: ONE_ROUND_MS },
  limits: [words('For people with a suspected infection.', '适用于疑似感染者。')],
  compute(given) {
    const parts = pointsOf(inputs, given, {
      respiratory_rate: given.respiratory_rate >= 22 ? 1 : 0,
      systolic_bp: given.systolic_bp <= 100 ? 1 : 0,
    })
    return scored(parts, [
      [0, 'negative'],
      [2, 'positive'],
    ])
  },
})
