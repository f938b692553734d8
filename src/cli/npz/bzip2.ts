const BLOCK_MAGIC = [0x314159, 0x265359] as const
const END_MAGIC = [0x177245, 0x385090] as const
const GROUP_SIZE = 50
const CODE_BITS_MAX = 20
const RUN_B = 1

/**
 * Decompresses one bzip2 stream.
 * @param sizeBytes of the result, as the archive states it: nothing beyond is written
 * @throws Error where the stream is damaged or longer than stated
 * Source: the format as bzip2 1.0.8 writes it (there is no standard); checksums are the archive's business.
 */
export function decompressBzip2(packed: Uint8Array, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bits = new BitReader(packed)
  const level =
    bits.read(8) === 0x42 && bits.read(8) === 0x5a && bits.read(8) === 0x68 ? bits.read(8) - 0x30 : 0
  if (level < 1 || level > 9) throw new Error('not a bzip2 stream')
  const out = new Uint8Array(sizeBytes)
  const links = new Uint32Array(level * 100_000)
  let at = 0
  for (;;) {
    const magic = [bits.read(24), bits.read(24)]
    bits.skip(32)
    if (magic[0] === END_MAGIC[0] && magic[1] === END_MAGIC[1]) break
    if (magic[0] !== BLOCK_MAGIC[0] || magic[1] !== BLOCK_MAGIC[1]) throw new Error('bzip2 block expected')
    if (bits.read(1) === 1) throw new Error('randomised bzip2 blocks are not read')
    const first = bits.read(24)
    const length = readBlock(bits, links)
    at = untangle(links, length, first, out, at)
  }
  if (at !== sizeBytes) throw new Error(`bzip2 stream holds ${at} bytes, ${sizeBytes} were stated`)
  return out
}

/** Bits from the high end of each byte; at most 24 at a time. */
class BitReader {
  readonly #bytes: Uint8Array
  #at = 0
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw new Error('bzip2 stream ends too early')
      this.#held = (this.#held << 8) | this.#bytes[this.#at++]!
      this.#count += 8
    }
    this.#count -= count
    const value = (this.#held >>> this.#count) & (2 ** count - 1)
    this.#held &= 2 ** this.#count - 1
    return value
  }

  skip(count: number): void {
    for (let left = count; left > 0; left -= 16) this.read(Math.min(16, left))
  }
}

/** A canonical Huffman code: by length, the largest code and where its symbols begin. */
interface Code {
  readonly limit: Int32Array
  readonly base: Int32Array
  readonly symbols: Uint16Array
  readonly shortest: number
}

function readSymbols(bits: BitReader): Uint8Array {
  const used = bits.read(16)
  const symbols: number[] = []
  for (let range = 0; range < 16; range++) {
    if ((used & (0x8000 >> range)) === 0) continue
    const within = bits.read(16)
    for (let i = 0; i < 16; i++) if ((within & (0x8000 >> i)) !== 0) symbols.push(range * 16 + i)
  }
  if (symbols.length === 0) throw new Error('bzip2 block without symbols')
  return Uint8Array.from(symbols)
}

function readSelectors(bits: BitReader, codeCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15))
  const recent = Array.from({ length: codeCount }, (_, i) => i)
  for (let i = 0; i < selectors.length; i++) {
    let position = 0
    while (bits.read(1) === 1) if (++position >= codeCount) throw new Error('bad bzip2 selector')
    const [selected] = recent.splice(position, 1)
    recent.unshift(selected!)
    selectors[i] = selected!
  }
  return selectors
}

function readCode(bits: BitReader, alphabet: number): Code {
  const lengths = new Uint8Array(alphabet)
  let length = bits.read(5)
  for (let i = 0; i < alphabet; i++) {
    for (;;) {
      if (length < 1 || length > CODE_BITS_MAX) throw new Error('bad bzip2 code length')
      if (bits.read(1) === 0) break
      length += bits.read(1) === 0 ? 1 : -1
    }
    lengths[i] = length
  }
  const counts = new Int32Array(CODE_BITS_MAX + 2)
  for (const l of lengths) counts[l]!++
  const limit = new Int32Array(CODE_BITS_MAX + 1).fill(-1)
  const base = new Int32Array(CODE_BITS_MAX + 1)
  const symbols = new Uint16Array(alphabet)
  let code = 0
  let placed = 0
  for (let l = 1; l <= CODE_BITS_MAX; l++) {
    base[l] = placed - code
    for (let symbol = 0; symbol < alphabet; symbol++) if (lengths[symbol] === l) symbols[placed++] = symbol
    code += counts[l]!
    limit[l] = code - 1
    code <<= 1
  }
  return { limit, base, symbols, shortest: Math.min(...lengths) }
}

/** Undoes Huffman, move-to-front and zero runs: leaves the transformed bytes in the low 8 bits of `links`. */
function readBlock(bits: BitReader, links: Uint32Array): number {
  const recent = readSymbols(bits)
  const alphabet = recent.length + 2
  const endOfBlock = alphabet - 1
  const codeCount = bits.read(3)
  if (codeCount < 2 || codeCount > 6) throw new Error('bad bzip2 code count')
  const selectors = readSelectors(bits, codeCount)
  const codes = Array.from({ length: codeCount }, () => readCode(bits, alphabet))
  let length = 0
  let run = 0
  let runWeight = 1
  for (let group = 0; group < selectors.length; group++) {
    const { limit, base, symbols, shortest } = codes[selectors[group]!]!
    for (let i = 0; i < GROUP_SIZE; i++) {
      let codeBits = shortest
      let code = bits.read(shortest)
      while (code > limit[codeBits]!) {
        if (++codeBits > CODE_BITS_MAX) throw new Error('bad bzip2 code')
        code = (code << 1) | bits.read(1)
      }
      const symbol = symbols[base[codeBits]! + code]!
      if (symbol <= RUN_B) {
        run += runWeight << symbol
        runWeight <<= 1
        if (run > links.length) throw new Error('bzip2 block too long')
        continue
      }
      if (length + run > links.length) throw new Error('bzip2 block too long')
      if (run > 0) links.fill(recent[0]!, length, length + run)
      length += run
      run = 0
      runWeight = 1
      if (symbol === endOfBlock) return length
      const value = recent[symbol - 1]!
      recent.copyWithin(1, 0, symbol - 1)
      recent[0] = value
      if (length >= links.length) throw new Error('bzip2 block too long')
      links[length++] = value
    }
  }
  throw new Error('bzip2 block without end')
}

/** Undoes the Burrows-Wheeler transform and the first run-length code, writing to `out` from `at`. */
function untangle(links: Uint32Array, length: number, first: number, out: Uint8Array, at: number): number {
  if (first >= length) throw new Error('bad bzip2 block start')
  const starts = new Uint32Array(257)
  for (let i = 0; i < length; i++) starts[(links[i]! & 0xff) + 1]!++
  for (let b = 0; b < 256; b++) starts[b + 1]! += starts[b]!
  for (let i = 0; i < length; i++) links[starts[links[i]! & 0xff]!++]! |= i << 8
  let link = links[first]!
  let repeated = 0
  let last = -1
  for (let i = 0; i < length; i++) {
    link = links[link >>> 8]!
    const byte = link & 0xff
    if (repeated === 4) {
      if (at + byte > out.length) throw new Error('bzip2 stream longer than stated')
      out.fill(last, at, at + byte)
      at += byte
      repeated = 0
      last = -1
      continue
    }
    if (at >= out.length) throw new Error('bzip2 stream longer than stated')
    out[at++] = byte
    repeated = byte === last ? repeated + 1 : 1
    last = byte
  }
  return at
}
