import type { DecodedStream } from './codecs.ts'
import { DamagedStream, ScanBits, type HuffmanTable } from './jpeg-huffman.ts'
import type { JpegHeader } from './jpeg-header.ts'
import { emptyTables, nextScan, type ScanHeader } from './jpeg-segments.ts'

/**
 * Lossless JPEG with Huffman codes, process 14 (ISO 10918-1 annex H). jpeg-lossless-decoder-js 2.1.2 was measured and
 * left: a stream cut at a fifth comes back as a whole picture, colour of 16 bits and point transforms come out wrong, and
 * it takes three times as long. Throws `DamagedStream`.
 */
export function decodeLosslessJpeg(stream: Uint8Array, header: JpegHeader): DecodedStream {
  const { rows, columns, components, precision } = header
  if (components.some(({ across, down }) => across !== 1 || down !== 1)) throw new DamagedStream()
  if (precision < 2 || precision > 16) throw new DamagedStream()
  const count = rows * columns * components.length
  const samples = precision > 8 ? new Uint16Array(count) : new Uint8Array(count)
  const tables = emptyTables()
  const seen = new Set<number>()
  let at = 2
  // Each component comes in exactly one scan, alone or with others.
  while (seen.size < components.length) {
    const scan = nextScan(stream, at, tables)
    if (!scan || scan.predictor < 1 || scan.predictor > 7) throw new DamagedStream()
    const parts = scan.components.map(({ id, dc }): ScanPart => {
      const first = components.findIndex((component) => component.id === id)
      const table = tables.dc[dc]
      if (first < 0 || !table || seen.has(id)) throw new DamagedStream()
      seen.add(id)
      return { first, table }
    })
    const picture = { samples, rows, columns, step: components.length, precision }
    at = decodeScan(new ScanBits(stream, scan.at), scan, parts, picture, tables.restartInterval)
    if (scan.pointTransform > 0) shiftUp(samples, parts, components.length, scan.pointTransform)
  }
  return {
    rows,
    columns,
    components: components.length,
    bits: precision,
    isSigned: false,
    isPlanar: false,
    samples: new Uint8Array(samples.buffer),
  }
}

interface ScanPart {
  /** Of the component among the interleaved samples of a pixel. */
  readonly first: number
  readonly table: HuffmanTable
}

interface Picture {
  readonly samples: Uint8Array | Uint16Array
  readonly rows: number
  readonly columns: number
  /** Samples of a pixel. */
  readonly step: number
  readonly precision: number
}

function decodeScan(
  bits: ScanBits,
  { predictor, pointTransform }: ScanHeader,
  parts: readonly ScanPart[],
  { samples, rows, columns, step, precision }: Picture,
  restartInterval: number,
): number {
  const stride = columns * step
  const middle = 2 ** (precision - pointTransform - 1)
  let untilRestart = restartInterval
  // The first line of a scan and of each restart interval is predicted from the left alone.
  let topRow = 0
  let topColumn = 0
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (restartInterval > 0 && untilRestart === 0) {
        bits.restart()
        untilRestart = restartInterval
        topRow = row
        topColumn = column
      }
      untilRestart -= 1
      const isFirst = row === topRow && column === topColumn
      for (let part = 0; part < parts.length; part += 1) {
        const { first, table } = parts[part] as ScanPart
        const at = row * stride + column * step + first
        let predicted: number
        if (row === topRow) predicted = isFirst ? middle : (samples[at - step] ?? 0)
        else if (column === 0) predicted = samples[at - stride] ?? 0
        else if (predictor === 1) predicted = samples[at - step] ?? 0
        else predicted = predict(predictor, samples, at, step, stride)
        const size = bits.code(table)
        if (size > 16) throw new DamagedStream()
        samples[at] = predicted + (size === 16 ? 32_768 : bits.difference(size))
      }
    }
  }
  return bits.at
}

/** Table H.1. */
function predict(
  predictor: number,
  samples: Uint8Array | Uint16Array,
  at: number,
  step: number,
  stride: number,
): number {
  const left = samples[at - step] ?? 0
  const up = samples[at - stride] ?? 0
  const upLeft = samples[at - stride - step] ?? 0
  switch (predictor) {
    case 2:
      return up
    case 3:
      return upLeft
    case 4:
      return left + up - upLeft
    case 5:
      return left + ((up - upLeft) >> 1)
    case 6:
      return up + ((left - upLeft) >> 1)
    default:
      return (left + up) >> 1
  }
}

function shiftUp(
  samples: Uint8Array | Uint16Array,
  parts: readonly ScanPart[],
  step: number,
  pointTransform: number,
): void {
  for (const { first } of parts)
    for (let at = first; at < samples.length; at += step) samples[at] = (samples[at] ?? 0) << pointTransform
}
