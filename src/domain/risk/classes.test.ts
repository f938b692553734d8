import { expect, test } from 'vitest'
import { run, type Answers } from './answers.fixture.ts'

/** Every edge of the classes that more than a total decides, from both sides. */
test('NEWS2 classes: 4 spread out is low, 3 in one is low to medium, 5 and 6 medium, 7 high', () => {
  const two = { respiratory_rate: 21, pulse: 111 }
  expect(run('news2', {})).toMatchObject({ value: 0, band: 'low' })
  expect(run('news2', two)).toMatchObject({ value: 4, band: 'low' })
  expect(run('news2', { pulse: 131 })).toMatchObject({ value: 3, band: 'low-medium' })
  expect(run('news2', { pulse: 131, temperature: 38.1 })).toMatchObject({ value: 4, band: 'low-medium' })
  expect(run('news2', { ...two, temperature: 38.1 })).toMatchObject({ value: 5, band: 'medium' })
  expect(run('news2', { pulse: 131, on_oxygen: true })).toMatchObject({ value: 5, band: 'medium' })
  expect(run('news2', { ...two, temperature: 39.1 })).toMatchObject({ value: 6, band: 'medium' })
  expect(run('news2', { ...two, on_oxygen: true, temperature: 38.1 })).toMatchObject({
    value: 7,
    band: 'high',
  })
})

test('CHA2DS2-VASc counts sex apart: 1 is low in a woman and to be considered in a man', () => {
  expect(run('cha2ds2vasc', { sex: 'male' })).toMatchObject({ value: 0, band: 'low' })
  expect(run('cha2ds2vasc', { sex: 'female' })).toMatchObject({ value: 1, band: 'low' })
  expect(run('cha2ds2vasc', { sex: 'male', diabetes: true })).toMatchObject({ value: 1, band: 'consider' })
  expect(run('cha2ds2vasc', { sex: 'female', diabetes: true })).toMatchObject({ value: 2, band: 'consider' })
  expect(run('cha2ds2vasc', { sex: 'male', age: 75 })).toMatchObject({ value: 2, band: 'anticoagulate' })
  expect(run('cha2ds2vasc', { sex: 'female', age: 75 })).toMatchObject({ value: 3, band: 'anticoagulate' })
})

test('AUDIT-C is positive from 4 in men and from 3 in women', () => {
  const drinks = (sex: string, last: string) => run('audit-c', { sex, item_1: '2', item_3: last }).band
  expect([drinks('male', '1'), drinks('male', '2')]).toEqual(['negative', 'positive'])
  expect([drinks('female', '0'), drinks('female', '1')]).toEqual(['negative', 'positive'])
})

test('BMI by the Chinese classes, at one metre of height so that the weight is the index', () => {
  const band = (weight_kg: number) => run('bmi', { height_cm: 100, weight_kg, age: 30 }).band
  expect([18.4, 18.5, 23.9, 24, 27.9, 28].map(band)).toEqual([
    ...['underweight', 'normal', 'normal', 'overweight', 'overweight', 'obese'],
  ])
  // 61.44 / 1.6² is 24 and not a float below it.
  expect(run('bmi', { height_cm: 160, weight_kg: 61.44, age: 30 })).toMatchObject({
    value: 24,
    band: 'overweight',
  })
})

test('BMI by WHO and the waist stand beside it', () => {
  const codes = (answers: Answers) =>
    run('bmi', { height_cm: 100, age: 30, ...answers }).also.map(({ shows }) =>
      'code' in shows ? shows.code : null,
    )
  expect([24.9, 25, 29.9, 30].map((weight_kg) => codes({ weight_kg }))).toEqual([
    [],
    ['overweight'],
    ['overweight'],
    ['obese'],
  ])
  const waist = (sex: string, waist_cm: number) => codes({ weight_kg: 22, sex, waist_cm })[0]
  expect([84, 85, 89, 90].map((cm) => waist('male', cm))).toEqual(['none', 'pre', 'pre', 'obese'])
  expect([79, 80, 84, 85].map((cm) => waist('female', cm))).toEqual(['none', 'pre', 'pre', 'obese'])
})

/** The value of one input at which the result equals the target, by bisection over a rising or falling result. */
function inputWhere(
  id: string,
  input: string,
  [low, high]: readonly [number, number],
  target: number,
  others: Answers,
) {
  const at = (value: number) => run(id, { ...others, [input]: value }).value!
  const rising = at(high) > at(low)
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (at(middle) < target === rising) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const CONTINUOUS: readonly (readonly [
  id: string,
  input: string,
  range: readonly [number, number],
  rises: boolean,
  edges: readonly (readonly [target: number, below: string, from: string])[],
  others?: Answers,
])[] = [
  [
    'egfr',
    'creatinine',
    [30, 2000],
    false,
    [
      [15, 'G5', 'G4'],
      [30, 'G4', 'G3b'],
      [45, 'G3b', 'G3a'],
      [60, 'G3a', 'G2'],
      [90, 'G2', 'G1'],
    ],
  ],
  [
    'china-par',
    'waist_cm',
    [50, 150],
    true,
    [
      [5, 'low', 'intermediate'],
      [10, 'intermediate', 'high'],
    ],
    { sex: 'female', age_years: 64, sbp_mmhg: 150, diabetes: true },
  ],
  ['fib4', 'ast', [10, 2000], true, [[1.3, 'low', 'indeterminate']], { age: 64 }],
  ['fib4', 'ast', [10, 2000], true, [[2, 'low', 'indeterminate']], { age: 65 }],
]

for (const [id, input, range, rises, edges, others = {}] of CONTINUOUS)
  for (const [target, below, from] of edges)
    test(`${id}: just below ${target} is ${below}, just above ${from}`, () => {
      const edge = inputWhere(id, input, range, target, others)
      const step = edge * 1e-7 * (rises ? 1 : -1)
      expect(run(id, { ...others, [input]: edge - step }).band).toBe(below)
      expect(run(id, { ...others, [input]: edge + step }).band).toBe(from)
    })

test('FIB-4 is high above 2.67 and, in hepatitis C, above 3.25; the limits themselves are indeterminate', () => {
  // age 50, ALT 25, platelets 100: the index is AST / 10.
  const band = (ast: number, hepatitis_c: boolean) =>
    run('fib4', { age: 50, alt: 25, platelets: 100, ast, hepatitis_c }).band
  expect([12.99, 13, 26.7, 26.71].map((ast) => band(ast, false))).toEqual([
    'low',
    'indeterminate',
    'indeterminate',
    'high',
  ])
  expect([26.71, 32.5, 32.51].map((ast) => band(ast, true))).toEqual([
    'indeterminate',
    'indeterminate',
    'high',
  ])
})

test('albuminuria: 30 and 300 mg/g are A2', () => {
  const stage = (acr: number) => {
    const { shows } = run('egfr', { acr }).also[0]!
    return 'code' in shows ? shows.code : null
  }
  expect([29.9, 30, 300, 300.1].map(stage)).toEqual(['A1', 'A2', 'A2', 'A3'])
})

test('gestational age: 36+6, 37+0, 38+6, 39+0, 40+6, 41+0, 41+6, 42+0', () => {
  // 258 to 294 days after 2025-01-01.
  const bands = [
    '2025-09-16',
    '2025-09-17',
    '2025-09-30',
    '2025-10-01',
    '2025-10-14',
    '2025-10-15',
    '2025-10-21',
    '2025-10-22',
  ]
  const found = bands.map((date) => run('edd', { lmp: '2025-01-01', date }))
  expect(found.map(({ value }) => value)).toEqual([258, 259, 272, 273, 286, 287, 293, 294])
  expect(found.map(({ band }) => band)).toEqual([
    ...[
      'preterm',
      'early-term',
      'early-term',
      'full-term',
      'full-term',
      'late-term',
      'late-term',
      'post-term',
    ],
  ])
})

test('GOLD: E by two exacerbations or one admission, B by mMRC 2 or CAT 10, grades by FEV1', () => {
  const group = (answers: Answers) => run('copd-gold', answers).band
  expect([1, 2].map((exacerbations) => group({ exacerbations }))).toEqual(['A', 'E'])
  expect([0, 1].map((admissions) => group({ admissions }))).toEqual(['A', 'E'])
  expect(['1', '2'].map((mmrc) => group({ mmrc }))).toEqual(['A', 'B'])
  expect([9, 10].map((cat) => group({ cat }))).toEqual(['A', 'B'])
  const grade = (fev1_percent: number) => {
    const { shows } = run('copd-gold', { fev1_percent }).also[0]!
    return 'code' in shows ? shows.code : null
  }
  expect([29.9, 30, 49.9, 50, 79.9, 80].map(grade)).toEqual(['4', '3', '3', '2', '2', '1'])
})

test('hypertension follow-up: 140/90, from 65 years 150/90, emergency at 180 or 110', () => {
  const band = (systolic_bp: number, diastolic_bp: number, more: Answers = {}) =>
    run('htn-followup', { systolic_bp, diastolic_bp, ...more }).band
  expect([band(139, 89), band(140, 89), band(139, 90)]).toEqual([
    'controlled',
    'not-controlled',
    'not-controlled',
  ])
  const old = { age_years: 65 }
  expect([band(149, 89, old), band(150, 89, old), band(149, 90, old)]).toEqual([
    'controlled',
    'not-controlled',
    'not-controlled',
  ])
  expect(band(140, 80, { age_years: 64 })).toBe('not-controlled')
  expect([band(179, 109), band(180, 109), band(179, 110)]).toEqual([
    'not-controlled',
    'emergency-refer',
    'emergency-refer',
  ])
  expect(band(130, 80, { warning_sign: true })).toBe('emergency-refer')
  expect(band(130, 80, { complication: true })).toBe('refer')
  expect(band(130, 80, { adverse: true })).toBe('adverse-reaction')
  expect(band(130, 80, { adverse: true, previous_uncontrolled: true })).toBe('refer')
  expect(band(130, 80, { previous_uncontrolled: true })).toBe('controlled')
})

test('IMCI: fast from 60 under 2 months, 50 to 11 months, 40 from 12; a danger sign outweighs', () => {
  const band = (age_months: number, respiratory_rate: number, more: Answers = {}) =>
    run('imci', { age_months, respiratory_rate, ...more }).band
  expect([band(1, 59), band(1, 60)]).toEqual(['normal', 'fast'])
  expect([band(2, 49), band(2, 50), band(11, 49), band(11, 50)]).toEqual(['normal', 'fast', 'normal', 'fast'])
  expect([band(12, 39), band(12, 40), band(59, 40)]).toEqual(['normal', 'fast', 'fast'])
  expect(band(24, 30, { chest_indrawing: true })).toBe('pneumonia')
  expect(band(24, 30, { chest_indrawing: true, hiv: true })).toBe('danger')
  expect([band(24, 30, { spo2: 90 }), band(24, 30, { spo2: 89 })]).toEqual(['normal', 'danger'])
  const signs = [
    'cannot_drink',
    'vomits_everything',
    'convulsions',
    'lethargic_or_unconscious',
    'stridor_at_rest',
  ]
  for (const sign of signs) expect(band(24, 30, { [sign]: true })).toBe('danger')
})

test('fluids change their slope at 10 and 20 kg, and above 100 mL/h the cap is named', () => {
  const rate = (weight_kg: number) => run('fluid421', { weight_kg }).value
  expect([9, 10, 11, 20, 21].map(rate)).toEqual([36, 40, 42, 60, 61])
  expect(run('fluid421', { weight_kg: 60 }).limits).toHaveLength(1)
  expect(run('fluid421', { weight_kg: 61 }).limits).toHaveLength(2)
})

test('the Chinese surface rule by weight is for children alone, and unverified', () => {
  const byWeight = (weight_kg: number, age: number) =>
    run('bsa', { height_cm: 120, weight_kg, age }).also.find(({ id }) => id === 'china-child')
  expect(byWeight(20, 17)).toMatchObject({ verified: false, shows: { value: 0.8 } })
  expect(byWeight(30, 17)).toMatchObject({ shows: { value: expect.closeTo(1.15, 9) } })
  expect(byWeight(40, 17)).toMatchObject({ shows: { value: 1.25 } })
  expect(byWeight(40, 18)).toBeUndefined()
})

test('a daily amount of fluid goes by 100, 50 and 20', () => {
  const daily = (weight_kg: number) => run('fluid421', { weight_kg }).also[0]!.shows
  expect([8, 15, 28].map(daily)).toMatchObject([{ value: 800 }, { value: 1250 }, { value: 1660 }])
})

test('what hangs on an unverified part of the hypertension rule says so', () => {
  const limits = (systolic_bp: number, more: Answers) =>
    run('htn-followup', { systolic_bp, diastolic_bp: 80, ...more }).limits.length
  expect([139, 140, 149, 150].map((systolic) => limits(systolic, { age_years: 70 }))).toEqual([0, 1, 1, 0])
  expect(limits(145, { age_years: 60 })).toBe(0)
  expect([limits(130, { warning_sign: true }), limits(190, { warning_sign: true })]).toEqual([1, 0])
})
