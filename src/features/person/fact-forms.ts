import type { ChartKind } from '#domain/record/chart.ts'

/**
 * How the values of a kind are written on this page: which fields, in which order. Paths lead into the value as the
 * schema of the kind has it (`fact-forms.test.ts` walks them). Kinds that are not here are made elsewhere (readings,
 * studies) and can be withdrawn or moved, not rewritten.
 */
export interface FormField {
  /** Such as `dose.value`. */
  readonly path: string
  /**
   * text, long (several lines), number (a decimal, kept as it was written), whole, date (as precise as known),
   * choice (of the options of the schema), yes, coded (words with a code when a term was picked).
   */
  readonly entry: 'text' | 'long' | 'number' | 'whole' | 'date' | 'choice' | 'yes' | 'coded'
  /** What the number counts, where the field fixes it: a message key ends with it. */
  readonly unit?: string
  /** Behind a fold until it is asked for, or holds something. */
  readonly rare?: true
}

const field = (entry: FormField['entry'], path: string, unit?: string): FormField =>
  unit === undefined ? { path, entry } : { path, entry, unit }
const rare = (entry: FormField['entry'], path: string, unit?: string): FormField => ({
  ...field(entry, path, unit),
  rare: true,
})

export const FACT_FORMS = {
  allergy: [
    field('coded', 'substance'),
    field('text', 'reaction'),
    field('choice', 'severity'),
    field('choice', 'certainty'),
    field('date', 'since'),
  ],
  problem: [
    field('coded', 'condition'),
    field('choice', 'status'),
    field('date', 'onset'),
    rare('date', 'ended'),
    rare('long', 'remark'),
  ],
  medication: [
    field('coded', 'drug'),
    field('choice', 'status'),
    field('number', 'dose.value'),
    field('text', 'dose.unit'),
    field('text', 'route'),
    field('text', 'frequency'),
    field('date', 'since'),
    rare('date', 'stopped'),
    rare('text', 'reason'),
  ],
  vitals: [
    field('number', 'systolicMmHg', 'mmHg'),
    field('number', 'diastolicMmHg', 'mmHg'),
    field('number', 'heartRatePerMin', '/min'),
    field('number', 'temperatureCel', '°C'),
    field('number', 'respiratoryRatePerMin', '/min'),
    field('number', 'spo2Percent', '%'),
    rare('yes', 'onOxygen'),
    rare('choice', 'consciousness'),
    field('number', 'weightKg', 'kg'),
    field('number', 'heightCm', 'cm'),
    rare('number', 'headCircumferenceCm', 'cm'),
    rare('number', 'waistCm', 'cm'),
    field('number', 'glucoseMmolL', 'mmol/L'),
    rare('choice', 'glucoseWhen'),
    rare('number', 'haemoglobinGPerL', 'g/L'),
    rare('number', 'painScore'),
    rare('number', 'muacMm', 'mm'),
    rare('number', 'fetalHeartRatePerMin', '/min'),
    rare('number', 'peakFlowLPerMin', 'L/min'),
    rare('number', 'visualAcuityRight'),
    rare('number', 'visualAcuityLeft'),
    rare('choice', 'temperatureSite'),
    rare('choice', 'position'),
    rare('long', 'remark'),
  ],
  result: [
    field('coded', 'test'),
    field('number', 'value.value'),
    field('text', 'value.unit'),
    field('text', 'value.text'),
    rare('text', 'reference'),
    rare('text', 'laboratory'),
  ],
  immunisation: [
    field('coded', 'vaccine'),
    field('whole', 'doseNumber'),
    field('yes', 'given'),
    field('text', 'notGivenBecause'),
    field('text', 'batch'),
    field('text', 'site'),
  ],
  dose: [
    field('coded', 'drug'),
    field('number', 'dose.value'),
    field('text', 'dose.unit'),
    field('text', 'route'),
    field('text', 'batch'),
  ],
  procedure: [field('coded', 'procedure'), field('text', 'bodySite'), field('long', 'outcome')],
  pregnancy: [field('choice', 'status'), field('date', 'lastMenstrualPeriod'), field('date', 'due')],
  'blood-group': [field('choice', 'abo'), field('choice', 'rhD')],
  consent: [
    field('text', 'purpose'),
    field('yes', 'given'),
    field('choice', 'by'),
    field('text', 'byName'),
    field('choice', 'how'),
  ],
  encounter: [
    field('choice', 'type'),
    field('text', 'reason'),
    field('long', 'history.presentIllness'),
    field('long', 'examination'),
    field('long', 'plan'),
    field('choice', 'disposition'),
  ],
  task: [field('text', 'title'), field('text', 'for'), field('long', 'remark')],
  identity: [
    field('text', 'name'),
    field('text', 'pinyin'),
    field('choice', 'sex'),
    field('date', 'birthDate'),
  ],
  identifier: [field('text', 'system'), field('text', 'value'), field('yes', 'verified')],
} as const satisfies Partial<Record<ChartKind, readonly FormField[]>>

export type FormKind = keyof typeof FACT_FORMS

export function isFormKind(kind: string): kind is FormKind {
  return Object.hasOwn(FACT_FORMS, kind)
}

export function formFields(kind: FormKind): readonly FormField[] {
  return FACT_FORMS[kind]
}
