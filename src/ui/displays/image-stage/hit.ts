import type { Figure } from './figure.ts'
import { distanceToSegment } from './shapes.ts'
import type { StagePoint } from './stage.ts'

/** A box of words on the stage. */
export interface LabelBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface HitMark {
  readonly id: string
  readonly figure: Figure
  readonly label: LabelBox | null
}

/** What of a mark lies under a pointer. */
export type Hit =
  | { readonly part: 'handle'; readonly id: string; readonly handle: number }
  | { readonly part: 'label'; readonly id: string }
  | { readonly part: 'body'; readonly id: string }

/** A finger is as wide as a target; mouse and pen point. */
const REACH_PX = { touch: 22, pen: 12, mouse: 9 } as const
/** A line must be met better than its ends, or nothing beside it could be touched. */
const LINE_REACH_PX = { touch: 14, pen: 8, mouse: 6 } as const

/**
 * The nearest handle within reach, those of the chosen mark first; else a label; else the nearest line. What an area
 * encloses stays free for the tool.
 */
export function hitMark(
  marks: readonly HitMark[],
  at: StagePoint,
  device: keyof typeof REACH_PX,
  chosen: string | null,
): Hit | null {
  const own = marks.find((mark) => mark.id === chosen)
  return (
    (own && nearestHandle([own], at, REACH_PX[device])) ??
    nearestHandle(marks, at, REACH_PX[device]) ??
    labelAt(marks, at) ??
    nearestLine(marks, at, LINE_REACH_PX[device])
  )
}

function nearestHandle(marks: readonly HitMark[], at: StagePoint, reachPx: number): Hit | null {
  let best: Hit | null = null
  let nearest = reachPx
  for (const { id, figure } of marks) {
    figure.handles.forEach((point, handle) => {
      const away = Math.hypot(point.x - at.x, point.y - at.y)
      if (away <= nearest) [nearest, best] = [away, { part: 'handle', id, handle }]
    })
  }
  return best
}

function labelAt(marks: readonly HitMark[], at: StagePoint): Hit | null {
  const met = marks.findLast(({ label }) => {
    if (label === null) return false
    return (
      at.x >= label.x && at.x <= label.x + label.width && at.y >= label.y && at.y <= label.y + label.height
    )
  })
  return met === undefined ? null : { part: 'label', id: met.id }
}

function nearestLine(marks: readonly HitMark[], at: StagePoint, reachPx: number): Hit | null {
  let best: Hit | null = null
  let nearest = reachPx
  for (const { id, figure } of marks) {
    for (const { points, isClosed } of figure.strokes) {
      for (let i = isClosed ? 0 : 1; i < points.length; i++) {
        const away = distanceToSegment(at, points.at(i - 1)!, points[i]!)
        if (away <= nearest) [nearest, best] = [away, { part: 'body', id }]
      }
    }
  }
  return best
}
