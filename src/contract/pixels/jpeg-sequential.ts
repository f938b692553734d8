import type { DecodedStream } from './codecs.ts'
import { DamagedStream, ScanBits, type HuffmanTable } from './jpeg-huffman.ts'
import type { JpegHeader } from './jpeg-header.ts'
import { inverseDct } from './jpeg-idct.ts'
import { emptyTables, nextScan, type JpegTables, type ScanHeader } from './jpeg-segments.ts'

/**
 * Sequential DCT with Huffman codes (ISO 10918-1 annex F): what the 8-bit build of libjpeg-turbo leaves out, extended
 * JPEG of 12 bits (1.2.840.10008.1.2.4.51). The one package that reads it, dcmjs-codecs, is 1.44 MB gzip and uses `eval`.
 * Components come interleaved and untransformed; halved ones are repeated. Throws `DamagedStream`.
 */
export function decodeSequentialJpeg(stream: Uint8Array, header: JpegHeader): DecodedStream {
  const planes = layPlanes(header)
  const tables = emptyTables()
  const seen = new Set<number>()
  let at = 2
  // Each component comes in exactly one scan, alone or with others.
  while (seen.size < planes.length) {
    const scan = nextScan(stream, at, tables)
    if (!scan) throw new DamagedStream()
    for (const { id } of scan.components) {
      if (seen.has(id)) throw new DamagedStream()
      seen.add(id)
    }
    at = decodeScan(stream, scan, planes, tables)
  }
  return {
    rows: header.rows,
    columns: header.columns,
    components: planes.length,
    bits: header.precision,
    isSigned: false,
    isPlanar: false,
    samples: interleavePlanes(planes, header),
  }
}

interface Plane {
  readonly id: number
  readonly across: number
  readonly down: number
  readonly quantization: number
  /** Blocks of 8 × 8 that the samples need, and that whole units of all components need. */
  readonly blocksAcross: number
  readonly blocksDown: number
  readonly stride: number
  readonly samples: Uint16Array
  readonly highest: number
  predicted: number
}

function layPlanes({ components, rows, columns, precision }: JpegHeader): Plane[] {
  const widest = Math.max(...components.map(({ across }) => across))
  const tallest = Math.max(...components.map(({ down }) => down))
  const unitsAcross = Math.ceil(columns / (8 * widest))
  const unitsDown = Math.ceil(rows / (8 * tallest))
  return components.map(({ id, across, down, quantization }) => {
    if (across < 1 || across > 4 || down < 1 || down > 4) throw new DamagedStream()
    const stride = unitsAcross * across * 8
    return {
      id,
      across,
      down,
      quantization,
      blocksAcross: Math.ceil((columns * across) / (8 * widest)),
      blocksDown: Math.ceil((rows * down) / (8 * tallest)),
      stride,
      samples: new Uint16Array(stride * unitsDown * down * 8),
      highest: 2 ** precision - 1,
      predicted: 0,
    }
  })
}

interface ScanPart {
  readonly plane: Plane
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
  readonly quantization: Uint16Array
}

function decodeScan(
  stream: Uint8Array,
  scan: ScanHeader,
  planes: readonly Plane[],
  tables: JpegTables,
): number {
  const parts = scan.components.map((component): ScanPart => {
    const plane = planes.find(({ id }) => id === component.id)
    const quantization = plane && tables.quantization[plane.quantization]
    const dc = tables.dc[component.dc]
    const ac = tables.ac[component.ac]
    if (!plane || !quantization || !dc || !ac) throw new DamagedStream()
    plane.predicted = 0
    return { plane, dc, ac, quantization }
  })
  const bits = new ScanBits(stream, scan.at)
  const alone = parts.length === 1 ? parts[0]?.plane : undefined
  const first = parts[0]?.plane
  if (!first) throw new DamagedStream()
  const unitsAcross = alone ? alone.blocksAcross : first.stride / (8 * first.across)
  const unitsDown = alone ? alone.blocksDown : first.samples.length / first.stride / (8 * first.down)
  const units = unitsAcross * unitsDown
  for (let unit = 0; unit < units; unit += 1) {
    if (tables.restartInterval > 0 && unit > 0 && unit % tables.restartInterval === 0) {
      bits.restart()
      for (const { plane } of parts) plane.predicted = 0
    }
    const column = unit % unitsAcross
    const row = Math.floor(unit / unitsAcross)
    for (const part of parts) decodeUnit(bits, part, column, row, alone !== undefined)
  }
  return bits.at
}

function decodeUnit(bits: ScanBits, part: ScanPart, column: number, row: number, isAlone: boolean): void {
  const across = isAlone ? 1 : part.plane.across
  const down = isAlone ? 1 : part.plane.down
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1) decodeBlock(bits, part, column * across + x, row * down + y)
}

/** Where the k-th coefficient of the zigzag stands in its block of 8 × 8. */
const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13],
  ...[6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38],
  ...[31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
)
const coefficients = new Float64Array(64)

function decodeBlock(
  bits: ScanBits,
  { plane, dc, ac, quantization }: ScanPart,
  column: number,
  row: number,
): void {
  coefficients.fill(0)
  const size = bits.code(dc)
  if (size > 15) throw new DamagedStream()
  plane.predicted += bits.difference(size)
  coefficients[0] = plane.predicted * (quantization[0] ?? 0)
  for (let k = 1; k < 64; k += 1) {
    const code = bits.code(ac)
    const length = code & 15
    if (length === 0) {
      if (code !== 0xf0) break
      k += 15
      continue
    }
    k += code >> 4
    if (k > 63) throw new DamagedStream()
    coefficients[ZIGZAG[k] ?? 0] = bits.difference(length) * (quantization[k] ?? 0)
  }
  inverseDct(coefficients)
  const centre = (plane.highest + 1) / 2
  let to = row * 8 * plane.stride + column * 8
  for (let y = 0; y < 64; y += 8) {
    for (let x = 0; x < 8; x += 1) {
      const value = (coefficients[y + x] ?? 0) + centre
      plane.samples[to + x] = value <= 0 ? 0 : value >= plane.highest ? plane.highest : value + 0.5
    }
    to += plane.stride
  }
}

function interleavePlanes(planes: readonly Plane[], { rows, columns, precision }: JpegHeader) {
  const whole =
    precision > 8
      ? new Uint16Array(rows * columns * planes.length)
      : new Uint8Array(rows * columns * planes.length)
  const widest = Math.max(...planes.map(({ across }) => across))
  const tallest = Math.max(...planes.map(({ down }) => down))
  planes.forEach(({ samples, stride, across, down }, i) => {
    let to = i
    for (let row = 0; row < rows; row += 1) {
      const line = Math.floor((row * down) / tallest) * stride
      for (let column = 0; column < columns; column += 1, to += planes.length)
        whole[to] = samples[line + (across === widest ? column : Math.floor((column * across) / widest))] ?? 0
    }
  })
  return new Uint8Array(whole.buffer)
}
