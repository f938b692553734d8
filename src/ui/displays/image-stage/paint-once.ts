import { RowPair, SUM_HALF, SUM_SHIFT, wayThrough, type Grid } from './resample.ts'
import { WEIGHT_BITS, type Axis, type Sampling } from './sampling.ts'

/**
 * From stored values to screen words in one go, for a picture that is painted once and then gives way to the next slice.
 * The same sums as `resampleGrey` and `paintGrey` one after the other.
 * @param table over all values that the grid's type can hold; of colour 256 entries for each of red, green and blue
 */
export function paintOnce(grid: Grid, sampling: Sampling, table: Uint8Array, out: Int32Array): void {
  const { along, lines, alongStep, lineStep } = wayThrough(sampling)
  const isBetween = along.isInterpolated || lines.isInterpolated
  if (grid.samplesPerPixel === 3) {
    return isBetween
      ? paintColour(grid, sampling, table, out)
      : paintColourSquares(grid, sampling, table, out)
  }
  if (!isBetween) return paintSquares(grid, sampling, table, out)
  const mask = table.length - 1
  const rows = new RowPair(grid, along)
  const { count } = along
  for (let line = 0; line < lines.count; line++) {
    const w = lines.weight[line]!
    const [upper, lower] = rows.at(lines.first[line]!, w)
    let to = line * lineStep
    for (let i = 0; i < count; i++, to += alongStep) {
      const u = upper[i]!
      const value = ((u << WEIGHT_BITS) + Math.imul(lower[i]! - u, w) + SUM_HALF) >> SUM_SHIFT
      out[to] = 0xff000000 | (table[value & mask]! * 0x010101)
    }
  }
}

/** Device pixels that each show one pixel of the picture. */
function paintSquares(grid: Grid, sampling: Sampling, table: Uint8Array, out: Int32Array): void {
  const { along, lines, alongStep, lineStep } = wayThrough(sampling)
  const bits = unsigned(grid.pixels)
  const { first, count } = along
  for (let line = 0; line < lines.count; line++) {
    const row = lines.first[line]!
    const start = row * grid.columns
    let to = line * lineStep
    if (alongStep !== 1) {
      for (let i = 0; i < count; i++, to += alongStep) {
        out[to] = 0xff000000 | (table[bits[start + first[i]!]!]! * 0x010101)
      }
    } else if (line > 0 && row === lines.first[line - 1]) out.copyWithin(to, to - count, to)
    else if (isRun(along)) {
      const from = start + first[0]!
      for (let i = 0; i < count; i++) out[to + i] = 0xff000000 | (table[bits[from + i]!]! * 0x010101)
    } else {
      for (let i = 0; i < count; i++) out[to + i] = 0xff000000 | (table[bits[start + first[i]!]!]! * 0x010101)
    }
  }
}

/** One device pixel to a pixel, forwards. */
function isRun({ first, count }: Axis): boolean {
  return first[count - 1]! - first[0]! === count - 1
}

function paintColour(grid: Grid, sampling: Sampling, table: Uint8Array, out: Int32Array): void {
  const { along, lines, alongStep, lineStep } = wayThrough(sampling)
  const rows = new RowPair(grid, along)
  const { count } = along
  for (let line = 0; line < lines.count; line++) {
    const w = lines.weight[line]!
    const [upper, lower] = rows.at(lines.first[line]!, w)
    let to = line * lineStep
    for (let i = 0, at = 0; i < count; i++, at += 3, to += alongStep) {
      const red = upper[at]!
      const green = upper[at + 1]!
      const blue = upper[at + 2]!
      const r = ((red << WEIGHT_BITS) + Math.imul(lower[at]! - red, w) + SUM_HALF) >> SUM_SHIFT
      const g = ((green << WEIGHT_BITS) + Math.imul(lower[at + 1]! - green, w) + SUM_HALF) >> SUM_SHIFT
      const b = ((blue << WEIGHT_BITS) + Math.imul(lower[at + 2]! - blue, w) + SUM_HALF) >> SUM_SHIFT
      out[to] = 0xff000000 | table[r]! | (table[g]! << 8) | (table[b]! << 16)
    }
  }
}

/** Device pixels that each show one pixel of colour. */
function paintColourSquares(grid: Grid, sampling: Sampling, table: Uint8Array, out: Int32Array): void {
  const { along, lines, alongStep, lineStep } = wayThrough(sampling)
  const { pixels } = grid
  const { first, count } = along
  for (let line = 0; line < lines.count; line++) {
    const start = lines.first[line]! * grid.columns
    let to = line * lineStep
    for (let i = 0; i < count; i++, to += alongStep) {
      const at = (start + first[i]!) * 3
      const green = table[pixels[at + 1]!]! << 8
      out[to] = 0xff000000 | table[pixels[at]!]! | green | (table[pixels[at + 2]!]! << 16)
    }
  }
}

function unsigned({
  buffer,
  byteOffset,
  length,
  BYTES_PER_ELEMENT,
}: Grid['pixels']): Uint8Array | Uint16Array {
  return BYTES_PER_ELEMENT === 1
    ? new Uint8Array(buffer, byteOffset, length)
    : new Uint16Array(buffer, byteOffset, length)
}
