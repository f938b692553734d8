import { STANDARD_LEADS, type StandardLead } from '#domain/ecg/tracing.ts'

/**
 * The one table of lead names.
 *
 * `MLII` and its kin stay without a standard lead: a modified lead has its electrodes on the chest, so
 * amplitudes, axis and ST differ from the limb lead of that number. So do `V`, `ECG 1`, `-aVR`, and
 * `C1` (a chest electrode to some, a place on the scalp to others): a position or a likeness is no proof.
 */
const STANDARD: ReadonlyMap<string, StandardLead> = new Map([
  ...STANDARD_LEADS.map((lead) => [lead.toLowerCase(), lead] as const),
  ['di', 'I'],
  ['dii', 'II'],
  ['diii', 'III'],
  ['i (einthoven)', 'I'],
])

/** What makers put before the name: "Lead II", "ECG V1", "EKG aVR", "MDC_ECG_LEAD_V1". */
const PREFIX = /^(?:mdc_ecg_lead|ecg|ekg|lead)(?:[\s_:.-]+|$)/

/** The standard lead that this name says beyond doubt, else null. */
export function standardLead(name: string): StandardLead | null {
  return STANDARD.get(bare(name)) ?? null
}

function bare(name: string): string {
  let text = name.replaceAll('\0', ' ').trim().toLowerCase()
  for (let i = 0; i < 2; i++) text = text.replace(PREFIX, '')
  return text
}

/** Leads of the heart that are not among the twelve: modified, monitor, right, posterior and Frank leads. */
const OTHER_LEAD = /^(?:ml?i{1,3}|mcl?[1-6]|mv[1-6]|cm[1-6]|cc5|v|v[789]|v[1-7]r|d[1-4]|[xyz]|es|as|ai)$/

const OTHER_SIGNAL =
  /(?:^|[^a-z])(?:pleth|ppg|resp|abp|art|pap|cvp|icp|bp|nibp|spo2|sao2|co2|etco2|eeg|emg|eog|gsr|eda|scr|temp|pulse|flow|snore|sound|pcg|phono|acc|accel|position|airflow|thorax|thor|abdo|chest|nasal|chin|leg|event|marker|trigger|status)(?:$|[^a-z])/
/** Electrodes of the 10-20 system, alone or against a reference: `Fp1`, `C3-A2`, `Cz-REF`. */
const SCALP = /^(?:fp|af|f|ft|fc|c|t|tp|cp|p|po|o|a|m)(?:z|\d{1,2})(?:[\s-].*)?$/

/**
 * What a signal is by its label: surely of the heart, surely something else, or not said.
 * @param label as the file spells it
 * @param transducer the file's own words about the sensor, where it has any
 */
export function signalKind(label: string, transducer = ''): 'ecg' | 'other' | 'unknown' {
  const text = label.replaceAll('\0', ' ').trim().toLowerCase()
  if (/^(?:ecg|ekg)(?![a-z])/.test(text) || standardLead(label) !== null || OTHER_LEAD.test(bare(label)))
    return 'ecg'
  if (OTHER_SIGNAL.test(text) || SCALP.test(text)) return 'other'
  return /\b(?:ecg|ekg)\b/i.test(`${text} ${transducer}`) ? 'ecg' : 'unknown'
}
