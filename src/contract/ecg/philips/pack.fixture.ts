const CODE_BITS = 10
const LITERALS = 256
const END = (1 << CODE_BITS) - 1

/** LZW with codes of ten bits, most significant bit first, ended by the end code. */
export function packLzw(bytes: Uint8Array): Uint8Array {
  const codes: number[] = []
  const table = new Map<string, number>()
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!)
  let next = LITERALS
  let current = ''
  for (const byte of bytes) {
    const longer = current + String.fromCharCode(byte)
    if (longer.length === 1 || table.has(longer)) current = longer
    else {
      codes.push(codeOf(current))
      if (next < END) table.set(longer, next++)
      current = String.fromCharCode(byte)
    }
  }
  if (current !== '') codes.push(codeOf(current))
  codes.push(END)
  return bitsOf(codes)
}

function bitsOf(codes: readonly number[]): Uint8Array {
  const out = new Uint8Array(Math.ceil((codes.length * CODE_BITS) / 8))
  codes.forEach((code, i) => {
    for (let bit = 0; bit < CODE_BITS; bit++) {
      const at = i * CODE_BITS + bit
      if ((code >> (CODE_BITS - 1 - bit)) & 1) out[at >> 3]! |= 0x80 >> (at & 7)
    }
  })
  return out
}

/** One lead as a chunk of XLI: size, a number of unknown meaning, first second difference, packed bytes. */
export function xliChunk(counts: ArrayLike<number>): Uint8Array {
  const count = counts.length
  const differences = Array.from(
    { length: count },
    (_, i) => 2 * counts[i + 1]! - counts[i]! - counts[i + 2]!,
  )
  const stored = [counts[0]!, counts[1]!, ...differences.slice(1, count - 2).map((d) => d + 64), 64]
  const bytes = new Uint8Array(2 * count)
  stored.forEach((value, i) => {
    bytes[i] = (value >> 8) & 0xff
    bytes[count + i] = value & 0xff
  })
  const packed = packLzw(bytes)
  const chunk = new Uint8Array(8 + packed.length)
  const view = new DataView(chunk.buffer)
  view.setInt32(0, packed.length, true)
  view.setInt16(4, 1, true)
  view.setInt16(6, differences[0]!, true)
  chunk.set(packed, 8)
  return chunk
}
