import { WEIGHT_BITS, type Axis, type Sampling } from './sampling.ts'

/** Values of 8 or 16 bits, one or three (interleaved) to a pixel, rows of `columns` pixels. */
export interface Grid {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly pixels: Uint8Array | Int8Array | Uint16Array | Int16Array
}

/** Sums are weighted twice, so they are shifted back by both weights, rounding to the nearest. */
export const SUM_SHIFT = 2 * WEIGHT_BITS
export const SUM_HALF = 1 << (SUM_SHIFT - 1)

/**
 * Stored values under each device pixel, interpolated before any window: a drag of the window then only looks them up.
 * Whole numbers throughout, so that a shader gives the same (`gl-painter.ts`).
 * @param out rows of `across.count`; the low 16 bits of the value
 */
export function resampleGrey(grid: Grid, sampling: Sampling, out: Uint16Array): void {
  const { along, lines, alongStep, lineStep } = wayThrough(sampling)
  if (!along.isInterpolated && !lines.isInterpolated) return copyGrey(grid, sampling, out)
  const rows = new RowPair(grid, along)
  const { count } = along
  for (let line = 0; line < lines.count; line++) {
    const w = lines.weight[line]!
    const [upper, lower] = rows.at(lines.first[line]!, w)
    let to = line * lineStep
    for (let i = 0; i < count; i++, to += alongStep) {
      const u = upper[i]!
      out[to] = ((u << WEIGHT_BITS) + Math.imul(lower[i]! - u, w) + SUM_HALF) >> SUM_SHIFT
    }
  }
}

function copyGrey(grid: Grid, sampling: Sampling, out: Uint16Array): void {
  const { along, lines, alongStep, lineStep } = wayThrough(sampling)
  const { pixels } = grid
  const { first, count } = along
  for (let line = 0; line < lines.count; line++) {
    const start = lines.first[line]! * grid.columns
    let to = line * lineStep
    for (let i = 0; i < count; i++, to += alongStep) out[to] = pixels[start + first[i]!]!
  }
}

/** Looks every value up; opaque RGBA words. @param values as `resampleGrey` left them */
export function paintGrey(values: Uint16Array, table: Uint8Array, out: Int32Array): void {
  const mask = table.length - 1
  for (let i = 0; i < values.length; i++) out[i] = 0xff000000 | (table[values[i]! & mask]! * 0x010101)
}

/** Along rows of the picture in either case: a turned picture is written column by column. */
export function wayThrough({ across, down, isTurned }: Sampling): {
  readonly along: Axis
  readonly lines: Axis
  readonly alongStep: number
  readonly lineStep: number
} {
  return isTurned
    ? { along: down, lines: across, alongStep: across.count, lineStep: 1 }
    : { along: across, lines: down, alongStep: 1, lineStep: across.count }
}

/** Two rows of the picture interpolated along themselves, times 128; neighbours on the way are used again. */
export class RowPair {
  readonly #grid: Grid
  readonly #along: Axis
  #upper: Int32Array
  #lower: Int32Array
  #upperRow = -1
  #lowerRow = -1

  constructor(grid: Grid, along: Axis) {
    this.#grid = grid
    this.#along = along
    this.#upper = new Int32Array(along.count * grid.samplesPerPixel)
    this.#lower = new Int32Array(along.count * grid.samplesPerPixel)
  }

  /** @param weight of the row after; without one it is not looked at */
  at(row: number, weight: number): readonly [upper: Int32Array, lower: Int32Array] {
    if (this.#upperRow !== row) {
      if (this.#lowerRow === row) this.#exchange()
      else this.#fill((this.#upperRow = row), this.#upper)
    }
    if (weight === 0) return [this.#upper, this.#upper]
    if (this.#lowerRow !== row + 1) this.#fill((this.#lowerRow = row + 1), this.#lower)
    return [this.#upper, this.#lower]
  }

  #exchange(): void {
    const upper = this.#upper
    const row = this.#upperRow
    this.#upper = this.#lower
    this.#upperRow = this.#lowerRow
    this.#lower = upper
    this.#lowerRow = row
  }

  #fill(row: number, into: Int32Array): void {
    if (this.#grid.samplesPerPixel === 3) colourRow(this.#grid, row, this.#along, into)
    else greyRow(this.#grid, row, this.#along, into)
  }
}

function greyRow(
  { pixels, columns }: Grid,
  row: number,
  { first, weight, count }: Axis,
  into: Int32Array,
): void {
  const start = row * columns
  for (let i = 0; i < count; i++) {
    const at = start + first[i]!
    const w = weight[i]!
    const a = pixels[at]!
    into[i] = w === 0 ? a << WEIGHT_BITS : (a << WEIGHT_BITS) + Math.imul(pixels[at + 1]! - a, w)
  }
}

function colourRow(
  { pixels, columns }: Grid,
  row: number,
  { first, weight, count }: Axis,
  into: Int32Array,
): void {
  const start = row * columns
  for (let i = 0, to = 0; i < count; i++, to += 3) {
    const at = (start + first[i]!) * 3
    const w = weight[i]!
    const next = w === 0 ? at : at + 3
    const red = pixels[at]!
    const green = pixels[at + 1]!
    const blue = pixels[at + 2]!
    into[to] = (red << WEIGHT_BITS) + Math.imul(pixels[next]! - red, w)
    into[to + 1] = (green << WEIGHT_BITS) + Math.imul(pixels[next + 1]! - green, w)
    into[to + 2] = (blue << WEIGHT_BITS) + Math.imul(pixels[next + 2]! - blue, w)
  }
}
