import type { Beat } from '../beats.ts'
import type { QrsSlope } from '../qrs-slope.ts'

/** The beats that a tracing's numbers are taken on. */
export interface DominantBeats {
  /** Indices into the beats, ascending. */
  readonly beats: readonly number[]
  /** The one among them that is most like the others. */
  readonly typical: number
}

/** Two beats are compared from this long before to this long after their peaks, shifted by up to the second. */
const REACH_MS = 110
const SHIFT_MS = 24
/** From this likeness on (correlation over all leads in the QRS band) two beats are of one kind. */
const LIKENESS_MIN = 0.9
/** Beats of one kind are no more than this much larger or smaller. */
const SIZE_RATIO_MAX = 2
/** A kind that is nearly as frequent as the commonest is preferred to it where its beats come less early: bigeminy. */
const NEARLY_AS_FREQUENT = 0.6
/** Beats that follow, or are followed, at an interval outside these shares of the usual one are premature, or post-pause. */
const RR_BEFORE = { least: 0.82, most: 1.25 } as const
const RR_AFTER_LEAST = 0.75
/** So many are left, and such a share of them, or the interval decides nothing. */
const LEFT_MIN = 3
const LEFT_SHARE_MIN = 0.4
/** More are not needed for a median: evenly chosen. */
const BEATS_MAX = 60

/** A kind of beat: the sum of its members' shapes, and who they are. */
interface Kind {
  readonly shape: Float32Array
  readonly members: { readonly beat: number; likeness: number }[]
  size: number
}

/**
 * The beats of the commonest kind, without those that come early or after a pause.
 * @param slopes one for each lead, as the beat search made them
 * @param readable which leads may be looked at
 * @param among indices into `beats`, ascending: the beats of the stretch that is measured
 * @returns null where there are no beats
 */
export function dominantBeats(
  slopes: readonly QrsSlope[],
  readable: readonly boolean[],
  beats: readonly Beat[],
  among: readonly number[],
): DominantBeats | null {
  const leads = slopes.filter(({ size }, l) => readable[l] && size.some((s) => s > 0))
  if (leads.length === 0 || among.length === 0) return null
  const kinds: Kind[] = []
  for (const beat of among) place(beat, shapesOf(leads, beats[beat]!.atMs), kinds)
  const kind = commonest(kinds, beats)
  if (kind === undefined) return null
  const regular = new Set(
    inTime(
      kind.members.map(({ beat }) => beat),
      beats,
    ),
  )
  const chosen = kind.members.filter(({ beat }) => regular.has(beat))
  const typical = chosen.reduce((best, each) => (each.likeness > best.likeness ? each : best)).beat
  const every = Math.ceil(chosen.length / BEATS_MAX)
  const kept = chosen.filter(({ beat }, i) => i % every === 0 || beat === typical)
  return { beats: kept.map(({ beat }) => beat), typical }
}

/** The QRS of all leads in a row, each in units of its own size and heard as far as it is clear; shifted to and fro. */
function shapesOf(leads: readonly QrsSlope[], atMs: number): Float32Array[] {
  const { rateHz } = leads[0]!
  const reach = Math.round((REACH_MS / 1000) * rateHz)
  const shift = Math.round((SHIFT_MS / 1000) * rateHz)
  const length = 2 * reach + 1
  const shapes: Float32Array[] = []
  for (let by = -shift; by <= shift; by++) {
    const shape = new Float32Array(leads.length * length)
    leads.forEach(({ band, size, weight, stride, segment }, l) => {
      const at = Math.round((atMs / 1000) * rateHz - (stride - 1) / (2 * stride)) + by
      const k = Math.max(0, Math.min(size.length - 1, Math.floor(at / segment)))
      const unit = (size[k]! || 1) / weight[k]!
      for (let i = -reach; i <= reach; i++) shape[l * length + reach + i] = (band[at + i] ?? 0) / unit
    })
    shapes.push(shape)
  }
  return shapes
}

function place(beat: number, shapes: readonly Float32Array[], kinds: Kind[]): void {
  let best: { kind: Kind; likeness: number; shape: Float32Array } | null = null
  for (const kind of kinds) {
    for (const shape of shapes) {
      const likeness = likenessOf(shape, kind)
      if (likeness >= LIKENESS_MIN && likeness > (best?.likeness ?? 0)) best = { kind, likeness, shape }
    }
  }
  const middle = shapes[(shapes.length - 1) / 2]!
  if (best === null) {
    kinds.push({ shape: middle.slice(), members: [{ beat, likeness: LIKENESS_MIN }], size: norm(middle) })
    return
  }
  const { kind, likeness, shape } = best
  for (let i = 0; i < shape.length; i++) kind.shape[i]! += shape[i]!
  kind.members.push({ beat, likeness })
  kind.size += (norm(shape) - kind.size) / kind.members.length
}

function likenessOf(shape: Float32Array, kind: Kind): number {
  let product = 0
  for (let i = 0; i < shape.length; i++) product += shape[i]! * kind.shape[i]!
  const size = norm(shape)
  const ratio = size / kind.size
  if (!(ratio < SIZE_RATIO_MAX && ratio > 1 / SIZE_RATIO_MAX)) return 0
  return product / (size * norm(kind.shape))
}

function norm(shape: Float32Array): number {
  let square = 0
  for (const v of shape) square += v * v
  return Math.sqrt(square)
}

function commonest(kinds: readonly Kind[], beats: readonly Beat[]): Kind | undefined {
  const most = Math.max(0, ...kinds.map(({ members }) => members.length))
  const frequent = kinds.filter(({ members }) => members.length >= NEARLY_AS_FREQUENT * most)
  const lateness = (kind: Kind) => {
    const intervals = kind.members.flatMap(({ beat }) => before(beats, beat) ?? [])
    return intervals.length === 0 ? 0 : intervals.reduce((sum, rr) => sum + rr, 0) / intervals.length
  }
  return frequent.toSorted((a, b) => lateness(b) - lateness(a) || b.members.length - a.members.length)[0]
}

function inTime(members: readonly number[], beats: readonly Beat[]): readonly number[] {
  const usual = median(members.flatMap((beat) => before(beats, beat) ?? []))
  if (usual === null) return members
  const kept = members.filter((beat) => {
    const rr = before(beats, beat) ?? usual
    const next = beats[beat + 1] ? beats[beat + 1]!.atMs - beats[beat]!.atMs : usual
    return rr >= RR_BEFORE.least * usual && rr <= RR_BEFORE.most * usual && next >= RR_AFTER_LEAST * usual
  })
  return kept.length >= Math.max(LEFT_MIN, LEFT_SHARE_MIN * members.length) ? kept : members
}

function before(beats: readonly Beat[], beat: number): number | null {
  return beat > 0 ? beats[beat]!.atMs - beats[beat - 1]!.atMs : null
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
