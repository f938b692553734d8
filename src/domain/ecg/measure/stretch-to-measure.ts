import type { Beat } from '../beats.ts'
import type { BeatWaves, Delineation, Wave } from '../delineate/waves.ts'
import type { QrsSlope } from '../qrs-slope.ts'
import type { Span } from '../rr.ts'
import type { Tracing } from '../tracing.ts'
import { durationMs } from '../tracing.ts'

/** Waves are found in at most this much of a recording; it is looked for in steps of the second. */
const STRETCH_MS = 60_000
const STEP_MS = 10_000

/**
 * The stretch that is measured: all of a resting tracing, of a long recording the minute in which the beats stand out
 * most.
 */
export function stretchToMeasure(tracing: Tracing, slopes: readonly QrsSlope[]): Span {
  const lengthMs = durationMs(tracing)
  if (lengthMs <= STRETCH_MS) return { fromMs: 0, toMs: lengthMs }
  let [best, fromMs] = [-1, 0]
  for (let start = 0; start + STRETCH_MS <= lengthMs; start += STEP_MS) {
    const clarity = clarityOf(slopes, start, start + STRETCH_MS)
    if (clarity > best) [best, fromMs] = [clarity, start]
  }
  return { fromMs, toMs: fromMs + STRETCH_MS }
}

/** How far QRS complexes stand out in the worst part of a stretch, over all leads. */
function clarityOf(slopes: readonly QrsSlope[], fromMs: number, toMs: number): number {
  let worst = Infinity
  const { segment, rateHz, weight } = slopes[0]!
  for (let k = 0; k < weight.length; k++) {
    const atMs = (k * segment * 1000) / rateHz
    if (atMs < fromMs || atMs >= toMs) continue
    worst = Math.min(
      worst,
      slopes.reduce((sum, lead) => sum + lead.weight[k]!, 0),
    )
  }
  return worst === Infinity ? 0 : worst
}

/** The tracing of a stretch; its samples are views of the whole. */
export function partOf(tracing: Tracing, { fromMs, toMs }: Span): Tracing {
  if (fromMs === 0 && toMs === durationMs(tracing)) return tracing
  const [from, to] = [fromMs, toMs].map((ms) => Math.round((ms / 1000) * tracing.sampleRateHz))
  const leads = tracing.leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.subarray(from, to) }))
  return { ...tracing, leads }
}

/** Indices of the beats in a stretch. */
export function beatsIn(beats: readonly Beat[], { fromMs, toMs }: Span): number[] {
  return beats.flatMap(({ atMs }, b) => (atMs >= fromMs && atMs < toMs ? [b] : []))
}

/** The waves of a stretch in the time of the whole recording. */
export function movedBy(delineation: Delineation, byMs: number): Delineation {
  if (byMs === 0) return delineation
  const edge = (ms: number | null) => (ms === null ? null : ms + byMs)
  const wave = (w: Wave): Wave => ({
    onsetMs: edge(w.onsetMs),
    peakMs: w.peakMs + byMs,
    offsetMs: edge(w.offsetMs),
  })
  const beat = ({ p, qrs, t }: BeatWaves): BeatWaves => ({
    p: p && wave(p),
    qrs: qrs && wave(qrs),
    t: t && wave(t),
  })
  return {
    leads: delineation.leads.map((beats) => beats && beats.map(beat)),
    lonelyP: delineation.lonelyP.map((waves) => waves.map(wave)),
    beats: delineation.beats.map(beat),
  }
}
