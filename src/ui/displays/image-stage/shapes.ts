import type { MarkPoint, MarkShape, MarkTool } from '#domain/imaging/marks.ts'

/** What a chest film's widths are measured along: its rows, or its columns where it lies on its side. */
export type Level = 'rows' | 'columns'

/** Points that a tool asks for; a freehand line takes as many as it gets. */
export const POINTS_OF: Readonly<Record<MarkTool, number>> = {
  length: 2,
  angle: 3,
  cobb: 4,
  ellipse: 2,
  rectangle: 2,
  freehand: Infinity,
  cardiothoracic: 4,
  marker: 2,
  arrow: 2,
  probe: 1,
}

/** @param points as many as the tool asks for; a marker's length is asked for afterwards */
export function shapeOf(tool: MarkTool, points: readonly MarkPoint[], knownMm = 0): MarkShape | null {
  const isComplete = tool === 'freehand' ? points.length >= 3 : points.length === POINTS_OF[tool]
  if (!isComplete) return null
  const shape = tool === 'marker' ? { tool, points, knownMm } : { tool, points }
  return shape as unknown as MarkShape
}

/** The same mark with other points. */
export function withPoints<Shape extends MarkShape>(shape: Shape, points: readonly MarkPoint[]): Shape {
  return { ...shape, points } as unknown as Shape
}

/** Places by which a hand takes a shape: its points, or the four corners of its box. */
export function handlesOf({
  tool,
  points,
}: {
  tool: MarkTool
  points: readonly MarkPoint[]
}): readonly MarkPoint[] {
  const [a, b] = points
  if ((tool !== 'ellipse' && tool !== 'rectangle') || a === undefined || b === undefined) return points
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }]
}

/** The shape with one of its handles elsewhere. */
export function moveHandle(shape: MarkShape, handle: number, to: MarkPoint, level: Level): MarkShape {
  if (shape.tool === 'ellipse' || shape.tool === 'rectangle') {
    const [a, b] = shape.points
    const corners: readonly (readonly [MarkPoint, MarkPoint])[] = [
      [to, b],
      [
        { x: a.x, y: to.y },
        { x: to.x, y: b.y },
      ],
      [a, to],
      [
        { x: to.x, y: a.y },
        { x: b.x, y: to.y },
      ],
    ]
    return withPoints(shape, corners[handle] ?? shape.points)
  }
  const points = shape.points.map((point, i) => (i === handle ? to : point))
  return withPoints(shape, shape.tool === 'cardiothoracic' ? levelled(points, handle, level) : points)
}

/** Both points of a width lie on one line: the one that was moved says where. */
export function levelled(points: readonly MarkPoint[], moved: number, level: Level): readonly MarkPoint[] {
  const leader = points[moved]
  const follower = moved % 2 === 0 ? moved + 1 : moved - 1
  if (leader === undefined) return points
  return points.map((point, i) => {
    if (i !== follower) return point
    return level === 'rows' ? { x: point.x, y: leader.y } : { x: leader.x, y: point.y }
  })
}

export function moveAll(shape: MarkShape, by: MarkPoint): MarkShape {
  return withPoints(
    shape,
    shape.points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y })),
  )
}

/** A shape of usual size around a point, for hands that do not point: its points are then moved by keys. */
export function shapeAround(
  tool: MarkTool,
  { x, y }: MarkPoint,
  size: number,
  level: Level,
): MarkShape | null {
  const at = (dx: number, dy: number): MarkPoint => ({ x: x + dx * size, y: y + dy * size })
  const widths =
    level === 'rows'
      ? [at(-0.5, 0.2), at(0.3, 0.2), at(-1, 0.4), at(1, 0.4)]
      : [at(0.2, -0.5), at(0.2, 0.3), at(0.4, -1), at(0.4, 1)]
  const points: Readonly<Record<MarkTool, readonly MarkPoint[]>> = {
    length: [at(-0.5, 0), at(0.5, 0)],
    angle: [at(-0.5, -0.5), at(0, 0), at(0.5, -0.5)],
    cobb: [at(-0.5, -0.6), at(0.5, -0.5), at(-0.5, 0.6), at(0.5, 0.5)],
    ellipse: [at(-0.5, -0.5), at(0.5, 0.5)],
    rectangle: [at(-0.5, -0.5), at(0.5, 0.5)],
    freehand: [at(-0.5, -0.4), at(0.5, -0.4), at(0.5, 0.4), at(-0.5, 0.4)],
    cardiothoracic: widths,
    marker: [at(-0.5, 0), at(0.5, 0)],
    arrow: [at(0, 0), at(0.6, -0.4)],
    probe: [at(0, 0)],
  }
  return shapeOf(tool, points[tool])
}

/** A drawn line without the points that lie within so much of the line between their neighbours (Douglas–Peucker 1973). */
export function simplified(points: readonly MarkPoint[], within: number): readonly MarkPoint[] {
  if (points.length < 3) return points
  const keep = new Uint8Array(points.length)
  keep[0] = keep[points.length - 1] = 1
  const parts: [number, number][] = [[0, points.length - 1]]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const [from, to] = part
    let farthest = 0
    let at = -1
    for (let i = from + 1; i < to; i++) {
      const away = distanceToSegment(points[i]!, points[from]!, points[to]!)
      if (away > farthest) [farthest, at] = [away, i]
    }
    if (farthest <= within || at < 0) continue
    keep[at] = 1
    parts.push([from, at], [at, to])
  }
  return points.filter((_, i) => keep[i] === 1)
}

export function distanceToSegment(point: MarkPoint, a: MarkPoint, b: MarkPoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length
  const t = Math.max(0, Math.min(1, along))
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy)
}
