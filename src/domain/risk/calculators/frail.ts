import { defineCalculator, words } from '../calculator.ts'
import { flag } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * Frailty, five questions.
 * Source: Morley 2012. Knowledge `score.frailty`, `FRAIL`, unverified. (Fried's criteria lack a figure in the entry;
 * the Clinical Frailty Scale is a licensed instrument. Neither is built.)
 */
const inputs = {
  fatigue: flag(words('Fatigue', '疲劳'), { points: 1 }),
  resistance: flag(words('Cannot climb one flight of stairs', '不能上一层楼'), { points: 1 }),
  ambulation: flag(words('Cannot walk 500 metres', '不能步行500米'), { points: 1 }),
  illness: flag(words('Five or more illnesses', '患5种及以上疾病'), { points: 1 }),
  weight_loss: flag(words('Lost more than 5 % of weight in a year', '1年内体重下降>5%'), { points: 1 }),
} as const

export const frail = defineCalculator({
  id: 'frail',
  entry: 'score.frailty',
  names: words('Frailty: FRAIL', '衰弱筛查（FRAIL）'),
  source: 'Morley 2012',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 5] },
  bands: {
    robust: { label: words('Robust', '健壮') },
    prefrail: { label: words('Pre-frail', '衰弱前期') },
    frail: { label: words('Frail', '衰弱') },
  },
  inputs,
  together: null,
  limits: [words('For older people.', '适用于老年人。')],
  compute(given) {
    return scored(pointsOf(inputs, given), [
      [0, 'robust'],
      [1, 'prefrail'],
      [3, 'frail'],
    ])
  },
})
