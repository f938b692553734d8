import type { SourceFile } from '../source-file.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import type { FlacDecoder } from './flac.ts'
import type { WfdbSignal } from './header.ts'
import type { FlacStorage, SignalFormat } from './signal-formats.ts'

/** Counts per millivolt where the header says "not calibrated". Source: header(5). */
const GAIN_DEFAULT = 200

/** Where the samples of one signal lie. */
export interface Range {
  readonly signal: WfdbSignal
  /** Whole frames that the file holds. */
  readonly framesThere: number
  /** Sample i of a frame, as stored. */
  valueAt(frame: number, i: number): number
  /** The stored value that means "no sample here"; null where the format has none. */
  readonly invalid: number | null
  /** Stored as differences to the sample before. */
  readonly differences: boolean
  /** The file has stretches that could not be read; they are gaps. */
  readonly isDamaged: boolean
}

/** The data after the prolog that the first signal of a file states. */
function dataOf(signal: WfdbSignal, file: SourceFile): Uint8Array {
  return file.bytes.subarray(Math.min(signal.offsetBytes, file.bytes.length))
}

/**
 * A signal among others, all interleaved sample by sample.
 * @param sharing all signals of the file, in the order of the header
 */
export function interleavedRange(
  signal: WfdbSignal,
  sharing: readonly WfdbSignal[],
  storage: SignalFormat,
  file: SourceFile,
): Range {
  const bytes = dataOf(signal, file)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samplesOf = (signals: readonly WfdbSignal[]): number =>
    signals.reduce((sum, other) => sum + other.samplesPerFrame, 0)
  const frameSamples = samplesOf(sharing)
  const first = samplesOf(sharing.slice(0, sharing.indexOf(signal)))
  return {
    signal,
    framesThere: Math.floor(storage.samplesIn(bytes.length) / frameSamples),
    valueAt: (frame, i) => storage.sampleAt(view, frame * frameSamples + first + i),
    invalid: storage.invalid,
    differences: storage.differences === true,
    isDamaged: false,
  }
}

/** Signals that are the channels of a FLAC stream; null where the file holds no such stream. */
export function flacRanges(
  signals: readonly WfdbSignal[],
  sharing: readonly WfdbSignal[],
  source: {
    readonly storage: FlacStorage
    readonly file: SourceFile
    readonly decodeFlac: FlacDecoder
    /** Samples of each channel that anybody asks for. */
    readonly samplesMax: number
  },
): Range[] | null {
  const { storage, file, decodeFlac, samplesMax } = source
  const { samplesPerFrame } = sharing[0]!
  if (sharing.some((signal) => signal.samplesPerFrame !== samplesPerFrame)) return null
  const audio = decodeFlac(dataOf(sharing[0]!, file), { samplesMax, missing: storage.invalid })
  if (audio === null || audio.bitsPerSample !== storage.bits || audio.channels.length !== sharing.length) {
    return null
  }
  return signals.map((signal) => {
    const samples = audio.channels[sharing.indexOf(signal)]!
    return {
      signal,
      framesThere: Math.floor(samples.length / samplesPerFrame),
      valueAt: (frame, i) => samples[frame * samplesPerFrame + i]!,
      invalid: storage.invalid,
      differences: false,
      isDamaged: audio.damaged > 0,
    }
  })
}

/** Millivolts of one step of a signal, by its own gain. */
export function stepMv(signal: WfdbSignal): number {
  return millivoltsPer(voltageUnit(signal.unit)!) / (signal.gain ?? GAIN_DEFAULT)
}

/**
 * Millivolts of one signal; a signal that was written late (skew) ends in a gap.
 * @param samplesMv where they go: `frames` times the samples of a frame
 * @returns whether the header's checksum differs from that of these frames
 */
export function decodeInto(samplesMv: Float32Array, range: Range, frames: number): boolean {
  const { signal, framesThere, invalid, differences, isDamaged } = range
  const { samplesPerFrame, baseline, checksum } = signal
  const lsbMv = stepMv(signal)
  samplesMv.fill(NaN)
  const available = Math.min(framesThere, frames + signal.skewFrames)
  let sum = 0
  let value = signal.initialValue
  let at = -signal.skewFrames * samplesPerFrame
  for (let frame = 0; frame < available; frame++) {
    for (let i = 0; i < samplesPerFrame; i++, at++) {
      const stored = range.valueAt(frame, i)
      value = differences ? value + stored : stored
      if (frame < frames) sum = (sum + value) & 0xffff
      if (at >= 0 && value !== invalid) samplesMv[at] = (value - baseline) * lsbMv
    }
  }
  // The challenges of 2017 and later write 0 for a checksum that nobody computed.
  return checksum !== null && checksum !== 0 && !isDamaged && (checksum & 0xffff) !== sum
}
