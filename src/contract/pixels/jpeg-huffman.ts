/**
 * Huffman-coded bits of JPEG (ISO 10918-1 annex F.2.2 and annex C), for the two decoders of our own: extended 12-bit and
 * lossless. Strict: a code that is in no table, or bits beyond the end, throw `DamagedStream`.
 */
export class DamagedStream extends Error {}

/** For the bits ahead: length of the code in the high byte (0: none), its value in the low one. */
export interface HuffmanTable {
  /** For every 9 bits ahead, where the code is no longer: most are, and this table stays in the processor's cache. */
  readonly short: Uint16Array
  /** For every 16 bits ahead. */
  readonly long: Uint16Array
}

const SHORT_BITS = 9

/** @param segment of DHT, behind its class and identifier; @returns the table and the bytes it took */
export function readHuffmanTable(segment: Uint8Array): {
  readonly table: HuffmanTable
  readonly length: number
} {
  const long = new Uint16Array(65536)
  const short = new Uint16Array(1 << SHORT_BITS)
  let code = 0
  let value = 16
  for (let bits = 1; bits <= 16; bits += 1) {
    for (let i = segment[bits - 1] ?? 0; i > 0; i -= 1) {
      const first = code << (16 - bits)
      const after = (code + 1) << (16 - bits)
      if (value >= segment.length || after > 65536) throw new DamagedStream()
      const entry = (bits << 8) | (segment[value] ?? 0)
      long.fill(entry, first, after)
      if (bits <= SHORT_BITS) short.fill(entry, first >> (16 - SHORT_BITS), after >> (16 - SHORT_BITS))
      value += 1
      code += 1
    }
    code <<= 1
  }
  return { table: { short, long }, length: value }
}

/** Bits of one scan; stuffed zero bytes taken out, stops at a marker. */
export class ScanBits {
  readonly #bytes: Uint8Array
  /** Of the next byte that was not taken in yet. */
  at: number
  #held = 0
  #count = 0
  /** Zero bits fed behind the end, so that codes at the end can be looked up 16 bits ahead. */
  #beyond = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  /** The value of the next code. */
  code({ short, long }: HuffmanTable): number {
    if (this.#count < 16) this.#fill()
    const ahead = this.#held >>> (this.#count - 16)
    const entry = short[(ahead >> (16 - SHORT_BITS)) & ((1 << SHORT_BITS) - 1)] || (long[ahead & 0xffff] ?? 0)
    if (entry === 0) throw new DamagedStream()
    this.#take(entry >> 8)
    return entry & 0xff
  }

  /** `size` bits as a signed difference (EXTEND of F.2.2.1); at most 15. */
  difference(size: number): number {
    if (size === 0) return 0
    if (this.#count < 16) this.#fill()
    const bits = (this.#held >>> (this.#count - size)) & ((1 << size) - 1)
    this.#take(size)
    return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits
  }

  /** Goes behind the restart marker that must stand here, fill bytes before it or not. */
  restart(): void {
    this.#held = 0
    this.#count = 0
    this.#beyond = 0
    while (this.#bytes[this.at] === 0xff && this.#bytes[this.at + 1] === 0xff) this.at += 1
    const marker = this.#bytes[this.at + 1] ?? 0
    if (this.#bytes[this.at] !== 0xff || marker < 0xd0 || marker > 0xd7) throw new DamagedStream()
    this.at += 2
  }

  #take(size: number): void {
    this.#count -= size
    if (this.#count < this.#beyond) throw new DamagedStream()
  }

  /** At least 16 bits; at most 15 + 16 are held: they fit a 32-bit word. */
  #fill(): void {
    const first = this.#bytes[this.at] ?? 0xff
    const second = this.#bytes[this.at + 1] ?? 0xff
    if (first !== 0xff && second !== 0xff) {
      this.#held = (this.#held << 16) | (first << 8) | second
      this.#count += 16
      this.at += 2
      return
    }
    while (this.#count < 16) {
      const byte = this.#bytes[this.at]
      const isEnd = byte === undefined || (byte === 0xff && this.#bytes[this.at + 1] !== 0)
      if (isEnd) this.#beyond += 8
      else this.at += byte === 0xff ? 2 : 1
      this.#held = (this.#held << 8) | (isEnd ? 0 : byte)
      this.#count += 8
    }
  }
}
