/** A test-only writer of FLAC: every kind of subframe that the format has, so that the reader meets each. */
export interface WriteFlacOptions {
  readonly bitsPerSample: 8 | 16 | 24
  readonly blockSize: number
  readonly subframe: Subframe
  /** Of two channels: each for itself (default), or one of them as the difference. */
  readonly stereo?: 'left-side' | 'side-right' | 'mid-side'
  /** Rice parameter, or `escape`: the residual as plain numbers. Default 4. */
  readonly rice?: number | 'escape'
  readonly partitionOrder?: number
  /** Parameters in five bits instead of four. */
  readonly longParameters?: boolean
  /** Lowest bits that are 0 in every sample and not stored. */
  readonly wastedBits?: number
  /** Frames counted by their first sample instead of by their number. */
  readonly variable?: boolean
}

type Subframe =
  | { readonly kind: 'constant' | 'verbatim' }
  | { readonly kind: 'fixed'; readonly order: number }
  | { readonly kind: 'lpc'; readonly coefficients: readonly number[]; readonly shift: number }

class BitWriter {
  readonly bits: number[] = []

  unsigned(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) this.bits.push(Math.floor(value / 2 ** bit) % 2)
    return this
  }

  signed(value: number, count: number): this {
    return this.unsigned(value < 0 ? value + 2 ** count : value, count)
  }

  unary(zeros: number): this {
    for (let i = 0; i < zeros; i++) this.bits.push(0)
    this.bits.push(1)
    return this
  }

  toBytes(): Uint8Array {
    while (this.bits.length % 8 !== 0) this.bits.push(0)
    const bytes = new Uint8Array(this.bits.length / 8)
    for (let i = 0; i < bytes.length; i++) {
      let byte = 0
      for (let bit = 0; bit < 8; bit++) byte = byte * 2 + this.bits[i * 8 + bit]!
      bytes[i] = byte
    }
    return bytes
  }
}

function crc(bytes: Iterable<number>, polynomial: number, width: 8 | 16): number {
  let value = 0
  const top = 2 ** (width - 1)
  for (const byte of bytes) {
    value ^= width === 8 ? byte : byte << 8
    for (let bit = 0; bit < 8; bit++) {
      value = ((value & top ? (value << 1) ^ polynomial : value << 1) & (2 ** width - 1)) >>> 0
    }
  }
  return value
}

/** @param channels whole numbers, all of one length */
export function writeFlac(channels: readonly (readonly number[])[], options: WriteFlacOptions): Uint8Array {
  const { bitsPerSample, blockSize } = options
  const length = channels[0]!.length
  const info = new BitWriter().unsigned(0x664c6143, 32).unsigned(0x80, 8).unsigned(34, 24)
  info.unsigned(blockSize, 16).unsigned(blockSize, 16).unsigned(0, 24).unsigned(0, 24)
  info
    .unsigned(96_000, 20)
    .unsigned(channels.length - 1, 3)
    .unsigned(bitsPerSample - 1, 5)
  info.unsigned(length, 36).unsigned(0, 32).unsigned(0, 32).unsigned(0, 32).unsigned(0, 32)
  const bytes = [...info.toBytes()]
  for (let first = 0; first < length; first += blockSize) {
    bytes.push(
      ...frame(
        channels.map((samples) => samples.slice(first, first + blockSize)),
        first,
        options,
      ),
    )
  }
  return Uint8Array.from(bytes)
}

function frame(channels: readonly (readonly number[])[], first: number, options: WriteFlacOptions): number[] {
  const { stereo, bitsPerSample, blockSize, variable = false } = options
  const size = channels[0]!.length
  const assignment =
    stereo === undefined ? channels.length - 1 : { 'left-side': 8, 'side-right': 9, 'mid-side': 10 }[stereo]
  const header = new BitWriter().unsigned(0b111111111111100, 15).unsigned(variable ? 1 : 0, 1)
  header.unsigned(7, 4).unsigned(0, 4).unsigned(assignment, 4)
  header.unsigned({ 8: 1, 16: 4, 24: 6 }[bitsPerSample], 3).unsigned(0, 1)
  for (const byte of codedNumber(variable ? first : first / blockSize)) header.unsigned(byte, 8)
  header.unsigned(size - 1, 16)
  const start = header.toBytes()
  const body = new BitWriter()
  body.unsigned(crc(start, 0x07, 8), 8)
  stored(channels, stereo).forEach(({ samples, extraBits }) => {
    subframe(body, samples, bitsPerSample + extraBits, options)
  })
  const checked = [...start, ...body.toBytes()]
  return [...checked, ...new BitWriter().unsigned(crc(checked, 0x8005, 16), 16).toBytes()]
}

function codedNumber(value: number): number[] {
  if (value < 0x80) return [value]
  const tail: number[] = []
  let rest = value
  for (let length = 2; ; length++) {
    tail.unshift(0x80 | (rest % 64))
    rest = Math.floor(rest / 64)
    if (rest < 2 ** (7 - length)) return [((0xff << (8 - length)) & 0xff) | rest, ...tail]
  }
}

function stored(
  channels: readonly (readonly number[])[],
  stereo: WriteFlacOptions['stereo'],
): { readonly samples: readonly number[]; readonly extraBits: number }[] {
  const [left, right] = channels as [readonly number[], readonly number[]]
  const plain = (samples: readonly number[]) => ({ samples, extraBits: 0 })
  if (stereo === undefined) return channels.map(plain)
  const side = { samples: left.map((value, i) => value - right[i]!), extraBits: 1 }
  if (stereo === 'left-side') return [plain(left), side]
  if (stereo === 'side-right') return [side, plain(right)]
  return [plain(left.map((value, i) => Math.floor((value + right[i]!) / 2))), side]
}

function subframe(
  bits: BitWriter,
  samples: readonly number[],
  depth: number,
  options: WriteFlacOptions,
): void {
  const { subframe: kind, wastedBits = 0 } = options
  const order = kind.kind === 'fixed' ? kind.order : kind.kind === 'lpc' ? kind.coefficients.length : 0
  const type = { constant: 0, verbatim: 1, fixed: 8 + order, lpc: 31 + order }[kind.kind]
  bits
    .unsigned(0, 1)
    .unsigned(type, 6)
    .unsigned(wastedBits > 0 ? 1 : 0, 1)
  if (wastedBits > 0) bits.unary(wastedBits - 1)
  const kept = samples.map((value) => value / 2 ** wastedBits)
  const width = depth - wastedBits
  if (kind.kind === 'constant') {
    bits.signed(kept[0]!, width)
    return
  }
  if (kind.kind === 'verbatim') {
    for (const value of kept) bits.signed(value, width)
    return
  }
  for (const value of kept.slice(0, order)) bits.signed(value, width)
  const precision = 12
  const coefficients =
    kind.kind === 'lpc' ? kind.coefficients : [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]][order]!
  const shift = kind.kind === 'lpc' ? kind.shift : 0
  if (kind.kind === 'lpc') {
    bits.unsigned(precision - 1, 4).signed(shift, 5)
    for (const coefficient of coefficients) bits.signed(coefficient, precision)
  }
  const predicted = kept.map((_, i) => {
    const sum = coefficients.reduce((all, coefficient, k) => all + coefficient * (kept[i - 1 - k] ?? 0), 0)
    return Math.floor(sum / 2 ** shift)
  })
  residual(
    bits,
    kept.map((value, i) => value - predicted[i]!),
    order,
    options,
  )
}

function residual(
  bits: BitWriter,
  values: readonly number[],
  order: number,
  options: WriteFlacOptions,
): void {
  const { rice = 4, partitionOrder = 0, longParameters = false } = options
  const parameterBits = longParameters ? 5 : 4
  // A short last frame cannot be cut as the others are.
  const partitions = values.length % 2 ** partitionOrder === 0 ? partitionOrder : 0
  bits.unsigned(longParameters ? 1 : 0, 2).unsigned(partitions, 4)
  const size = values.length / 2 ** partitions
  for (let from = 0; from < values.length; from += size) {
    const part = values.slice(Math.max(from, order), from + size)
    if (rice === 'escape') {
      const widest = Math.max(1, ...part.map((value) => (value < 0 ? ~value : value).toString(2).length + 1))
      bits.unsigned(2 ** parameterBits - 1, parameterBits).unsigned(widest, 5)
      for (const value of part) bits.signed(value, widest)
      continue
    }
    bits.unsigned(rice, parameterBits)
    for (const value of part) {
      const folded = value < 0 ? -2 * value - 1 : 2 * value
      bits.unary(Math.floor(folded / 2 ** rice)).unsigned(folded % 2 ** rice, rice)
    }
  }
}
