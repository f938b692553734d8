import { isSync, readFrame, type FlacStreamInfo } from './flac-frame.ts'

/** Whole numbers of each channel, exactly as they were written. */
interface FlacSamples {
  readonly bitsPerSample: number
  /** All of one length; a stretch whose frames are damaged holds the value that was asked for. */
  readonly channels: readonly (Int16Array | Int32Array)[]
  /** Stretches that could not be read. */
  readonly damaged: number
}

interface FlacLimits {
  /** Samples of each channel that are wanted, and no more. */
  readonly samplesMax: number
  /** What stands for a sample that cannot be read. */
  readonly missing: number
}

export type FlacDecoder = (bytes: Uint8Array, limits: FlacLimits) => FlacSamples | null

const MAGIC = 0x664c6143 // fLaC
const STREAM_INFO_BYTES = 34
/** After so many places that look like a frame and are none, the rest is taken as lost. */
const FALSE_STARTS_MAX = 2000
/** Channels grow by doubling from here: what a header claims is not allocated before it is there. */
const FIRST_CAPACITY = 1 << 16

/**
 * Decodes a FLAC stream, as WFDB keeps signals in (formats 508, 516, 524): every kind of subframe, exact, both check
 * numbers of every frame looked at. A frame that is damaged becomes a gap, and the next sound one is looked for.
 * @returns null where there is no stream of 4 to 24 bits
 * Source: RFC 9639.
 */
export const decodeFlac: FlacDecoder = (bytes, { samplesMax, missing }) => {
  const info = readStreamInfo(bytes)
  if (info === null) return null
  const { channels: channelCount, bitsPerSample } = info
  const grown = (from: Int16Array | Int32Array | null, length: number): Int16Array | Int32Array => {
    const next = bitsPerSample <= 16 ? new Int16Array(length) : new Int32Array(length)
    if (from) next.set(from)
    return next
  }
  let capacity = Math.min(samplesMax, FIRST_CAPACITY)
  let channels = Array.from({ length: channelCount }, () => grown(null, capacity))
  let count = 0
  let damaged = 0
  let falseStarts = 0
  let at: number = info.framesAt
  while (at + 2 <= bytes.length && count < samplesMax && falseStarts < FALSE_STARTS_MAX) {
    const frame = readFrame(bytes, at, info)
    // A frame from before, or from beyond the end, was not written by the writer of its neighbours.
    if (frame === null || frame.first < count || frame.first >= samplesMax) {
      falseStarts++
      at = nextSync(bytes, at + 1)
      continue
    }
    const end = Math.min(samplesMax, frame.first + frame.channels[0]!.length)
    if (end > capacity) {
      capacity = Math.min(samplesMax, Math.max(end, capacity * 2))
      channels = channels.map((channel) => grown(channel, capacity))
    }
    if (frame.first > count) damaged++
    channels.forEach((channel, i) => {
      channel.fill(missing, count, frame.first)
      channel.set(frame.channels[i]!.subarray(0, end - frame.first), frame.first)
    })
    count = end
    at = frame.end
  }
  return { bitsPerSample, channels: channels.map((channel) => channel.subarray(0, count)), damaged }
}

function nextSync(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (isSync(bytes, at)) return at
  }
  return bytes.length
}

/** The first metadata block, and where the frames begin. */
function readStreamInfo(bytes: Uint8Array): (FlacStreamInfo & { readonly framesAt: number }) | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const infoAt = 8
  if (bytes.length < infoAt + STREAM_INFO_BYTES || view.getUint32(0) !== MAGIC) return null
  if ((bytes[4]! & 0x7f) !== 0 || (view.getUint32(4) & 0xffffff) !== STREAM_INFO_BYTES) return null
  const blockSize = view.getUint16(infoAt + 2)
  const packed = view.getUint32(infoAt + 10)
  const channels = ((packed >> 9) & 7) + 1
  const bitsPerSample = ((packed >> 4) & 31) + 1
  if (bitsPerSample < 4 || bitsPerSample > 24 || blockSize === 0) return null
  let at = 4
  for (let isLast = false; !isLast;) {
    if (at + 4 > bytes.length) return null
    isLast = (bytes[at]! & 0x80) !== 0
    at += 4 + (view.getUint32(at) & 0xffffff)
  }
  return { channels, bitsPerSample, blockSize, framesAt: at }
}
