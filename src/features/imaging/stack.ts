import { dot, normalOf } from '#domain/imaging/geometry.ts'
import type { FrameInfo, ImageInstance, ImageSeries, Plane, Vector3 } from '#domain/imaging/image.ts'

/** One picture of a stack that is scrolled through: a frame of an instance. */
export interface StackFrame {
  readonly instance: ImageInstance
  readonly index: number
  readonly info: FrameInfo
}

/** The frames of a series in the order in which they are scrolled through. */
export function stackOf(series: ImageSeries): readonly StackFrame[] {
  return series.instances.flatMap((instance) =>
    instance.frames.map((info, index) => ({ instance, index, info })),
  )
}

/** Frames that will be wanted next: nearest first, at each distance the one ahead before the one behind. */
export function wantedAround(
  stack: readonly StackFrame[],
  at: number,
  ahead: 1 | -1,
  countMax: number,
): readonly { readonly instance: string; readonly index: number }[] {
  const wanted: { instance: string; index: number }[] = []
  for (let step = 1; wanted.length < countMax && step < stack.length; step++) {
    for (const next of [at + step * ahead, at - step * ahead]) {
      const frame = stack[next]
      if (frame && wanted.length < countMax) wanted.push({ instance: frame.instance.id, index: frame.index })
    }
  }
  return wanted
}

/** Slices of two stacks can stand for each other where they are tilted against each other by less than 14 degrees. */
const PARALLEL_COSINE_MIN = 0.97

/**
 * Where a linked stack stands after this one was scrolled. In one frame of reference: the slice nearest in the patient.
 * In parallel slices of another one (a study of another day): as many millimetres further as here. Else as many frames.
 */
export function linkedIndex(
  before: StackFrame,
  after: StackFrame,
  steps: number,
  to: readonly StackFrame[],
  toAt: number,
): number {
  const [from, now, there] = [before.info.plane, after.info.plane, to[toAt]?.info.plane]
  const clamped = Math.min(Math.max(toAt + steps, 0), Math.max(0, to.length - 1))
  if (!from || !now || !there || !areParallel(now, there)) return clamped
  const normal = normalOf(there)
  const shared = now.frameOfReference !== null && now.frameOfReference === there.frameOfReference
  // The normals may point against each other: a head scanned from below and one scanned from above.
  const movedMm = dot(now.origin, normal) - dot(from.origin, normal)
  const wantedMm = shared ? dot(now.origin, normal) : dot(there.origin, normal) + movedMm
  return nearestTo(wantedMm, normal, to) ?? clamped
}

function nearestTo(wantedMm: number, normal: Vector3, stack: readonly StackFrame[]): number | null {
  let best: number | null = null
  let bestMm = Infinity
  for (const [index, { info }] of stack.entries()) {
    if (!info.plane) continue
    const distanceMm = Math.abs(dot(info.plane.origin, normal) - wantedMm)
    if (distanceMm < bestMm) [best, bestMm] = [index, distanceMm]
  }
  return best
}

export function areParallel(one: Plane, other: Plane): boolean {
  return Math.abs(dot(normalOf(one), normalOf(other))) > PARALLEL_COSINE_MIN
}
