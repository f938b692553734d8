import { DamagedStream, readHuffmanTable, type HuffmanTable } from './jpeg-huffman.ts'

/** Tables in force when a scan begins; kept through the stream, as later segments replace some of them. */
export interface JpegTables {
  /** By identifier 0..3: DC and lossless differences. */
  readonly dc: (HuffmanTable | undefined)[]
  readonly ac: (HuffmanTable | undefined)[]
  /** By identifier 0..3, in zigzag order. */
  readonly quantization: (Uint16Array | undefined)[]
  restartInterval: number
}

export interface ScanHeader {
  /** Components of the scan: their identifiers and tables. */
  readonly components: readonly { readonly id: number; readonly dc: number; readonly ac: number }[]
  readonly predictor: number
  readonly pointTransform: number
  /** Where its entropy-coded bytes begin. */
  readonly at: number
}

export function emptyTables(): JpegTables {
  return { dc: [], ac: [], quantization: [], restartInterval: 0 }
}

/** Segments before the end mark; more is no picture. */
const SEGMENTS_MAX = 2000

/**
 * Takes in tables from `at` up to the next scan.
 * @returns its header, or null at the end mark
 */
export function nextScan(bytes: Uint8Array, from: number, tables: JpegTables): ScanHeader | null {
  let at = from
  for (let count = 0; count < SEGMENTS_MAX; count += 1) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1
    if (bytes[at] !== 0xff) throw new DamagedStream()
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xd9) return null
    if (marker === 0xd8) {
      at += 2
      continue
    }
    const end = at + 2 + word(bytes, at + 2)
    if (marker < 0xc0 || end > bytes.length || end < at + 4) throw new DamagedStream()
    const segment = bytes.subarray(at + 4, end)
    if (marker === 0xda) return readScan(segment, end)
    if (marker === 0xc4) readHuffman(segment, tables)
    if (marker === 0xdb) readQuantization(segment, tables)
    if (marker === 0xdd) tables.restartInterval = word(segment, 0)
    at = end
  }
  throw new DamagedStream()
}

function readScan(segment: Uint8Array, at: number): ScanHeader {
  const count = segment[0] ?? 0
  if (count === 0 || segment.length < 4 + 2 * count) throw new DamagedStream()
  const components = Array.from({ length: count }, (_, i) => {
    const tables = segment[2 + 2 * i] ?? 0
    return { id: segment[1 + 2 * i] ?? 0, dc: tables >> 4, ac: tables & 15 }
  })
  const tail = 1 + 2 * count
  return { components, predictor: segment[tail] ?? 0, pointTransform: (segment[tail + 2] ?? 0) & 15, at }
}

function readHuffman(segment: Uint8Array, tables: JpegTables): void {
  for (let at = 0; at + 17 <= segment.length;) {
    const kind = segment[at] ?? 0
    const { table, length } = readHuffmanTable(segment.subarray(at + 1))
    const group = kind >> 4 === 0 ? tables.dc : tables.ac
    group[kind & 3] = table
    at += 1 + length
  }
}

function readQuantization(segment: Uint8Array, tables: JpegTables): void {
  for (let at = 0; at < segment.length;) {
    const kind = segment[at] ?? 0
    const isWide = kind >> 4 === 1
    const length = isWide ? 128 : 64
    if (at + 1 + length > segment.length) throw new DamagedStream()
    const start = at + 1
    tables.quantization[kind & 3] = Uint16Array.from({ length: 64 }, (_, i) =>
      isWide ? word(segment, start + 2 * i) : (segment[start + i] ?? 0),
    )
    at += 1 + length
  }
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
