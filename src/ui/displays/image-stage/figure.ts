import type { MarkPoint, MarkTool } from '#domain/imaging/marks.ts'
import { toStage, type Placing } from './placing.ts'
import { handlesOf, type Level } from './shapes.ts'
import type { StagePoint } from './stage.ts'

/** A line of a mark as it lies on the stage. `thin`: helps to see what belongs together, measures nothing. */
interface Stroke {
  readonly points: readonly StagePoint[]
  readonly isClosed: boolean
  readonly isThin: boolean
}

/** A mark on the stage, in CSS pixels; complete or half drawn. */
export interface Figure {
  readonly strokes: readonly Stroke[]
  readonly handles: readonly StagePoint[]
  /** Where its words stand unless somebody puts them elsewhere, and to which side of it they go. */
  readonly anchor: StagePoint
  readonly side: 'left' | 'right'
}

const TICK_PX = 6
const ARC_PX = 26
const ARROW_PX = 13
const ARROW_SPREAD = 0.42
const PROBE_PX = 9
const PROBE_GAP_PX = 3
const ELLIPSE_STEPS = 72
const ARC_STEPS = 16

/** @param level along which the widths of a chest film run */
export function figureOf(
  mark: { readonly tool: MarkTool; readonly points: readonly MarkPoint[] },
  placing: Placing,
  level: Level,
): Figure {
  const { tool } = mark
  const points = mark.points.map((point) => toStage(placing, point))
  const handles = handlesOf(mark).map((point) => toStage(placing, point))
  const strokes =
    points.length < 2 && tool !== 'probe' ? [] : strokesOf(tool, points, handles, mark, placing, level)
  return { strokes, handles, ...anchorOf(tool, points, handles) }
}

function strokesOf(
  tool: MarkTool,
  points: readonly StagePoint[],
  corners: readonly StagePoint[],
  mark: { readonly points: readonly MarkPoint[] },
  placing: Placing,
  level: Level,
): readonly Stroke[] {
  const [a, b, c, d] = points as [StagePoint, StagePoint, StagePoint?, StagePoint?]
  switch (tool) {
    case 'length':
    case 'marker':
      return [line(a, b), tick(a, b), tick(b, a)]
    case 'angle':
      return c === undefined ? [line(a, b)] : [line(a, b, c), arc(a, b, c)]
    case 'cobb': {
      if (c === undefined || d === undefined) return [line(a, b)]
      return [line(a, b), line(c, d), { ...line(middle(a, b), middle(c, d)), isThin: true }]
    }
    case 'rectangle':
      return [{ ...line(...corners), isClosed: true }]
    case 'ellipse':
      return [{ ...line(...ellipse(a, b)), isClosed: true }]
    case 'freehand':
      return [{ ...line(...points), isClosed: true }]
    case 'cardiothoracic':
      return [
        ...width(mark.points.slice(0, 2), placing, level),
        ...width(mark.points.slice(2, 4), placing, level),
      ]
    case 'arrow':
      return [line(b, a), arrowHead(a, b)]
    case 'probe':
      return cross(a)
  }
}

function line(...points: readonly StagePoint[]): Stroke {
  return { points, isClosed: false, isThin: false }
}

function middle(a: StagePoint, b: StagePoint): StagePoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

/** A short stroke across the end of a line. */
function tick(end: StagePoint, other: StagePoint): Stroke {
  const long = Math.hypot(other.x - end.x, other.y - end.y) || 1
  const [dx, dy] = [((other.y - end.y) / long) * TICK_PX, ((end.x - other.x) / long) * TICK_PX]
  return line({ x: end.x - dx, y: end.y - dy }, { x: end.x + dx, y: end.y + dy })
}

function arc(arm: StagePoint, vertex: StagePoint, other: StagePoint): Stroke {
  const from = Math.atan2(arm.y - vertex.y, arm.x - vertex.x)
  const to = Math.atan2(other.y - vertex.y, other.x - vertex.x)
  const shorter = Math.min(
    Math.hypot(arm.x - vertex.x, arm.y - vertex.y),
    Math.hypot(other.x - vertex.x, other.y - vertex.y),
  )
  const radius = Math.min(ARC_PX, shorter / 2)
  const turn = Math.atan2(Math.sin(to - from), Math.cos(to - from))
  const points = Array.from({ length: ARC_STEPS + 1 }, (_, i) => {
    const at = from + (turn * i) / ARC_STEPS
    return { x: vertex.x + radius * Math.cos(at), y: vertex.y + radius * Math.sin(at) }
  })
  return { ...line(...points), isThin: true }
}

/** Pictures are turned by quarters only: an upright ellipse stays upright. */
function ellipse(a: StagePoint, b: StagePoint): readonly StagePoint[] {
  const { x, y } = middle(a, b)
  const [rx, ry] = [Math.abs(a.x - b.x) / 2, Math.abs(a.y - b.y) / 2]
  return Array.from({ length: ELLIPSE_STEPS }, (_, i) => {
    const at = (2 * Math.PI * i) / ELLIPSE_STEPS
    return { x: x + rx * Math.cos(at), y: y + ry * Math.sin(at) }
  })
}

/** A width along the horizontal of the film, from the first point to below or above the second. */
function width(points: readonly MarkPoint[], placing: Placing, level: Level): readonly Stroke[] {
  const [a, b] = points
  if (a === undefined || b === undefined) return []
  const end = level === 'rows' ? { x: b.x, y: a.y } : { x: a.x, y: b.y }
  const [from, to, second] = [a, end, b].map((point) => toStage(placing, point)) as [
    StagePoint,
    StagePoint,
    StagePoint,
  ]
  const drop = Math.hypot(to.x - second.x, to.y - second.y) > 1 ? [{ ...line(to, second), isThin: true }] : []
  return [line(from, to), tick(from, to), tick(to, from), ...drop]
}

function arrowHead(tip: StagePoint, from: StagePoint): Stroke {
  const back = Math.atan2(from.y - tip.y, from.x - tip.x)
  const barb = (turn: number): StagePoint => ({
    x: tip.x + ARROW_PX * Math.cos(back + turn),
    y: tip.y + ARROW_PX * Math.sin(back + turn),
  })
  return line(barb(-ARROW_SPREAD), tip, barb(ARROW_SPREAD))
}

function cross({ x, y }: StagePoint): readonly Stroke[] {
  const ways = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const
  return ways.map(([dx, dy]) =>
    line(
      { x: x + dx * PROBE_GAP_PX, y: y + dy * PROBE_GAP_PX },
      { x: x + dx * PROBE_PX, y: y + dy * PROBE_PX },
    ),
  )
}

/** Words stand beside the mark and not on what it measures. */
function anchorOf(
  tool: MarkTool,
  points: readonly StagePoint[],
  handles: readonly StagePoint[],
): Pick<Figure, 'anchor' | 'side'> {
  const [first] = points
  if (first === undefined) return { anchor: { x: 0, y: 0 }, side: 'right' }
  if (tool === 'arrow') {
    const words = points[1] ?? first
    return { anchor: words, side: words.x < first.x ? 'left' : 'right' }
  }
  if (tool === 'angle' && points[2] !== undefined) {
    const vertex = points[1]!
    // Outside of the angle.
    return { anchor: vertex, side: (first.x + points[2].x) / 2 > vertex.x ? 'left' : 'right' }
  }
  const rightmost = handles.reduce((best, point) => (point.x > best.x ? point : best))
  if (tool === 'ellipse' || tool === 'rectangle' || tool === 'freehand') {
    const ys = handles.map((point) => point.y)
    return { anchor: { x: rightmost.x, y: (Math.min(...ys) + Math.max(...ys)) / 2 }, side: 'right' }
  }
  return { anchor: rightmost, side: 'right' }
}
