import type { MarkPoint, MarkShape, MarkTool } from '#domain/imaging/marks.ts'
import { levelled, POINTS_OF, shapeOf, simplified, type Level } from './shapes.ts'

/** A mark while it is drawn: what is set, and where the pointer is. */
export interface Draft {
  readonly tool: MarkTool
  readonly points: readonly MarkPoint[]
  /** The point that follows the pointer; null while there is none. */
  readonly floating: MarkPoint | null
  /** Whether this press has set a point already. */
  readonly isSet: boolean
}

/** What drawing needs to know of the stage. */
export interface DraftGround {
  /** Image pixels to a CSS pixel. */
  readonly pixelsToPx: number
  readonly level: Level
}

/** Points of a freehand line are so far apart, and may lie so far off the line that is kept. */
const FREEHAND_STEP_PX = 3
const FREEHAND_OFF_PX = 1
/** Nearer than this two points are one. */
const APART_PX = 3

/** A press sets the first point of a stroke; where a stroke has begun, the release does. */
export function draftPressed(draft: Draft | null, tool: MarkTool, at: MarkPoint): Draft {
  const before = draft?.tool === tool ? draft.points : []
  if (beginsStroke(tool, before.length)) return { tool, points: [...before, at], floating: at, isSet: true }
  return { tool, points: before, floating: at, isSet: false }
}

/** Two lines are drawn one after the other, each as a stroke of its own. */
function beginsStroke(tool: MarkTool, count: number): boolean {
  return count === 0 || (count === 2 && POINTS_OF[tool] === 4)
}

export function draftMoved(draft: Draft, at: MarkPoint, isDown: boolean, ground: DraftGround): Draft {
  const { tool, points } = draft
  if (tool === 'probe') return isDown ? { ...draft, points: [at], floating: at } : draft
  if (tool !== 'freehand' || !isDown) return { ...draft, floating: levelWith(draft, at, ground) }
  const last = points.at(-1)!
  const isFar = Math.hypot(at.x - last.x, at.y - last.y) >= FREEHAND_STEP_PX * ground.pixelsToPx
  return { ...draft, points: isFar ? [...points, at] : points, floating: at }
}

/**
 * @param isTap the pointer has not moved since it came down: drawing goes on with the next tap
 * @returns what is left to draw, or the shape; neither where it was too small to be meant
 */
export function draftReleased(
  draft: Draft,
  at: MarkPoint,
  isTap: boolean,
  ground: DraftGround,
): { readonly draft: Draft | null; readonly shape: MarkShape | null } {
  const { tool } = draft
  if (tool === 'freehand') return { draft: null, shape: closed(draft, ground) }
  const adds = tool !== 'probe' && (!isTap || !draft.isSet)
  const points = adds ? [...draft.points, levelWith(draft, at, ground)] : draft.points
  if (adds && isTooNear(points, ground)) {
    // A second tap on the same spot is one tap too many; a stroke of no length is none.
    return { draft: isTap ? { ...draft, isSet: false } : null, shape: null }
  }
  const shape = shapeOf(tool, points)
  return shape === null
    ? { draft: { tool, points, floating: null, isSet: false }, shape: null }
    : { draft: null, shape }
}

/** Takes the last point back. */
export function draftShortened(draft: Draft): Draft | null {
  return draft.points.length <= 1 ? null : { ...draft, points: draft.points.slice(0, -1), isSet: false }
}

/** Points as they are seen: those set and the one that follows. */
export function draftPoints(draft: Draft): readonly MarkPoint[] {
  const { points, floating, tool } = draft
  const isFull = points.length >= POINTS_OF[tool]
  return floating === null || isFull || (draft.isSet && points.at(-1) === floating)
    ? points
    : [...points, floating]
}

function levelWith({ tool, points }: Draft, at: MarkPoint, { level }: DraftGround): MarkPoint {
  if (tool !== 'cardiothoracic' || points.length % 2 === 0) return at
  // The second point of a width goes along the line of the first.
  return levelled([...points, at], points.length - 1, level).at(-1)!
}

function isTooNear(points: readonly MarkPoint[], { pixelsToPx }: DraftGround): boolean {
  const [a, b] = points.slice(-2)
  if (a === undefined || b === undefined || points.length === 3) return false
  return Math.hypot(a.x - b.x, a.y - b.y) < APART_PX * pixelsToPx
}

function closed({ points }: Draft, { pixelsToPx }: DraftGround): MarkShape | null {
  return shapeOf('freehand', simplified(points, FREEHAND_OFF_PX * pixelsToPx))
}
