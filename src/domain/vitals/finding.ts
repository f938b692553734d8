import data from './data/vitals-limits.json' with { type: 'json' }
import type { VitalField, VitalsValues } from './vitals-catalogue.ts'

/**
 * Something to say about a value while it is being written.
 * `impossible` stops it, `ask` wants a second look and a word, `notable` stands beside it on the chart.
 * Screens say it from `code` and `details` (messages `finding_<code>`; {name} and {unit} are those of the field).
 */
export interface Finding {
  readonly code: FindingCode
  readonly field: VitalField
  readonly severity: 'impossible' | 'ask' | 'notable'
  /** Somebody must act at once. */
  readonly critical: boolean
  readonly details: Readonly<Record<string, string | number>>
  readonly source: string
  /** False: screens print "unverified". */
  readonly verified: boolean
}

export type FindingCode =
  | 'vital-impossible'
  | 'vital-unusual'
  | 'temperature-fahrenheit'
  | 'glucose-mg-per-dl'
  | 'visual-acuity-five-grade'
  | 'diastolic-not-below-systolic'
  | 'pulse-pressure-unusual'
  | 'spo2-not-whole'
  | 'weight-changed-fast'
  | 'weight-z-jumped'
  | 'height-fell'
  | 'growth-implausible'
  | 'heart-rate-low'
  | 'heart-rate-high'
  | 'heart-rate-critical'
  | 'respiratory-rate-low'
  | 'respiratory-rate-high'
  | 'respiratory-rate-critical'
  | 'bp-high-normal'
  | 'bp-hypertension'
  | 'bp-isolated-systolic'
  | 'bp-isolated-diastolic'
  | 'bp-critical-low'
  | 'bp-critical-high'
  | 'bp-pregnancy-high'
  | 'bp-pregnancy-severe'
  | 'bp-child-p90'
  | 'bp-child-p95'
  | 'bp-child-screen'
  | 'bp-child-wst610'
  | 'temperature-hypothermia'
  | 'temperature-fever-low'
  | 'temperature-fever-moderate'
  | 'temperature-fever-high'
  | 'temperature-hyperpyrexia'
  | 'temperature-above-site'
  | 'temperature-young-infant'
  | 'spo2-low'
  | 'spo2-severe'
  | 'spo2-below-target'
  | 'spo2-above-target'
  | 'glucose-low'
  | 'glucose-critical-low'
  | 'glucose-critical-high'
  | 'glucose-newborn-low'
  | 'glucose-impaired'
  | 'glucose-diabetes-range'
  | 'anaemia-mild'
  | 'anaemia-moderate'
  | 'anaemia-severe'
  | 'muac-moderate'
  | 'muac-severe'

/** What is known of the person and of the measuring; what is not known is left out, and its rules stay silent. */
export interface VitalsContext {
  /** Completed days, as well as they are known (`ageInDaysAt`); null where nobody knows. */
  readonly ageDays: number | null
  /** How far the true age may lie from it; growth is judged where it is a month at most. */
  readonly agePlusMinusDays?: number | undefined
  readonly sex: 'male' | 'female' | 'other' | 'unknown'
  readonly pregnant?: boolean | undefined
  /** Of the clinic, for saturation and haemoglobin. */
  readonly altitudeM?: number | undefined
  /** Chronic hypercapnia is expected: the target of saturation is 88 to 92. */
  readonly copd?: boolean | undefined
  /** Axillary where it is not said: the habit of Chinese clinics. */
  readonly temperatureSite?: 'axillary' | 'oral' | 'rectal' | 'tympanic' | undefined
  readonly glucoseWhen?: 'fasting' | 'two-hours' | 'random' | undefined
  /** How length or height was taken; by age where it is not said. */
  readonly heightPosition?: 'lying' | 'standing' | undefined
  /** Earlier sets, in any order. */
  readonly previous?: readonly PreviousVitals[] | undefined
}

export interface PreviousVitals {
  readonly daysAgo: number
  readonly values: VitalsValues
}

export type RuleId = keyof typeof data.rules

/** A finding of a rule of the knowledge, with its source and whether two sources agree on it. */
export function finding(
  rule: RuleId,
  severity: Finding['severity'],
  code: FindingCode,
  field: VitalField,
  details: Finding['details'],
  critical = false,
): Finding {
  return { code, field, severity, critical, details, ...data.rules[rule] }
}

const DAYS_PER_YEAR = 365.25
const ADULT_YEARS = 18

/** Null where the age is not known. */
export function ageYearsOf({ ageDays }: VitalsContext): number | null {
  return ageDays === null ? null : ageDays / DAYS_PER_YEAR
}

/** Null where the age is not known. */
export function isAdult(context: VitalsContext): boolean | null {
  const years = ageYearsOf(context)
  return years === null ? null : years >= ADULT_YEARS
}

/** The sex that reference tables know; null for any other. */
export function referenceSex({ sex }: VitalsContext): 'male' | 'female' | null {
  return sex === 'male' || sex === 'female' ? sex : null
}

export function toOneDecimal(value: number): number {
  return Math.round(value * 10) / 10
}
