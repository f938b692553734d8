import { edgeFrom, type Extent } from './qrs-extent.ts'
import { levelled, mixture, rootMeanSquare, slopeOf, smooth, strongestMixture } from './shape.ts'

/** How a P or a T wave is placed. Chosen on the even records of LUDB. */
interface WaveRules {
  readonly smoothMs: number
  /** An edge lies where the slope has fallen to this share of the steepest on that side. */
  readonly begins: number
  readonly ends: number
  /** The same of the slope of all leads together, for a wave whose parts lie in different leads; null: not asked. */
  readonly speedBegins: number | null
  readonly quietMs: number
  /** In a lead the edges may lie this far beyond those over all leads, and the peak this far from theirs. */
  readonly reachMs: number
  readonly peakReachMs: number
  /** A lead's own edges count this much where the wave is large in it. */
  readonly leadShare: number
  /** The steepest slope over all leads lies this near the peak. */
  readonly steepMs: number
  /** A later part on the other side of the level counts from this share of the main part on. */
  readonly latePart: number | null
  /** What hand marks lie off these rules, milliseconds. */
  readonly onsetBiasMs: number
  readonly offsetBiasMs: number
  readonly globalOnsetBiasMs: number
  readonly globalOffsetBiasMs: number
}

export const P_RULES: WaveRules = {
  smoothMs: 8,
  begins: 0.3,
  ends: 0.4,
  speedBegins: 0.45,
  quietMs: 20,
  reachMs: 25,
  peakReachMs: 45,
  leadShare: 0.6,
  steepMs: 60,
  latePart: null,
  onsetBiasMs: 0,
  offsetBiasMs: -5,
  globalOnsetBiasMs: 0,
  globalOffsetBiasMs: -5,
}

export const T_RULES: WaveRules = {
  smoothMs: 8,
  begins: 0.2,
  ends: 0.3,
  speedBegins: 0.6,
  quietMs: 20,
  reachMs: 60,
  peakReachMs: 70,
  leadShare: 0.85,
  steepMs: 120,
  latePart: 0.5,
  onsetBiasMs: 0,
  offsetBiasMs: 3.5,
  globalOnsetBiasMs: 0,
  globalOffsetBiasMs: 4,
}

/** Where a wave is looked for, in samples. */
interface WaveWindow {
  readonly from: number
  readonly to: number
  /** The level on both sides of the wave is taken here. */
  readonly levelFrom: number
  readonly levelTo: number
  /** Where it usually peaks, and how far from there it may well peak. */
  readonly usual: number
  readonly spread: number
}

const LEVEL_MS = 6
const WINDOW_MS_MIN = 40
/** A later part lies within this; a main part this near the start of the window without it is no wave of its own. */
const LATE_MS = 160
const PLATEAU_MS = 110
/** From this share of the largest lead's size on, a lead is fully heard. */
const CLEAR_SHARE = 0.5

/**
 * Places a P or T wave of one (averaged) beat: in the mixture of all leads in which it is largest, then in each lead,
 * pulled towards that by the less it is seen there.
 * @returns null where the window is too short; `rough` is without the bias of hand marks
 */
export function waveExtents(
  leads: readonly Float64Array[],
  rateHz: number,
  rules: WaveRules,
  window: WaveWindow,
) {
  const ms = (v: number) => (v / 1000) * rateHz
  const [from, to] = [Math.max(1, Math.round(window.from)), Math.round(window.to)]
  if (!(to - from > ms(WINDOW_MS_MIN))) return null
  const half = Math.max(1, Math.round(ms(rules.smoothMs) / 2))
  const [levelFrom, levelTo, around] = [
    Math.round(window.levelFrom),
    Math.round(window.levelTo),
    Math.round(ms(LEVEL_MS)),
  ]
  const level = leads.map((x) => levelled(smooth(x, half), levelFrom, levelTo, around))
  const slopes = level.map((x) => slopeOf(smooth(x, half)))
  const weights = strongestMixture(level, from, to)
  const mixed = mixture(level, weights)
  const slope = mixture(slopes, weights)
  const main = mainPeak(mixed, from, to, window)
  const last =
    rules.latePart === null ? main : lastPart(mixed, main, Math.min(to, main + ms(LATE_MS)), rules.latePart)
  const peak = main - from < ms(PLATEAU_MS) ? last : main
  let onset = slopeEdge(mixed, slope, peak, -1, rules.begins, from)
  const offset = slopeEdge(mixed, slope, last, 1, rules.ends, to)
  if (rules.speedBegins !== null) onset = speedOnset(slopes, peak, from, to, rules.speedBegins, rules, ms)
  const size = Math.abs(mixed[peak]!) * Math.max(...weights.map(Math.abs))
  const each = level.map((x, l): Extent => {
    const own = largestNear(x, peak, ms(rules.peakReachMs), from, to)
    const share = rules.leadShare * Math.min(1, Math.abs(x[own]!) / (CLEAR_SHARE * size + 1e-12))
    const ownOnset = slopeEdge(
      x,
      slopes[l]!,
      own,
      -1,
      rules.begins,
      Math.max(from, Math.round(onset - ms(rules.reachMs))),
    )
    const ownOffset = slopeEdge(
      x,
      slopes[l]!,
      own,
      1,
      rules.ends,
      Math.min(to, Math.round(offset + ms(rules.reachMs))),
    )
    return {
      onset: onset + share * (ownOnset - onset) + ms(rules.onsetBiasMs),
      peak: own,
      offset: offset + share * (ownOffset - offset) + ms(rules.offsetBiasMs),
    }
  })
  const global: Extent = {
    onset: onset + ms(rules.globalOnsetBiasMs),
    peak,
    offset: offset + ms(rules.globalOffsetBiasMs),
  }
  return { leads: each, global, rough: { onset, offset } }
}

/** The largest turning point, those far from the usual place counting less. */
function mainPeak(x: Float64Array, from: number, to: number, { usual, spread }: WaveWindow): number {
  let [best, at] = [-1, from]
  for (let i = from + 1; i < to; i++) {
    if ((x[i]! - x[i - 1]!) * (x[i + 1]! - x[i]!) > 0) continue
    const v = Math.abs(x[i]!) * Math.exp(-0.5 * ((i - usual) / spread) ** 2)
    if (v > best) [best, at] = [v, i]
  }
  return at
}

/** The extremum after the main one on the other side of the level, if it is not small; else the main one. */
function lastPart(x: Float64Array, main: number, to: number, share: number): number {
  let at = main
  for (let i = main + 1; i < to; i++) {
    const large = x[i]! * x[main]! < 0 && Math.abs(x[i]!) > share * Math.abs(x[main]!)
    if (large && (at === main || Math.abs(x[i]!) > Math.abs(x[at]!))) at = i
  }
  return at
}

function largestNear(x: Float64Array, centre: number, reach: number, from: number, to: number): number {
  let best = Math.max(from, Math.round(centre - reach))
  for (let i = best; i <= Math.min(to, centre + reach); i++)
    if (Math.abs(x[i]!) > Math.abs(x[best]!)) best = i
  return best
}

/** From a peak in a direction: past the steepest return to the level, to where that slope has fallen to a share of it. */
function slopeEdge(
  x: Float64Array,
  slope: Float64Array,
  peak: number,
  direction: 1 | -1,
  share: number,
  limit: number,
): number {
  const sign = -Math.sign(x[peak]!) * direction
  let steepest = peak
  for (let i = peak; direction < 0 ? i >= limit : i <= limit; i += direction) {
    if (sign * slope[i]! > sign * slope[steepest]!) steepest = i
  }
  const level = share * Math.abs(slope[steepest]!)
  for (let i = steepest; direction < 0 ? i >= limit : i <= limit; i += direction) {
    if (sign * slope[i]! < level) return i
  }
  return limit
}

/** Where any of the leads begins to move. */
function speedOnset(
  slopes: readonly Float64Array[],
  peak: number,
  from: number,
  to: number,
  share: number,
  rules: WaveRules,
  ms: (v: number) => number,
): number {
  const speed = rootMeanSquare(slopes)
  let steep = Math.max(from, Math.round(peak - ms(rules.steepMs)))
  for (let i = steep; i <= peak; i++) if (speed[i]! > speed[steep]!) steep = i
  let rest = Infinity
  for (let i = from; i <= to; i++) rest = Math.min(rest, speed[i]!)
  const level = Math.hypot(share * speed[steep]!, 1.5 * rest)
  return edgeFrom(speed, steep, -1, level, Math.max(2, Math.round(ms(rules.quietMs))), from)
}
