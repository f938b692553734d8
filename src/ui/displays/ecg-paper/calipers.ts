import { isDrawn, type PaperLayout, type PaperPlace } from './layout.ts'
import type { LandmarkKind } from './snap.ts'

/** A point of a tracing: when, and how high. */
interface SignalPoint {
  readonly atMs: number
  readonly mv: number
  /** What of the tracing it holds on to; absent where it stands free. */
  readonly holds?: LandmarkKind
}

/** Two points on one lead. What they hold on to is said with them, so that nobody measures an edge unknowingly. */
export interface Caliper {
  readonly lead: string
  readonly a: SignalPoint
  readonly b: SignalPoint
}

/** What a caliper says. */
export interface CaliperReading {
  readonly lead: string
  readonly fromMs: number
  readonly toMs: number
  readonly intervalMs: number
  /** The interval as a rate; null where the two points share one instant. */
  readonly perMinute: number | null
  readonly fromMv: number
  readonly toMv: number
  /** Later point minus earlier point. */
  readonly differenceMv: number
}

export type CaliperEnd = 'a' | 'b'

/** No lead of a surface ECG goes further; a point beyond could not be found again. */
const FARTHEST_MV = 10

export function readCaliper(caliper: Caliper): CaliperReading {
  const [from, to] = caliper.a.atMs <= caliper.b.atMs ? [caliper.a, caliper.b] : [caliper.b, caliper.a]
  const intervalMs = to.atMs - from.atMs
  return {
    lead: caliper.lead,
    fromMs: from.atMs,
    toMs: to.atMs,
    intervalMs,
    perMinute: intervalMs > 0 ? 60_000 / intervalMs : null,
    fromMv: from.mv,
    toMv: to.mv,
    differenceMv: to.mv - from.mv,
  }
}

/** Moves one point, held inside the stretch of time that its place shows. */
export function moveEnd(
  caliper: Caliper,
  end: CaliperEnd,
  byMs: number,
  byMv: number,
  within: { readonly fromMs: number; readonly toMs: number },
): Caliper {
  const point = caliper[end]
  return {
    ...caliper,
    [end]: {
      atMs: Math.min(within.toMs, Math.max(within.fromMs, point.atMs + byMs)),
      mv: Math.min(FARTHEST_MV, Math.max(-FARTHEST_MV, point.mv + byMv)),
    },
  }
}

/** Moves both points together; the interval is kept, also at the edge of the place. */
export function moveBoth(
  caliper: Caliper,
  byMs: number,
  byMv: number,
  within: { readonly fromMs: number; readonly toMs: number },
): Caliper {
  const { fromMs, toMs } = readCaliper(caliper)
  const held = Math.max(within.fromMs - fromMs, Math.min(within.toMs - toMs, byMs))
  return moveEnd(moveEnd(caliper, 'a', held, byMv, within), 'b', held, byMv, within)
}

/** Puts the caliper on another place, the first point at `atMs`; it shrinks only if it does not fit. */
export function moveTo(caliper: Caliper, place: PaperPlace, atMs: number): Caliper {
  const { fromMs, intervalMs, fromMv, toMv } = readCaliper(caliper)
  const span = Math.min(intervalMs, place.toMs - place.fromMs)
  const start = Math.min(place.toMs - span, Math.max(place.fromMs, Number.isNaN(atMs) ? fromMs : atMs))
  return { lead: place.name, a: { atMs: start, mv: fromMv }, b: { atMs: start + span, mv: toMv } }
}

/**
 * A first caliper on a place: between the two known beats nearest to `nearMs`, else 600 ms around it.
 */
export function firstCaliper(place: PaperPlace, nearMs: number, beatsMs: readonly number[]): Caliper {
  const here = beatsMs.filter((beat) => beat >= place.fromMs && beat <= place.toMs)
  let best: readonly [number, number] | null = null
  for (let i = 1; i < here.length; i++) {
    const pair = [here[i - 1]!, here[i]!] as const
    if (best === null || distance(pair, nearMs) < distance(best, nearMs)) best = pair
  }
  const span = Math.min(600, place.toMs - place.fromMs)
  const start = Math.min(place.toMs - span, Math.max(place.fromMs, nearMs - span / 2))
  const [from, to] = best ?? [start, start + span]
  return { lead: place.name, a: { atMs: from, mv: 0 }, b: { atMs: to, mv: 0 } }
}

/** The place on which a caliper lies in this layout, or null where no one place shows both points. */
export function placeOf(layout: PaperLayout, caliper: Caliper): PaperPlace | null {
  const { fromMs, toMs } = readCaliper(caliper)
  const fits = layout.places.filter(
    (p) => p.name === caliper.lead && isDrawn(p) && p.fromMs <= fromMs + 0.5 && p.toMs >= toMs - 0.5,
  )
  return fits.find((p) => p.rhythm) ?? fits[0] ?? null
}

/**
 * March-out: the instants at which the interval repeats before and after the caliper, in a stretch of time.
 * None where the interval is too short to be told apart.
 */
export function marchOut(caliper: Caliper, fromMs: number, toMs: number): readonly number[] {
  const { fromMs: start, intervalMs } = readCaliper(caliper)
  if (intervalMs < 20) return []
  const marks: number[] = []
  const last = Math.floor((toMs - start) / intervalMs)
  for (let k = Math.ceil((fromMs - start) / intervalMs); k <= last; k++) {
    if (k !== 0 && k !== 1) marks.push(start + k * intervalMs)
  }
  return marks
}

function distance(pair: readonly [number, number], atMs: number): number {
  return Math.abs((pair[0] + pair[1]) / 2 - atMs)
}
