import { defineCalculator, words, type Also } from '../calculator.ts'
import { age, height, weight } from '../clinic-inputs.ts'
import { optional } from '../inputs.ts'
import { factors } from '../points.ts'

/**
 * Body surface area by Mosteller; DuBois beside it, and under 18 years the Chinese rule by weight (unverified).
 * Source: Mosteller 1987; DuBois 1916. Knowledge `score.bsa`.
 */
const inputs = {
  height_cm: height([40, 250]),
  weight_kg: weight([1, 300]),
  age: optional(age()),
} as const

export const bsa = defineCalculator({
  id: 'bsa',
  entry: 'score.bsa',
  names: words('Body surface area', '体表面积'),
  source: 'Mosteller 1987; DuBois 1916',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: 'm2', decimals: 2 },
  bands: {},
  inputs,
  together: null,
  limits: [],
  compute({ height_cm, weight_kg, age }) {
    const dubois = 0.007184 * height_cm ** 0.725 * weight_kg ** 0.425
    const also: Also[] = [area('dubois', words('By DuBois', 'DuBois公式'), dubois, true)]
    if (age !== undefined && age < 18) {
      const byWeight = weight_kg <= 30 ? 0.035 * weight_kg + 0.1 : 1.05 + (weight_kg - 30) * 0.02
      also.push(
        area(
          'china-child',
          words('Chinese rule for children, by weight', '小儿体表面积（按体重）'),
          byWeight,
          false,
        ),
      )
    }
    return {
      value: Math.sqrt((height_cm * weight_kg) / 3600),
      parts: factors('height_cm', 'weight_kg'),
      also,
    }
  },
})

function area(id: string, names: Also['names'], value: number, verified: boolean): Also {
  return { id, names, verified, shows: { value, unit: 'm2', decimals: 2 } }
}
