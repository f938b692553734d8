import { WEIGHT_BITS, type Axis, type Sampling } from './sampling.ts'

/** Values of 8 or 16 bits, one or three (interleaved) to a pixel, rows of `columns` pixels. */
export interface Grid {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly pixels: Uint8Array | Int8Array | Uint16Array | Int16Array
}

const ONE = 1 << WEIGHT_BITS
const SHIFT = 2 * WEIGHT_BITS
const HALF = 1 << (SHIFT - 1)

/**
 * Stored values under each device pixel, interpolated before any window: a drag of the window then only looks them up.
 * Whole numbers throughout, so that a shader gives the same (`gl-painter.ts`).
 * @param out rows of `across.count`; the low 16 bits of the value
 */
export function resampleGrey(grid: Grid, sampling: Sampling, out: Uint16Array): void {
  const { across, down, isTurned } = sampling
  const width = across.count
  // Walks along rows of the picture in either case; a turned picture is written column by column.
  const [along, lines] = isTurned ? [down, across] : [across, down]
  const [alongStep, lineStep] = isTurned ? [width, 1] : [1, width]
  if (!along.isInterpolated && !lines.isInterpolated)
    return copyGrey(grid, along, lines, alongStep, lineStep, out)
  let upper = new Int32Array(along.count)
  let lower = new Int32Array(along.count)
  let upperRow = -1
  let lowerRow = -1
  for (let line = 0; line < lines.count; line++) {
    const row = lines.first[line]!
    const nextRow = lines.second[line]!
    if (upperRow !== row) {
      if (lowerRow === row) [upper, lower, upperRow, lowerRow] = [lower, upper, lowerRow, upperRow]
      else alongRow(grid, (upperRow = row), along, upper)
    }
    const w = lines.weight[line]!
    let to = line * lineStep
    if (w === 0) {
      for (let i = 0; i < along.count; i++, to += alongStep) out[to] = (upper[i]! * ONE + HALF) >> SHIFT
      continue
    }
    if (lowerRow !== nextRow) alongRow(grid, (lowerRow = nextRow), along, lower)
    const v = ONE - w
    for (let i = 0; i < along.count; i++, to += alongStep)
      out[to] = (upper[i]! * v + lower[i]! * w + HALF) >> SHIFT
  }
}

/** A row of the picture interpolated along itself, times 128. */
function alongRow(grid: Grid, row: number, along: Axis, into: Int32Array): void {
  const { pixels } = grid
  const { first, second, weight, count } = along
  const start = row * grid.columns
  for (let i = 0; i < count; i++) {
    const w = weight[i]!
    into[i] = pixels[start + first[i]!]! * (ONE - w) + pixels[start + second[i]!]! * w
  }
}

function copyGrey(
  grid: Grid,
  along: Axis,
  lines: Axis,
  alongStep: number,
  lineStep: number,
  out: Uint16Array,
) {
  const { pixels } = grid
  const { first, count } = along
  for (let line = 0; line < lines.count; line++) {
    const start = lines.first[line]! * grid.columns
    let to = line * lineStep
    // Lines that show the same row are copies of the one before.
    if (line > 0 && lines.first[line] === lines.first[line - 1] && alongStep === 1) {
      out.copyWithin(to, to - lineStep, to - lineStep + count)
      continue
    }
    for (let i = 0; i < count; i++, to += alongStep) out[to] = pixels[start + first[i]!]!
  }
}

/** As `resampleGrey`, red, green and blue of 8 bits each packed into `out`, red lowest. */
export function resampleColour(grid: Grid, sampling: Sampling, out: Uint32Array): void {
  const { across, down, isTurned } = sampling
  const { pixels, columns } = grid
  const [alongX, alongY] = isTurned ? [columns, 1] : [1, columns]
  let to = 0
  for (let j = 0; j < down.count; j++) {
    const top = down.first[j]! * alongY
    const bottom = down.second[j]! * alongY
    const wy = down.weight[j]!
    for (let i = 0; i < across.count; i++, to++) {
      const left = across.first[i]! * alongX
      const wx = across.weight[i]!
      let at = (top + left) * 3
      if (wx === 0 && wy === 0) {
        out[to] = pixels[at]! | (pixels[at + 1]! << 8) | (pixels[at + 2]! << 16)
        continue
      }
      const right = across.second[i]! * alongX
      let topRight = (top + right) * 3
      let bottomLeft = (bottom + left) * 3
      let bottomRight = (bottom + right) * 3
      const w11 = wx * wy
      const w10 = wx * (ONE - wy)
      const w01 = (ONE - wx) * wy
      const w00 = (ONE - wx) * (ONE - wy)
      let packed = 0
      for (let bit = 0; bit < 24; bit += 8) {
        const value =
          (pixels[at++]! * w00 +
            pixels[topRight++]! * w10 +
            pixels[bottomLeft++]! * w01 +
            pixels[bottomRight++]! * w11 +
            HALF) >>
          SHIFT
        packed |= value << bit
      }
      out[to] = packed
    }
  }
}

/** Looks every value up; opaque RGBA words. @param values as `resampleGrey` left them */
export function paintGrey(values: Uint16Array, table: Uint8Array, out: Uint32Array): void {
  const mask = table.length - 1
  for (let i = 0; i < values.length; i++) out[i] = 0xff000000 | (table[values[i]! & mask]! * 0x010101)
}

/** @param table of 256 entries, for each of red, green and blue */
export function paintColour(values: Uint32Array, table: Uint8Array, out: Uint32Array): void {
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    out[i] = 0xff000000 | table[v & 0xff]! | (table[(v >> 8) & 0xff]! << 8) | (table[(v >> 16) & 0xff]! << 16)
  }
}
