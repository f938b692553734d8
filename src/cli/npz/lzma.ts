const MODEL_BITS = 11
const MODEL_HALF = 1 << (MODEL_BITS - 1)
const MOVE_BITS = 5
const RANGE_TOP = 2 ** 24
const STATES = 12
const MATCH_LENGTH_MIN = 2
const ALIGN_BITS = 4
const END_MODEL = 14
const DISTANCE_STATES = 4

/**
 * Decompresses one raw LZMA stream of known size.
 * @param properties five bytes: lc, lp and pb in one, then the dictionary size (not needed: `out` is the window)
 * @throws Error where the stream is damaged or ends too early
 * Source: the LZMA specification, I. Pavlov, 2015 (public domain).
 */
export function decompressLzma(
  packed: Uint8Array,
  properties: Uint8Array,
  sizeBytes: number,
): Uint8Array<ArrayBuffer> {
  const packedProperties = properties[0]!
  if (packedProperties >= 9 * 5 * 5) throw new Error('bad LZMA properties')
  const literalContextBits = packedProperties % 9
  const literalPositionMask = (1 << (Math.floor(packedProperties / 9) % 5)) - 1
  const positionMask = (1 << Math.floor(packedProperties / 45)) - 1
  const out = new Uint8Array(sizeBytes)
  const range = new RangeReader(packed)
  const literals = models((0x300 << literalContextBits) * (literalPositionMask + 1))
  const isMatch = models(STATES << 4)
  const isRepeat = models(STATES)
  const isRepeat0 = models(STATES)
  const isRepeat1 = models(STATES)
  const isRepeat2 = models(STATES)
  const isRepeat0Long = models(STATES << 4)
  const distanceSlots = Array.from({ length: DISTANCE_STATES }, () => models(64))
  const distanceSpecial = models(1 + 128 - END_MODEL)
  const distanceAlign = models(1 << ALIGN_BITS)
  const matchLengths = new LengthCode()
  const repeatLengths = new LengthCode()
  let [rep0, rep1, rep2, rep3] = [0, 0, 0, 0]
  let state = 0
  let at = 0

  const literal = (): void => {
    const previous = at > 0 ? out[at - 1]! : 0
    const context =
      ((at & literalPositionMask) << literalContextBits) + (previous >> (8 - literalContextBits))
    const from = 0x300 * context
    let symbol = 1
    if (state >= 7) {
      let match = out[at - rep0 - 1]!
      while (symbol < 0x100) {
        const expected = (match >> 7) & 1
        match <<= 1
        const bit = range.bit(literals, from + ((1 + expected) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (expected !== bit) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | range.bit(literals, from + symbol)
    out[at++] = symbol
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
  }

  const distance = (length: number): number => {
    const slot = range.tree(distanceSlots[Math.min(length, DISTANCE_STATES - 1)]!, 6)
    if (slot < 4) return slot
    const direct = (slot >> 1) - 1
    const start = (2 | (slot & 1)) * 2 ** direct
    if (slot < END_MODEL) return start + range.reverseTree(distanceSpecial, start - slot, direct)
    return (
      start +
      range.direct(direct - ALIGN_BITS) * 2 ** ALIGN_BITS +
      range.reverseTree(distanceAlign, 0, ALIGN_BITS)
    )
  }

  while (at < sizeBytes) {
    const position = at & positionMask
    if (range.bit(isMatch, (state << 4) + position) === 0) {
      literal()
      continue
    }
    let length: number
    if (range.bit(isRepeat, state) === 1) {
      if (at === 0) throw new Error('LZMA match before any data')
      if (range.bit(isRepeat0, state) === 0) {
        if (range.bit(isRepeat0Long, (state << 4) + position) === 0) {
          state = state < 7 ? 9 : 11
          out[at] = out[at - rep0 - 1]!
          at++
          continue
        }
      } else if (range.bit(isRepeat1, state) === 0) {
        ;[rep0, rep1] = [rep1, rep0]
      } else if (range.bit(isRepeat2, state) === 0) {
        ;[rep0, rep1, rep2] = [rep2, rep0, rep1]
      } else {
        ;[rep0, rep1, rep2, rep3] = [rep3, rep0, rep1, rep2]
      }
      length = repeatLengths.read(range, position)
      state = state < 7 ? 8 : 11
    } else {
      ;[rep1, rep2, rep3] = [rep0, rep1, rep2]
      length = matchLengths.read(range, position)
      state = state < 7 ? 7 : 10
      rep0 = distance(length)
      if (rep0 === 2 ** 32 - 1) break
    }
    const end = at + length + MATCH_LENGTH_MIN
    if (rep0 >= at || end > sizeBytes) throw new Error('LZMA match outside the data')
    for (; at < end; at++) out[at] = out[at - rep0 - 1]!
  }
  if (at !== sizeBytes) throw new Error(`LZMA stream holds ${at} bytes, ${sizeBytes} were stated`)
  return out
}

function models(count: number): Uint16Array {
  return new Uint16Array(count).fill(MODEL_HALF)
}

class RangeReader {
  readonly #bytes: Uint8Array
  #at = 5
  #range = 0xffffffff
  #code: number

  constructor(bytes: Uint8Array) {
    if (bytes.length < 5 || bytes[0] !== 0) throw new Error('not an LZMA stream')
    this.#bytes = bytes
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1)
  }

  bit(model: Uint16Array, index: number): 0 | 1 {
    const probability = model[index]!
    const bound = (this.#range >>> MODEL_BITS) * probability
    let value: 0 | 1
    if (this.#code < bound) {
      this.#range = bound
      model[index] = probability + (((1 << MODEL_BITS) - probability) >> MOVE_BITS)
      value = 0
    } else {
      this.#range -= bound
      this.#code -= bound
      model[index] = probability - (probability >> MOVE_BITS)
      value = 1
    }
    if (this.#range < RANGE_TOP) this.#shift()
    return value
  }

  direct(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1
      const bit = this.#code >= this.#range ? 1 : 0
      if (bit === 1) this.#code -= this.#range
      value = value * 2 + bit
      if (this.#range < RANGE_TOP) this.#shift()
    }
    return value
  }

  tree(model: Uint16Array, bits: number): number {
    let symbol = 1
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.bit(model, symbol)
    return symbol - (1 << bits)
  }

  reverseTree(model: Uint16Array, from: number, bits: number): number {
    let index = 1
    let symbol = 0
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(model, from + index)
      index = (index << 1) | bit
      symbol |= bit << i
    }
    return symbol
  }

  #shift(): void {
    if (this.#at >= this.#bytes.length) throw new Error('LZMA stream ends too early')
    this.#range = this.#range * 256
    this.#code = this.#code * 256 + this.#bytes[this.#at++]!
  }
}

class LengthCode {
  readonly #choice = models(2)
  readonly #low = Array.from({ length: 16 }, () => models(8))
  readonly #middle = Array.from({ length: 16 }, () => models(8))
  readonly #high = models(256)

  read(range: RangeReader, position: number): number {
    if (range.bit(this.#choice, 0) === 0) return range.tree(this.#low[position]!, 3)
    if (range.bit(this.#choice, 1) === 0) return 8 + range.tree(this.#middle[position]!, 3)
    return 16 + range.tree(this.#high, 8)
  }
}
