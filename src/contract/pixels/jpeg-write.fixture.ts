import { joinedBytes } from './joined-bytes.ts'

/**
 * A JPEG writer for tests, of our own making: codes of one length each, so that nothing but the rules of the format is
 * used. Lossless (process 14, all predictors, restarts, point transform) and sequential DCT of 8 or 12 bits.
 */
interface WrittenPicture {
  readonly rows: number
  readonly columns: number
  readonly precision: number
  /** Interleaved. */
  readonly samples: readonly number[] | Uint16Array | Uint8Array
  readonly components: number
  /** Samples between restart marks, in units of the scan; 0 for none. */
  readonly restartInterval?: number
}

/** Symbols 0 to 16 in codes of five bits each, so the code of a symbol is the symbol. */
const DIFFERENCES = huffmanSegment(0x00, 5, 17)
/** Lossy streams have no differences of 16 bits, and decoders refuse a table that speaks of them. */
const DC_TABLE = huffmanSegment(0x00, 5, 16)
/** All symbols up to 0xFA in codes of eight bits; those above are of no coefficient. */
const AC_TABLE = huffmanSegment(0x10, 8, 251)

export function writeLosslessJpeg(
  picture: WrittenPicture & { readonly predictor: number; readonly pointTransform?: number },
): Uint8Array<ArrayBuffer> {
  const {
    rows,
    columns,
    components,
    samples,
    precision,
    predictor,
    pointTransform = 0,
    restartInterval = 0,
  } = picture
  const scan = new BitWriter()
  const at = (row: number, column: number, s: number) =>
    (samples[(row * columns + column) * components + s] ?? 0) >> pointTransform
  let top = 0
  for (let row = 0, unit = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1, unit += 1) {
      const isRestart = restartInterval > 0 && unit > 0 && unit % restartInterval === 0
      if (isRestart) {
        scan.restart()
        top = row
      }
      for (let s = 0; s < components; s += 1) {
        const left = at(row, column - 1, s)
        const up = at(row - 1, column, s)
        const upLeft = at(row - 1, column - 1, s)
        const table = [
          0,
          left,
          up,
          upLeft,
          left + up - upLeft,
          left + ((up - upLeft) >> 1),
          up + ((left - upLeft) >> 1),
          (left + up) >> 1,
        ]
        const isFirst = column === 0 && row === top
        const middle = 2 ** (precision - pointTransform - 1)
        const predicted = isFirst ? middle : row === top ? left : column === 0 ? up : (table[predictor] ?? 0)
        const difference = ((at(row, column, s) - predicted) << 16) >> 16
        scan.value(difference, 5)
      }
    }
  return stream(0xc3, picture, [DIFFERENCES], scan, predictor, pointTransform)
}

/** Each component whole; blocks at the edge repeat the last sample. Quantization 1 throughout. */
export function writeSequentialJpeg(picture: WrittenPicture): Uint8Array<ArrayBuffer> {
  const { rows, columns, components, samples, precision, restartInterval = 0 } = picture
  const scan = new BitWriter()
  const before = new Array<number>(components).fill(0)
  let unit = 0
  for (let top = 0; top < rows; top += 8)
    for (let left = 0; left < columns; left += 8, unit += 1) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
        scan.restart()
        before.fill(0)
      }
      for (let s = 0; s < components; s += 1) {
        const block = Array.from({ length: 64 }, (_, i) => {
          const row = Math.min(rows - 1, top + (i >> 3))
          const column = Math.min(columns - 1, left + (i & 7))
          return (samples[(row * columns + column) * components + s] ?? 0) - 2 ** (precision - 1)
        })
        const coefficients = forwardDct(block).map(Math.round)
        scan.value((coefficients[0] ?? 0) - (before[s] ?? 0), 5)
        before[s] = coefficients[0] ?? 0
        scan.block(coefficients)
      }
    }
  const quantization = Uint8Array.of(0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1))
  return stream(precision === 8 ? 0xc0 : 0xc1, picture, [quantization, DC_TABLE, AC_TABLE], scan, 0, 0)
}

/** ISO 10918-1 A.3.3, as it is written there. */
export function forwardDct(block: readonly number[]): number[] {
  return Array.from({ length: 64 }, (_, i) => {
    const [v, u] = [i >> 3, i & 7]
    let sum = 0
    for (let y = 0; y < 8; y += 1)
      for (let x = 0; x < 8; x += 1)
        sum +=
          (block[8 * y + x] ?? 0) *
          Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
          Math.cos(((2 * y + 1) * v * Math.PI) / 16)
    return (sum / 4) * (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1)
  })
}

function stream(
  frameKind: number,
  { rows, columns, components, precision, restartInterval = 0 }: WrittenPicture,
  tables: readonly Uint8Array[],
  scan: BitWriter,
  predictor: number,
  pointTransform: number,
): Uint8Array<ArrayBuffer> {
  const specs = Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat()
  const frame = [precision, rows >> 8, rows & 255, columns >> 8, columns & 255, components, ...specs]
  const selectors = Array.from({ length: components }, (_, i) => [i + 1, 0x00]).flat()
  const isLossless = frameKind === 0xc3
  const head = [components, ...selectors, predictor, isLossless ? 0 : 63, pointTransform]
  return joinedBytes([
    Uint8Array.of(0xff, 0xd8),
    ...tables,
    segment(0xdd, [restartInterval >> 8, restartInterval & 255]),
    segment(frameKind, frame),
    segment(0xda, head),
    scan.done(),
    Uint8Array.of(0xff, 0xd9),
  ])
}

function segment(marker: number, body: readonly number[]): Uint8Array {
  return Uint8Array.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body)
}

function huffmanSegment(kind: number, bits: number, symbols: number): Uint8Array {
  const lengths = Array.from({ length: 16 }, (_, i) => (i + 1 === bits ? symbols : 0))
  return segment(0xc4, [kind, ...lengths, ...Array.from({ length: symbols }, (_, i) => i)])
}

const ZIGZAG = Array.from({ length: 64 }, (_, i) => i).sort((a, b) => order(a) - order(b))

/** Along the diagonals, up and down by turns. */
function order(i: number): number {
  const [row, column] = [i >> 3, i & 7]
  const diagonal = row + column
  return diagonal * 8 + (diagonal % 2 === 0 ? column : row)
}

class BitWriter {
  readonly #bytes: number[] = []
  #held = 0
  #count = 0
  #restarts = 0

  #put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      this.#held = (this.#held << 1) | ((value >> bit) & 1)
      this.#count += 1
      if (this.#count === 8) this.#flush()
    }
  }

  #flush(): void {
    this.#bytes.push(this.#held)
    if (this.#held === 0xff) this.#bytes.push(0)
    this.#held = 0
    this.#count = 0
  }

  #align(): void {
    while (this.#count !== 0) this.#put(1, 1)
  }

  /** A difference: the code of its size, then its bits; of size 16 none follow. */
  value(difference: number, codeBits: number): void {
    const size = difference === -32_768 ? 16 : 32 - Math.clz32(Math.abs(difference))
    this.#put(size, codeBits)
    if (size < 16) this.#put(difference < 0 ? difference + 2 ** size - 1 : difference, size)
  }

  block(coefficients: readonly number[]): void {
    let run = 0
    for (const at of ZIGZAG.slice(1)) {
      const value = coefficients[at] ?? 0
      if (value === 0) {
        run += 1
        continue
      }
      for (; run > 15; run -= 16) this.#put(0xf0, 8)
      const size = 32 - Math.clz32(Math.abs(value))
      this.#put((run << 4) | size, 8)
      this.#put(value < 0 ? value + 2 ** size - 1 : value, size)
      run = 0
    }
    if (run > 0) this.#put(0, 8)
  }

  restart(): void {
    this.#align()
    this.#bytes.push(0xff, 0xd0 + (this.#restarts & 7))
    this.#restarts += 1
  }

  done(): Uint8Array {
    this.#align()
    return Uint8Array.from(this.#bytes)
  }
}
