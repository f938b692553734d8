import type { Frame, FrameInfo, Vector3 } from './image.ts'
import { cross, dot, lengthOfVector, minus, normalOf, plus, type Sheet, times, unitOf } from './geometry.ts'
import { orientationOfPlane } from './orientation.ts'
import { sameKind } from './reduce.ts'
import type { Volume, VolumeValues } from './volume.ts'

export type MprDirection = 'axial' | 'coronal' | 'sagittal'

export interface ResliceOptions {
  readonly interpolation: 'linear' | 'nearest'
  /** Maximum intensity over a slab this thick around the plane; 0 cuts the plane alone. */
  readonly slabMm?: number
}

/** Directions of screen axes in the patient (LPS), as a reader stands before them: feet below, the patient's right left. */
const AXES: Readonly<Record<MprDirection, readonly [Vector3, Vector3]>> = {
  axial: [
    [1, 0, 0],
    [0, 1, 0],
  ],
  coronal: [
    [1, 0, 0],
    [0, 0, -1],
  ],
  sagittal: [
    [0, 1, 0],
    [0, 0, -1],
  ],
}

/** No cut is larger than this: a screen shows no more, and a slip in a header must not ask for all memory. */
const MOST_PIXELS_A_SIDE = 2048

/** How many planes there are to scroll through: one for each smallest step of the volume. */
export function mprCount(volume: Volume, direction: MprDirection): number {
  const normal = normalOfAxes(direction)
  const [low, high] = reachAlong(volume, normal)
  return Math.min(MOST_PIXELS_A_SIDE, Math.max(1, Math.round((high - low) / smallestStep(volume))))
}

/** Plane number `index` of `mprCount` through the whole volume, in the axes of the patient. */
export function mprPlane(volume: Volume, direction: MprDirection, index: number): Sheet {
  const normal = normalOfAxes(direction)
  const [low, high] = reachAlong(volume, normal)
  const through = low + ((index + 0.5) / mprCount(volume, direction)) * (high - low)
  const centre = centreOf(volume)
  const moved = plus(centre, times(normal, through - dot(centre, normal)))
  return obliqueSheet(volume, moved, ...AXES[direction])
}

/**
 * A plane in any direction through a place, large enough for all of the volume, with square pixels of its smallest step.
 * @param alongRow, alongColumn need not be at right angles or of length one; the first is kept, the second made so
 */
export function obliqueSheet(
  volume: Volume,
  through: Vector3,
  alongRow: Vector3,
  alongColumn: Vector3,
): Sheet {
  const right = unitOf(alongRow)
  const down = unitOf(minus(alongColumn, times(right, dot(alongColumn, right))))
  const [left, farRight] = reachAlong(volume, right)
  const [top, bottom] = reachAlong(volume, down)
  const longest = Math.max(farRight - left, bottom - top)
  const step = Math.max(smallestStep(volume), longest / MOST_PIXELS_A_SIDE)
  const normal = cross(right, down)
  const corner = plus(times(right, left + step / 2), times(down, top + step / 2))
  return {
    rows: Math.max(1, Math.round((bottom - top) / step)),
    columns: Math.max(1, Math.round((farRight - left) / step)),
    plane: {
      origin: plus(corner, times(normal, dot(through, normal))),
      alongRow: right,
      alongColumn: down,
      rowMm: step,
      columnMm: step,
      thicknessMm: null,
      frameOfReference: volume.frameOfReference,
    },
  }
}

/**
 * Cuts a volume along a plane. Where it has nothing, and outside it, pixels hold `volume.nothing` (padding in the
 * volume's rendering). Values are interpolated as they are stored; next to nothing the nearest value stands.
 */
export function reslice(volume: Volume, sheet: Sheet, options: ResliceOptions): Frame {
  const { rows, columns, plane } = sheet
  const pixels = sameKind(volume.values, rows * columns) as VolumeValues
  pixels.fill(volume.nothing)
  const normal = normalOf(plane)
  for (const offsetMm of slabOffsets(volume, normal, options.slabMm ?? 0)) {
    const moved = { ...plane, origin: plus(plane.origin, times(normal, offsetMm)) }
    cut(volume, { ...sheet, plane: moved }, options.interpolation === 'linear', pixels)
  }
  return { rows, columns, samplesPerPixel: 1, pixels }
}

/** What a stage must know of a cut. */
export function resliceInfo(volume: Volume, { plane }: Sheet): FrameInfo {
  const { rowMm, columnMm } = plane
  return {
    rendering: volume.rendering,
    spacing: { rowMm, columnMm, ...volume.scale },
    pixelAspect: rowMm / columnMm,
    plane,
    orientation: orientationOfPlane(plane),
  }
}

/** Distances from the plane at which a slab is sampled, ends included: twice a value of the volume where those are thick. */
function slabOffsets(volume: Volume, normal: Vector3, slabMm: number): readonly number[] {
  const along = volume.steps.find((step) => Math.abs(dot(unitOf(step), normal)) > 0.99)
  const step = Math.max(smallestStep(volume), along === undefined ? 0 : lengthOfVector(along) / 2)
  const count = Math.max(1, Math.round(slabMm / step) + 1)
  if (count === 1) return [0]
  return Array.from({ length: count }, (_, i) => (i / (count - 1) - 0.5) * slabMm)
}

/** Samples the volume on a sheet; of what stands in `out` already and what it finds, the larger stays. */
function cut(volume: Volume, { plane, rows, columns }: Sheet, isLinear: boolean, out: VolumeValues): void {
  const toIndex = indexOf(volume.steps)
  const start = toIndex(minus(plane.origin, volume.origin))
  const across = toIndex(times(plane.alongRow, plane.columnMm))
  const down = toIndex(times(plane.alongColumn, plane.rowMm))
  const sample = isLinear ? sampleLinear : sampleNearest
  for (let row = 0; row < rows; row++) {
    const from = plus(start, times(down, row))
    const [first, until] = columnsInside(volume, from, across, columns)
    if (first < until) sample(volume, { from, across, first, until }, out, row * columns)
  }
}

/** A row of the cut in indices of the volume: place `from + column · across`, for columns first … until. */
interface Row {
  readonly from: Vector3
  readonly across: Vector3
  readonly first: number
  readonly until: number
}

/** Rounding of places on the border of the block. */
const BORDER_SLACK = 1e-6

/** The columns of a row whose places lie inside the block; it reaches half a step beyond its outer values. */
function columnsInside(
  volume: Volume,
  from: Vector3,
  across: Vector3,
  count: number,
): readonly [first: number, until: number] {
  let [first, until] = [0, count]
  const sizes = [volume.columns, volume.rows, volume.slices]
  sizes.forEach((size, axis) => {
    const [start, step] = [from[axis]!, across[axis]!]
    if (Math.abs(step) < 1e-9) {
      if (start < -0.5 - BORDER_SLACK || start > size - 0.5 + BORDER_SLACK) until = 0
      return
    }
    const ends = [(-0.5 - start) / step, (size - 0.5 - start) / step]
    first = Math.max(first, Math.ceil(Math.min(...ends) - BORDER_SLACK))
    until = Math.min(until, Math.floor(Math.max(...ends) + BORDER_SLACK) + 1)
  })
  return [first, until]
}

function sampleNearest(volume: Volume, row: Row, out: VolumeValues, at: number): void {
  const { columns, rows, slices, values } = volume
  const [low, high] = paddingOf(volume)
  const { from, across } = row
  for (let column = row.first; column < row.until; column++) {
    const i = Math.round(within(from[0] + column * across[0], columns))
    const j = Math.round(within(from[1] + column * across[1], rows))
    const k = Math.round(within(from[2] + column * across[2], slices))
    keepLarger(out, at + column, values[(k * rows + j) * columns + i]!, low, high)
  }
}

/** Trilinear. Next to padding a mean would be a tissue that is not there: the nearest value stands. */
function sampleLinear(volume: Volume, row: Row, out: VolumeValues, at: number): void {
  const { columns, rows, slices, values } = volume
  const [low, high] = paddingOf(volume)
  const rounding = values instanceof Float32Array ? 0 : 0.5
  const { from, across } = row
  for (let column = row.first; column < row.until; column++) {
    const x = within(from[0] + column * across[0], columns)
    const y = within(from[1] + column * across[1], rows)
    const z = within(from[2] + column * across[2], slices)
    const i = Math.floor(x)
    const j = Math.floor(y)
    const k = Math.floor(z)
    const here = (k * rows + j) * columns + i
    const right = i + 1 < columns ? 1 : 0
    const below = j + 1 < rows ? columns : 0
    const behind = k + 1 < slices ? rows * columns : 0
    const a = values[here]!
    const b = values[here + right]!
    const c = values[here + below]!
    const d = values[here + below + right]!
    const e = values[here + behind]!
    const f = values[here + behind + right]!
    const g = values[here + behind + below]!
    const h = values[here + behind + below + right]!
    const least = Math.min(Math.min(Math.min(a, b), Math.min(c, d)), Math.min(Math.min(e, f), Math.min(g, h)))
    const most = Math.max(Math.max(Math.max(a, b), Math.max(c, d)), Math.max(Math.max(e, f), Math.max(g, h)))
    // Also where one of the eight is no number: then both comparisons fail.
    const isClear = least > high || most < low
    if (!isClear) {
      const nearest =
        here + (x - i < 0.5 ? 0 : right) + (y - j < 0.5 ? 0 : below) + (z - k < 0.5 ? 0 : behind)
      keepLarger(out, at + column, values[nearest]!, low, high)
      continue
    }
    const front = mix(mix(a, b, x - i), mix(c, d, x - i), y - j)
    const back = mix(mix(e, f, x - i), mix(g, h, x - i), y - j)
    const mean = mix(front, back, z - k)
    keepLarger(out, at + column, rounding === 0 ? mean : Math.floor(mean + rounding), low, high)
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share
}

function keepLarger(out: VolumeValues, at: number, value: number, low: number, high: number): void {
  if ((value >= low && value <= high) || value !== value) return
  const kept = out[at]!
  if (value > kept || (kept >= low && kept <= high) || kept !== kept) out[at] = value
}

/** Both ends of the values that stand for nothing; below every number where only NaN does. */
function paddingOf({ values, rendering: { padding } }: Volume): readonly [number, number] {
  if (values instanceof Float32Array || padding === null) return [-Infinity, -Infinity]
  return [padding.from, padding.to]
}

/** An index inside 0 … size - 1: the outer half steps have the outer value. */
function within(index: number, size: number): number {
  return index < 0 ? 0 : index > size - 1 ? size - 1 : index
}

/** From millimetres (relative to the origin) to indices of the volume: the inverse of its three steps (Cramer). */
function indexOf([i, j, k]: Volume['steps']): (offset: Vector3) => Vector3 {
  const [jk, ki, ij] = [cross(j, k), cross(k, i), cross(i, j)]
  const size = dot(i, jk)
  return (offset) => [dot(offset, jk) / size, dot(offset, ki) / size, dot(offset, ij) / size]
}

/** How far the block reaches along a direction, its outer half steps included. */
function reachAlong(volume: Volume, direction: Vector3): readonly [low: number, high: number] {
  const sizes = [volume.columns, volume.rows, volume.slices]
  let low = dot(volume.origin, direction)
  let high = low
  volume.steps.forEach((step, axis) => {
    const ends = [-0.5 * dot(step, direction), (sizes[axis]! - 0.5) * dot(step, direction)]
    low += Math.min(...ends)
    high += Math.max(...ends)
  })
  return [low, high]
}

function centreOf({ origin, steps, columns, rows, slices }: Volume): Vector3 {
  const [i, j, k] = steps
  const inSlice = plus(times(i, (columns - 1) / 2), times(j, (rows - 1) / 2))
  return plus(origin, plus(inSlice, times(k, (slices - 1) / 2)))
}

function smallestStep({ steps }: Volume): number {
  return Math.min(...steps.map(lengthOfVector))
}

function normalOfAxes(direction: MprDirection): Vector3 {
  return cross(...AXES[direction])
}
