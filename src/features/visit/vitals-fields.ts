import type { NumericVital } from '#domain/vitals/vitals-catalogue.ts'

/** Numbers of the form, in the order in which a consultation takes them. */
export const FORM_VITALS = [
  'systolicMmHg',
  'diastolicMmHg',
  'heartRatePerMin',
  'temperatureCel',
  'respiratoryRatePerMin',
  'spo2Percent',
  'weightKg',
  'heightCm',
  'glucoseMmolL',
  'painScore',
  'waistCm',
  'headCircumferenceCm',
  'muacMm',
  'haemoglobinGPerL',
  'peakFlowLPerMin',
  'fetalHeartRatePerMin',
  'visualAcuityRight',
  'visualAcuityLeft',
] as const satisfies readonly NumericVital[]
export type FormVital = (typeof FORM_VITALS)[number]

const EVERYBODY: readonly FormVital[] = FORM_VITALS.slice(0, 10)

/** Age from which a field is no longer, or already, of use at every visit. Our own choice: the rest is one tap away. */
const HEAD_BELOW_YEARS = 3
const ARM_BELOW_YEARS = 5
const WAIST_FROM_YEARS = 18
const SIGHT_YEARS = [6, 18] as const

/**
 * Which fields stand open for this person; all others unfold with one tap.
 * @param ageYears completed; null where nobody knows
 */
export function usualVitals(ageYears: number | null, pregnant: boolean): readonly FormVital[] {
  const usual: FormVital[] = [...EVERYBODY]
  if (ageYears !== null && ageYears >= WAIST_FROM_YEARS && !pregnant) usual.push('waistCm')
  if (ageYears !== null && ageYears < HEAD_BELOW_YEARS) usual.push('headCircumferenceCm')
  if (ageYears !== null && ageYears < ARM_BELOW_YEARS) usual.push('muacMm')
  if (pregnant) usual.push('haemoglobinGPerL', 'fetalHeartRatePerMin')
  if (ageYears !== null && ageYears >= SIGHT_YEARS[0] && ageYears < SIGHT_YEARS[1])
    usual.push('visualAcuityRight', 'visualAcuityLeft')
  return usual
}

/** Those that are usual for the person or hold something, in the order of the form. */
export function shownVitals(
  usual: readonly FormVital[],
  texts: Readonly<Record<FormVital, string>>,
  all: boolean,
): readonly FormVital[] {
  return FORM_VITALS.filter((field) => all || usual.includes(field) || texts[field].trim() !== '')
}

/** Units as a nurse writes them. */
export const VITAL_UNITS: Readonly<Record<FormVital, string>> = {
  systolicMmHg: 'mmHg',
  diastolicMmHg: 'mmHg',
  heartRatePerMin: '/min',
  temperatureCel: '°C',
  respiratoryRatePerMin: '/min',
  spo2Percent: '%',
  weightKg: 'kg',
  heightCm: 'cm',
  glucoseMmolL: 'mmol/L',
  painScore: '/10',
  waistCm: 'cm',
  headCircumferenceCm: 'cm',
  muacMm: 'mm',
  haemoglobinGPerL: 'g/L',
  peakFlowLPerMin: 'L/min',
  fetalHeartRatePerMin: '/min',
  visualAcuityRight: '',
  visualAcuityLeft: '',
}

/** How something was taken, and what is seen rather than measured: asked with chips. */
export const VITAL_CHOICES = [
  'consciousness',
  'onOxygen',
  'glucoseWhen',
  'temperatureSite',
  'heightPosition',
  'position',
] as const
export type VitalChoice = (typeof VITAL_CHOICES)[number]
