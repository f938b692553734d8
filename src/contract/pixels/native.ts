import type { PixelArray } from '#domain/imaging/image.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { cutShortProblem } from './problems.ts'
import { bytesPerSample } from './layout.ts'
import type { NativeBytes, PixelLayout } from './source.ts'

/**
 * Native pixel data (PS3.5 8.1.1 and annex A): frames lie one after the other without headers, 1-bit frames share bytes,
 * the last byte may be padding.
 */
export function nativeFrame(
  { data, vr }: Pick<NativeBytes, 'data' | 'vr'>,
  layout: PixelLayout,
  index: number,
): Outcome<PixelArray> {
  const isSwapped = layout.isBigEndian && (layout.bitsAllocated > 8 || vr !== 'OB')
  const samples = layout.rows * layout.columns * layout.samplesPerPixel
  const width = isSwapped ? Math.max(2, layout.bitsAllocated >> 3) : 1
  if (layout.bitsAllocated === 1) {
    const bits = unpackBits(data, index * samples, samples, isSwapped ? 1 : 0)
    return bits ? good(bits) : cutShortProblem(index)
  }
  if (isHalfChroma(data, layout)) {
    const bytes = layout.rows * Math.ceil(layout.columns / 2) * 4
    const frame = frameBytes(data, index * bytes, bytes, width)
    return frame ? good(wholeChroma(frame, layout)) : cutShortProblem(index)
  }
  const bytes = samples * bytesPerSample(layout)
  const frame = frameBytes(data, index * bytes, bytes, width)
  if (!frame) return cutShortProblem(index)
  const words = viewSamples(frame, layout)
  return good(layout.samplesPerPixel > 1 && layout.planarConfiguration === 1 ? interleave(words) : words)
}

/**
 * A copy of the frame's bytes in little-endian order; null where the data end before it does.
 * @param width bytes of the words whose order is turned; 1 where none is
 */
function frameBytes(
  data: Uint8Array,
  start: number,
  length: number,
  width: number,
): Uint8Array<ArrayBuffer> | null {
  if (start + length > data.length) return null
  if (width === 1) return new Uint8Array(data.subarray(start, start + length))
  const from = start - (start % width)
  const until = Math.min(data.length, Math.ceil((start + length) / width) * width)
  const swapped = new Uint8Array(data.subarray(from, until))
  const pairs = width >> 1
  for (let at = 0; at + width <= swapped.length; at += width)
    for (let i = 0; i < pairs; i += 1) {
      const byte = swapped[at + i] ?? 0
      swapped[at + i] = swapped[at + width - 1 - i] ?? 0
      swapped[at + width - 1 - i] = byte
    }
  return from === start && swapped.length === length
    ? swapped
    : swapped.slice(start - from, start - from + length)
}

/** Views little-endian bytes as the samples that the layout says. */
export function viewSamples(bytes: Uint8Array<ArrayBuffer>, layout: PixelLayout): PixelArray {
  const { buffer } = bytes
  if (layout.sampleKind === 'float') return new Float32Array(buffer)
  if (layout.sampleKind === 'double') return new Float64Array(buffer)
  if (layout.bitsAllocated === 32) return layout.isSigned ? new Int32Array(buffer) : new Uint32Array(buffer)
  if (layout.bitsAllocated === 16) return layout.isSigned ? new Int16Array(buffer) : new Uint16Array(buffer)
  return layout.isSigned ? new Int8Array(buffer) : bytes
}

/**
 * One byte, 0 or 1, for each bit; the first pixel is the lowest bit (PS3.5 8.1.1). Frames are packed back to back.
 * @param swap 1 where bytes were written as big-endian words, else 0
 */
export function unpackBits(
  data: Uint8Array,
  first: number,
  count: number,
  swap: 0 | 1,
): Uint8Array<ArrayBuffer> | null {
  if (Math.ceil((first + count) / 8) > data.length) return null
  const bits = new Uint8Array(count)
  for (let i = 0; i < count; i += 1) {
    const bit = first + i
    bits[i] = ((data[(bit >>> 3) ^ swap] ?? 0) >> (bit & 7)) & 1
  }
  return bits
}

/** Planes of red, green and blue to red, green, blue of each pixel. */
export function interleave<T extends PixelArray>(planes: T): T {
  const mixed = planes.slice() as T
  const pixels = planes.length / 3
  for (let i = 0, to = 0; i < pixels; i += 1, to += 3) {
    mixed[to] = planes[i] ?? 0
    mixed[to + 1] = planes[i + pixels] ?? 0
    mixed[to + 2] = planes[i + 2 * pixels] ?? 0
  }
  return mixed
}

/**
 * YBR_FULL_422 and YBR_PARTIAL_422 hold one Cb and Cr for two pixels (PS3.3 C.7.6.3.1.2). Some writers keep the label
 * although they wrote all three of each pixel: the length tells.
 */
function isHalfChroma(data: Uint8Array, layout: PixelLayout): boolean {
  const { photometric, rows, columns, frames, bitsAllocated, planarConfiguration } = layout
  if (!photometric.endsWith('_422') || bitsAllocated !== 8 || planarConfiguration === 1) return false
  return data.length < rows * columns * 3 * frames
}

/** Y1 Y2 Cb Cr to Y1 Cb Cr, Y2 Cb Cr. */
function wholeChroma(half: Uint8Array, { rows, columns }: PixelLayout): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(rows * columns * 3)
  const stride = Math.ceil(columns / 2) * 4
  let to = 0
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const pair = row * stride + (column >> 1) * 4
      whole[to] = half[pair + (column & 1)] ?? 0
      whole[to + 1] = half[pair + 2] ?? 0
      whole[to + 2] = half[pair + 3] ?? 0
      to += 3
    }
  }
  return whole
}
