import { unpackLzw } from './lzw.ts'

const CHUNK_HEADER_BYTES = 8
/** Second differences are stored with this added. */
const BIAS = 64

export interface XliLead {
  /** Counts; for III, aVR, aVL and aVF what is left over when they are foretold from other leads. */
  readonly counts: Int32Array
  /** False where the data end before the lead does. */
  readonly isWhole: boolean
}

/**
 * The leads of a waveform compressed by XLI, in their order: each a chunk of its own, its size (32 bits), a number of
 * unknown meaning (16), the first difference (16), all little endian, then LZW. Unpacked, the high bytes of all samples
 * stand before all low bytes; two samples are literal, the others second differences.
 * Source: the description in sierra-ecg-tools by C. A. Watford (MIT), from which only facts were taken.
 * @param samplesMax room for one lead
 * @param isSpoiled whether a byte between two offsets is known to be wrong
 * @returns null for a chunk that is damaged; fewer leads than asked for where the data end
 */
export function readXli(
  data: Uint8Array,
  leadCount: number,
  samplesMax: number,
  isSpoiled: (from: number, to: number) => boolean,
): readonly (XliLead | null)[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const leads: (XliLead | null)[] = []
  let at = 0
  while (leads.length < leadCount && at + CHUNK_HEADER_BYTES <= data.length) {
    const size = view.getInt32(at, true)
    const firstDifference = view.getInt16(at + 6, true)
    const from = at + CHUNK_HEADER_BYTES
    // Without the size of a chunk nobody knows where the next one begins.
    if (size <= 0 || isSpoiled(at, from)) return leads
    const packed = data.subarray(from, Math.min(from + size, data.length))
    const isCut = from + size > data.length
    leads.push(isSpoiled(from, from + size) ? null : readChunk(packed, firstDifference, samplesMax, isCut))
    at = from + size
  }
  return leads
}

function readChunk(
  packed: Uint8Array,
  firstDifference: number,
  samplesMax: number,
  isCut: boolean,
): XliLead | null {
  const unpacked = unpackLzw(packed, 2 * samplesMax)
  if (unpacked === null) return null
  const { bytes, isWhole } = unpacked
  // High and low bytes meet in the middle: where the end is not known, neither is the middle.
  if (isCut || bytes.length < 4 || bytes.length % 2 !== 0) return null
  const counts = fromSecondDifferences(bytes, firstDifference)
  return counts === null ? null : { counts, isWhole }
}

/** @returns null where a sample leaves the 16 bits that it was recorded with */
function fromSecondDifferences(bytes: Uint8Array, firstDifference: number): Int32Array | null {
  const count = bytes.length / 2
  const counts = new Int32Array(count)
  const stored = (i: number): number => ((bytes[i]! << 24) >> 16) | bytes[count + i]!
  counts[0] = stored(0)
  counts[1] = stored(1)
  let difference = firstDifference
  for (let i = 2; i < count; i++) {
    const value = 2 * counts[i - 1]! - counts[i - 2]! - difference
    if (value < -32768 || value > 32767) return null
    counts[i] = value
    difference = stored(i) - BIAS
  }
  return counts
}
