import type { MarkPoint, MarkShape } from './marks.ts'

type AreaShape = Extract<MarkShape, { readonly tool: 'ellipse' | 'rectangle' | 'freehand' }>

/**
 * The pixels of a region, row by row: a pixel belongs to it when its centre lies inside (on a shared edge, to the region
 * on the right or below).
 * @returns pairs of flat indices into rows × columns: the first pixel of a run and the one after its last
 */
export function runsOf(shape: AreaShape, rows: number, columns: number): readonly number[] {
  let [top, bottom] = [Infinity, -Infinity]
  for (const { y } of shape.points) [top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
  const first = Math.max(0, Math.ceil(top - 0.5))
  const last = Math.min(rows, Math.ceil(bottom - 0.5))
  const runs: number[] = []
  for (let row = first; row < last; row++) {
    const edges = crossings(shape, row + 0.5)
    for (let i = 0; i + 1 < edges.length; i += 2) {
      const from = Math.max(0, Math.ceil(edges[i]! - 0.5))
      const until = Math.min(columns, Math.ceil(edges[i + 1]! - 0.5))
      if (from < until) runs.push(row * columns + from, row * columns + until)
    }
  }
  return runs
}

/** Where a horizontal line enters and leaves the region, in order. */
function crossings(shape: AreaShape, y: number): readonly number[] {
  if (shape.tool === 'freehand') return polygonCrossings(shape.points, y)
  const [a, b] = shape.points
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  if (shape.tool === 'rectangle') return [left, right]
  const [middleX, middleY] = [(a.x + b.x) / 2, (a.y + b.y) / 2]
  const height = Math.abs(b.y - a.y) / 2
  const half = ((right - left) / 2) * Math.sqrt(Math.max(0, 1 - ((y - middleY) / height) ** 2))
  return [middleX - half, middleX + half]
}

function polygonCrossings(points: readonly MarkPoint[], y: number): readonly number[] {
  const crossed: number[] = []
  points.forEach((a, i) => {
    const b = points[(i + 1) % points.length]!
    if (a.y <= y === b.y <= y) return
    crossed.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x))
  })
  return crossed.sort((p, q) => p - q)
}
