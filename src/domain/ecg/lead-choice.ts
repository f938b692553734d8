import type { Lead } from './tracing.ts'

/** Leads in the order in which a rhythm is read: where P waves and R peaks usually stand out. */
const RHYTHM_LEADS = ['II', 'MLII', 'I', 'V5', 'V1', 'V2', 'aVF', 'V4', 'V6', 'V3', 'III', 'aVL', 'aVR']

/**
 * The lead a rhythm is read from when several are equally good: II, then MLII (its monitor form), then I;
 * other names come after these, in the order of the file.
 * @param among indices into `leads`
 * @returns an index into `leads`; null where `among` is empty
 */
export function rhythmLead(leads: readonly Lead[], among: readonly number[]): number | null {
  const rank = (index: number) => {
    const lead = leads[index]!
    const at = RHYTHM_LEADS.indexOf(lead.standard ?? lead.name.replace(/^ECG\s/i, '').trim())
    return at < 0 ? RHYTHM_LEADS.length : at
  }
  return among.toSorted((a, b) => rank(a) - rank(b) || a - b)[0] ?? null
}
