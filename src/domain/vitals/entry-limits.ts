import { finding, toOneDecimal, type Finding } from './finding.ts'
import {
  NUMERIC_VITALS,
  plausibilityLimits,
  type NumericVital,
  type VitalsValues,
} from './vitals-catalogue.ts'

/**
 * Whether a value can be, alone: hard and soft limits, and the slips that have a name.
 * Source: knowledge vitals.plausibility (local rule, not verified) and vision.school for the two scales of acuity.
 */
export function checkEntryLimits(values: VitalsValues): Finding[] {
  return NUMERIC_VITALS.flatMap((field) => {
    const value = values[field]
    return value === undefined ? [] : (slip(field, value) ?? byLimits(field, value))
  })
}

function byLimits(field: NumericVital, value: number): Finding[] {
  const { hard, soft } = plausibilityLimits(field)
  const within = ([low, high]: readonly [number, number]): boolean => value >= low && value <= high
  const details = (range: readonly [number, number]) => ({ value, low: range[0], high: range[1] })
  if (!within(hard))
    return [finding('vitals.plausibility', 'impossible', 'vital-impossible', field, details(hard))]
  if (!within(soft)) return [finding('vitals.plausibility', 'ask', 'vital-unusual', field, details(soft))]
  const notWhole = field === 'spo2Percent' && !Number.isInteger(value)
  return notWhole ? [finding('vitals.plausibility', 'ask', 'spo2-not-whole', field, { value })] : []
}

/** A value in another unit or scale; null where it is none of these. */
function slip(field: NumericVital, value: number): Finding[] | null {
  if (field === 'temperatureCel') return fahrenheit(value)
  if (field === 'glucoseMmolL') return milligrams(value)
  if (field === 'visualAcuityRight' || field === 'visualAcuityLeft') return fiveGrade(field, value)
  return null
}

function fahrenheit(value: number): Finding[] | null {
  const [low, high] = plausibilityLimits('temperatureCel').hard
  const celsius = toOneDecimal((value - 32) / 1.8)
  if (!(value > high && celsius >= low && celsius <= high)) return null
  const details = { value, celsius }
  return [finding('vitals.plausibility', 'impossible', 'temperature-fahrenheit', 'temperatureCel', details)]
}

const GLUCOSE_ASK_ABOVE_MMOL_L = 35
/** 1 mg/dL in mmol/L (knowledge lab.glucose_capillary). */
const MMOL_L_PER_MG_DL = 0.0555

function milligrams(value: number): Finding[] | null {
  const [low, high] = plausibilityLimits('glucoseMmolL').hard
  const mmolL = toOneDecimal(value * MMOL_L_PER_MG_DL)
  if (!(value > GLUCOSE_ASK_ABOVE_MMOL_L && mmolL >= low && mmolL <= high)) return null
  const severity = value > high ? 'impossible' : 'ask'
  return [finding('vitals.plausibility', severity, 'glucose-mg-per-dl', 'glucoseMmolL', { value, mmolL })]
}

/** The five-grade scale of Chinese charts (GB 11533) ends at 5.3 and begins where decimals end. */
const FIVE_GRADE = [3, 5.3] as const

function fiveGrade(field: NumericVital, value: number): Finding[] | null {
  if (!(value >= FIVE_GRADE[0] && value <= FIVE_GRADE[1])) return null
  const decimal = decimalAcuity(value)
  return [finding('vision.school', 'impossible', 'visual-acuity-five-grade', field, { value, decimal })]
}

/** Decimal acuity of a grade: 4.7 is 0.5 (grade = 5 + log10 of the decimal). */
function decimalAcuity(grade: number): number {
  return Math.round(100 * 10 ** (grade - 5)) / 100
}
