import { quietLevel, rootMeanSquare, slopeOf, smooth } from './shape.ts'

/** Where a wave lies, in samples of the beat (fractions allowed). */
export interface Extent {
  readonly onset: number
  readonly peak: number
  readonly offset: number
}

/** Chosen on the even records of LUDB. */
const QRS_RULES = {
  /** Share of the steepest slope below which the complex has not begun, or is over: over all leads and in one. */
  begins: 0.035,
  ends: 0.04,
  leadBegins: 0.1,
  leadEnds: 0.05,
  /** … for this long. */
  quietMs: 8,
  /** How far leads are brought to one size: 0 as recorded, 1 all alike. */
  evened: 0.15,
  /** A lead's own edges count this much, those over all leads the rest. */
  leadShare: 0.2,
  smoothMs: 2,
  /** With more hiss than this share of the steepest slope, edges are looked for in a smoother signal. */
  hiss: 0.03,
  hissSmoothMs: 8,
  /** Slopes below this many times the quiet level are noise. */
  overNoise: 1.7,
  /** What hand marks lie off these rules, milliseconds. */
  onsetBiasMs: -3.5,
  offsetBiasMs: -3,
  globalOnsetBiasMs: -2,
  globalOffsetBiasMs: -4.5,
} as const
/** How far from the R peak the steepest slope may lie, and how far the edges. */
const STEEPEST_MS = 100
const REACH_MS = { before: 160, after: 200 } as const
/** In one lead the complex may reach this far beyond what is seen over all. */
const LEAD_REACH_MS = { before: 20, after: 30 } as const
/** A lead this quiet against its noise follows the others; from the second on it is fully heard. */
const LEAD_CLEAR = { from: 5, to: 20 } as const
/** What the finest smoothing takes at 500 Hz, where the rules were chosen. */
const USUAL_BLUR_MS = 4
/** Leads are not magnified more than this when brought to one size. */
const SMALLEST_SHARE = 0.08

/**
 * Places the QRS complex of one (averaged) beat: from the steepest slope outwards to where all leads together are
 * quiet; then in each lead, pulled towards that.
 * @param at the R peak
 * @param rateHz samples a second
 * @returns null where nothing moves; `rough` is without the bias of hand marks: where other waves must not lie
 */
export function qrsExtents(leads: readonly Float64Array[], rateHz: number, at: number) {
  const rules = QRS_RULES
  const ms = (v: number) => (v / 1000) * rateHz
  const n = leads[0]!.length
  const near = [
    Math.max(0, Math.round(at - ms(STEEPEST_MS))),
    Math.min(n - 1, Math.round(at + ms(STEEPEST_MS))),
  ] as const
  const fine = Math.max(1, Math.round(ms(rules.smoothMs)))
  let activity = slopesWith(leads, fine, near)
  const hiss = Math.hypot(...leads.map((x) => hissOf(x, at, rateHz))) / Math.sqrt(leads.length)
  const coarse = Math.round(ms(rules.hissSmoothMs))
  const noisy = hiss > rules.hiss * activity.speed[activity.top]!
  if (noisy) activity = slopesWith(leads, coarse, near)
  const { slopes, speed, top } = activity
  if (!(speed[top]! > 0)) return null
  const limits = [
    Math.max(2, Math.round(at - ms(REACH_MS.before))),
    Math.min(n - 3, Math.round(at + ms(REACH_MS.after))),
  ] as const
  const quiet = quietLevel(speed, at, rateHz)
  const run = Math.max(2, Math.round(ms(rules.quietMs)))
  // Smoothing and the step of the slope move both edges outwards by more than they do at 500 Hz.
  const blur = Math.max(0, (noisy ? coarse : fine) + 1 - ms(USUAL_BLUR_MS))
  const onset = blur + edgeFrom(speed, top, -1, level(rules.begins, speed[top]!, quiet), run, limits[0])
  const offset = edgeFrom(speed, top, 1, level(rules.ends, speed[top]!, quiet), run, limits[1]) - blur
  const each = leads.map((x, l) => leadExtent(x, slopes[l]!, { onset, offset, blur, run, at, rateHz }))
  const global: Extent = {
    onset: onset + ms(rules.globalOnsetBiasMs),
    peak: at,
    offset: offset + ms(rules.globalOffsetBiasMs),
  }
  return { leads: each, global, rough: { onset, offset } }
}

/** What counts as movement: a share of the steepest slope, and more than noise. */
function level(share: number, steepest: number, quiet: number): number {
  return Math.hypot(share * steepest, QRS_RULES.overNoise * quiet)
}

/** The complex in one lead, given where it lies over all of them. */
function leadExtent(
  x: Float64Array,
  slope: Float64Array,
  over: {
    readonly onset: number
    readonly offset: number
    readonly blur: number
    readonly run: number
    readonly at: number
    readonly rateHz: number
  },
): Extent {
  const { onset, offset, blur, run, at, rateHz } = over
  const rules = QRS_RULES
  const ms = (v: number) => (v / 1000) * rateHz
  const steep = indexOfLargest(slope, onset, offset)
  const floor = quietLevel(slope, at, rateHz)
  const first = Math.max(2, Math.round(onset - ms(LEAD_REACH_MS.before)))
  const last = Math.min(x.length - 3, Math.round(offset + ms(LEAD_REACH_MS.after)))
  const begins = level(rules.leadBegins, slope[steep]!, floor)
  const ends = level(rules.leadEnds, slope[steep]!, floor)
  const ownOnset = blur + edgeFrom(slope, steep, -1, begins, run, first)
  const ownOffset = edgeFrom(slope, steep, 1, ends, run, last) - blur
  const clear = (slope[steep]! / (floor + 1e-9) - LEAD_CLEAR.from) / (LEAD_CLEAR.to - LEAD_CLEAR.from)
  const share = rules.leadShare * Math.max(0, Math.min(1, clear))
  return {
    onset: onset + share * (ownOnset - onset) + ms(rules.onsetBiasMs),
    peak: mainDeflection(x, onset, offset),
    offset: offset + share * (ownOffset - offset) + ms(rules.offsetBiasMs),
  }
}

function slopesWith(leads: readonly Float64Array[], half: number, near: readonly [number, number]) {
  const slopes = leads.map((x) => slopeOf(smooth(x, half)).map(Math.abs))
  const steepest = slopes.map((s) => s[indexOfLargest(s, near[0], near[1])]!)
  const largest = Math.max(...steepest)
  const speed = rootMeanSquare(
    slopes.map((s, l) => {
      const factor = Math.max(steepest[l]! / largest, SMALLEST_SHARE) ** -QRS_RULES.evened
      return s.map((v) => v * factor)
    }),
  )
  return { slopes, speed, top: indexOfLargest(speed, near[0], near[1]) }
}

/** How much of the slope between the beats is quick: muscle and hum, not waves. */
function hissOf(x: Float64Array, at: number, rateHz: number): number {
  const slow = smooth(x, Math.max(1, Math.round(0.01 * rateHz)))
  return 2 * quietLevel(slopeOf(x.map((v, i) => v - slow[i]!)).map(Math.abs), at, rateHz)
}

/** From `top` in a direction: the first sample of a run that stays below the level; the limit where none does. */
export function edgeFrom(
  magnitude: Float64Array,
  top: number,
  direction: 1 | -1,
  level: number,
  run: number,
  limit: number,
): number {
  let quiet = 0
  for (let i = top; direction < 0 ? i > limit : i < limit; i += direction) {
    quiet = magnitude[i]! < level ? quiet + 1 : 0
    if (quiet >= run) return i - direction * (run - 1)
  }
  return Math.round(limit)
}

function indexOfLargest(x: Float64Array, from: number, to: number): number {
  let best = Math.max(0, Math.round(from))
  for (let i = best; i <= Math.min(x.length - 1, to); i++) if (x[i]! > x[best]!) best = i
  return best
}

/** What lies furthest from the level at the onset. */
function mainDeflection(x: Float64Array, onset: number, offset: number): number {
  const from = Math.round(onset)
  let best = from
  for (let i = from; i <= Math.min(x.length - 1, Math.round(offset)); i++) {
    if (Math.abs(x[i]! - x[from]!) > Math.abs(x[best]! - x[from]!)) best = i
  }
  return best
}
