import type { StoredLead } from '../xml/xml-ecg.ts'

/** The mark lasts 200 ms; anything between these is one. */
const PULSE_SECONDS = { min: 0.1, max: 0.5 }
const REST_SECONDS_MIN = 0.05

/**
 * Where the calibration mark begins that fills up a recording of 11 s: the same rest, pulse of exactly 1 mV and rest
 * in every lead, at the very end. It is not of the heart (it breaks I + III = II, and would be taken for a beat).
 * @param leads of one length
 * @returns its first sample; the length of the leads where there is no such mark
 */
export function calibrationStart(leads: readonly StoredLead[], sampleRateHz: number): number {
  const length = leads[0]?.samplesMv.length ?? 0
  if (leads.length < 2 || leads.some((lead) => lead.samplesMv.length !== length)) return length
  const everywhere = (at: number, mv: number): boolean =>
    leads.every((lead) => Math.abs(lead.samplesMv[at]! - mv) < lead.lsbMv / 2)
  const runBefore = (end: number, mv: number): number => {
    let start = end
    while (start > 0 && everywhere(start - 1, mv)) start--
    return start
  }
  const pulseEnd = runBefore(length, 0)
  const pulseStart = runBefore(pulseEnd, 1)
  const start = runBefore(pulseStart, 0)
  const pulseSeconds = (pulseEnd - pulseStart) / sampleRateHz
  const restSeconds = Math.min(length - pulseEnd, pulseStart - start) / sampleRateHz
  const isMark =
    pulseSeconds >= PULSE_SECONDS.min && pulseSeconds <= PULSE_SECONDS.max && restSeconds >= REST_SECONDS_MIN
  return isMark ? start : length
}
