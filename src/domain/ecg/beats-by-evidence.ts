import type { SteepMoments } from './beats-moments.ts'
import { usualInterval } from './beats-moments.ts'
import { median, quantile } from './quantile.ts'

/**
 * How much each sign counts: a logistic regression over the steep moments of MIT-BIH DS1 (each channel alone and both
 * together), rounded. Fitted to one half of the records it errs as often on the other. Log-odds: 0 is undecided.
 */
const WEIGHTS = { height: 1.3, sharpness: 1.5, surroundings: -2.7, rest: -1 } as const
const UNDECIDED = -0.25
/** A beat of the first look stays unless much speaks against it; another moment becomes one if more speaks for it. */
const STAYS = -1.7
const JOINS = 0.4
/** What joins is at least this share of the level: P waves of a very clean tracing stand out too. */
const JOINS_HEIGHT = 0.25
/** Beside a peak, and about it, the slope is measured here. */
const BESIDE_MS = { from: 150, to: 400 } as const
const REST_MS = 1000
/** Signs are taken as logarithms of ratios between these. */
const RATIO = { min: 0.02, max: 5 } as const
/** Nothing is quieter than this share of the level: simulated tracings are still where real ones are not. */
const QUIET_SHARE = 0.05
/** Two beats closer than this, and than this share of the usual interval, are one beat and its P or T wave. */
const PAIR_MS = 300
const PAIR_SHARE = 0.4
/** Unless both look equally like beats. */
const PAIR_DIFFERENCE = 1.5
/** A QRS this close to either end of the recording is cut in two: what it was cannot be told. */
const CUT_MS = 40

/**
 * The second look, with what the first one has taught: how high and how sharp the beats around are, and how quiet it is
 * beside each. Noise bursts, P waves and steps go, small and aberrant beats come.
 * @param first samples of `moments.peaks`, ascending
 * @returns such samples, ascending
 */
export function beatsByEvidence(moments: SteepMoments, first: readonly number[]): number[] {
  const { peaks, slope, rateHz } = moments
  const cut = (CUT_MS / 1000) * rateHz
  const far = (BESIDE_MS.to / 1000) * rateHz
  const wasBeat = new Set(first)
  const odds = new Map<number, number>()
  const sharpness = Float32Array.from(first, moments.sharpness)
  let b = 0
  for (const i of peaks) {
    while (b < first.length && first[b]! < i) b++
    if (i < cut || i >= slope.length - cut) continue
    const usual = median(sharpness.subarray(Math.max(0, b - 6), b + 6))
    const is = oddsOf(moments, i, usual)
    const seenWhole = i > far && i < slope.length - far
    const joins = is > JOINS && seenWhole && slope[i]! > JOINS_HEIGHT * moments.level(i)
    if (wasBeat.has(i) ? is > STAYS : joins) odds.set(i, is)
  }
  return withoutPairs([...odds.keys()], odds, rateHz)
}

function oddsOf(
  { slope, level, sharpness, rateHz }: SteepMoments,
  i: number,
  usualSharpness: number,
): number {
  const here = slope[i]!
  const usual = level(i)
  const [near, far] = [(BESIDE_MS.from / 1000) * rateHz, (BESIDE_MS.to / 1000) * rateHz]
  const reach = (REST_MS / 1000) * rateHz
  const quiet = QUIET_SHARE * usual
  const beside = Math.max(
    quiet,
    quantileOf(slope, i - far, i - near, 0.5),
    quantileOf(slope, i + near, i + far, 0.5),
  )
  const rest = Math.max(quiet, quantileOf(slope, i - reach, i + reach, 0.25))
  return (
    UNDECIDED +
    WEIGHTS.height * logRatio(here, usual) +
    WEIGHTS.sharpness * logRatio(sharpness(i), usualSharpness) +
    WEIGHTS.surroundings * logRatio(beside, here) +
    WEIGHTS.rest * logRatio(rest, here)
  )
}

function logRatio(a: number, b: number): number {
  return Math.log(Math.min(RATIO.max, Math.max(RATIO.min, a / (b || 1))))
}

function quantileOf(slope: Float32Array, from: number, to: number, share: number): number {
  return quantile(slope.subarray(Math.max(0, Math.round(from)), Math.max(0, Math.round(to))), share)
}

function withoutPairs(beats: readonly number[], odds: ReadonlyMap<number, number>, rateHz: number): number[] {
  const kept: number[] = []
  beats.forEach((i, k) => {
    const before = kept.at(-1)
    const limit = Math.min((PAIR_MS / 1000) * rateHz, PAIR_SHARE * (usualInterval(beats, k) ?? rateHz))
    if (before === undefined || i - before >= limit) return kept.push(i)
    const better = odds.get(i)! - odds.get(before)!
    if (better >= PAIR_DIFFERENCE) kept[kept.length - 1] = i
    else if (better > -PAIR_DIFFERENCE) kept.push(i)
  })
  return kept
}
