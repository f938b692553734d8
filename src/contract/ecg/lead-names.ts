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
])

/** What makers put before the name: "Lead II", "ECG V1", "EKG aVR", "MDC_ECG_LEAD_V1", "NOM_ECG_LEAD_V1". */
const PREFIX = /^(?:(?:mdc|nom)_ecg_lead|ecg|ekg|lead)(?:[\s_:.-]+|$)/
/** What they put behind it: "Lead I (Einthoven)", "aVR, augmented voltage, right" (DICOM CID 3001), "II导联". */
const SUFFIX = /(?:\s*\((?:einthoven|goldberger|wilson)\)|, augmented voltage, (?:right|left|foot)|\s*导联)$/

/** The standard lead that this name says beyond doubt, else null. */
export function standardLead(name: string): StandardLead | null {
  return STANDARD.get(bare(name)) ?? null
}

function bare(name: string): string {
  // Chinese carts write the numerals as one character each (U+2160 to U+2162); NFKC takes them apart.
  let text = name.normalize('NFKC').replaceAll('\0', ' ').trim().toLowerCase()
  for (let i = 0; i < 2; i++) text = text.replace(PREFIX, '')
  return text.replace(SUFFIX, '')
}

/** Leads of the heart that are not among the twelve: modified, monitor, right, posterior, Frank, Nehb and EASI leads. */
const OTHER_LEAD =
  /^(?:ml?i{1,3}|mcl?[1-6]|mv[1-6]|c[cm][1-7]|c[bhrs]5|v|v[789]|v[1-9]r|-avr|d[1-4]|(?:vc?)?[xyz]|nehb [daj]|es|as|ai)$/

/** A name that says a lead of the heart, one of the twelve or another one; a reader leaves any other out. */
export function isLeadName(name: string): boolean {
  return standardLead(name) !== null || OTHER_LEAD.test(bare(name))
}

/**
 * Lead names by their number, which SCP-ECG (EN 1064, table of lead identification) and ISO/IEEE 11073-10101
 * (`MDC_ECG_LEAD_…`, code 2:n; DICOM CID 3001) share. Number 65 is −aVR, whatever its meaning is called.
 * Numbers from 31 to 60 and from 111 to 114 are leads computed from other electrodes (EASI, Frank): no standard leads.
 */
const BY_NUMBER: ReadonlyMap<number, string> = new Map([
  ...['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7'].map((name, i) => [1 + i, name] as const),
  ...['V2R', 'V3R', 'V4R', 'V5R', 'V6R', 'V7R', 'X', 'Y', 'Z'].map((name, i) => [10 + i, name] as const),
  [19, 'CC5'],
  [20, 'CM5'],
  ...['III', 'aVR', 'aVL', 'aVF', '-aVR'].map((name, i) => [61 + i, name] as const),
  ...['V8', 'V9', 'V8R', 'V9R', 'Nehb D', 'Nehb A', 'Nehb J'].map((name, i) => [66 + i, name] as const),
  ...['MCL1', 'MCL2', 'MCL3', 'MCL4', 'MCL5', 'MCL6'].map((name, i) => [92 + i, name] as const),
  ...['ES', 'AS', 'AI'].map((name, i) => [131 + i, name] as const),
])

const NUMBERS: ReadonlyMap<string, number> = new Map([...BY_NUMBER].map(([number, name]) => [name, number]))

/** The SCP-ECG and MDC number of a lead by the name that `leadOfNumber` gives it, or null. */
export function numberOfLead(name: string): number | null {
  return NUMBERS.get(name) ?? null
}

/** The name of a lead by its SCP-ECG or MDC number, or null; `standardLead` of it is right. */
export function leadOfNumber(number: number): string | null {
  return BY_NUMBER.get(number) ?? null
}

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
  if (/^(?:ecg|ekg)(?![a-z])/.test(text) || isLeadName(label)) return 'ecg'
  if (OTHER_SIGNAL.test(text) || SCALP.test(text)) return 'other'
  return /\b(?:ecg|ekg)\b/i.test(`${text} ${transducer}`) ? 'ecg' : 'unknown'
}
