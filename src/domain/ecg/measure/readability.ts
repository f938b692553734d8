import type { Reason } from '../../measured.ts'
import type { Beat } from '../beats.ts'
import { BEAT_SEARCH_MS_MIN, BEAT_SEARCH_RATE_HZ_MIN } from '../beats.ts'
import type { LeadQuality } from '../quality.ts'
import type { Span } from '../rr.ts'
import type { Tracing } from '../tracing.ts'
import { durationMs } from '../tracing.ts'

/** Stretches without any lead that are shorter than this hide no beat. */
const UNREADABLE_MS_MIN = 150

/** The one reason why nothing is said of this tracing; null where something can be. */
export function refusalOf(
  tracing: Tracing,
  quality: readonly LeadQuality[],
  beats: readonly Beat[],
): Reason | null {
  if (tracing.leads.length === 0) return 'lead-missing'
  const tooShort = durationMs(tracing) < BEAT_SEARCH_MS_MIN || tracing.sampleRateHz < BEAT_SEARCH_RATE_HZ_MIN
  if (tooShort) return 'recording-too-short'
  const readable = quality.filter((lead) => leadRefusal(lead) !== 'signal-flat')
  if (readable.length === 0 && quality.every(({ verdict }) => verdict === 'unusable')) return 'signal-flat'
  if (quality.every(({ verdict }) => verdict === 'unusable')) return 'signal-too-noisy'
  if (beats.length === 0) {
    const noisy = quality.every(({ reasons, verdict }) => verdict === 'unusable' || reasons.includes('noise'))
    return noisy ? 'signal-too-noisy' : 'no-beats-found'
  }
  return null
}

/** Why nothing is measured in a lead that cannot be used. */
export function leadRefusal({ reasons }: LeadQuality): Reason {
  return reasons.includes('flat') || reasons.includes('gaps') ? 'signal-flat' : 'signal-too-noisy'
}

/** Where every lead is missing. */
export function unreadableSpans({ leads, sampleRateHz }: Tracing): Span[] {
  const first = leads[0]
  const spans: Span[] = []
  if (first === undefined) return spans
  let start = -1
  for (let i = 0; i <= first.samplesMv.length; i++) {
    const missing =
      i < first.samplesMv.length && leads.every(({ samplesMv }) => !Number.isFinite(samplesMv[i]!))
    if (missing && start < 0) start = i
    if (missing || start < 0) continue
    const span = { fromMs: (start * 1000) / sampleRateHz, toMs: (i * 1000) / sampleRateHz }
    if (span.toMs - span.fromMs >= UNREADABLE_MS_MIN) spans.push(span)
    start = -1
  }
  return spans
}
