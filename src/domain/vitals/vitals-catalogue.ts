import data from './data/vitals-limits.json' with { type: 'json' }

/**
 * What a clinic measures at the bedside: name, LOINC, unit, and how many places are written.
 * Fields carry their unit, as in the `vitals` kind of a fact.
 * LOINC codes are from memory except those of the FHIR vital signs profile; every check digit holds.
 */
export interface Vital {
  readonly field: VitalField
  readonly en: string
  readonly zh: string
  /** Null where no code says exactly this. */
  readonly loinc: string | null
  /** UCUM; null for answers in words. */
  readonly ucum: string | null
  /** Places after the point; null for answers in words. */
  readonly decimals: number | null
}

export type NumericVital =
  | 'systolicMmHg'
  | 'diastolicMmHg'
  | 'heartRatePerMin'
  | 'respiratoryRatePerMin'
  | 'temperatureCel'
  | 'spo2Percent'
  | 'weightKg'
  | 'heightCm'
  | 'headCircumferenceCm'
  | 'waistCm'
  | 'glucoseMmolL'
  | 'haemoglobinGPerL'
  | 'painScore'
  | 'fetalHeartRatePerMin'
  | 'muacMm'
  | 'peakFlowLPerMin'
  | 'visualAcuityRight'
  | 'visualAcuityLeft'

export type VitalField = NumericVital | 'onOxygen' | 'consciousness'

type Consciousness = 'alert' | 'confused' | 'voice' | 'pain' | 'unresponsive'

/** One set of vital signs; what was not measured is left out. */
export type VitalsValues = { readonly [field in NumericVital]?: number | undefined } & {
  readonly onOxygen?: boolean | undefined
  readonly consciousness?: Consciousness | undefined
}

type Row = readonly [
  field: VitalField,
  en: string,
  zh: string,
  loinc: string | null,
  ucum: string | null,
  decimals: number | null,
]

const ROWS: readonly Row[] = [
  ['systolicMmHg', 'Systolic blood pressure', '收缩压', '8480-6', 'mm[Hg]', 0],
  ['diastolicMmHg', 'Diastolic blood pressure', '舒张压', '8462-4', 'mm[Hg]', 0],
  ['heartRatePerMin', 'Heart rate', '心率', '8867-4', '/min', 0],
  ['respiratoryRatePerMin', 'Respiratory rate', '呼吸频率', '9279-1', '/min', 0],
  ['temperatureCel', 'Temperature', '体温', '8310-5', 'Cel', 1],
  ['spo2Percent', 'Oxygen saturation', '血氧饱和度', '59408-5', '%', 0],
  // The flow of oxygen has a code (3151-8); that somebody breathes it has none.
  ['onOxygen', 'On oxygen', '吸氧', null, null, null],
  ['consciousness', 'Consciousness (ACVPU)', '意识（ACVPU）', '67775-7', null, null],
  ['painScore', 'Pain (0 to 10)', '疼痛评分（0～10）', '72514-3', '{score}', 0],
  ['weightKg', 'Weight', '体重', '29463-7', 'kg', 1],
  ['heightCm', 'Height', '身高', '8302-2', 'cm', 1],
  ['headCircumferenceCm', 'Head circumference', '头围', '9843-4', 'cm', 1],
  ['waistCm', 'Waist', '腰围', '8280-0', 'cm', 1],
  ['muacMm', 'Mid-upper arm circumference', '上臂围', '56072-2', 'mm', 0],
  ['glucoseMmolL', 'Glucose (capillary)', '指尖血糖', '14743-9', 'mmol/L', 1],
  ['haemoglobinGPerL', 'Haemoglobin', '血红蛋白', '718-7', 'g/L', 0],
  ['fetalHeartRatePerMin', 'Fetal heart rate', '胎心率', '55283-6', '/min', 0],
  ['peakFlowLPerMin', 'Peak expiratory flow', '呼气峰流速', '33452-4', 'L/min', 0],
  ['visualAcuityRight', 'Visual acuity, right, uncorrected', '右眼裸眼视力', '98499-7', '1', 2],
  ['visualAcuityLeft', 'Visual acuity, left, uncorrected', '左眼裸眼视力', '98498-9', '1', 2],
]

/** In the order in which a form asks for them. */
export const VITALS: readonly Vital[] = ROWS.map(([field, en, zh, loinc, ucum, decimals]) => ({
  field,
  en,
  zh,
  loinc,
  ucum,
  decimals,
}))

const BY_FIELD: ReadonlyMap<string, Vital> = new Map(VITALS.map((vital) => [vital.field, vital]))

export function findVital(field: VitalField): Vital {
  return BY_FIELD.get(field)!
}

/** Outside `hard` a value is refused, outside `soft` it is asked about; both ends belong to them. */
export interface PlausibilityLimits {
  readonly hard: readonly [number, number]
  readonly soft: readonly [number, number]
}

const LIMIT_IDS: Readonly<Record<NumericVital, keyof typeof data.plausibility | null>> = {
  systolicMmHg: 'systolic',
  diastolicMmHg: 'diastolic',
  heartRatePerMin: 'heart_rate',
  respiratoryRatePerMin: 'respiratory_rate',
  temperatureCel: 'temperature',
  spo2Percent: 'spo2',
  weightKg: 'weight',
  heightCm: 'height',
  headCircumferenceCm: 'head_circumference',
  waistCm: 'waist',
  glucoseMmolL: 'glucose',
  haemoglobinGPerL: 'haemoglobin',
  painScore: null,
  fetalHeartRatePerMin: 'fetal_heart_rate',
  muacMm: 'muac',
  peakFlowLPerMin: 'peak_flow',
  visualAcuityRight: 'visual_acuity_decimal',
  visualAcuityLeft: 'visual_acuity_decimal',
}

/** Pain ends where its scale ends. */
const PAIN: PlausibilityLimits = { hard: [0, 10], soft: [0, 10] }

/** What can be, and what usually is (knowledge vitals.plausibility: our own choice, wide on purpose). */
export function plausibilityLimits(field: NumericVital): PlausibilityLimits {
  const id = LIMIT_IDS[field]
  return id === null ? PAIN : (data.plausibility[id] as unknown as PlausibilityLimits)
}

export const NUMERIC_VITALS = Object.keys(LIMIT_IDS) as readonly NumericVital[]
