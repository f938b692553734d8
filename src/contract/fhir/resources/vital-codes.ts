import type { Vitals } from '#domain/record/kinds/vitals.ts'

/**
 * The vital signs with their LOINC codes and the UCUM units that facts fix.
 * Source: FHIR R4 vital signs profiles (hl7.org/fhir/R4/observation-vitalsigns.html); knowledge vitals limits.
 */
export interface VitalCode {
  readonly field: QuantityField
  readonly code: string
  readonly display: string
  readonly unit: string
  /** Of others this is a laboratory's result; only a member of a panel of ours was measured at the bedside. */
  readonly bedside?: boolean
}

export type QuantityField = {
  [F in keyof Vitals]-?: NonNullable<Vitals[F]> extends readonly [number, number] ? F : never
}[keyof Vitals]

export const PRESSURES: readonly VitalCode[] = [
  { field: 'systolicMmHg', code: '8480-6', display: 'Systolic blood pressure', unit: 'mm[Hg]' },
  { field: 'diastolicMmHg', code: '8462-4', display: 'Diastolic blood pressure', unit: 'mm[Hg]' },
]

export const SINGLES: readonly VitalCode[] = [
  { field: 'heartRatePerMin', code: '8867-4', display: 'Heart rate', unit: '/min' },
  { field: 'respiratoryRatePerMin', code: '9279-1', display: 'Respiratory rate', unit: '/min' },
  { field: 'temperatureCel', code: '8310-5', display: 'Body temperature', unit: 'Cel' },
  {
    field: 'spo2Percent',
    code: '2708-6',
    display: 'Oxygen saturation in Arterial blood',
    unit: '%',
  },
  {
    field: 'painScore',
    code: '72514-3',
    display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported',
    unit: '{score}',
  },
  { field: 'weightKg', code: '29463-7', display: 'Body weight', unit: 'kg' },
  { field: 'heightCm', code: '8302-2', display: 'Body height', unit: 'cm' },
  {
    field: 'headCircumferenceCm',
    code: '9843-4',
    display: 'Head Occipital-frontal circumference',
    unit: 'cm',
  },
  {
    field: 'waistCm',
    code: '8280-0',
    display: 'Waist Circumference at umbilicus by Tape measure',
    unit: 'cm',
  },
  { field: 'muacMm', code: '56072-2', display: 'Circumference Mid upper arm - right', unit: 'mm' },
  { field: 'fetalHeartRatePerMin', code: '55283-6', display: 'Fetal Heart rate', unit: '/min' },
  {
    field: 'peakFlowLPerMin',
    code: '33452-4',
    display: 'Maximum expiratory gas flow Respiratory system airway',
    unit: 'L/min',
  },
  {
    field: 'glucoseMmolL',
    code: '15074-8',
    display: 'Glucose [Moles/volume] in Blood',
    unit: 'mmol/L',
    bedside: true,
  },
  {
    field: 'haemoglobinGPerL',
    code: '718-7',
    display: 'Hemoglobin [Mass/volume] in Blood',
    unit: 'g/L',
    bedside: true,
  },
]

/** By pulse oximetry; the profile asks for 2708-6 and many senders give this one, or both. */
export const PULSE_OXIMETRY = {
  code: '59408-5',
  display: 'Oxygen saturation in Arterial blood by Pulse oximetry',
}

export const PANEL = {
  code: '85353-1',
  display: 'Vital signs, weight, height, head circumference, oxygen saturation and BMI panel',
}
export const BLOOD_PRESSURE = { code: '85354-9', display: 'Blood pressure panel with all children optional' }
/** As above before 2016; still sent. */
export const BLOOD_PRESSURE_OLD = '55284-4'
export const CONSCIOUSNESS = { code: '80288-4', display: 'Level of consciousness' }
export const POSITION = { code: '8361-8', display: 'Body position with respect to gravity' }

/** SNOMED CT, Patient on oxygen (finding). */
export const ON_OXYGEN = { code: '371825009', display: 'Patient on oxygen' }

/** SNOMED CT findings of the ACVPU scale as the NHS publishes them for NEWS2. */
export const ACVPU: readonly (readonly [NonNullable<Vitals['consciousness']>, string, string])[] = [
  ['alert', '248234008', 'Mentally alert'],
  ['confused', '130987000', 'Acute confusion'],
  ['voice', '300202002', 'Responds to voice'],
  ['pain', '450847001', 'Responds to pain'],
  ['unresponsive', '422768004', 'Unresponsive'],
]

/** SNOMED CT body positions, as in the R4 blood pressure examples. */
export const POSITIONS: readonly (readonly [NonNullable<Vitals['position']>, string, string])[] = [
  ['sitting', '33586001', 'Sitting position'],
  ['lying', '102538003', 'Recumbent body position'],
  ['standing', '10904000', 'Orthostatic body position'],
]

/** SNOMED CT, Visual acuity, with the eye as body site: LOINC's codes fix correction and chart, which we do not know. */
export const ACUITY = { code: '363983007', display: 'Visual acuity' }
export const EYES: readonly (readonly [QuantityField, string, string])[] = [
  ['visualAcuityRight', '362502000', 'Entire right eye'],
  ['visualAcuityLeft', '362503005', 'Entire left eye'],
]

/** SNOMED CT structures where a temperature is taken. */
export const TEMPERATURE_SITES: readonly (readonly [
  NonNullable<Vitals['temperatureSite']>,
  string,
  string,
])[] = [
  ['axillary', '91470000', 'Axillary region structure'],
  ['oral', '74262004', 'Oral cavity structure'],
  ['rectal', '34402009', 'Rectum structure'],
  ['tympanic', '42859004', 'Tympanic membrane structure'],
]

/** Spellings of units that mean the one that a field has. */
export const SAME_UNIT: Readonly<Record<string, readonly string[]>> = {
  'mm[Hg]': ['mmHg', 'mm Hg'],
  '/min': ['{beats}/min', '{Beats}/min', '{breaths}/min', 'beats/minute', 'breaths/minute', 'bpm', '1/min'],
  Cel: ['C', 'degC', '°C'],
  '{score}': ['1', '{Score}', 'score'],
}
