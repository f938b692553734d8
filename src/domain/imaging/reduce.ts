import type { Frame, PixelArray } from './image.ts'
import type { GreyRendering } from './voi.ts'

/**
 * A smaller frame: each pixel the mean of factor × factor stored values, padding left out (all padding stays padding).
 * For screens smaller than the film and for thumbnails: a mean keeps fine lines that picking every n-th pixel loses.
 * What is measured is always measured on the full frame.
 * @param factor whole, at least 1; 1 returns the frame itself
 */
export function reducedFrame(frame: Frame, factor: number, padding: GreyRendering['padding']): Frame {
  if (factor <= 1) return frame
  const rows = Math.ceil(frame.rows / factor)
  const columns = Math.ceil(frame.columns / factor)
  const { samplesPerPixel } = frame
  const pixels = sameKind(frame.pixels, rows * columns * samplesPerPixel)
  const isWhole = !(pixels instanceof Float32Array || pixels instanceof Float64Array)
  if (isWhole && samplesPerPixel === 1 && padding === null) {
    reduceWhole(frame, factor, columns, pixels)
    return { rows, columns, samplesPerPixel, pixels }
  }
  const sums = new Float64Array(columns * samplesPerPixel)
  const counts = new Uint32Array(columns * samplesPerPixel)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    counts.fill(0)
    const last = Math.min(frame.rows, (row + 1) * factor)
    for (let source = row * factor; source < last; source++) {
      addRow(frame, source, factor, padding, sums, counts)
    }
    for (let i = 0; i < sums.length; i++) {
      const mean = counts[i] === 0 ? (padding?.from ?? Number.NaN) : sums[i]! / counts[i]!
      pixels[row * sums.length + i] = isWhole ? Math.round(mean) : mean
    }
  }
  return { rows, columns, samplesPerPixel, pixels }
}

/** Grey whole numbers without padding, as films have them: the same means in half the time. */
function reduceWhole(frame: Frame, factor: number, outColumns: number, out: PixelArray): void {
  const { pixels, columns, rows } = frame
  const sums = new Float64Array(outColumns)
  const whole = Math.floor(columns / factor)
  for (let row = 0, at = 0; row < rows; row += factor) {
    sums.fill(0)
    const last = Math.min(rows, row + factor)
    for (let source = row; source < last; source++) {
      let from = source * columns
      for (let i = 0; i < whole; i++) {
        let sum = 0
        for (let k = 0; k < factor; k++) sum += pixels[from++]!
        sums[i]! += sum
      }
      for (; from < (source + 1) * columns; from++) sums[whole]! += pixels[from]!
    }
    for (let i = 0; i < outColumns; i++) {
      const count = (last - row) * Math.min(factor, columns - i * factor)
      out[at++] = Math.round(sums[i]! / count)
    }
  }
}

function addRow(
  frame: Frame,
  row: number,
  factor: number,
  padding: GreyRendering['padding'],
  sums: Float64Array,
  counts: Uint32Array,
): void {
  const { pixels, columns, samplesPerPixel } = frame
  const [low, high] = padding === null ? [1, 0] : [padding.from, padding.to]
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    const from = row * columns * samplesPerPixel + sample
    for (let column = 0, out = sample; column < columns; out += samplesPerPixel) {
      const end = Math.min(columns, column + factor)
      let sum = 0
      let count = 0
      for (; column < end; column++) {
        const stored = pixels[from + column * samplesPerPixel]!
        // Padding and what is no number stand for nothing.
        if ((stored >= low && stored <= high) || stored !== stored) continue
        sum += stored
        count++
      }
      sums[out]! += sum
      counts[out]! += count
    }
  }
}

/** An empty array of the same element type. */
export function sameKind(pixels: PixelArray, length: number): PixelArray {
  return new (pixels.constructor as new (length: number) => PixelArray)(length)
}
