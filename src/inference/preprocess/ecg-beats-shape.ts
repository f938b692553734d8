import { median } from '#domain/ecg/quantile.ts'
import {
  bestShift,
  correlation,
  energy,
  QRS_AFTER,
  QRS_BEFORE,
  qrsAt,
  sampleAt,
  type BeatKinds,
} from './ecg-beats-kinds.ts'
import {
  area,
  logRatio,
  part,
  QUIET,
  range,
  spread,
  steepest,
  steepSpan,
  tilt,
  withoutMean,
} from './ecg-beats-measures.ts'
import type { BeatTimes } from './ecg-beats-rhythm.ts'

/** How each beat looks, against the dominant beat of its time. One row a beat. */
interface BeatShapes {
  /** `SHAPE_NUMBERS` values a beat. */
  readonly numbers: Float32Array
  /** By beat: the sample it was aligned at. */
  readonly at: Int32Array
  /** By block of `BLOCK` beats: the dominant beat around then. */
  readonly dominant: readonly DominantBeat[]
}

interface DominantBeat {
  /** Samples of 4 ms from `BEFORE` before the peak on. */
  readonly samples: Float32Array
  /** Top to bottom of its QRS, mV. */
  readonly rangeMv: number
  /** Median likeness of the P windows of its beats to its own: near 1 where there are P waves. */
  readonly pSteadiness: number
}

export const SHAPE_NUMBERS = 38
export const BLOCK = 32
/** Samples of 4 ms around a peak that a dominant beat is kept for. */
export const BEFORE = 125
const LENGTH = 325
/** The dominant beat of a time is the median of this many. */
const MEDIAN_OF = 31
/** Beats on either side that say which kind is the usual one; and what the whole recording counts beside them. */
const AROUND = 64
const WHOLE_WEIGHT = 0.3
/** Of fewer settled beats no dominant one is made while there are others. */
const SETTLED_MIN = 8
/** Where P is looked for, a T wave, and the whole beat; samples of 4 ms from the peak. */
const P = { from: -62, to: -15 } as const
const T = { from: 30, to: 110 } as const
const BEAT = { from: -60, to: 110 } as const
/** How far a P wave may have moved. */
const P_SHIFT = { from: -20, to: 14 } as const
/** Until here after its peak a beat explains what is seen (the end of T), seconds at a rate of 60 a minute. */
const TAIL_S = { full: 0.4, none: 0.5 } as const

export function beatShapes(
  samples: Float32Array,
  peaks: Int32Array,
  kinds: BeatKinds,
  times: BeatTimes,
): BeatShapes {
  const n = peaks.length
  const blocks = Math.ceil(n / BLOCK)
  const main = Array.from({ length: blocks }, (_, k) => mainKind(kinds, times, k * BLOCK + BLOCK / 2))
  const isMain = (b: number) => kinds.kind[b] === main[Math.floor(b / BLOCK)]
  const dominant = main.map((kind, k) =>
    dominantAround(samples, kinds.at, membersOf(kind, kinds, times), k * BLOCK + BLOCK / 2),
  )
  const aligned = Array.from({ length: n }, (_, b) => {
    const { samples: template } = dominant[Math.floor(b / BLOCK)]!
    return bestShift(samples, peaks[b]!, qrsAt(template, BEFORE))
  })
  const at = Int32Array.from({ length: n }, (_, b) =>
    aligned[b]!.likeness > 0.85 ? aligned[b]!.at : kinds.at[b]!,
  )
  const numbers = new Float32Array(n * SHAPE_NUMBERS)
  for (let b = 0; b < n; b++) {
    const own = dominant[Math.floor(b / BLOCK)]!
    const row = [
      ...qrsNumbers(samples, at[b]!, own, aligned[b]!, peaks[b]!),
      ...beatNumbers(samples, at[b]!, own),
      ...pNumbers(samples, at[b]!, own, b > 0 && isMain(b - 1) ? at[b - 1]! : null, times, b),
      aligned[Math.max(0, b - 1)]!.likeness,
      aligned[Math.min(n - 1, b + 1)]!.likeness,
      correlation(qrsAt(samples, at[b]!), qrsAt(samples, at[Math.max(0, b - 1)]!)),
      correlation(qrsAt(samples, at[b]!), qrsAt(samples, at[Math.min(n - 1, b + 1)]!)),
      isMain(b) ? 1 : 0,
      kinds.kind[b] === -1 ? 1 : 0,
    ]
    numbers.set(row, b * SHAPE_NUMBERS)
  }
  addKindNumbers(numbers, kinds, times)
  return { numbers, at, dominant }
}

/**
 * The kind that is the usual one around a beat: commonest among the beats near it that do not come early, with a word
 * for what is common in the whole recording. The axis of the heart turns with posture, so that one kind may not serve
 * for half an hour.
 */
function mainKind({ kind, counts }: BeatKinds, { settled }: BeatTimes, centre: number): number {
  const share = (from: number, to: number) => {
    const found = counts.map(() => 0)
    let all = 0
    for (let b = Math.max(0, from); b < Math.min(kind.length, to); b++) {
      if (settled[b] === 0) continue
      all++
      if (kind[b]! >= 0) found[kind[b]!]!++
    }
    return found.map((count) => count / Math.max(1, all))
  }
  const [near, whole] = [share(centre - AROUND, centre + AROUND), share(0, kind.length)]
  const score = (k: number) => near[k]! + WHOLE_WEIGHT * whole[k]!
  return counts.reduce((best, _, k) => (score(k) > score(best) ? k : best), 0)
}

/** Beats that the dominant beat is made of; early ones of the same QRS (atrial ones) must not make its P wave. */
function membersOf(main: number, { kind }: BeatKinds, { settled }: BeatTimes): readonly number[] {
  const all = [...kind.keys()].filter((b) => kind[b] === main)
  const calm = all.filter((b) => settled[b] === 1)
  return calm.length >= Math.min(SETTLED_MIN, all.length / 2) ? calm : all
}

function dominantAround(
  samples: Float32Array,
  at: Int32Array,
  members: readonly number[],
  centre: number,
): DominantBeat {
  const next = members.findIndex((b) => b >= centre)
  const middle = next < 0 ? members.length : next
  const from = Math.max(0, Math.min(members.length - MEDIAN_OF, middle - (MEDIAN_OF >> 1)))
  const chosen = members.slice(from, from + MEDIAN_OF).map((b) => at[b]!)
  const column = new Float32Array(chosen.length)
  const beat = Float32Array.from({ length: LENGTH }, (_, i) => {
    for (let c = 0; c < chosen.length; c++) column[c] = sampleAt(samples, chosen[c]! - BEFORE + i)
    return median(column)
  })
  const own = part(beat, BEFORE, P)
  const likenesses = Float32Array.from(chosen, (peak) => correlation(part(samples, peak, P), own))
  return { samples: beat, rangeMv: range(qrsAt(beat, BEFORE)), pSteadiness: median(likenesses) }
}

function qrsNumbers(
  samples: Float32Array,
  at: number,
  { samples: template, rangeMv }: DominantBeat,
  aligned: { readonly likeness: number; readonly at: number },
  peak: number,
): number[] {
  const own = qrsAt(samples, at)
  const usual = qrsAt(template, BEFORE)
  const apart = own.map((v, i) => v - usual[i]!)
  const [width, usualWidth] = [spread(own), spread(usual)]
  const [span, usualSpan] = [steepSpan(own), steepSpan(usual)]
  return [
    aligned.likeness,
    Math.abs(aligned.at - peak) / 10,
    logRatio(Math.sqrt(energy(own)), Math.sqrt(energy(usual))),
    Math.min(3, Math.sqrt(energy(apart) / (energy(usual) + QUIET))),
    width / 5,
    Math.log(width / usualWidth),
    span / 25,
    Math.log(span / usualSpan),
    tilt(own),
    logRatio(range(own), rangeMv),
    logRatio(steepest(own), steepest(usual)),
    logRatio(area(own), area(usual)),
  ]
}

function beatNumbers(
  samples: Float32Array,
  at: number,
  { samples: template, rangeMv }: DominantBeat,
): number[] {
  const [own, usual] = [part(samples, at, BEAT), part(template, BEFORE, BEAT)]
  const [ownT, usualT] = [part(samples, at, T), part(template, BEFORE, T)]
  const outside = own.filter((_, i) => i < -BEAT.from - QRS_BEFORE || i > QRS_AFTER - BEAT.from)
  const usualOutside = usual.filter((_, i) => i < -BEAT.from - QRS_BEFORE || i > QRS_AFTER - BEAT.from)
  const apart = outside.map((v, i) => v - usualOutside[i]!)
  return [
    correlation(own, usual),
    correlation(ownT, usualT),
    logRatio(range(ownT), range(usualT)),
    Math.min(3, (5 * Math.sqrt(energy(apart) / apart.length)) / (rangeMv + QUIET)),
  ]
}

/** What stands where the dominant beat has its P wave, with and without the T wave of the beat before. */
function pNumbers(
  samples: Float32Array,
  at: number,
  { samples: template, rangeMv, pSteadiness }: DominantBeat,
  before: number | null,
  { beforeS }: BeatTimes,
  b: number,
): number[] {
  const own = part(samples, at, P)
  const usual = part(template, BEFORE, P)
  const freed = before === null ? own : withoutTail(own, template, at - before, beforeS[b]!)
  let moved = { likeness: -1, shift: 0 }
  for (let shift = P_SHIFT.from; shift <= P_SHIFT.to; shift += 2) {
    const likeness = correlation(part(samples, at + shift, P), usual)
    if (likeness > moved.likeness) moved = { likeness, shift }
  }
  const apart = own.map((v, i) => v - usual[i]!)
  const freedApart = freed.map((v, i) => v - usual[i]!)
  const rms = (x: Float64Array) => Math.sqrt(energy(x) / x.length)
  return [
    correlation(own, usual),
    Math.min(4, logRatio(rms(apart), rms(usual))),
    moved.likeness,
    moved.shift / 10,
    logRatio(range(own), range(usual)),
    correlation(freed, usual),
    logRatio(rms(freedApart), rms(freed)),
    logRatio(range(freed), range(usual)),
    pSteadiness,
    Math.min(3, (10 * rms(apart)) / (rangeMv + QUIET)),
    Math.min(3, (10 * rms(freedApart)) / (rangeMv + QUIET)),
  ]
}

/** Takes the T wave of a dominant beat `distance` samples earlier away from a P window. */
function withoutTail(
  own: Float64Array,
  template: Float32Array,
  distance: number,
  beforeS: number,
): Float64Array {
  const stretch = 250 * Math.sqrt(Math.min(1.5, beforeS))
  const [full, none] = [TAIL_S.full * stretch, TAIL_S.none * stretch]
  const out = own.map((v, i) => {
    const offset = distance + P.from + i
    if (offset >= none || offset < 0 || BEFORE + offset >= template.length) return v
    const weight = offset <= full ? 1 : (none - offset) / (none - full)
    return v - weight * template[BEFORE + offset]!
  })
  return withoutMean(out)
}

/** What a beat's kind is like as a whole: rare, early, followed by a pause. */
function addKindNumbers(numbers: Float32Array, { kind, counts }: BeatKinds, times: BeatTimes): void {
  const n = kind.length
  const ofKind = new Map<number, readonly number[]>()
  for (let k = -1; k < counts.length; k++) {
    const members = [...kind.keys()].filter((b) => kind[b] === k)
    if (members.length === 0) continue
    const of = (values: (b: number) => number) => median(Float32Array.from(members, values))
    ofKind.set(k, [
      Math.log((members.length + 0.5) / n),
      of((b) => times.early[b]!),
      of((b) => times.early[Math.min(n - 1, b + 1)]!),
      of((b) => numbers[b * SHAPE_NUMBERS]!),
      of((b) => numbers[b * SHAPE_NUMBERS + 5]!),
    ])
  }
  for (let b = 0; b < n; b++) numbers.set(ofKind.get(kind[b]!)!, (b + 1) * SHAPE_NUMBERS - 5)
}
