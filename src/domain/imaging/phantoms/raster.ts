/** A picture in the making: one number a pixel, drawn in millimetres (or any unit) from the upper left corner. */
export interface Raster {
  readonly width: number
  readonly height: number
  /** Pixels a unit. */
  readonly scale: number
  readonly values: Float32Array
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** A point of a stroke and half its breadth there. */
export interface StrokePoint extends Point {
  readonly r: number
}

/** @param widthMm breadth of the picture; `scale` is pixels a millimetre */
export function createRaster(widthMm: number, heightMm: number, scale: number): Raster {
  const width = Math.round(widthMm * scale)
  const height = Math.round(heightMm * scale)
  return { width, height, scale, values: new Float32Array(width * height) }
}

/** A closed smooth curve through points (Catmull-Rom), `steps` points from each to the next. */
export function closedCurve(points: readonly Point[], steps = 12): Point[] {
  const n = points.length
  const curve: Point[] = []
  for (let i = 0; i < n; i++) {
    const [a, b, c, d] = [-1, 0, 1, 2].map((k) => points[(i + k + n) % n]!) as [Point, Point, Point, Point]
    for (let s = 0; s < steps; s++) curve.push(between(a, b, c, d, s / steps))
  }
  return curve
}

/** An open smooth curve through stroke points. */
export function openCurve(points: readonly StrokePoint[], steps = 8): StrokePoint[] {
  const curve: StrokePoint[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const b = points[i]!
    const c = points[i + 1]!
    const a = points[i - 1] ?? b
    const d = points[i + 2] ?? c
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      curve.push({ ...between(a, b, c, d, t), r: b.r + (c.r - b.r) * t })
    }
  }
  const last = points.at(-1)
  if (last) curve.push(last)
  return curve
}

function between(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const blend = (p: number, q: number, r: number, s: number): number =>
    q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))
  return { x: blend(a.x, b.x, c.x, d.x), y: blend(a.y, b.y, c.y, d.y) }
}

/** Adds to every pixel whose centre lies inside the outline (even-odd). */
export function fillOutline(raster: Raster, outline: readonly Point[], amount: number): void {
  const { width, height, scale, values } = raster
  const ys = outline.map(({ y }) => y * scale)
  const from = Math.max(0, Math.floor(Math.min(...ys)))
  const to = Math.min(height - 1, Math.ceil(Math.max(...ys)))
  for (let row = from; row <= to; row++) {
    const y = (row + 0.5) / scale
    const cuts: number[] = []
    for (let i = 0; i < outline.length; i++) {
      const p = outline[i]!
      const q = outline[(i + 1) % outline.length]!
      if (p.y > y !== q.y > y) cuts.push(((q.x - p.x) * (y - p.y)) / (q.y - p.y) + p.x)
    }
    cuts.sort((m, n) => m - n)
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const first = Math.max(0, Math.ceil(cuts[i]! * scale - 0.5))
      const last = Math.min(width - 1, Math.floor(cuts[i + 1]! * scale - 0.5))
      for (let column = first; column <= last; column++) values[row * width + column]! += amount
    }
  }
}

/**
 * Draws along a line of changing breadth: every pixel gets `profile` of its distance from the line (0 on it, 1 at the
 * edge) and of how far along it lies (0 to 1), once, however the line turns.
 */
export function stroke(
  raster: Raster,
  line: readonly StrokePoint[],
  profile: (distance: number, along: number) => number,
): void {
  const { width, height, scale, values } = raster
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y, r } of line) {
    left = Math.min(left, x - r)
    right = Math.max(right, x + r)
    top = Math.min(top, y - r)
    bottom = Math.max(bottom, y + r)
  }
  const x0 = Math.max(0, Math.floor(left * scale))
  const y0 = Math.max(0, Math.floor(top * scale))
  const across = Math.min(width, Math.ceil(right * scale) + 1) - x0
  const down = Math.min(height, Math.ceil(bottom * scale) + 1) - y0
  if (across <= 0 || down <= 0) return
  const nearest = new Float32Array(across * down).fill(2)
  const along = new Float32Array(across * down)
  const box = { x0, y0, across, down, scale }
  for (let i = 0; i + 1 < line.length; i++)
    reach(line[i]!, line[i + 1]!, box, nearest, along, i / (line.length - 1), 1 / (line.length - 1))
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++) {
      const k = row * across + column
      if (nearest[k]! < 1) values[(y0 + row) * width + x0 + column]! += profile(nearest[k]!, along[k]!)
    }
}

interface Box {
  readonly x0: number
  readonly y0: number
  readonly across: number
  readonly down: number
  readonly scale: number
}

/** Lowers each pixel's distance, in radii, to that of the piece from p to q. */
function reach(
  p: StrokePoint,
  q: StrokePoint,
  { x0, y0, across, down, scale }: Box,
  nearest: Float32Array,
  along: Float32Array,
  start: number,
  share: number,
): void {
  const r = Math.max(p.r, q.r)
  const firstRow = Math.max(0, Math.floor((Math.min(p.y, q.y) - r) * scale) - y0)
  const lastRow = Math.min(down - 1, Math.ceil((Math.max(p.y, q.y) + r) * scale) - y0)
  const firstColumn = Math.max(0, Math.floor((Math.min(p.x, q.x) - r) * scale) - x0)
  const lastColumn = Math.min(across - 1, Math.ceil((Math.max(p.x, q.x) + r) * scale) - x0)
  const dx = q.x - p.x
  const dy = q.y - p.y
  const lengthSquared = dx * dx + dy * dy || 1e-9
  for (let row = firstRow; row <= lastRow; row++) {
    const y = (y0 + row + 0.5) / scale - p.y
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = (x0 + column + 0.5) / scale - p.x
      const t = Math.min(1, Math.max(0, (x * dx + y * dy) / lengthSquared))
      const ex = x - t * dx
      const ey = y - t * dy
      const distance = Math.sqrt(ex * ex + ey * ey) / (p.r + (q.r - p.r) * t)
      const k = row * across + column
      if (distance < nearest[k]!) {
        nearest[k] = distance
        along[k] = start + share * t
      }
    }
  }
}

/** Blurs by three running means, near enough to a Gaussian of that standard deviation (in units). */
export function blur(raster: Raster, sigma: number): void {
  const { width, height, scale, values } = raster
  const radius = Math.max(1, Math.round((Math.sqrt(1 + 4 * (sigma * scale) ** 2) - 1) / 2))
  const line = new Float32Array(Math.max(width, height))
  for (let pass = 0; pass < 3; pass++) {
    for (let row = 0; row < height; row++) meanOf(values, row * width, 1, width, radius, line)
    blurColumns(values, width, height, radius)
  }
}

function meanOf(
  values: Float32Array,
  start: number,
  step: number,
  n: number,
  radius: number,
  line: Float32Array,
): void {
  for (let i = 0; i < n; i++) line[i] = values[start + i * step]!
  let sum = 0
  const at = (i: number): number => line[i < 0 ? 0 : i >= n ? n - 1 : i]!
  for (let i = -radius; i <= radius; i++) sum += at(i)
  const share = 1 / (2 * radius + 1)
  for (let i = 0; i < n; i++) {
    values[start + i * step] = sum * share
    sum += at(i + radius + 1) - at(i - radius)
  }
}

/** All columns at once, row by row, as memory lies. */
function blurColumns(values: Float32Array, width: number, height: number, radius: number): void {
  const source = values.slice()
  const sum = new Float64Array(width)
  const row = (y: number): number => (y < 0 ? 0 : y >= height ? height - 1 : y) * width
  for (let y = -radius; y <= radius; y++)
    for (let x = 0, from = row(y); x < width; x++) sum[x]! += source[from + x]!
  const share = 1 / (2 * radius + 1)
  for (let y = 0; y < height; y++) {
    const comes = row(y + radius + 1)
    const goes = row(y - radius)
    for (let x = 0; x < width; x++) {
      values[y * width + x] = sum[x]! * share
      sum[x]! += source[comes + x]! - source[goes + x]!
    }
  }
}

/** Twice as many pixels each way, between old ones by straight lines. */
export function doubled(raster: Raster): Raster {
  const { width: w, height: h, values } = raster
  const [width, height] = [2 * w, 2 * h]
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const near = y >> 1
    const far = Math.min(h - 1, Math.max(0, near + (y & 1 ? 1 : -1)))
    for (let x = 0; x < width; x++) {
      const n = x >> 1
      const f = Math.min(w - 1, Math.max(0, n + (x & 1 ? 1 : -1)))
      out[y * width + x] =
        0.5625 * values[near * w + n]! +
        0.1875 * (values[near * w + f]! + values[far * w + n]!) +
        0.0625 * values[far * w + f]!
    }
  }
  return { width, height, scale: 2 * raster.scale, values: out }
}
