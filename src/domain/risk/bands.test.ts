import { expect, test } from 'vitest'
import { calculatorOf, run, type Answers } from './answers.fixture.ts'
import type { Computed } from './calculate.ts'
import type { Calculator, InputValue } from './calculator.ts'

/** Every edge of every class that a total decides, from both sides. */
/** Total → class, both sides of every edge, for scores that are sums of what the answers carry. */
const TOTALS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  qsofa: { 1: 'negative', 2: 'positive' },
  gcs: { 3: 'severe', 8: 'severe', 9: 'moderate', 12: 'moderate', 13: 'mild', 15: 'mild' },
  hasbled: { 2: 'not-high', 3: 'high' },
  curb65: { 0: 'home', 1: 'home', 2: 'hospital', 3: 'intensive-care', 5: 'intensive-care' },
  crb65: { 0: 'home', 1: 'assess', 2: 'assess', 3: 'urgent', 4: 'urgent' },
  'wells-dvt': { [-2]: 'unlikely', 1: 'unlikely', 2: 'likely', 9: 'likely' },
  'wells-pe': { 0: 'unlikely', 4: 'unlikely', 4.5: 'likely', 12.5: 'likely' },
  centor: { [-1]: 'no-test', 1: 'no-test', 2: 'test', 3: 'test', 4: 'test-or-treat', 5: 'test-or-treat' },
  heart: { 0: 'low', 3: 'low', 4: 'moderate', 6: 'moderate', 7: 'high', 10: 'high' },
  timi: { 0: 'low', 2: 'low', 3: 'intermediate', 4: 'intermediate', 5: 'high', 7: 'high' },
  phq9: {
    ...{ 0: 'none', 4: 'none', 5: 'mild', 9: 'mild', 10: 'moderate', 14: 'moderate' },
    ...{ 15: 'moderately-severe', 19: 'moderately-severe', 20: 'severe', 27: 'severe' },
  },
  gad7: {
    ...{ 0: 'minimal', 4: 'minimal', 5: 'mild', 9: 'mild', 10: 'moderate', 14: 'moderate' },
    ...{ 15: 'severe', 21: 'severe' },
  },
  apgar: { 0: 'low', 3: 'low', 4: 'moderately-low', 6: 'moderately-low', 7: 'reassuring', 10: 'reassuring' },
  padua: { 0: 'low', 3: 'low', 4: 'high', 20: 'high' },
  caprini: { 0: 'very-low', 1: 'low', 2: 'low', 3: 'moderate', 4: 'moderate', 5: 'high' },
  findrisc: {
    ...{ 0: 'low', 6: 'low', 7: 'slightly-raised', 11: 'slightly-raised', 12: 'moderate', 14: 'moderate' },
    ...{ 15: 'high', 20: 'high', 21: 'very-high', 26: 'very-high' },
  },
  cdrs: { 24: 'below-25', 25: 'refer' },
  pews: { 0: 'routine', 2: 'routine', 3: 'nurse', 4: 'doctor', 5: 'urgent', 13: 'urgent' },
  frail: { 0: 'robust', 1: 'prefrail', 2: 'prefrail', 3: 'frail', 5: 'frail' },
  abcd2: { 0: 'low', 3: 'low', 4: 'moderate', 5: 'moderate', 6: 'high', 7: 'high' },
  'pain-nrs': { 0: 'none', 1: 'mild', 3: 'mild', 4: 'moderate', 6: 'moderate', 7: 'severe', 10: 'severe' },
}

/** Values of inputs that score by a rule of their own, for reaching a total. */
const LADDERS: Readonly<Record<string, Readonly<Record<string, readonly InputValue[]>>>> = {
  qsofa: { respiratory_rate: [16, 22], systolic_bp: [120, 100] },
  hasbled: { age: [40, 66] },
  curb65: { age: [40, 65], urea_mmol_l: [5, 8], respiratory_rate: [16, 30], systolic_bp: [120, 85] },
  crb65: { age: [40, 65], respiratory_rate: [16, 30], systolic_bp: [120, 85] },
  centor: { age: [30, 10, 50] },
  heart: { age: [40, 50, 70] },
  timi: { age: [40, 65] },
  padua: { age: [40, 70] },
  caprini: { age: [40, 41, 61, 75] },
  findrisc: {
    age: [40, 45, 55, 65],
    bmi: [22, 27, 31],
    waist_cm: [75, 85, 95],
    physically_active: [true, false],
    daily_vegetables_fruit: [true, false],
  },
  cdrs: { age: [22, 25, 40, 45], bmi: [21, 22, 24], waist_cm: [68, 72, 77], systolic: [105, 110, 120] },
  abcd2: { age: [40, 60], systolic_bp: [120, 140] },
  'pain-nrs': { score: [0, 1, 3, 4, 6, 7, 10] },
}

for (const [id, bands] of Object.entries(TOTALS))
  for (const [total, band] of Object.entries(bands))
    test(`${id}: a total of ${total} is ${band}`, () => {
      expect(reach(calculatorOf(id), Number(total)).band).toBe(band)
    })

/** Answers one input after the other until the total is met. */
function reach(calculator: Calculator, total: number): Computed {
  const ladders = LADDERS[calculator.id] ?? {}
  const scoring = Object.entries(calculator.inputs).flatMap(
    ([name, input]): (readonly [string, readonly InputValue[]])[] => {
      if (ladders[name]) return [[name, ladders[name]]]
      if (input.kind === 'flag' && input.points !== undefined) return [[name, [false, true]]]
      if (input.kind === 'choice') {
        const codes = input.choices.filter(({ points }) => points !== undefined).map(({ code }) => code)
        return codes.length > 0 ? [[name, codes]] : []
      }
      return []
    },
  )
  const search = (depth: number, answers: Answers): Computed | null => {
    const result = run(calculator.id, answers)
    if (result.value === total) return result
    if (depth === scoring.length) return null
    const [name, values] = scoring[depth]!
    for (const value of values.toReversed()) {
      const found = within(name, value, answers, depth)
      if (found) return found
    }
    return null
  }
  /** Never climbs past the total by positive points: keeps the search short. */
  const within = (name: string, value: InputValue, answers: Answers, depth: number): Computed | null => {
    const next = { ...answers, [name]: value }
    const overshoots =
      run(calculator.id, next).value! > total && !scoring.slice(depth + 1).some(([left]) => falls(left))
    return overshoots ? null : search(depth + 1, next)
  }
  const falls = (name: string) => {
    const input = calculator.inputs[name]!
    return (input.kind === 'flag' && (input.points ?? 0) < 0) || calculator.id === 'gcs' || name === 'age'
  }
  const found = search(0, {})
  if (!found) throw new Error(`${calculator.id} cannot reach ${total}`)
  return found
}

test('Wells in three levels: leg 0, 1 to 2, 3; lung below 2, to 6, above 6', () => {
  const level = (result: Computed) => {
    const { shows } = result.also.find(({ id }) => id === 'three-level')!
    return 'code' in shows ? shows.code : null
  }
  const leg = (total: number) => level(reach(calculatorOf('wells-dvt'), total))
  expect([leg(0), leg(1), leg(2), leg(3)]).toEqual(['low', 'moderate', 'moderate', 'high'])
  const lung = (total: number) => level(reach(calculatorOf('wells-pe'), total))
  expect([lung(1.5), lung(2), lung(6), lung(6.5)]).toEqual(['low', 'moderate', 'moderate', 'high'])
})

test('the totals above name every class of their score', () => {
  for (const [id, totals] of Object.entries(TOTALS))
    expect([...new Set(Object.values(totals))].sort(), id).toEqual(Object.keys(calculatorOf(id).bands).sort())
})
