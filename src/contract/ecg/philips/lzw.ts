const CODE_BITS = 10
const LITERALS = 256
/** The code that ends the data; no string has it. */
const END = (1 << CODE_BITS) - 1

/** Each string is at most one byte longer than the one before. */
const STRING_BYTES_MAX = END - LITERALS + 1

export interface Unpacked {
  readonly bytes: Uint8Array
  /** Whether the data ended by the end code; false where they were cut. */
  readonly isWhole: boolean
}

/**
 * LZW with codes of ten bits, most significant bit first; a full table stays as it is.
 * @param bytesMax room for what comes out
 * @returns null for damaged data: a code for a string that is not yet known, or more bytes than there is room for
 */
export function unpackLzw(packed: Uint8Array, bytesMax: number): Unpacked | null {
  const codes = Math.ceil((packed.length * 8) / CODE_BITS)
  const out = new Uint8Array(Math.min(bytesMax, codes * STRING_BYTES_MAX))
  // A string of the table is where it first stood in what came out.
  const starts = new Int32Array(END)
  const lengths = new Int32Array(END)
  let next = LITERALS
  let length = 0
  let previousStart = -1
  let [bits, held] = [0, 0]
  for (const byte of packed) {
    bits = ((bits << 8) | byte) & 0x3ffff
    held += 8
    if (held < CODE_BITS) continue
    held -= CODE_BITS
    const code = (bits >> held) & END
    if (code === END) return { bytes: out.subarray(0, length), isWhole: true }
    const isInTheMaking = code === next && previousStart >= 0
    if (code >= next && !isInTheMaking) return null
    // The new string is the one before and the first byte of this one, which stands right behind it.
    if (previousStart >= 0 && next < END) {
      starts[next] = previousStart
      lengths[next] = length - previousStart + 1
      next++
    }
    const size = code < LITERALS ? 1 : lengths[code]!
    if (length + size > bytesMax) return null
    previousStart = length
    if (code < LITERALS) out[length++] = code
    else for (let from = starts[code]!, to = length + size; length < to;) out[length++] = out[from++]!
  }
  return { bytes: out.subarray(0, length), isWhole: false }
}
