import { isMeasured } from '../measured.ts'
import { beatsByEvidence } from './beats-by-evidence.ts'
import { beatsByHeight } from './beats-by-height.ts'
import { locateBeats } from './beats-locate.ts'
import { steepMoments } from './beats-moments.ts'
import { beatLikeness } from './likeness.ts'
import type { QrsSlope } from './qrs-slope.ts'
import { qrsSlope } from './qrs-slope.ts'
import { median } from './quantile.ts'
import { rrSeries } from './rr.ts'
import type { Tracing } from './tracing.ts'

/** A ventricular beat. */
export interface Beat {
  /** The R peak (or the main deflection of the QRS), milliseconds from the first sample. */
  readonly atMs: number
}

/** Beats and what the quality of a tracing is judged by. */
export interface BeatSearch {
  readonly beats: readonly Beat[]
  /** Slope at the beats over the slope of the tracing: about 1.5 in noise, above 4 in a clean tracing. */
  readonly contrast: number
  readonly leads: readonly QrsSlope[]
}

/** Shorter recordings hold too little to learn what a QRS looks like. */
export const BEAT_SEARCH_MS_MIN = 1000
export const BEAT_SEARCH_RATE_HZ_MIN = 50
/** From this contrast on, beats are beats; below the second there are none to tell (noise lies at 1.1 to 1.6). */
const CONTRAST_SURE = 3
const CONTRAST_MIN = 1.3
/**
 * In between, the beats of some lead must be alike, or fairly alike and regular: ventricular tachycardia is
 * (0.99 and 0.98 in simulated lead II), ventricular fibrillation is not (at most 0.92 and 0.7).
 */
const LIKENESS_SURE = 0.95
const LIKENESS_REGULAR = 0.8
const REGULARITY_MIN = 0.8

/**
 * Finds the ventricular beats of a tracing in all of its leads together.
 *
 * Looks for steep QRS-band activity, each lead in units of its own QRS and weighted by how far that stands out
 * there and then, so neither gain, polarity nor offset matters and a loose lead is outvoted. A first look keeps what
 * is high for its surroundings, drops T waves and looks once more where a beat is missing; a second look weighs each
 * moment by what the first one has taught.
 * Not causal: needs the whole recording. The first and the last beat count.
 * @returns ascending; empty where nothing stands out
 * Source: after Pan & Tompkins 1985 (IEEE TBME 32:230) and Elgendi 2013 (PLOS ONE 8:e73557). Measured on
 * MIT-BIH DS1 by `beats.mitbih.test.ts`, where the constants above were also chosen.
 */
export function detectBeats(tracing: Tracing): readonly Beat[] {
  return searchBeats(tracing).beats
}

/** `detectBeats` with its working, for those who judge quality. */
export function searchBeats(tracing: Tracing): BeatSearch {
  const { sampleRateHz } = tracing
  const length = tracing.leads[0]?.samplesMv.length ?? 0
  if (sampleRateHz < BEAT_SEARCH_RATE_HZ_MIN || length < (BEAT_SEARCH_MS_MIN / 1000) * sampleRateHz) {
    return { beats: [], contrast: 0, leads: [] }
  }
  const leads = tracing.leads.map((lead) => qrsSlope(lead.samplesMv, sampleRateHz))
  const moments = steepMoments(leads)
  const first = beatsByHeight(moments)
  const contrast = contrastOf(moments.slope, first)
  if (!standOut(first, contrast, leads, tracing)) return { beats: [], contrast, leads }
  const peaksMs = locateBeats(beatsByEvidence(moments, first), leads, tracing)
  return { beats: peaksMs.map((atMs) => ({ atMs })), contrast, leads }
}

function standOut(
  first: readonly number[],
  contrast: number,
  leads: readonly QrsSlope[],
  tracing: Tracing,
): boolean {
  if (contrast >= CONTRAST_SURE || contrast < CONTRAST_MIN) return contrast >= CONTRAST_SURE
  const peaksMs = locateBeats(first, leads, tracing)
  const likeness = Math.max(0, ...leads.map((lead) => beatLikeness(lead, peaksMs) ?? 0))
  const { regularity } = rrSeries(peaksMs)
  const regular = isMeasured(regularity) && regularity.value >= REGULARITY_MIN
  return likeness >= LIKENESS_SURE || (regular && likeness >= LIKENESS_REGULAR)
}

function contrastOf(slope: Float32Array, beats: readonly number[]): number {
  const background = median(slope)
  if (beats.length === 0) return 0
  const peak = median(Float32Array.from(beats, (i) => slope[i]!))
  return background > 0 ? peak / background : 20
}
