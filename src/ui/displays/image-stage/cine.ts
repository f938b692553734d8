/** A loop that plays: the picture that was asked for last, and when the next one is due. */
export interface Cine {
  readonly index: number
  readonly dueMs: number
}

/** Slices that are no loop play at this speed. */
export const SLICE_TIME_MS = 100
/** A page that slept so long goes on where it was instead of leaping. */
const SLEPT_MS = 1000

export const CINE_SPEEDS = [0.25, 0.5, 1, 2] as const
export type CineSpeed = (typeof CINE_SPEEDS)[number]

export function startCine(index: number, nowMs: number, frameMs: number): Cine {
  return { index, dueMs: nowMs + frameMs }
}

/**
 * The loop at a time. It keeps the speed of the recording by leaving pictures out, and waits for one that is not there yet.
 * @param hasArrived whether the picture that was asked for last is on the stage
 */
export function cineAt(cine: Cine, nowMs: number, frameMs: number, count: number, hasArrived: boolean): Cine {
  if (nowMs < cine.dueMs || count < 2 || !(frameMs > 0)) return cine
  if (!hasArrived) return cine
  const lateMs = nowMs - cine.dueMs
  if (lateMs > SLEPT_MS) return { index: (cine.index + 1) % count, dueMs: nowMs + frameMs }
  const steps = Math.floor(lateMs / frameMs) + 1
  return { index: (cine.index + steps) % count, dueMs: cine.dueMs + steps * frameMs }
}
