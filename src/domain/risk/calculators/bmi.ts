import { defineCalculator, words, type Also } from '../calculator.ts'
import { age, height, pregnant, sex, waist, weight } from '../clinic-inputs.ts'
import { optional } from '../inputs.ts'
import { factors, stepAt } from '../points.ts'
import { settled } from '../settled.ts'

/**
 * Body mass index with the Chinese adult classes; waist where it was measured.
 * Source: WS/T 428-2013. Knowledge `score.bmi`. Below 18 years the number has no class: growth charts read it.
 */
const inputs = {
  weight_kg: weight([2, 400]),
  height_cm: height([40, 250]),
  age: optional(age()),
  sex: optional(sex()),
  pregnant: optional(pregnant()),
  waist_cm: optional(waist()),
} as const

const CENTRAL_OBESITY = {
  none: words('Waist normal', '腰围正常'),
  pre: words('Early central obesity', '中心型肥胖前期'),
  obese: words('Central obesity', '中心型肥胖'),
}
/** Adults only, the same cut for both sexes. */
const WHO = {
  overweight: words('WHO: overweight (25 and over)', 'WHO标准：超重（≥25）'),
  obese: words('WHO: obese (30 and over)', 'WHO标准：肥胖（≥30）'),
}

export const bmi = defineCalculator({
  id: 'bmi',
  entry: 'score.bmi',
  names: words('Body mass index', '体质指数'),
  source: 'WS/T 428-2013',
  verified: true,
  version: '1.0.0',
  fires: 'automatically',
  moment: 'after-vitals',
  output: { unit: 'kg/m2', decimals: 1 },
  bands: {
    underweight: { label: words('Underweight', '体重过低') },
    normal: { label: words('Normal', '体重正常') },
    overweight: { label: words('Overweight', '超重') },
    obese: { label: words('Obese', '肥胖') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const value = given.weight_kg / (given.height_cm / 100) ** 2
    const parts = factors('weight_kg', 'height_cm')
    if (given.age === undefined)
      return {
        value,
        parts,
        limits: [words('Age is not known: no class is given.', '年龄未知：不作分类。')],
      }
    if (given.age < 18)
      return {
        value,
        parts,
        limits: [words('Under 18 years read this number on a growth chart.', '18岁以下请按生长曲线判断。')],
      }
    if (given.pregnant)
      return {
        value,
        parts,
        limits: [words('In pregnancy the classes do not apply.', '妊娠期不适用该分类。')],
      }
    return {
      value,
      parts,
      band: classOf,
      also: [...who(value), ...centralObesity(given.sex, given.waist_cm)],
    }
  },
})

function classOf(value: number) {
  return stepAt<'underweight' | 'normal' | 'overweight' | 'obese'>(value, [
    [0, 'underweight'],
    [18.5, 'normal'],
    [24, 'overweight'],
    [28, 'obese'],
  ])
}

function who(value: number): Also[] {
  const bmi = settled(value)
  if (bmi < 25) return []
  const code = bmi >= 30 ? 'obese' : 'overweight'
  const names = words('Class by WHO', 'WHO分类')
  return [{ id: 'who', names, verified: true, shows: { code, label: WHO[code] } }]
}

function centralObesity(sex: 'female' | 'male' | undefined, waistCm: number | undefined): Also[] {
  if (sex === undefined || waistCm === undefined) return []
  const from = sex === 'male' ? 90 : 85
  const code = waistCm >= from ? 'obese' : waistCm >= from - 5 ? 'pre' : 'none'
  const names = words('Waist', '腰围')
  return [{ id: 'central-obesity', names, verified: true, shows: { code, label: CENTRAL_OBESITY[code] } }]
}
