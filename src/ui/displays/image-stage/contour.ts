import type { MarkPoint } from '#domain/imaging/marks.ts'

type Segment = readonly [MarkPoint, MarkPoint]

/**
 * Where a grid of values passes a level, as short lines in grid coordinates: the centre of cell (row, column) lies at
 * (column + 0.5, row + 0.5), outside the grid everything is 0, so that lines close at its edge. Marching squares.
 */
export function contourOf(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  level: number,
): readonly Segment[] {
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= columns || row >= rows ? 0 : (values[row * columns + column] ?? 0)
  const segments: Segment[] = []
  for (let row = -1; row < rows; row++) {
    for (let column = -1; column < columns; column++) {
      const corners = [
        { x: column, y: row },
        { x: column + 1, y: row },
        { x: column + 1, y: row + 1 },
        { x: column, y: row + 1 },
      ]
      const heights = corners.map(({ x, y }) => at(x, y))
      const crossings = corners.flatMap((corner, i) => {
        const [a, b] = [heights[i]!, heights[(i + 1) % 4]!]
        if (a >= level === b >= level) return []
        const share = (level - a) / (b - a)
        const next = corners[(i + 1) % 4]!
        return [
          {
            x: corner.x + share * (next.x - corner.x) + 0.5,
            y: corner.y + share * (next.y - corner.y) + 0.5,
          },
        ]
      })
      for (let i = 0; i + 1 < crossings.length; i += 2) segments.push([crossings[i]!, crossings[i + 1]!])
    }
  }
  return segments
}

/** A grid with each cell divided, values between the centres of cells interpolated. */
export function finer(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  times: number,
): Float32Array<ArrayBuffer> {
  const fine = new Float32Array(rows * columns * times * times)
  const cell = (at: number, count: number): readonly [from: number, to: number, share: number] => {
    const place = Math.max(0, Math.min(count - 1, (at + 0.5) / times - 0.5))
    const from = Math.floor(place)
    return [from, Math.min(count - 1, from + 1), place - from]
  }
  for (let y = 0; y < rows * times; y++) {
    const [above, below, down] = cell(y, rows)
    for (let x = 0; x < columns * times; x++) {
      const [left, right, across] = cell(x, columns)
      const along = (row: number): number =>
        (1 - across) * values[row * columns + left]! + across * values[row * columns + right]!
      fine[y * columns * times + x] = (1 - down) * along(above) + down * along(below)
    }
  }
  return fine
}
