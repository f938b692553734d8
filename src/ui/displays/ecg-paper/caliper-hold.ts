import type { Tracing } from '#domain/ecg/tracing.ts'
import { placeOf, readCaliper, type Caliper, type CaliperEnd } from './calipers.ts'
import { isDrawn, type PaperLayout, type PaperPlace } from './layout.ts'
import { levelAt, neighbourOf, snapTo, type Landmark } from './snap.ts'

/** So near, in CSS pixels, a point of a caliper takes hold. */
const HOLD_PX = 9
const HOLD_LEVEL_PX = 16

/** What calipers hold on to, and how near it looks. */
export interface HoldGround {
  readonly layout: PaperLayout
  readonly tracing: Tracing
  readonly beatsMs: readonly number[]
  /** By index of the lead in the tracing; ascending. */
  readonly landmarks: (lead: number) => readonly Landmark[]
  /** CSS pixels a millimetre of paper. */
  readonly scale: number
}

/**
 * The caliper with this end on what lies within reach of it, as it was where nothing does; its level takes hold of
 * the trace where it is near.
 * @param end null: the first end takes hold, and the interval and the difference are kept
 */
export function hold(ground: HoldGround, caliper: Caliper, end: CaliperEnd | null): Caliper {
  const { layout, scale } = ground
  const place = placeOf(layout, caliper)
  if (place === null) return caliper
  const point = caliper[end ?? 'a']
  const reachMs = ((HOLD_PX / scale) * 1000) / layout.speedMmPerS
  const signal = signalOf(ground, place)
  const mark = snapTo(point.atMs, reachMs, ground.landmarks(place.lead!), signal)
  if (mark === null || !shows(place, mark.atMs)) return caliper
  const level = levelAt(signal, mark.atMs)
  const near = level !== null && Math.abs(level - point.mv) * layout.gainMmPerMv * scale <= HOLD_LEVEL_PX
  const holding = { atMs: mark.atMs, mv: near ? level : point.mv, holds: mark.kind }
  if (end !== null) return { ...caliper, [end]: holding }
  const { b } = caliper
  const later = Math.min(place.toMs, Math.max(place.fromMs, b.atMs + mark.atMs - point.atMs))
  return { ...caliper, a: holding, b: { atMs: later, mv: b.mv + holding.mv - point.mv } }
}

export function holdBoth(ground: HoldGround, caliper: Caliper): Caliper {
  return hold(ground, hold(ground, caliper, 'a'), 'b')
}

/** One end on the next landmark of its lead, on the trace; as it was where there is none on this paper. */
export function toLandmark(ground: HoldGround, caliper: Caliper, end: CaliperEnd, step: 1 | -1): Caliper {
  const place = placeOf(ground.layout, caliper)
  if (place === null) return caliper
  const mark = neighbourOf(caliper[end].atMs, step, ground.landmarks(place.lead!))
  if (mark === null || !shows(place, mark.atMs)) return caliper
  const mv = levelAt(signalOf(ground, place), mark.atMs) ?? caliper[end].mv
  return { ...caliper, [end]: { atMs: mark.atMs, mv, holds: mark.kind } }
}

/** The caliper on the next interval between beats: in its lead where that shows it, else on a rhythm row. */
export function toBeat(ground: HoldGround, caliper: Caliper, step: 1 | -1): Caliper {
  const { beatsMs, layout } = ground
  const { fromMs } = readCaliper(caliper)
  /** A caliper that stands on a beat is at that beat. */
  const onBeatMs = 60
  const after = beatsMs.findIndex((beat) => beat > fromMs + onBeatMs)
  const here = beatsMs.findLastIndex((beat) => beat >= fromMs - onBeatMs && beat <= fromMs + onBeatMs)
  const first = step > 0 ? after : (here >= 0 ? here : after < 0 ? beatsMs.length : after) - 1
  const [start, end] = [beatsMs[first], beatsMs[first + 1]]
  if (start === undefined || end === undefined) return caliper
  const next: Caliper = { lead: caliper.lead, a: { atMs: start, mv: 0 }, b: { atMs: end, mv: 0 } }
  if (placeOf(layout, next) !== null) return holdBoth(ground, next)
  const row = layout.places.find((p) => isDrawn(p) && p.rhythm && shows(p, start) && shows(p, end))
  return row === undefined ? caliper : holdBoth(ground, { ...next, lead: row.name })
}

function signalOf({ tracing }: HoldGround, place: PaperPlace) {
  return { samplesMv: tracing.leads[place.lead!]!.samplesMv, sampleRateHz: tracing.sampleRateHz }
}

function shows(place: PaperPlace, atMs: number): boolean {
  return atMs >= place.fromMs && atMs <= place.toMs
}
