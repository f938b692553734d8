import { BitReader } from './bits.ts'

/** What every frame of a stream shares. */
export interface FlacStreamInfo {
  readonly channels: number
  readonly bitsPerSample: number
  /** Samples of a frame where the stream has frames of one size; its frames are counted in these. */
  readonly blockSize: number
}

export interface FlacFrame {
  /** First sample of the frame in its channel. */
  readonly first: number
  /** One array a channel, all of one length. */
  readonly channels: readonly Int32Array[]
  /** Where the next frame begins. */
  readonly end: number
}

interface FrameHeader {
  readonly first: number
  readonly blockSize: number
  /** 0 to 7: as many channels and one, each for itself; 8 left and side, 9 side and right, 10 middle and side. */
  readonly assignment: number
}

const LEFT_SIDE = 8
const SIDE_RIGHT = 9
const MIDDLE_SIDE = 10
const BITS_BY_CODE = [0, 8, 12, -1, 16, 20, 24, 32] as const

/** Whether a frame may begin here: fourteen ones of the sync code's fifteen bits, and the bit reserved. */
export function isSync(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (bytes[at + 1]! & 0xfe) === 0xf8
}

/**
 * The frame that begins at a byte; null where none does, or where one of its two check numbers differs.
 * Source: RFC 9639, 9.
 */
export function readFrame(bytes: Uint8Array, at: number, info: FlacStreamInfo): FlacFrame | null {
  if (!isSync(bytes, at)) return null
  const bits = new BitReader(bytes, at)
  const header = readFrameHeader(bytes, at, bits, info)
  if (header === null) return null
  const channels: Int32Array[] = []
  for (let channel = 0; channel < info.channels; channel++) {
    const isSide =
      (header.assignment === SIDE_RIGHT && channel === 0) ||
      ((header.assignment === LEFT_SIDE || header.assignment === MIDDLE_SIDE) && channel === 1)
    const samples = readSubframe(bits, header.blockSize, info.bitsPerSample + (isSide ? 1 : 0))
    if (samples === null || bits.ranOut) return null
    channels.push(samples)
  }
  bits.toByte()
  const checkedEnd = bits.at
  const crc = bits.unsigned(16)
  if (bits.ranOut || crc16(bytes, at, checkedEnd) !== crc) return null
  joinChannels(channels, header.assignment)
  return { first: header.first, channels, end: bits.at }
}

function readFrameHeader(
  bytes: Uint8Array,
  at: number,
  bits: BitReader,
  info: FlacStreamInfo,
): FrameHeader | null {
  bits.unsigned(15)
  const isVariable = bits.unsigned(1) === 1
  const sizeCode = bits.unsigned(4)
  const rateCode = bits.unsigned(4)
  const assignment = bits.unsigned(4)
  const bitsPerSample = BITS_BY_CODE[bits.unsigned(3)]!
  const isReserved = bits.unsigned(1) === 1
  const number = codedNumber(bits)
  const blockSize = readBlockSize(bits, sizeCode)
  if (rateCode >= 12) bits.unsigned(rateCode === 12 ? 8 : 16)
  const checkedEnd = bits.at
  const crc = bits.unsigned(8)
  const channels = assignment < 8 ? assignment + 1 : assignment <= MIDDLE_SIDE ? 2 : 0
  const agrees =
    !bits.ranOut &&
    !isReserved &&
    number !== null &&
    blockSize > 0 &&
    rateCode !== 15 &&
    channels === info.channels &&
    (bitsPerSample === 0 || bitsPerSample === info.bitsPerSample)
  if (!agrees || crc8(bytes, at, checkedEnd) !== crc) return null
  return { first: isVariable ? number : number * info.blockSize, blockSize, assignment }
}

/** A number in the way of UTF-8, up to 36 bits. */
function codedNumber(bits: BitReader): number | null {
  const head = bits.unsigned(8)
  if (head < 0x80) return head
  const length = Math.clz32(~(head << 24))
  if (length < 2 || length > 7) return null
  let value = length === 7 ? 0 : head & ((1 << (7 - length)) - 1)
  for (let i = 1; i < length; i++) {
    const next = bits.unsigned(8)
    if ((next & 0xc0) !== 0x80) return null
    value = value * 64 + (next & 0x3f)
  }
  return value
}

function readBlockSize(bits: BitReader, code: number): number {
  if (code === 0) return 0
  if (code === 1) return 192
  if (code <= 5) return 576 << (code - 2)
  if (code === 6) return bits.unsigned(8) + 1
  if (code === 7) return bits.unsigned(16) + 1
  return 256 << (code - 8)
}

const CONSTANT = 0
const VERBATIM = 1
const FIXED = 8
const FIXED_ORDER_MAX = 4
const LPC = 32

/** One channel of a frame; null where it says something no subframe says. Source: RFC 9639, 9.2. */
function readSubframe(bits: BitReader, size: number, bitsPerSample: number): Int32Array | null {
  if (bits.unsigned(1) !== 0) return null
  const type = bits.unsigned(6)
  const wasted = bits.unsigned(1) === 1 ? bits.zeros() + 1 : 0
  const depth = bitsPerSample - wasted
  if (depth < 1) return null
  const samples = new Int32Array(size)
  if (type === CONSTANT) samples.fill(bits.signed(depth))
  else if (type === VERBATIM) for (let i = 0; i < size; i++) samples[i] = bits.signed(depth)
  else if (type >= FIXED && type <= FIXED + FIXED_ORDER_MAX) {
    if (!readPredicted(bits, samples, depth, { order: type - FIXED })) return null
  } else if (type >= LPC) {
    if (!readPredicted(bits, samples, depth, { order: type - LPC + 1, isLpc: true })) return null
  } else return null
  if (wasted > 0) for (let i = 0; i < size; i++) samples[i] = samples[i]! << wasted
  return samples
}

/** Coefficients of the fixed predictors of order 0 to 4, the newest sample's first. */
const FIXED_COEFFICIENTS = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const

function readPredicted(
  bits: BitReader,
  samples: Int32Array,
  depth: number,
  predictor: { readonly order: number; readonly isLpc?: boolean },
): boolean {
  const { order, isLpc = false } = predictor
  if (order > samples.length) return false
  for (let i = 0; i < order; i++) samples[i] = bits.signed(depth)
  let coefficients: readonly number[] = isLpc ? [] : FIXED_COEFFICIENTS[order]!
  let shift = 0
  if (isLpc) {
    const precision = bits.unsigned(4) + 1
    shift = bits.signed(5)
    if (precision === 16 || shift < 0) return false
    coefficients = Array.from({ length: order }, () => bits.signed(precision))
  }
  if (!readResidual(bits, samples, order)) return false
  const divisor = 2 ** shift
  for (let i = order; i < samples.length; i++) {
    // Up to 2^44 for 24 bits and order 32: exact as a double, too wide for an integer of 32 bits.
    let sum = 0
    for (let k = 0; k < order; k++) sum += coefficients[k]! * samples[i - 1 - k]!
    samples[i] = samples[i]! + Math.floor(sum / divisor)
  }
  return true
}

/** Rice codes in partitions, written where the samples come. Source: RFC 9639, 9.2.7. */
function readResidual(bits: BitReader, samples: Int32Array, order: number): boolean {
  const method = bits.unsigned(2)
  if (method > 1) return false
  const parameterBits = 4 + method
  const escape = (1 << parameterBits) - 1
  const partitions = 1 << bits.unsigned(4)
  const partitionSize = samples.length / partitions
  if (!Number.isInteger(partitionSize) || partitionSize < order) return false
  for (let partition = 0; partition < partitions; partition++) {
    const from = partition === 0 ? order : partition * partitionSize
    const to = (partition + 1) * partitionSize
    const parameter = bits.unsigned(parameterBits)
    if (parameter === escape) {
      const width = bits.unsigned(5)
      for (let i = from; i < to; i++) samples[i] = width === 0 ? 0 : bits.signed(width)
    } else {
      for (let i = from; i < to; i++) {
        const folded = bits.zeros() * 2 ** parameter + bits.unsigned(parameter)
        samples[i] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
      }
    }
    if (bits.ranOut) return false
  }
  return true
}

function joinChannels(channels: readonly Int32Array[], assignment: number): void {
  const [first, second] = channels as [Int32Array, Int32Array]
  for (let i = 0; assignment >= LEFT_SIDE && i < first.length; i++) {
    const [a, b] = [first[i]!, second[i]!]
    if (assignment === LEFT_SIDE) second[i] = a - b
    else if (assignment === SIDE_RIGHT) first[i] = a + b
    else {
      const middle = 2 * a + (b & 1)
      first[i] = (middle + b) >> 1
      second[i] = (middle - b) >> 1
    }
  }
}

const CRC8 = table((crc) => (crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1) & 0xff, 0)
const CRC16 = table((crc) => (crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1) & 0xffff, 8)

function table(step: (crc: number) => number, shift: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << shift
    for (let bit = 0; bit < 8; bit++) crc = step(crc)
    return crc
  })
}

function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let i = from; i < to; i++) crc = CRC8[crc ^ bytes[i]!]!
  return crc
}

function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!
  return crc
}
