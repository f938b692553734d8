import type { QrsSlope } from './qrs-slope.ts'
import { combinedSlope } from './qrs-slope.ts'
import { median } from './quantile.ts'

/** Where a tracing is steep, at the working rate of its slopes: what beats are chosen from. */
export interface SteepMoments {
  readonly rateHz: number
  /** Of all leads, about 1 on a QRS complex. */
  readonly slope: Float32Array
  /** Samples at which the slope is highest within a refractory time, ascending. */
  readonly peaks: readonly number[]
  /** What the slope of a beat is like around sample i. */
  readonly level: (i: number) => number
  /** The steepest single step near sample i, over all leads: narrow waves have it, tall blunt ones do not. */
  readonly sharpness: (i: number) => number
}

/** Two ventricular beats are never closer. */
const REFRACTORY_MS = 200
/** The local level is the median over about ten seconds of the largest slope in each of these. */
const LEVEL_WINDOW_MS = 1500
const LEVEL_WINDOWS_EACH_SIDE = 3
/** In a pause the level falls no lower than this share of the whole recording's. */
const LEVEL_FLOOR = 0.25
const SHARPNESS_REACH_MS = 60

/** Finds the steep moments of a tracing. @param leads of one tracing, at least one */
export function steepMoments(leads: readonly QrsSlope[]): SteepMoments {
  const { rateHz } = leads[0]!
  const slope = combinedSlope(leads)
  return {
    rateHz,
    slope,
    peaks: slopePeaks(slope, Math.round((REFRACTORY_MS / 1000) * rateHz)),
    level: localLevel(slope, Math.round((LEVEL_WINDOW_MS / 1000) * rateHz)),
    sharpness: (i) => steepestStep(leads, i),
  }
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

function steepestStep(leads: readonly QrsSlope[], at: number): number {
  let sum = 0
  for (const { band, size, weight, segment, rateHz } of leads) {
    const k = Math.min(size.length - 1, Math.floor(at / segment))
    if (size[k] === 0) continue
    const reach = Math.round((SHARPNESS_REACH_MS / 1000) * rateHz)
    let largest = 0
    for (let i = Math.max(1, at - reach); i < Math.min(band.length, at + reach); i++) {
      largest = Math.max(largest, Math.abs(band[i]! - band[i - 1]!))
    }
    sum += (weight[k]! * largest) / size[k]!
  }
  return sum
}

/** Median of up to a dozen intervals around beat k. */
export function usualInterval(beats: readonly number[], k: number): number | null {
  const intervals: number[] = []
  for (let j = Math.max(1, k - 6); j <= Math.min(beats.length - 1, k + 6); j++) {
    intervals.push(beats[j]! - beats[j - 1]!)
  }
  return intervals.length === 0 ? null : median(Float32Array.from(intervals))
}
