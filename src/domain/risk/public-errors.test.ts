import { expect, test } from 'vitest'
import { calculatorOf, quietAnswers } from './answers.fixture.ts'
import { calculate } from './calculate.ts'
import type { InputValue } from './calculator.ts'

/** Mistakes met in public calculators, one test each. */
function run(id: string, answers: Record<string, InputValue>) {
  const calculator = calculatorOf(id)
  return calculate(calculator, { ...quietAnswers(calculator), ...answers })
}
const valueOf = (id: string, answers: Record<string, InputValue>) => {
  const result = run(id, answers)
  if (!result.computed) throw new Error(JSON.stringify(result.faults))
  return result.value!
}

test('NEWS2: saturation scale 2 punishes a high saturation on oxygen only', () => {
  expect(valueOf('news2', { spo2: 98, spo2_scale: '2' })).toBe(0)
  expect(valueOf('news2', { spo2: 98, spo2_scale: '2', on_oxygen: true })).toBe(5)
  expect(valueOf('news2', { spo2: 98, spo2_scale: '1', on_oxygen: true })).toBe(2)
})

test('NEWS2: new confusion counts 3, and the sickest patient gets a score', () => {
  expect(valueOf('news2', { consciousness: 'confusion-or-vpu' })).toBe(3)
  expect(valueOf('news2', { respiratory_rate: 3, spo2: 42, systolic_bp: 41, pulse: 19 })).toBe(12)
})

test('eGFR: creatinine in mg/dL typed as umol/L is refused, not read as a healthy kidney', () => {
  for (const creatinine of [0.6, 1, 5.2, 12, 19.9])
    expect(run('egfr', { creatinine })).toMatchObject({ computed: false })
})

test('eGFR: CKD-EPI 2021 without race; the 2009 form gives another number', () => {
  // Woman of 60, 1.0 mg/dL: 2009 gives 61 (144·(1/0.7)^-1.209·0.993^60), 2021 gives 64.
  expect(Math.round(valueOf('egfr', { age: 60, sex: 'female', creatinine: 88.4 }))).toBe(64)
})

test('eGFR: the constants of the sexes are not swapped', () => {
  const of = (sex: string) => valueOf('egfr', { age: 50, sex, creatinine: 88.4 })
  expect(of('male')).toBeGreaterThan(of('female'))
})

test('China-PAR: cholesterol enters in mg/dL; in mmol/L the risk would be another', () => {
  const man = {
    ...{
      sex: 'male',
      age_years: 50,
      sbp_mmhg: 120,
      waist_cm: 80,
      total_cholesterol: 180 / 38.67,
      hdl_cholesterol: 50 / 38.67,
    },
    ...{
      bp_treated: false,
      smoker: false,
      diabetes: false,
      north: false,
      urban: false,
      family_history: false,
    },
  }
  expect(valueOf('china-par', man)).toBeCloseTo(2.12, 1)
  expect(run('china-par', { ...man, total_cholesterol: 180 })).toMatchObject({ computed: false })
})

test('China-PAR: smoking and family raise the risk of a young man more than that of an old one', () => {
  const ratio = (age_years: number) => {
    const answers = { sex: 'male', age_years }
    return valueOf('china-par', { ...answers, smoker: true }) / valueOf('china-par', answers)
  }
  expect(ratio(40)).toBeGreaterThan(ratio(70))
})

test('LDL: triglyceride in mmol/L is divided by 2.2, not by 5', () => {
  expect(valueOf('ldl', { tc_mmol_l: 5, hdl_mmol_l: 1, tg_mmol_l: 2.2 })).toBeCloseTo(3, 9)
})

test('CURB-65: urea of exactly 7 gives no point, diastolic of exactly 60 does, and the pressures give one point together', () => {
  expect(valueOf('curb65', { urea_mmol_l: 7 })).toBe(0)
  expect(valueOf('curb65', { diastolic_bp: 60 })).toBe(1)
  expect(valueOf('curb65', { systolic_bp: 85, diastolic_bp: 55 })).toBe(1)
})

test('CURB-65 without urea is not CURB-65: it is refused, CRB-65 has its own classes', () => {
  const { urea_mmol_l: _, ...others } = quietAnswers(calculatorOf('curb65'))
  expect(calculate(calculatorOf('curb65'), others)).toMatchObject({ computed: false })
  expect(run('crb65', { age: 70 })).toMatchObject({ value: 1, band: 'assess' })
  expect(run('curb65', { age: 70 })).toMatchObject({ value: 1, band: 'home' })
})

test('Wells PE: likely is above 4, not from 4', () => {
  expect(run('wells-pe', { clinical_signs_of_dvt: true, haemoptysis: true })).toMatchObject({
    value: 4,
    band: 'unlikely',
  })
})

test('HAS-BLED: 65 years give no point; CHA2DS2-VASc: 65 do', () => {
  expect(valueOf('hasbled', { age: 65 })).toBe(0)
  expect(valueOf('cha2ds2vasc', { age: 65, sex: 'male' })).toBe(1)
})

test('due date: 280 days, not three months back and seven days on', () => {
  const due = (lmp: string) => {
    const result = run('edd', { lmp, date: lmp })
    const shows = result.computed ? result.also.find(({ id }) => id === 'due-date')!.shows : {}
    return 'date' in shows ? shows.date : null
  }
  // Month-count form: 2026-12-08, 2026-12-05.
  expect(due('2026-03-01')).toBe('2026-12-06')
  expect(due('2026-02-28')).toBe('2026-12-05')
})

test('due date: gestational age is 40+0 on the due date, also after a long cycle', () => {
  expect(run('edd', { lmp: '2026-01-01', date: '2026-10-15', cycle_days: 35 })).toMatchObject({
    value: 280,
    band: 'full-term',
  })
})

test('GOLD: there is no group C or D; two exacerbations without breathlessness are E', () => {
  expect(Object.keys(calculatorOf('copd-gold').bands)).toEqual(['A', 'B', 'E'])
  expect(run('copd-gold', { exacerbations: 2, mmrc: '0', cat: 0 })).toMatchObject({ band: 'E' })
})

test('FIB-4: from 65 years the low limit is 2.0, so 1.5 is low and not indeterminate', () => {
  expect(run('fib4', { age: 65, ast: 25, alt: 25, platelets: 216 })).toMatchObject({ band: 'low' })
  expect(run('fib4', { age: 64, ast: 25, alt: 25, platelets: 213 })).toMatchObject({ band: 'indeterminate' })
})

test('Schwartz: 0.413 with mg/dL, not the older 0.55', () => {
  expect(valueOf('schwartz', { height_cm: 100, creatinine: 88.4 })).toBeCloseTo(41.3, 9)
})
