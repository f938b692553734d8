import type { Measured, Milliseconds, PerMinute, Reason } from '../measured.ts'
import { notMeasurable } from '../measured.ts'
import type { Beat } from './beats.ts'
import { BEAT_SEARCH_MS_MIN, BEAT_SEARCH_RATE_HZ_MIN, searchBeats } from './beats.ts'
import { rhythmLead } from './lead-choice.ts'
import type { LeadQuality } from './quality.ts'
import { leadQuality } from './quality.ts'
import { ventricularRate } from './rate.ts'
import type { RrSeries, Span } from './rr.ts'
import { rrSeries } from './rr.ts'
import type { Tracing } from './tracing.ts'
import { durationMs } from './tracing.ts'

/** What the signal code says of a tracing, without any model. */
export interface EcgAnalysis {
  /** Ascending; empty where the tracing is unusable. */
  readonly beats: readonly Beat[]
  readonly rateBpm: Measured<PerMinute>
  readonly rr: RrSeries
  readonly measurements: {
    readonly rrMeanMs: Measured<Milliseconds>
    readonly rrMinMs: Measured<Milliseconds>
    readonly rrMaxMs: Measured<Milliseconds>
    readonly prMs: Measured<Milliseconds>
    readonly qrsMs: Measured<Milliseconds>
    readonly qtMs: Measured<Milliseconds>
  }
  /** 1 is a clock; atrial fibrillation lies near 0.8 (`RrSeries.regularity`). */
  readonly rhythmRegularity: Measured<'1'>
  /** One for each lead, in the order of the tracing. */
  readonly quality: readonly LeadQuality[]
  /** The lead to give to a model that reads one; null where none is usable. */
  readonly bestLead: number | null
}

/** Stretches without any lead that are shorter than this hide no beat. */
const UNREADABLE_MS_MIN = 150
/** Leads whose scores differ by less than this are of equal quality. */
const EQUAL_SCORE = 0.15

/**
 * Analyses a tracing: beats, rate, RR, quality of each lead.
 *
 * Quality gates every number: where all leads are unusable there are no beats and no rate, but a reason.
 * Takes about 1 ms a lead for 10 s at 500 Hz and under a second for 30 min of two leads, so it is not abortable.
 */
export function analyseEcg(tracing: Tracing): EcgAnalysis {
  const search = searchBeats(tracing)
  const quality = tracing.leads.map((lead, l) =>
    leadQuality(lead, tracing.sampleRateHz, search.beats, search.leads[l] ?? null),
  )
  const refusal = refusalOf(tracing, quality, search.beats)
  const beats = refusal === null ? search.beats : []
  const unreadable = unreadableSpans(tracing)
  const peaks = beats.map((beat) => beat.atMs)
  const rr = refusal === null ? rrSeries(peaks, unreadable) : refused(refusal)
  const later = notMeasurable('needs-delineation')
  return {
    beats,
    rateBpm: refusal === null ? ventricularRate(peaks, unreadable) : notMeasurable(refusal),
    rr,
    measurements: {
      rrMeanMs: rr.meanMs,
      rrMinMs: rr.minMs,
      rrMaxMs: rr.maxMs,
      prMs: later,
      qrsMs: later,
      qtMs: later,
    },
    rhythmRegularity: rr.regularity,
    quality,
    bestLead: bestLead(tracing, quality),
  }
}

/**
 * The lead for a single-lead model: the best verdict, then the best score; of leads that are equal in both
 * (scores within 0.15) the one a rhythm is read from: II, MLII, I (`lead-choice.ts`).
 * @returns null where every lead is unusable
 */
function bestLead(tracing: Tracing, quality: readonly LeadQuality[]): number | null {
  for (const verdict of ['good', 'usable'] as const) {
    const group = quality.flatMap((q, l) => (q.verdict === verdict ? [l] : []))
    if (group.length === 0) continue
    const best = Math.max(...group.map((l) => quality[l]!.score))
    return rhythmLead(
      tracing.leads,
      group.filter((l) => quality[l]!.score > best - EQUAL_SCORE),
    )
  }
  return null
}

/** The one reason why nothing is said of this tracing; null where something can be. */
function refusalOf(tracing: Tracing, quality: readonly LeadQuality[], beats: readonly Beat[]): Reason | null {
  if (tracing.leads.length === 0) return 'lead-missing'
  const tooShort = durationMs(tracing) < BEAT_SEARCH_MS_MIN || tracing.sampleRateHz < BEAT_SEARCH_RATE_HZ_MIN
  if (tooShort) return 'recording-too-short'
  const readable = quality.filter(({ reasons }) => !reasons.includes('flat') && !reasons.includes('gaps'))
  if (readable.length === 0 && quality.every(({ verdict }) => verdict === 'unusable')) return 'signal-flat'
  if (quality.every(({ verdict }) => verdict === 'unusable')) return 'signal-too-noisy'
  if (beats.length === 0) {
    const noisy = quality.every(({ reasons, verdict }) => verdict === 'unusable' || reasons.includes('noise'))
    return noisy ? 'signal-too-noisy' : 'no-beats-found'
  }
  return null
}

function refused(reason: Reason): RrSeries {
  const none = notMeasurable(reason)
  const all = { meanMs: none, minMs: none, maxMs: none, sdnnMs: none, rmssdMs: none, regularity: none }
  return { intervalsMs: [], ...all }
}

/** Where every lead is missing. */
function unreadableSpans({ leads, sampleRateHz }: Tracing): Span[] {
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
