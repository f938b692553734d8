/**
 * Inputs that many calculators share: what a clinic measures, with LOINC codes, units and hard limits.
 * Limits of vital signs: knowledge `vitals.plausibility` (hard); where an entry states its own, its file does so.
 * LOINC codes: knowledge `03-vitals-limits`, `08-lab-units` and the clinic's list of observations.
 */
import { words, type ChartSource, type NumberInput, type Words } from './calculator.ts'
import * as fresh from './freshness.ts'
import { choice, flag, number, observed } from './inputs.ts'

const LOINC = {
  systolic: '8480-6',
  diastolic: '8462-4',
  heartRate: '8867-4',
  respiratoryRate: '9279-1',
  temperature: '8310-5',
  spo2ByPulseOximetry: '59408-5',
  weight: '29463-7',
  height: '8302-2',
  waist: '8280-0',
  bmi: '39156-5',
  creatinineMoles: '14682-9',
  creatinineMass: '2160-0',
  cholesterolMoles: '14647-2',
  cholesterolMass: '2093-3',
  hdlMoles: '14646-4',
  hdlMass: '2085-9',
  triglycerideMoles: '14927-8',
  triglycerideMass: '2571-8',
} as const

type Applies = NonNullable<NumberInput['applies']>

/** Completed years. */
export function age(applies?: Applies): NumberInput<true> {
  return number(words('Age', '年龄'), 'a', [0, 120], {
    completed: true,
    chart: { from: 'age', unit: 'a' },
    ...(applies ? { applies } : {}),
  })
}

export function ageFrom(low: number, why: Words): NumberInput<true> {
  return age({ low, high: 120, why })
}

export function adult(rule: string): NumberInput<true> {
  return ageFrom(18, words(`${rule} is for people of 18 years and over.`, `${rule}适用于18岁及以上人群。`))
}

export const sex = () =>
  choice(
    words('Sex', '性别'),
    [
      ['female', words('Female', '女')],
      ['male', words('Male', '男')],
    ],
    { chart: { from: 'sex' } },
  )

export const pregnant = (refuses?: Words) =>
  flag(words('Pregnant', '妊娠'), { chart: { from: 'pregnancy' }, ...(refuses ? { refuses } : {}) })

const vital = (
  label: Words,
  unit: string,
  range: readonly [number, number],
  step: number,
  codes: readonly string[],
) => number(label, unit, range, { step, chart: observed(codes, [unit], fresh.VITALS_MS) })

export const systolic = () =>
  vital(words('Systolic pressure', '收缩压'), 'mm[Hg]', [30, 320], 1, [LOINC.systolic])
export const diastolic = () =>
  vital(words('Diastolic pressure', '舒张压'), 'mm[Hg]', [10, 220], 1, [LOINC.diastolic])
export const pulse = () => vital(words('Pulse', '脉搏'), '/min', [10, 350], 1, [LOINC.heartRate])
export const respiratoryRate = () =>
  vital(words('Respiratory rate', '呼吸频率'), '/min', [1, 150], 1, [LOINC.respiratoryRate])
export const temperature = () =>
  vital(words('Temperature', '体温'), 'Cel', [25, 45], 0.1, [LOINC.temperature])
export const spo2 = () =>
  vital(words('Oxygen saturation', '血氧饱和度'), '%', [30, 100], 1, [LOINC.spo2ByPulseOximetry])

/** For flags that a vital sign answers. */
export const systolicAbove = (than: number): ChartSource =>
  observed([LOINC.systolic], ['mm[Hg]'], fresh.VITALS_MS, { test: { is: 'above', than } })
export const heartRateAbove = (than: number): ChartSource =>
  observed([LOINC.heartRate], ['/min'], fresh.VITALS_MS, { test: { is: 'above', than } })
export const temperatureAbove = (than: number): ChartSource =>
  observed([LOINC.temperature], ['Cel'], fresh.VITALS_MS, { test: { is: 'above', than } })
export const bmiIs = (is: 'above' | 'at-least', than: number): ChartSource =>
  observed([LOINC.bmi], ['kg/m2'], fresh.BODY_MS, { test: { is, than } })

export const weight = (range: readonly [number, number]) =>
  number(words('Weight', '体重'), 'kg', range, {
    chart: observed([LOINC.weight], ['kg', 'g'], fresh.WEIGHT_MS, {
      withinMsUnder18: fresh.WEIGHT_UNDER_18_MS,
    }),
  })
export const height = (range: readonly [number, number]) =>
  number(words('Height', '身高'), 'cm', range, {
    chart: observed([LOINC.height], ['cm', 'm'], fresh.HEIGHT_MS, {
      withinMsUnder18: fresh.HEIGHT_UNDER_18_MS,
    }),
  })
export const waist = (range: readonly [number, number] = [20, 250]) =>
  number(words('Waist', '腰围'), 'cm', range, { chart: observed([LOINC.waist], ['cm'], fresh.BODY_MS) })
export const bmi = () =>
  number(words('Body mass index', '体质指数'), 'kg/m2', [5, 120], {
    chart: observed([LOINC.bmi], ['kg/m2'], fresh.BODY_MS),
  })

export const creatinine = (range: readonly [number, number]) =>
  number(words('Creatinine', '肌酐'), 'umol/L', range, {
    chart: observed([LOINC.creatinineMoles, LOINC.creatinineMass], ['umol/L', 'mg/dL'], fresh.CREATININE_MS),
  })

/** mg/dL in 1 mmol/L of cholesterol. Knowledge `score.chinapar`, units. */
export const CHOLESTEROL_MG_DL_PER_MMOL_L = 38.67
/** umol/L in 1 mg/dL of creatinine. Knowledge `score.egfr`. */
export const CREATININE_UMOL_L_PER_MG_DL = 88.4

export const totalCholesterol = (range: readonly [number, number]) =>
  number(words('Total cholesterol', '总胆固醇'), 'mmol/L', range, {
    chart: observed([LOINC.cholesterolMoles, LOINC.cholesterolMass], ['mmol/L', 'mg/dL'], fresh.YEARLY_MS),
  })
export const hdlCholesterol = (range: readonly [number, number]) =>
  number(words('HDL cholesterol', '高密度脂蛋白胆固醇'), 'mmol/L', range, {
    chart: observed([LOINC.hdlMoles, LOINC.hdlMass], ['mmol/L', 'mg/dL'], fresh.YEARLY_MS),
  })
export const triglyceride = (range: readonly [number, number]) =>
  number(words('Triglyceride', '甘油三酯'), 'mmol/L', range, {
    chart: observed([LOINC.triglycerideMoles, LOINC.triglycerideMass], ['mmol/L', 'mg/dL'], fresh.YEARLY_MS),
  })
