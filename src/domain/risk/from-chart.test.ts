import { expect, test } from 'vitest'
import { calculatorOf } from './answers.fixture.ts'
import { convertUnit } from '../lab/lab-units.ts'
import { calculate } from './calculate.ts'
import { calculators } from './calculators.ts'
import { fillInputs, type AtThisMoment, type ChartValue, type PersonOnChart } from './from-chart.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW_MS = Date.UTC(2026, 5, 1, 10)

const FACTORS: Readonly<Record<string, number>> = {
  '2160-0 mg/dL umol/L': 88.4,
  '8302-2 m cm': 100,
  '14959-1 mg/mmol mg/g': 8.84,
}
const moment: AtThisMoment = {
  nowMs: NOW_MS,
  today: '2026-06-01',
  convert: (code, value, from, to) => {
    const factor = FACTORS[`${code} ${from} ${to}`]
    return factor === undefined ? null : value * factor
  },
}
const woman: PersonOnChart = { ageYears: 34, sex: 'female', problems: [], pregnant: null }

let facts = 0
function seen(
  code: string,
  value: ChartValue['value'],
  unit: string,
  agoMs = HOUR_MS,
  factId = `fact-${++facts}`,
): ChartValue {
  return { code, value, unit, atMs: NOW_MS - agoMs, factId }
}

const round = (agoMs: number, factId: string): ChartValue[] => [
  seen('9279-1', 18, '/min', agoMs, factId),
  seen('59408-5', 97, '%', agoMs, factId),
  seen('8480-6', 118, 'mm[Hg]', agoMs, factId),
  seen('8867-4', 76, '/min', agoMs, factId),
  seen('8310-5', 36.8, 'Cel', agoMs, factId),
  seen('vitals.onOxygen', false, '', agoMs, factId),
  seen('vitals.consciousness', 'alert', '', agoMs, factId),
]
const whyOf = (filled: ReturnType<typeof fillInputs>, input: string) =>
  filled.missing.find((one) => one.input === input)?.why

test('a round of vital signs fills NEWS2 but for the scale; each input names its fact', () => {
  const filled = fillInputs(
    calculatorOf('news2'),
    round(HOUR_MS, 'vitals-1'),
    { ...woman, pregnant: false },
    moment,
  )
  expect(filled.missing).toEqual([{ input: 'spo2_scale', required: true, why: 'only-a-person-can-say' }])
  expect(filled.sources['pulse']).toEqual({
    from: 'observation',
    factId: 'vitals-1',
    code: '8867-4',
    atMs: NOW_MS - HOUR_MS,
  })
  expect(filled.sources['pregnant']).toEqual({ from: 'pregnancy' })
  expect(calculate(calculatorOf('news2'), { ...filled.given, spo2_scale: '1' })).toMatchObject({ value: 0 })
})

test('nobody is taken for not pregnant without a word on it, but men and women from 60 years', () => {
  const pregnant = (person: Partial<PersonOnChart>) => {
    const filled = fillInputs(calculatorOf('news2'), [], { ...woman, ...person }, moment)
    return [filled.given['pregnant'], filled.sources['pregnant']?.from]
  }
  expect(pregnant({})).toEqual([undefined, undefined])
  expect(pregnant({ ageYears: 59 })).toEqual([undefined, undefined])
  expect(pregnant({ ageYears: 60 })).toEqual([false, 'age'])
  expect(pregnant({ sex: 'male' })).toEqual([false, 'sex'])
  expect(pregnant({ sex: 'unknown', ageYears: null })).toEqual([undefined, undefined])
  expect(pregnant({ pregnant: true })).toEqual([true, 'pregnancy'])
})

test('a new pulse is never added to the vital signs of the morning', () => {
  const morning = round(5 * HOUR_MS, 'morning')
  const filled = fillInputs(
    calculatorOf('news2'),
    [...morning, seen('8867-4', 128, '/min', 0, 'now')],
    woman,
    moment,
  )
  expect(filled.given['pulse']).toBe(128)
  expect(whyOf(filled, 'respiratory_rate')).toBe('not-of-the-same-time')
  expect(filled.missing.find(({ input }) => input === 'spo2')?.factId).toBe('morning')
})

test('one round lasts an hour, its end included', () => {
  const at = (agoMs: number) =>
    whyOf(
      fillInputs(
        calculatorOf('news2'),
        [seen('8867-4', 80, '/min', 0), seen('9279-1', 16, '/min', agoMs)],
        woman,
        moment,
      ),
      'respiratory_rate',
    )
  expect(at(HOUR_MS)).toBeUndefined()
  expect(at(HOUR_MS + 1)).toBe('not-of-the-same-time')
})

test('vital signs count for 24 hours, creatinine for 90 days, both to the millisecond', () => {
  const pulse = (agoMs: number) =>
    whyOf(fillInputs(calculatorOf('news2'), [seen('8867-4', 80, '/min', agoMs)], woman, moment), 'pulse')
  expect([pulse(DAY_MS), pulse(DAY_MS + 1)]).toEqual([undefined, 'too-old'])
  const creatinine = (agoMs: number) =>
    whyOf(
      fillInputs(calculatorOf('egfr'), [seen('14682-9', 80, 'umol/L', agoMs)], woman, moment),
      'creatinine',
    )
  expect([creatinine(90 * DAY_MS), creatinine(90 * DAY_MS + 1)]).toEqual([undefined, 'too-old'])
})

test("a child's height is good for 90 days, an adult's for two years; an unknown age is taken for a child's", () => {
  const height = (ageYears: number | null) =>
    whyOf(
      fillInputs(
        calculatorOf('bmi'),
        [seen('8302-2', 150, 'cm', 100 * DAY_MS)],
        { ...woman, ageYears },
        moment,
      ),
      'height_cm',
    )
  expect([height(17), height(18), height(null)]).toEqual(['too-old', undefined, 'too-old'])
})

test('creatinine in mg/dL is converted, under its own code', () => {
  const filled = fillInputs(
    calculatorOf('egfr'),
    [seen('2160-0', 1, 'mg/dL', DAY_MS, 'lab-7')],
    woman,
    moment,
  )
  expect(filled.given['creatinine']).toBeCloseTo(88.4, 9)
  expect(filled.sources['creatinine']).toMatchObject({ factId: 'lab-7', code: '2160-0' })
})

test('a unit that the input does not list is not taken, even if somebody could convert it', () => {
  const willing = { ...moment, convert: (_: string, value: number) => value }
  const filled = fillInputs(calculatorOf('egfr'), [seen('14682-9', 80, 'mmol/L')], woman, willing)
  expect(whyOf(filled, 'creatinine')).toBe('not-usable')
  const flag = fillInputs(calculatorOf('news2'), [seen('vitals.onOxygen', 2, 'L/min')], woman, willing)
  expect(whyOf(flag, 'on_oxygen')).toBe('not-usable')
})

test('one result reported in two units is one result, taken in the wanted unit', () => {
  const both = [seen('2160-0', 1, 'mg/dL', DAY_MS, 'a'), seen('14682-9', 88, 'umol/L', DAY_MS, 'b')]
  const filled = fillInputs(calculatorOf('egfr'), both, woman, moment)
  expect([filled.given['creatinine'], filled.sources['creatinine']]).toMatchObject([88, { factId: 'b' }])
})

test('the newest value that cannot be used is not replaced by an older one', () => {
  const values = [seen('14682-9', 80, 'umol/L', 30 * DAY_MS), seen('14682-9', 9, 'g/L', DAY_MS, 'odd')]
  const filled = fillInputs(calculatorOf('egfr'), values, woman, moment)
  expect(filled.missing.find(({ input }) => input === 'creatinine')).toEqual({
    ...{ input: 'creatinine', required: true, why: 'not-usable', factId: 'odd' },
  })
})

test('two values of the same time that differ are left to a person; two that agree are not', () => {
  const two = (second: number) =>
    fillInputs(
      calculatorOf('egfr'),
      [seen('14682-9', 80, 'umol/L', DAY_MS), seen('14682-9', second, 'umol/L', DAY_MS)],
      woman,
      moment,
    )
  expect(whyOf(two(140), 'creatinine')).toBe('two-differ')
  expect(two(80).given['creatinine']).toBe(80)
})

test('the newest value stands whatever the order of the chart', () => {
  const values = [
    seen('14682-9', 70, 'umol/L', 20 * DAY_MS),
    seen('14682-9', 95, 'umol/L', DAY_MS),
    seen('14682-9', 60, 'umol/L', 40 * DAY_MS),
  ]
  for (const order of [values, values.toReversed()])
    expect(fillInputs(calculatorOf('egfr'), order, woman, moment).given['creatinine']).toBe(95)
})

test('a clock ten minutes ahead is forgiven, a value of tomorrow does not exist yet', () => {
  const pulse = (aheadMs: number) =>
    whyOf(fillInputs(calculatorOf('news2'), [seen('8867-4', 80, '/min', -aheadMs)], woman, moment), 'pulse')
  expect([pulse(600_000), pulse(600_001)]).toEqual([undefined, 'not-on-chart'])
})

test('LDL takes one blood sample, never cholesterol of today with triglyceride of last month', () => {
  const panel = (tgAgoMs: number) =>
    fillInputs(
      calculatorOf('ldl'),
      [
        seen('14647-2', 5.2, 'mmol/L', 0),
        seen('14646-4', 1.3, 'mmol/L', 0),
        seen('14927-8', 1.7, 'mmol/L', tgAgoMs),
      ],
      woman,
      moment,
    )
  expect(panel(30 * DAY_MS).missing).toMatchObject([{ input: 'tg_mmol_l', why: 'not-of-the-same-time' }])
  expect(calculate(calculatorOf('ldl'), panel(HOUR_MS).given)).toMatchObject({ computed: true })
})

test('a problem on the list answers yes, with or without the dot; its absence answers nothing', () => {
  const filled = fillInputs(
    calculatorOf('cha2ds2vasc'),
    [],
    { ...woman, problems: ['e11900', 'I10.x00x002', 'I48.0'] },
    moment,
  )
  expect(filled.given).toMatchObject({ diabetes: true, hypertension: true, age: 34, sex: 'female' })
  expect(filled.sources['hypertension']).toEqual({ from: 'problem', icd10: 'I10.x00x002' })
  expect(whyOf(filled, 'congestive_heart_failure')).toBe('not-on-chart')
  expect(filled.given).not.toHaveProperty('congestive_heart_failure')
})

test('transient global amnesia is no stroke, superficial phlebitis no deep thrombosis', () => {
  const stroke = (code: string) =>
    fillInputs(calculatorOf('cha2ds2vasc'), [], { ...woman, problems: [code] }, moment).given[
      'stroke_tia_thromboembolism'
    ]
  expect([stroke('G45.4'), stroke('G45.9'), stroke('I63.9')]).toEqual([undefined, true, true])
  const dvt = (code: string) =>
    fillInputs(calculatorOf('wells-dvt'), [], { ...woman, problems: [code] }, moment).given[
      'previously_documented_dvt'
    ]
  expect([dvt('I80.0'), dvt('I80.2')]).toEqual([undefined, true])
})

test('a measured value answers a flag, no as well as yes', () => {
  const fever = (value: number) =>
    fillInputs(calculatorOf('centor'), [seen('8310-5', value, 'Cel')], woman, moment).given['fever']
  expect([fever(38), fever(38.1)]).toEqual([false, true])
  const obese = (value: number) =>
    fillInputs(calculatorOf('padua'), [seen('39156-5', value, 'kg/m2')], woman, moment).given['obesity']
  expect([obese(29.9), obese(30)]).toEqual([false, true])
  const over = (value: number) =>
    fillInputs(calculatorOf('caprini'), [seen('39156-5', value, 'kg/m2')], woman, moment).given['bmi_over_25']
  expect([over(25), over(25.1)]).toEqual([false, true])
  const pressure = (value: number) =>
    fillInputs(calculatorOf('hasbled'), [seen('8480-6', value, 'mm[Hg]')], woman, moment).given[
      'hypertension_uncontrolled'
    ]
  expect([pressure(160), pressure(161)]).toEqual([false, true])
  const heartRate = (value: number) =>
    fillInputs(calculatorOf('wells-pe'), [seen('8867-4', value, '/min')], woman, moment).given[
      'heart_rate_over_100'
    ]
  expect([heartRate(100), heartRate(101)]).toEqual([false, true])
  const mentation = (value: number) =>
    fillInputs(calculatorOf('qsofa'), [seen('9269-2', value, '{score}')], woman, moment).given[
      'altered_mentation'
    ]
  expect([mentation(15), mentation(14)]).toEqual([false, true])
})

test('a code that says nothing here fills nothing: only responsive to voice is not yet lethargic', () => {
  const child = { ...woman, ageYears: 2, ageMonths: 30 }
  const lethargic = (code: string) =>
    fillInputs(calculatorOf('imci'), [seen('vitals.consciousness', code, '')], child, moment).given[
      'lethargic_or_unconscious'
    ]
  expect([lethargic('alert'), lethargic('voice'), lethargic('unresponsive')]).toEqual([
    undefined,
    undefined,
    true,
  ])
})

test('age: completed years, months where the birth date is known, days only for newborns', () => {
  const age = (id: string, person: Partial<PersonOnChart>) =>
    fillInputs(calculatorOf(id), [], { ...woman, ...person }, moment).given
  expect(age('egfr', { ageYears: 49.9 })).toMatchObject({ age: 49 })
  expect(age('imci', { ageYears: 1, ageMonths: 14 })).toMatchObject({ age_months: 14 })
  expect(age('imci', { ageYears: 1 })).not.toHaveProperty('age_months')
  expect(age('fluid421', { ageYears: 0, ageDays: 27 })).toMatchObject({ newborn: true })
  expect(age('fluid421', { ageYears: 0, ageDays: 28 })).toMatchObject({ newborn: false })
  expect(age('fluid421', { ageYears: 0 })).not.toHaveProperty('newborn')
  expect(age('fluid421', { ageYears: 1 })).toMatchObject({ newborn: false })
})

test('the last period and the day of today fill the due date', () => {
  const { given } = fillInputs(
    calculatorOf('edd'),
    [seen('8665-2', '2026-01-01', '', 60 * DAY_MS)],
    woman,
    moment,
  )
  expect(given).toEqual({ lmp: '2026-01-01', date: '2026-06-01' })
  expect(calculate(calculatorOf('edd'), given)).toMatchObject({ value: 151 })
})

test('a value out of range is filled, and the calculator names it', () => {
  const { given } = fillInputs(calculatorOf('egfr'), [seen('14682-9', 4, 'umol/L')], woman, moment)
  expect(calculate(calculatorOf('egfr'), given)).toMatchObject({
    faults: [{ input: 'creatinine', problem: { code: 'calculator-input-out-of-range' } }],
  })
})

test('every laboratory unit that an input takes is one that the laboratory tables convert', () => {
  const sources = calculators.flatMap(({ inputs }) =>
    Object.values(inputs).flatMap(({ chart }) => (chart?.from === 'observation' ? [chart] : [])),
  )
  const lab = sources.filter(({ units }) => units.length > 1 && units[0] !== 'kg' && units[0] !== 'cm')
  expect(lab.length).toBeGreaterThan(5)
  for (const { codes, units } of lab)
    for (const from of units.slice(1))
      expect(
        codes.some((code) => convertUnit(code, 1, from, units[0]!) !== null),
        `${codes} ${from}`,
      ).toBe(true)
})

test('urea nitrogen in mg/dL becomes urea; mg/dL under the code of urea is left to a person', () => {
  const urea = (code: string) =>
    fillInputs(calculatorOf('curb65'), [seen(code, 20, 'mg/dL')], woman, { ...moment, convert: convertUnit })
  expect(urea('3094-0').given['urea_mmol_l']).toBeCloseTo(7.14, 9)
  expect(whyOf(urea('22664-7'), 'urea_mmol_l')).toBe('not-usable')
})
