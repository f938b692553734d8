import { isMeasured } from '../measured.ts'
import { rhythmLead } from './lead-choice.ts'
import { beatLikeness } from './likeness.ts'
import type { QrsSlope } from './qrs-slope.ts'
import { combinedSlope, qrsSlope } from './qrs-slope.ts'
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
/** Two ventricular beats are never closer. */
const REFRACTORY_MS = 200
/** Share of the local QRS level that makes a beat at once, and one that makes it where a beat is missing. */
const BEAT_LEVEL = 0.4
const MISSED_BEAT_LEVEL = 0.18
/** A beat is missing where an interval is this much longer than its neighbours. */
const MISSING_FACTOR = 1.5
/** A deflection this soon after a beat is its T wave if it is this much flatter, or flat-topped and much blunter. */
const T_WAVE_MS = 360
const T_WAVE_FLATTER = 0.55
const T_WAVE_BLUNT = { flatter: 0.8, blunter: 0.45 } as const
/** The local level is the median over about ten seconds of the largest slope in each of these. */
const LEVEL_WINDOW_MS = 1500
const LEVEL_WINDOWS_EACH_SIDE = 3
/** In a pause the level falls no lower than this share of the whole recording's. */
const LEVEL_FLOOR = 0.25
/** A lead with this share of the clearest lead's weight is clear enough to mark R peaks in. */
const CLEAR_SHARE = 0.5
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
 * there and then, so neither gain, polarity nor offset matters and a loose lead is outvoted. Beats are kept
 * against a level that follows the signal, T waves are dropped, missed beats are looked for once more.
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
  const { rateHz } = leads[0]!
  const slope = combinedSlope(leads)
  const level = localLevel(slope, Math.round((LEVEL_WINDOW_MS / 1000) * rateHz))
  const peaks = slopePeaks(slope, Math.round((REFRACTORY_MS / 1000) * rateHz))
  const high = peaks.filter((i) => slope[i]! > BEAT_LEVEL * level(i))
  const beats = addMissed(dropTWaves(high, slope, leads), peaks, slope, level, rateHz)
  const contrast = contrastOf(slope, beats)
  const located = locate(beats, leads, tracing)
  return { beats: standOut(located, contrast, leads) ? located : [], contrast, leads }
}

function standOut(beats: readonly Beat[], contrast: number, leads: readonly QrsSlope[]): boolean {
  if (contrast >= CONTRAST_SURE || contrast < CONTRAST_MIN) return contrast >= CONTRAST_SURE
  const peaksMs = beats.map(({ atMs }) => atMs)
  const likeness = Math.max(0, ...leads.map((lead) => beatLikeness(lead, peaksMs) ?? 0))
  const { regularity } = rrSeries(peaksMs)
  const regular = isMeasured(regularity) && regularity.value >= REGULARITY_MIN
  return likeness >= LIKENESS_SURE || (regular && likeness >= LIKENESS_REGULAR)
}

/** Local maxima, of which the steepest within a refractory time stays. */
function slopePeaks(slope: Float32Array, refractory: number): number[] {
  const peaks: number[] = []
  for (let i = 0; i < slope.length; i++) {
    const here = slope[i]!
    if (here === 0 || here < (slope[i - 1] ?? 0) || here <= (slope[i + 1] ?? 0)) continue
    const before = peaks.at(-1)
    if (before === undefined || i - before >= refractory) peaks.push(i)
    else if (here > slope[before]!) peaks[peaks.length - 1] = i
  }
  return peaks
}

function localLevel(slope: Float32Array, window: number): (i: number) => number {
  const count = Math.max(1, Math.floor(slope.length / window))
  const maxima = new Float32Array(count)
  for (let i = 0; i < slope.length; i++) {
    const k = Math.min(count - 1, Math.floor(i / window))
    if (slope[i]! > maxima[k]!) maxima[k] = slope[i]!
  }
  const floor = LEVEL_FLOOR * median(maxima)
  const levels = maxima.map((_, k) =>
    Math.max(
      floor,
      median(maxima.subarray(Math.max(0, k - LEVEL_WINDOWS_EACH_SIDE), k + LEVEL_WINDOWS_EACH_SIDE + 1)),
    ),
  )
  return (i) => levels[Math.min(count - 1, Math.floor(i / window))]!
}

function dropTWaves(peaks: readonly number[], slope: Float32Array, leads: readonly QrsSlope[]): number[] {
  const tWaveLength = (T_WAVE_MS / 1000) * leads[0]!.rateHz
  const kept: number[] = []
  for (const i of peaks) {
    const before = kept.at(-1)
    if (before !== undefined && i - before < tWaveLength) {
      const flatter = slope[i]! / slope[before]!
      if (flatter < T_WAVE_FLATTER) continue
      if (
        flatter < T_WAVE_BLUNT.flatter &&
        steepest(leads, i) < T_WAVE_BLUNT.blunter * steepest(leads, before)
      )
        continue
    }
    kept.push(i)
  }
  return kept
}

/** The steepest step within 60 ms of a slope peak, over all leads: narrow waves have it, tall blunt ones do not. */
function steepest(leads: readonly QrsSlope[], at: number): number {
  let sum = 0
  for (const { band, size, weight, segment, rateHz } of leads) {
    const k = Math.min(size.length - 1, Math.floor(at / segment))
    if (size[k] === 0) continue
    const reach = Math.round(0.06 * rateHz)
    let largest = 0
    for (let i = Math.max(1, at - reach); i < Math.min(band.length, at + reach); i++) {
      largest = Math.max(largest, Math.abs(band[i]! - band[i - 1]!))
    }
    sum += (weight[k]! * largest) / size[k]!
  }
  return sum
}

/** Looks once more, with a lower level, wherever an interval is much longer than its neighbours. */
function addMissed(
  beats: readonly number[],
  peaks: readonly number[],
  slope: Float32Array,
  level: (i: number) => number,
  rateHz: number,
): number[] {
  const all = [...beats]
  let next = 0
  for (let k = 0; k <= beats.length; k++) {
    const from = beats[k - 1] ?? -Infinity
    const to = beats[k] ?? Infinity
    const usual = usualInterval(beats, k) ?? rateHz
    if (Math.min(to, slope.length) - Math.max(from, 0) < MISSING_FACTOR * usual) continue
    const earliest = from + Math.max(0.3 * rateHz, 0.45 * usual)
    const latest = to - 0.3 * rateHz
    let best = -1
    while (next < peaks.length && peaks[next]! <= earliest) next++
    for (; next < peaks.length && peaks[next]! < latest; next++) {
      const i = peaks[next]!
      if (slope[i]! > MISSED_BEAT_LEVEL * level(i) && (best < 0 || slope[i]! > slope[best]!)) best = i
    }
    if (best >= 0) all.push(best)
  }
  return all.sort((a, b) => a - b)
}

/** Median of up to a dozen intervals around beat k. */
function usualInterval(beats: readonly number[], k: number): number | undefined {
  const intervals: number[] = []
  for (let j = Math.max(1, k - 6); j <= Math.min(beats.length - 1, k + 6); j++) {
    intervals.push(beats[j]! - beats[j - 1]!)
  }
  return intervals.length === 0 ? undefined : median(Float32Array.from(intervals))
}

function contrastOf(slope: Float32Array, beats: readonly number[]): number {
  const background = median(slope)
  if (beats.length === 0) return 0
  const peak = median(Float32Array.from(beats, (i) => slope[i]!))
  return background > 0 ? peak / background : 20
}

/** From the steepest stretch to the main deflection: largest in all leads, then the peak in the lead it is read from. */
function locate(beats: readonly number[], leads: readonly QrsSlope[], tracing: Tracing): Beat[] {
  const { rateHz, stride, segment } = leads[0]!
  const reach = Math.round(0.07 * rateHz)
  const references = Array.from(leads[0]!.size, (_, k) => referenceLead(leads, tracing, k))
  const found: Beat[] = []
  for (const i of beats) {
    const k = Math.min(leads[0]!.size.length - 1, Math.floor(i / segment))
    const reference = references[k]!
    let [best, at] = [-1, i]
    for (let j = Math.max(0, i - reach); j <= Math.min(leads[0]!.slope.length - 1, i + reach); j++) {
      let magnitude = 0
      for (const { band, size, weight } of leads) {
        if (size[k]! > 0) magnitude += weight[k]! * (band[j]! / size[k]!) ** 2
      }
      if (magnitude > best) [best, at] = [magnitude, j]
    }
    const samples = tracing.leads[reference]!.samplesMv
    const native = at * stride + (stride - 1) / 2
    const snapped = summit(
      samples,
      native,
      0.02 * tracing.sampleRateHz,
      Math.sign(leads[reference]!.band[at]!),
    )
    const atMs = (snapped / tracing.sampleRateHz) * 1000
    if (found.length === 0 || atMs > found.at(-1)!.atMs) found.push({ atMs })
  }
  return found
}

/** Of the leads that are nearly as clear as the clearest in segment k, the one a rhythm is read from. */
function referenceLead(leads: readonly QrsSlope[], tracing: Tracing, k: number): number {
  const clearest = Math.max(...leads.map(({ weight }) => weight[k]!))
  const clear = leads.flatMap(({ weight }, l) => (weight[k]! >= CLEAR_SHARE * clearest ? [l] : []))
  return rhythmLead(tracing.leads, clear)!
}

/** Sample of the extremum of the given sign within ±reach of `centre`. */
function summit(samples: Float32Array, centre: number, reach: number, sign: number): number {
  const from = Math.max(1, Math.ceil(centre - reach))
  const to = Math.min(samples.length - 2, Math.floor(centre + reach))
  let [best, at] = [-Infinity, centre]
  for (let i = from; i <= to; i++) {
    const v = sign * (samples[i - 1]! + samples[i]! + samples[i + 1]!)
    if (v > best) [best, at] = [v, i]
  }
  return at
}

function median(values: Float32Array): number {
  const sorted = values.slice().sort()
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
