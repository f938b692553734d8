import type { DecodedLead } from '../assemble.ts'
import type { SourceFile } from '../source-file.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import type { WfdbSignal } from './header.ts'
import type { SignalFormat } from './signal-formats.ts'

/** Counts per millivolt where the header says "not calibrated". Source: header(5). */
const GAIN_DEFAULT = 200

/** Where the samples of one signal lie. */
export interface Range {
  readonly signal: WfdbSignal
  readonly storage: SignalFormat
  readonly file: SourceFile
  /** Samples of other signals before it in each frame. */
  readonly first: number
  /** Samples of all signals of its file in each frame. */
  readonly frameSamples: number
}

/** The data after the prolog that the first signal of a file states. */
function viewOf({ signal, file }: Range): DataView {
  const skipped = Math.min(signal.offsetBytes, file.bytes.length)
  return new DataView(file.bytes.buffer, file.bytes.byteOffset + skipped, file.bytes.byteLength - skipped)
}

/** Whole frames that the file holds. */
export function framesIn(range: Range): number {
  return Math.floor(range.storage.samplesIn(viewOf(range).byteLength) / range.frameSamples)
}

/** Millivolts of one signal; a signal that was written late (skew) ends in a gap. */
export function decode(range: Range, frames: number): DecodedLead & { readonly checksumDiffers: boolean } {
  const { signal, storage, first, frameSamples } = range
  const { samplesPerFrame, baseline, checksum } = signal
  const view = viewOf(range)
  const gain = signal.gain ?? GAIN_DEFAULT
  const lsbMv = millivoltsPer(voltageUnit(signal.unit)!) / gain
  const samplesMv = new Float32Array(frames * samplesPerFrame).fill(NaN)
  const available = Math.min(framesIn(range), frames + signal.skewFrames)
  let sum = 0
  let value = signal.initialValue
  let at = -signal.skewFrames * samplesPerFrame
  for (let frame = 0; frame < available; frame++) {
    for (let i = 0; i < samplesPerFrame; i++, at++) {
      const stored = storage.sampleAt(view, frame * frameSamples + first + i)
      value = storage.differences ? value + stored : stored
      if (frame < frames) sum = (sum + value) & 0xffff
      if (at >= 0 && value !== storage.invalid) samplesMv[at] = (value - baseline) * lsbMv
    }
  }
  // The challenges of 2017 and later write 0 for a checksum that nobody computed.
  const checksumDiffers = checksum !== null && checksum !== 0 && (checksum & 0xffff) !== sum
  return { name: signal.label, samplesMv, lsbMv, checksumDiffers }
}
