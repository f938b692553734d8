import { ByteReader } from './bytes.ts'

/** One code of a table. Source: EN 1064:2005, 5.5.3. */
export interface HuffmanCode {
  /** Bits that tell this code from the others. */
  readonly prefixBits: number
  /** Those and the bits of the value behind them. */
  readonly totalBits: number
  /** The value, or what is added to the bits behind the prefix; of a switch, the table that follows (from 1). */
  readonly base: number
  readonly switches: boolean
  /** The prefix, its first bit lowest, as the file stores it. */
  readonly prefix: number
}

/** How sample values are packed: null is 16-bit words as they are. */
export type Packing = readonly HuffmanTable[] | null

/** Means the default table, and that nothing else follows. */
const DEFAULT_TABLE_COUNT = 19999
const CODES_MAX = 4096
const TABLES_MAX = 64
const PREFIX_BITS_MAX = 32
const VALUE_BITS_MAX = 24

/** A tree over the prefixes, two children a node; leaves are negative: -1 - number of the code. */
class HuffmanTable {
  readonly codes: readonly HuffmanCode[]
  readonly #children: Int32Array

  /** @throws RangeError where a code is the beginning of another, or too long */
  constructor(codes: readonly HuffmanCode[]) {
    this.codes = codes
    const children: number[] = [0, 0]
    codes.forEach(({ prefixBits, totalBits, prefix }, number) => {
      const valueBits = totalBits - prefixBits
      if (prefixBits < 1 || prefixBits > PREFIX_BITS_MAX || valueBits < 0 || valueBits > VALUE_BITS_MAX) {
        throw new RangeError('a code of impossible length')
      }
      let node = 0
      for (let bit = 0; bit < prefixBits; bit++) {
        const slot = node * 2 + ((prefix >>> bit) & 1)
        const next = children[slot]!
        const isLast = bit === prefixBits - 1
        if (next < 0 || (isLast && next !== 0)) throw new RangeError('a code that begins another')
        if (isLast) children[slot] = -1 - number
        else if (next === 0) {
          node = children.length / 2
          children[slot] = node
          children.push(0, 0)
        } else node = next
      }
    })
    this.#children = Int32Array.from(children)
  }

  /** The node or leaf that this bit leads to from a node; 0 where no code goes on like this. */
  step(node: number, bit: number): number {
    return this.#children[node * 2 + bit]!
  }
}

/** Nineteen codes: 0 to ±8 in 1 to 10 bits, then 8 and 16 bits behind a prefix of ten. */
const DEFAULT_TABLE = new HuffmanTable([
  { prefixBits: 1, totalBits: 1, base: 0, switches: false, prefix: 0 },
  ...Array.from({ length: 8 }, (_, i) => i + 1).flatMap((size) =>
    [size, -size].map((base) => ({
      prefixBits: size + 2,
      totalBits: size + 2,
      base,
      switches: false,
      prefix: (1 << size) - 1 + (base < 0 ? 1 << (size + 1) : 0),
    })),
  ),
  { prefixBits: 10, totalBits: 18, base: 0, switches: false, prefix: 0b01_1111_1111 },
  { prefixBits: 10, totalBits: 26, base: 0, switches: false, prefix: 0b11_1111_1111 },
])

/**
 * Section 2. Without it, or with no table in it, samples are not packed.
 * @returns 'broken' where its tables cannot be used
 * Source: EN 1064:2005, 5.5 and annex C.3.7.6 (default table).
 */
export function readPacking(body: Uint8Array | undefined): Packing | 'broken' {
  if (body === undefined) return null
  const reader = new ByteReader(body)
  const count = reader.u16()
  if (reader.ranOut || count === 0) return null
  if (count === DEFAULT_TABLE_COUNT) return [DEFAULT_TABLE]
  if (count > TABLES_MAX) return 'broken'
  const tables: HuffmanTable[] = []
  for (let i = 0; i < count; i++) {
    const codeCount = reader.u16()
    if (codeCount === 0 || codeCount > CODES_MAX) return 'broken'
    const codes: HuffmanCode[] = []
    for (let k = 0; k < codeCount; k++) {
      const prefixBits = reader.u8()
      const totalBits = reader.u8()
      const switches = reader.u8() === 0
      codes.push({ prefixBits, totalBits, switches, base: reader.i16(), prefix: reader.u32() })
    }
    if (reader.ranOut) return 'broken'
    try {
      tables.push(new HuffmanTable(codes))
    } catch {
      return 'broken'
    }
  }
  const leadsNowhere = tables.some((table) =>
    table.codes.some((code) => code.switches && (code.base < 1 || code.base > count)),
  )
  return leadsNowhere ? 'broken' : tables
}

export interface Unpacked {
  /** As many as could be read, `most` at most. */
  readonly values: Int32Array
  readonly bytesUsed: number
}

/** Values of one lead, table 1 in force at its first bit. */
export function unpack(bytes: Uint8Array, packing: Packing, most: number): Unpacked {
  if (packing !== null) return unpackBits(bytes, packing, most)
  const count = Math.min(most, bytes.length >> 1)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = Int32Array.from({ length: count }, (_, i) => view.getInt16(i * 2, true))
  return { values, bytesUsed: count * 2 }
}

function unpackBits(bytes: Uint8Array, tables: readonly HuffmanTable[], most: number): Unpacked {
  const bitCount = bytes.length * 8
  // Every value takes a bit at least: more cannot be there, whatever section 3 claims.
  const values = new Int32Array(Math.min(most, bitCount))
  const bitAt = (at: number): number => (bytes[at >> 3]! >> (7 - (at & 7))) & 1
  let table = tables[0]!
  let count = 0
  let at = 0
  let used = 0
  while (count < values.length) {
    let node = 0
    do {
      if (at >= bitCount) return { values: values.slice(0, count), bytesUsed: bytes.length }
      node = table.step(node, bitAt(at++))
    } while (node > 0)
    // No code goes on like this: whatever follows is lost.
    if (node === 0) break
    const code = table.codes[-1 - node]!
    const valueBits = code.totalBits - code.prefixBits
    if (at + valueBits > bitCount) break
    let value = 0
    for (let i = 0; i < valueBits; i++) value = (value << 1) | bitAt(at++)
    if (valueBits > 0) value = (value << (32 - valueBits)) >> (32 - valueBits)
    used = at
    if (code.switches) table = tables[code.base - 1]!
    else values[count++] = code.base + value
  }
  return { values: count < values.length ? values.slice(0, count) : values, bytesUsed: Math.ceil(used / 8) }
}

/**
 * Undoes differences in place: `x[n] = d + x[n-1]` or `x[n] = d + 2x[n-1] - x[n-2]`; the first one or two values
 * are stored as they are.
 * @param wraps samples are 16 bits, and so are the sums of some writers: what leaves them comes back on the other
 *   side. Where the data are known to be damaged, it says instead that they are broken from there on
 * @returns how many values are sound
 * Source: EN 1064:2005, 5.8.4 and annex C.3.7.
 */
export function undoDifferences(values: Int32Array, order: number, wraps: boolean): number {
  for (let i = 0; i < values.length; i++) {
    if (order === 1 && i >= 1) values[i] = values[i]! + values[i - 1]!
    if (order === 2 && i >= 2) values[i] = values[i]! + 2 * values[i - 1]! - values[i - 2]!
    if (wraps) values[i] = (values[i]! << 16) >> 16
    else if (values[i]! < -32768 || values[i]! > 32767) return i
  }
  return values.length
}
