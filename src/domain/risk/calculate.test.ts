import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calculatorOf, quietAnswers } from './answers.fixture.ts'
import { calculate, type Fault } from './calculate.ts'
import type { Calculator, Input, InputValue } from './calculator.ts'
import { calculators } from './calculators.ts'

function faultsOf(calculator: Calculator, given: Record<string, InputValue | undefined>): readonly Fault[] {
  const result = calculate(calculator, given)
  return result.computed ? [] : result.faults
}

/** Any answer that the description of an input accepts. */
function accepted(input: Input): fc.Arbitrary<InputValue> {
  switch (input.kind) {
    case 'number': {
      const { low, high } = input.applies ?? input
      return input.step || input.completed
        ? fc.integer({ min: Math.ceil(low), max: Math.floor(high) })
        : fc.double({ min: low, max: high, noNaN: true })
    }
    case 'choice':
      return fc.constantFrom(...input.choices.map(({ code }) => code))
    case 'flag':
      return fc.boolean().map((value) => (input.refuses ? false : value))
    case 'date':
      return fc.constantFrom('2026-01-01', '2026-02-28', '2026-05-05')
  }
}

const anyAnswers = (calculator: Calculator) =>
  fc.record(
    Object.fromEntries(Object.entries(calculator.inputs).map(([name, input]) => [name, accepted(input)])),
    { requiredKeys: Object.keys(calculator.inputs).filter((name) => calculator.inputs[name]!.required) },
  )

for (const calculator of calculators) {
  const { id, inputs, output, bands } = calculator

  test(`${id}: whatever is accepted gives a result inside its range, in a known class, from known inputs, or a reason`, () => {
    let computed = 0
    fc.assert(
      fc.property(anyAnswers(calculator), (given) => {
        const result = calculate(calculator, given)
        if (!result.computed) {
          for (const { problem, input } of result.faults) {
            expect([
              'calculator-inputs-contradict',
              'calculator-input-missing',
              'calculator-not-for-this-person',
            ]).toContain(problem.code)
            expect(inputs).toHaveProperty([input])
          }
          return
        }
        computed++
        if (result.value !== null) expect(Number.isFinite(result.value)).toBe(true)
        if (result.value !== null && output.range) {
          expect(result.value).toBeGreaterThanOrEqual(output.range[0])
          expect(result.value).toBeLessThanOrEqual(output.range[1])
        }
        if (result.band !== undefined) expect(bands).toHaveProperty([result.band])
        for (const { input } of result.parts) expect(inputs).toHaveProperty([input])
      }),
      { seed: 9, numRuns: 200 },
    )
    expect(computed).toBeGreaterThan(0)
  })

  test(`${id}: contributions add up to the value`, () => {
    const result = calculate(calculator, quietAnswers(calculator))
    if (!result.computed) throw new Error(JSON.stringify(result.faults))
    const sums = result.parts.filter(({ contribution }) => contribution !== null)
    expect(result.parts.length).toBeGreaterThan(0)
    if (sums.length === 0) return
    expect(sums.reduce((sum, { contribution }) => sum + contribution!, 0)).toBeCloseTo(result.value!, 9)
  })

  for (const [name, input] of Object.entries(inputs)) {
    const quiet = quietAnswers(calculator)
    if (input.required)
      test(`${id}: without ${name} there is no result, and ${name} is named`, () => {
        const { [name]: _, ...others } = quiet
        expect(faultsOf(calculator, others)).toMatchObject([
          { input: name, problem: { code: 'calculator-input-missing', details: { input: name } } },
        ])
      })
    if (input.kind === 'number')
      test(`${id}: ${name} outside ${input.low} to ${input.high} is refused, both ends are believed`, () => {
        const step = input.completed ? 1 : (input.step ?? 1e-6)
        const code = (value: number) =>
          faultsOf(calculator, { ...quiet, [name]: value }).find((fault) => fault.input === name)?.problem
            .code
        expect(code(input.low - step)).toBe('calculator-input-out-of-range')
        expect(code(input.high + step)).toBe('calculator-input-out-of-range')
        expect(code(input.low)).not.toBe('calculator-input-out-of-range')
        expect(code(input.high)).not.toBe('calculator-input-out-of-range')
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
          expect(code(value)).toBe('calculator-input-not-understood')
      })
    if (input.kind === 'number' && input.applies) {
      const { low, high, why } = input.applies
      test(`${id}: ${name} is refused below ${low} and above ${high} in the words of the rule`, () => {
        const fault = (value: number) => faultsOf(calculator, { ...quiet, [name]: value })
        if (low > input.low)
          expect(fault(low - 1)).toMatchObject([
            { input: name, why, problem: { code: 'calculator-not-for-this-person' } },
          ])
        if (high < input.high) expect(fault(high + 1)).toMatchObject([{ input: name, why }])
        expect(fault(low).filter((one) => one.input === name)).toEqual([])
        expect(fault(high).filter((one) => one.input === name)).toEqual([])
      })
    }
    test(`${id}: ${name} of another kind is not understood`, () => {
      const other: Record<Input['kind'], InputValue> = {
        number: '12',
        choice: 'no such code',
        flag: 'yes',
        date: '2026-02-30',
      }
      expect(faultsOf(calculator, { ...quiet, [name]: other[input.kind] })).toMatchObject([
        { input: name, problem: { code: 'calculator-input-not-understood' } },
      ])
    })
  }
}

test('a name that the calculator does not know is our own mistake', () => {
  const news2 = calculatorOf('news2')
  expect(() => calculate(news2, { ...quietAnswers(news2), spO2: 97 })).toThrow('news2 has no input spO2')
})

test('whoever is outside the rule is told that alone, not what else is missing', () => {
  expect(faultsOf(calculatorOf('news2'), { age: 10 })).toMatchObject([
    { input: 'age', problem: { code: 'calculator-not-for-this-person' } },
  ])
})

test('NEWS2 is refused in pregnancy and when nobody knows whether there is one', () => {
  const news2 = calculatorOf('news2')
  const quiet = quietAnswers(news2)
  expect(faultsOf(news2, { ...quiet, pregnant: true })).toMatchObject([
    { input: 'pregnant', problem: { code: 'calculator-not-for-this-person' } },
  ])
  expect(faultsOf(news2, { ...quiet, pregnant: undefined })).toMatchObject([
    { input: 'pregnant', problem: { code: 'calculator-input-missing' } },
  ])
})

test('15 years and 364 days are 15 completed years', () => {
  const news2 = calculatorOf('news2')
  expect(faultsOf(news2, { ...quietAnswers(news2), age: 15.997 })).toHaveLength(1)
  expect(faultsOf(news2, { ...quietAnswers(news2), age: 16 })).toHaveLength(0)
  const framingham = calculatorOf('framingham')
  expect(faultsOf(framingham, { ...quietAnswers(framingham), age_years: 74.9 })).toHaveLength(0)
})

test('a temperature converted from 100.4 °F is 38.0, as the table speaks in tenths', () => {
  const news2 = calculatorOf('news2')
  const result = calculate(news2, { ...quietAnswers(news2), temperature: ((100.4 - 32) * 5) / 9 + 1e-9 })
  expect(result).toMatchObject({ computed: true, value: 0 })
})

test('a printed number never contradicts its class: 59.6 of a G3a kidney is not printed as 60', () => {
  const egfr = calculatorOf('egfr')
  let tried = 0
  fc.assert(
    fc.property(
      fc.double({ min: 40, max: 400, noNaN: true }),
      fc.integer({ min: 18, max: 90 }),
      (creatinine, age) => {
        const result = calculate(egfr, { age, sex: 'female', creatinine })
        if (!result.computed) throw new Error('refused')
        const printed = Number(result.value!.toFixed(result.decimals))
        const G: readonly (readonly [number, string])[] = [
          [0, 'G5'],
          [15, 'G4'],
          [30, 'G3b'],
          [45, 'G3a'],
          [60, 'G2'],
          [90, 'G1'],
        ]
        expect(G.findLast(([from]) => printed >= from)![1]).toBe(result.band)
        if (result.decimals > 0) tried++
      },
    ),
    { seed: 60, numRuns: 2000 },
  )
  expect(tried).toBeGreaterThan(0)
})

test('two pressures that cannot be are refused', () => {
  for (const id of ['curb65', 'crb65', 'htn-followup', 'abcd2']) {
    const calculator = calculatorOf(id)
    expect(
      faultsOf(calculator, { ...quietAnswers(calculator), systolic_bp: 80, diastolic_bp: 80 }),
    ).toMatchObject([{ input: 'diastolic_bp', problem: { code: 'calculator-inputs-contradict' } }])
  }
})

test('PHQ-9 asks about suicide whenever item 9 is above 0, however low the total', () => {
  const phq9 = calculatorOf('phq9')
  const actions = (item_9: string) => {
    const result = calculate(phq9, { ...quietAnswers(phq9), item_9 })
    return result.computed ? result.actions.map(({ urgent }) => urgent) : null
  }
  expect(actions('0')).toEqual([])
  for (const item of ['1', '2', '3']) expect(actions(item)).toEqual([true])
})

test('Apgar below 7 is repeated until 20 minutes', () => {
  const apgar = calculatorOf('apgar')
  const blue = { ...quietAnswers(apgar) }
  const actions = (minute: string) => {
    const result = calculate(apgar, { ...blue, minute })
    return result.computed ? result.actions.length : null
  }
  expect(['1', '5', '10', '15', '20'].map(actions)).toEqual([1, 1, 1, 1, 0])
})

test('a coma component that cannot be tested gives the parts and no total', () => {
  const gcs = calculatorOf('gcs')
  const result = calculate(gcs, { ...quietAnswers(gcs), verbal_response: 'not_testable' })
  expect(result).toMatchObject({
    computed: true,
    value: null,
    parts: [
      { input: 'eye_opening', contribution: 4 },
      { input: 'motor_response', contribution: 6 },
    ],
  })
  expect(result).not.toHaveProperty('band')
})

test('BMI has no class without an age, under 18 years and in pregnancy, and says why', () => {
  const bmi = calculatorOf('bmi')
  const measured = { weight_kg: 60, height_cm: 160 }
  for (const more of [{}, { age: 17 }, { age: 25, pregnant: true }]) {
    const result = calculate(bmi, { ...measured, ...more })
    expect(result).not.toHaveProperty('band')
    expect(result).toMatchObject({ computed: true, limits: [{}], also: [] })
  }
  expect(calculate(bmi, { ...measured, age: 18 })).toMatchObject({ band: 'normal', limits: [] })
})

test('China-PAR asks men, and men alone, for town and family', () => {
  const chinaPar = calculatorOf('china-par')
  const { urban, family_history, ...asked } = quietAnswers(chinaPar)
  expect(faultsOf(chinaPar, { ...asked, sex: 'female' })).toEqual([])
  expect(faultsOf(chinaPar, { ...asked, sex: 'male', family_history })).toMatchObject([{ input: 'urban' }])
  expect(faultsOf(chinaPar, { ...asked, sex: 'male', urban })).toMatchObject([{ input: 'family_history' }])
})

test('GOLD needs mMRC or CAT for A and B, not for E, and refuses what is no COPD', () => {
  const gold = calculatorOf('copd-gold')
  expect(faultsOf(gold, { exacerbations: 0, admissions: 0 })).toMatchObject([
    { input: 'mmrc', problem: { code: 'calculator-input-missing' } },
  ])
  expect(calculate(gold, { exacerbations: 2, admissions: 0 })).toMatchObject({ band: 'E' })
  expect(calculate(gold, { exacerbations: 0, admissions: 0, cat: 10 })).toMatchObject({ band: 'B' })
  const ratio = (fev1_fvc: number) => faultsOf(gold, { ...quietAnswers(gold), fev1_fvc }).length
  expect([ratio(0.699), ratio(0.7)]).toEqual([0, 1])
})

test('LDL is refused from 4.5 mmol/L of triglyceride and where it would not be positive', () => {
  const ldl = calculatorOf('ldl')
  const faults = (tg_mmol_l: number, tc_mmol_l = 6) =>
    faultsOf(ldl, { tc_mmol_l, hdl_mmol_l: 1.2, tg_mmol_l })
  expect(faults(4.49)).toEqual([])
  expect(faults(4.5)).toMatchObject([
    { input: 'tg_mmol_l', problem: { code: 'calculator-not-for-this-person' } },
  ])
  expect(faults(1.1, 1.7)).toMatchObject([
    { input: 'tc_mmol_l', problem: { code: 'calculator-inputs-contradict' } },
  ])
})

test('a due date is refused for a period after the day, or more than 45 weeks before it', () => {
  const edd = calculatorOf('edd')
  const faults = (date: string, cycle_days?: number) => faultsOf(edd, { lmp: '2026-01-01', date, cycle_days })
  expect(faults('2025-12-31')).toMatchObject([
    { input: 'date', problem: { code: 'calculator-inputs-contradict' } },
  ])
  expect(faults('2026-01-01')).toEqual([])
  expect(faults('2026-11-12')).toEqual([])
  expect(faults('2026-11-13')).toMatchObject([{ input: 'lmp' }])
  expect(faults('2026-01-05', 35)).toMatchObject([{ input: 'cycle_days' }])
})

test('a newborn gets no 4-2-1 fluid rate', () => {
  expect(faultsOf(calculatorOf('fluid421'), { newborn: true, weight_kg: 3.5 })).toMatchObject([
    { input: 'newborn' },
  ])
})
