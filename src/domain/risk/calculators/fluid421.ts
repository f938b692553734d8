import { defineCalculator, words } from '../calculator.ts'
import { weight } from '../clinic-inputs.ts'
import { flag } from '../inputs.ts'
import { factors } from '../points.ts'

/**
 * Maintenance fluid by weight: 4 mL/kg/h for the first 10 kg, 2 for the next 10, 1 above; 100-50-20 mL/kg a day.
 * Source: Holliday and Segar 1957. Knowledge `score.fluid421`.
 */
const inputs = {
  newborn: flag(words('Younger than 28 days', '小于28天'), {
    refuses: words('Newborns need other rates.', '新生儿液体量另有标准。'),
    chart: { from: 'age', unit: 'd', test: { is: 'below', than: 28 } },
  }),
  weight_kg: weight([3, 100]),
} as const

/** From here the usual cap applies. */
const CAP_FROM_ML_PER_H = 100

export const fluid421 = defineCalculator({
  id: 'fluid421',
  entry: 'score.fluid421',
  names: words('Maintenance fluid 4-2-1', '维持液量4-2-1法则'),
  source: 'Holliday and Segar 1957',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: 'mL/h', decimals: 0 },
  bands: {},
  inputs,
  together: null,
  limits: [
    words(
      'Maintenance only: losses and deficit come on top. Isotonic, potassium as needed.',
      '仅为维持量，另加丢失量和累积损失；用等渗液，按需补钾。',
    ),
  ],
  compute({ weight_kg }) {
    const first = Math.min(weight_kg, 10)
    const second = Math.min(Math.max(weight_kg - 10, 0), 10)
    const rest = Math.max(weight_kg - 20, 0)
    const value = 4 * first + 2 * second + rest
    const mlPerDay = 100 * first + 50 * second + 20 * rest
    return {
      value,
      parts: factors('weight_kg'),
      also: [
        {
          id: 'daily',
          names: words('A day, by 100-50-20', '每日量（100-50-20法）'),
          verified: true,
          shows: { value: mlPerDay, unit: 'mL/d', decimals: 0 },
        },
      ],
      limits:
        value > CAP_FROM_ML_PER_H
          ? [
              words(
                'Usually capped at 100 to 125 mL/h (2400 mL a day).',
                '通常上限100～125 mL/h（2400 mL/d）。',
              ),
            ]
          : [],
    }
  },
})
