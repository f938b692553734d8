import { good, type Outcome } from '#domain/problem.ts'
import { damagedProblem } from './problems.ts'

/**
 * RLE of DICOM (PS3.5 annex G): up to 15 segments of PackBits, one for each byte of each sample, the most significant
 * byte first. The result is little endian and interleaved.
 * @param pixels pixels of a frame, or bytes of a plane where bits are packed
 */
export function decodeRle(
  stream: Uint8Array,
  pixels: number,
  samples: number,
  bytesPerSample: number,
): Outcome<Uint8Array<ArrayBuffer>> {
  const segments = samples * bytesPerSample
  if (!beginsRle(stream)) return damagedProblem('RLE')
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  if (view.getUint32(0, true) !== segments) return damagedProblem('RLE')
  // A run of two bytes gives at most 128: what cannot fill the frame is refused before memory is taken.
  if (stream.length * 64 < pixels * segments) return damagedProblem('RLE')
  const out = new Uint8Array(pixels * segments)
  for (let segment = 0; segment < segments; segment += 1) {
    const start = view.getUint32(4 + 4 * segment, true)
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : stream.length
    if (start < 64 || end < start || end > stream.length) return damagedProblem('RLE')
    const sample = Math.floor(segment / bytesPerSample)
    const byte = bytesPerSample - 1 - (segment % bytesPerSample)
    const first = sample * bytesPerSample + byte
    if (!unpack(stream, start, end, out, first, segments)) return damagedProblem('RLE')
  }
  return good(out)
}

/** Whether bytes begin with a header of RLE: 1 to 15 segments, the first right behind the header. */
export function beginsRle(bytes: Uint8Array): boolean {
  if (bytes.length < 64) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, 64)
  const segments = view.getUint32(0, true)
  return segments >= 1 && segments <= 15 && view.getUint32(4, true) === 64
}

/** Every `step`-th byte of `out` from `first`; false where the segment ends before the plane is full. */
function unpack(
  stream: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  first: number,
  step: number,
): boolean {
  let to = first
  let at = start
  while (to < out.length) {
    if (at >= end) return false
    const control = stream[at] ?? 0
    at += 1
    if (control === 128) continue
    if (control < 128) {
      const count = control + 1
      if (at + count > end) return false
      for (let i = 0; i < count && to < out.length; i += 1, to += step) out[to] = stream[at + i] ?? 0
      at += count
    } else {
      if (at >= end) return false
      const value = stream[at] ?? 0
      at += 1
      for (let i = 257 - control; i > 0 && to < out.length; i -= 1, to += step) out[to] = value
    }
  }
  return true
}
