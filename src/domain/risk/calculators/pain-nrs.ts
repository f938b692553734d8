import { defineCalculator, words } from '../calculator.ts'
import { ageFrom } from '../clinic-inputs.ts'
import { VITALS_MS } from '../freshness.ts'
import { number, observed } from '../inputs.ts'
import { stepAt } from '../points.ts'

/**
 * Pain as the person gives it, 0 to 10.
 * Source: knowledge `score.pain`, `nrs`, unverified.
 */
const inputs = {
  age: ageFrom(
    8,
    words(
      'From 8 years; younger children use faces or FLACC.',
      '适用于8岁及以上；幼儿用面部表情或FLACC量表。',
    ),
  ),
  score: number(words('Pain, 0 to 10', '疼痛（0～10）'), '{score}', [0, 10], {
    step: 1,
    chart: observed(['72514-3'], ['{score}'], VITALS_MS),
  }),
} as const

export const painNrs = defineCalculator({
  id: 'pain-nrs',
  entry: 'score.pain',
  names: words('Pain, numeric rating', '疼痛数字评分（NRS）'),
  source: 'Numeric rating scale, 0 to 10',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 10] },
  bands: {
    none: { label: words('None', '无痛') },
    mild: { label: words('Mild', '轻度') },
    moderate: { label: words('Moderate', '中度') },
    severe: { label: words('Severe', '重度') },
  },
  inputs,
  together: null,
  limits: [],
  compute({ score }) {
    return {
      value: score,
      parts: [{ input: 'score', contribution: score }],
      band: stepAt(score, [
        [0, 'none'],
        [1, 'mild'],
        [4, 'moderate'],
        [7, 'severe'],
      ]),
    }
  },
})
