import type { MarkPoint } from '#domain/imaging/marks.ts'

/** Lines may lie so far from the level, in cells of the grid. */
const SLACK = 0.35
/** Around holes and specks of less, in square cells, no line is drawn. */
const AREA_LEAST = 4

type Side = 'top' | 'right' | 'bottom' | 'left'

/** By corners that are inside (top left 8, top right 4, bottom right 2, bottom left 1): lines with the inside on their right. */
const STEPS: readonly (readonly (readonly [Side, Side])[])[] = [
  [],
  [['left', 'bottom']],
  [['bottom', 'right']],
  [['left', 'right']],
  [['right', 'top']],
  [
    ['right', 'top'],
    ['left', 'bottom'],
  ],
  [['bottom', 'top']],
  [['left', 'top']],
  [['top', 'left']],
  [['top', 'bottom']],
  [
    ['top', 'left'],
    ['bottom', 'right'],
  ],
  [['top', 'right']],
  [['right', 'left']],
  [['right', 'bottom']],
  [['bottom', 'left']],
  [],
]

/**
 * Closed lines around where a map lies at a level or above, holes as lines of their own (marching squares, straight
 * between the values of neighbours). Corners of the grid are at (0, 0) and (columns, rows); values belong to the centres
 * of its cells, and everything outside is below.
 * @param map row-major
 */
export function linesAround(
  map: Float32Array,
  rows: number,
  columns: number,
  level: number,
): readonly (readonly MarkPoint[])[] {
  const value = (row: number, column: number): number =>
    row < 0 || column < 0 || row >= rows || column >= columns ? level - 1 : map[row * columns + column]!
  const stride = columns + 2
  const edge = (row: number, column: number, side: Side): number => {
    const at = (side === 'bottom' ? row + 1 : row) * stride + (side === 'right' ? column + 1 : column)
    return 2 * (at + stride + 1) + (side === 'top' || side === 'bottom' ? 0 : 1)
  }
  const next = new Map<number, number>()
  const places = new Map<number, MarkPoint>()
  for (let row = -1; row < rows; row++)
    for (let column = -1; column < columns; column++) {
      const corners = [
        value(row, column),
        value(row, column + 1),
        value(row + 1, column + 1),
        value(row + 1, column),
      ] as const
      const inside = corners.reduce((bits, corner) => bits * 2 + (corner >= level ? 1 : 0), 0)
      for (const [from, to] of STEPS[inside]!) {
        const start = edge(row, column, from)
        next.set(start, edge(row, column, to))
        places.set(start, crossing(row, column, from, corners, level))
      }
    }
  return loopsOf(next, places)
    .filter((line) => line.length >= 3 && Math.abs(areaOf(line)) >= AREA_LEAST)
    .map(simplified)
}

function crossing(
  row: number,
  column: number,
  side: Side,
  [topLeft, topRight, bottomRight, bottomLeft]: readonly [number, number, number, number],
  level: number,
): MarkPoint {
  const [x, y] = [column + 0.5, row + 0.5]
  const share = (a: number, b: number): number => (level - a) / (b - a)
  switch (side) {
    case 'top':
      return { x: x + share(topLeft, topRight), y }
    case 'bottom':
      return { x: x + share(bottomLeft, bottomRight), y: y + 1 }
    case 'left':
      return { x, y: y + share(topLeft, bottomLeft) }
    case 'right':
      return { x: x + 1, y: y + share(topRight, bottomRight) }
  }
}

function loopsOf(next: Map<number, number>, places: ReadonlyMap<number, MarkPoint>): MarkPoint[][] {
  const loops: MarkPoint[][] = []
  for (const start of places.keys()) {
    const loop: MarkPoint[] = []
    for (let at: number | undefined = start; at !== undefined && next.has(at);) {
      loop.push(places.get(at)!)
      const following: number = next.get(at)!
      next.delete(at)
      at = following
    }
    if (loop.length > 0) loops.push(loop)
  }
  return loops
}

/** Twice the area with its sign would do as well; this is in square cells. */
function areaOf(line: readonly MarkPoint[]): number {
  return (
    line.reduce((sum, point, i) => {
      const after = line[(i + 1) % line.length]!
      return sum + point.x * after.y - after.x * point.y
    }, 0) / 2
  )
}

/** Fewer points, none of the old ones further off than the slack (Douglas and Peucker 1973). */
function simplified(line: readonly MarkPoint[]): readonly MarkPoint[] {
  const [first] = line as readonly [MarkPoint]
  let far = 0
  line.forEach((point, i) => {
    if (distance(point, first) > distance(line[far]!, first)) far = i
  })
  const kept = new Set([0, far])
  const waiting: (readonly [number, number])[] = [
    [0, far],
    [far, line.length],
  ]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [from, to] = part
    const [a, b] = [line[from]!, line[to % line.length]!]
    let farthest = from
    let most = SLACK
    for (let i = from + 1; i < to; i++) {
      const off = offLine(line[i]!, a, b)
      if (off > most) [most, farthest] = [off, i]
    }
    if (farthest === from) continue
    kept.add(farthest)
    waiting.push([from, farthest], [farthest, to])
  }
  return line.filter((_, i) => kept.has(i))
}

function offLine(point: MarkPoint, a: MarkPoint, b: MarkPoint): number {
  const length = distance(a, b)
  if (length === 0) return distance(point, a)
  return Math.abs((b.x - a.x) * (a.y - point.y) - (a.x - point.x) * (b.y - a.y)) / length
}

function distance(a: MarkPoint, b: MarkPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
