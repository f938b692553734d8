import type { Tensors } from '../runtime.ts'
import { beatKinds } from './ecg-beats-kinds.ts'
import { beatTimes, RHYTHM_NUMBERS } from './ecg-beats-rhythm.ts'
import { beatShapes, BEFORE, BLOCK, SHAPE_NUMBERS } from './ecg-beats-shape.ts'
import { beatSignal, SIGNAL_HZ } from './ecg-beats-signal.ts'

/**
 * Preprocessing `ecg-beats-v1`: one lead and the R peaks of its tracing become, for each beat, a window of 1.024 s
 * beside the same window of the dominant beat of its time, and a row of numbers: when it comes, how its QRS, its T wave
 * and what stands before it differ from the dominant beat, and what its kind is like in this recording.
 * Nothing here knows a label; everything is measured against the recording itself, so that persons may differ.
 */
export const ECG_BEATS = 'ecg-beats-v1'

/** Beats of one pass of the network. */
export const BATCH = 32
/** Samples of 8 ms, from half a second before the peak. */
export const WINDOW = 128
export const NUMBERS = RHYTHM_NUMBERS + SHAPE_NUMBERS

/** Fewer beats hold no dominant one. */
const BEATS_MIN = 6
const CLIP = 4
/** A dominant QRS of less from top to bottom is a flat line. */
const QRS_MV_MIN = 0.05
/** What must be there around a beat, samples of 4 ms. */
const PRESENT = { from: -70, to: 100 } as const

export interface PreparedBeats {
  readonly refusal: null
  readonly count: number
  /** `[count, 2, WINDOW]`: the beat and the dominant beat, in units of the dominant QRS from top to bottom. */
  readonly windows: Float32Array
  /** `[count, NUMBERS]`. */
  readonly numbers: Float32Array
  /** By beat: which of the shapes of this recording it has; -1 where it is like none. */
  readonly kind: Int16Array
  /** 1 where the recording has all of the beat. */
  readonly whole: Uint8Array
  /** How restless the rhythm around each beat is even in its calmest quarter (`BeatTimes.unrest`). */
  readonly unrest: Float32Array
}

export type BeatsRefusal = 'no-samples' | 'too-few-beats' | 'flat'

/**
 * @param samplesMv one lead; NaN where a sample is missing
 * @param atMs R peaks, ascending, milliseconds from the first sample
 */
export function prepareBeats(
  samplesMv: Float32Array,
  sampleRateHz: number,
  atMs: readonly number[],
): PreparedBeats | { readonly refusal: BeatsRefusal } {
  if (atMs.length < BEATS_MIN) return { refusal: 'too-few-beats' }
  if (!samplesMv.some(Number.isFinite)) return { refusal: 'no-samples' }
  const { samples, missing } = beatSignal(samplesMv, sampleRateHz)
  const peaks = Int32Array.from(atMs, (ms) => Math.round((ms / 1000) * SIGNAL_HZ))
  const times = beatTimes(atMs)
  const kinds = beatKinds(samples, peaks)
  const shapes = beatShapes(samples, peaks, kinds, times)
  if (shapes.dominant.every(({ rangeMv }) => rangeMv < QRS_MV_MIN)) return { refusal: 'flat' }
  const count = peaks.length
  const windows = new Float32Array(count * 2 * WINDOW)
  const numbers = new Float32Array(count * NUMBERS)
  for (let b = 0; b < count; b++) {
    const { samples: dominant, rangeMv } = shapes.dominant[Math.floor(b / BLOCK)]!
    const unit = Math.max(rangeMv, QRS_MV_MIN)
    fillWindow(windows.subarray(2 * b * WINDOW, (2 * b + 1) * WINDOW), samples, shapes.at[b]! - BEFORE, unit)
    fillWindow(windows.subarray((2 * b + 1) * WINDOW, (2 * b + 2) * WINDOW), dominant, 0, unit)
    numbers.set(times.numbers.subarray(b * RHYTHM_NUMBERS, (b + 1) * RHYTHM_NUMBERS), b * NUMBERS)
    numbers.set(
      shapes.numbers.subarray(b * SHAPE_NUMBERS, (b + 1) * SHAPE_NUMBERS),
      b * NUMBERS + RHYTHM_NUMBERS,
    )
  }
  const whole = Uint8Array.from(peaks, (peak) => (isWhole(missing, samples.length, peak) ? 1 : 0))
  return { refusal: null, count, windows, numbers, kind: kinds.kind, whole, unrest: times.unrest }
}

/** The tensors of the network, `BATCH` beats each; the last is filled up with zeros. */
export function beatBatches({ count, windows, numbers }: PreparedBeats): Tensors[] {
  return Array.from({ length: Math.ceil(count / BATCH) }, (_, k) => ({
    windows: { shape: [BATCH, 2, WINDOW], data: padded(windows, k, 2 * WINDOW) },
    numbers: { shape: [BATCH, NUMBERS], data: padded(numbers, k, NUMBERS) },
  }))
}

function padded(rows: Float32Array, k: number, size: number): Float32Array {
  const data = new Float32Array(BATCH * size)
  data.set(rows.subarray(k * BATCH * size, (k + 1) * BATCH * size))
  return data
}

/** Two samples of 4 ms make one of 8. */
function fillWindow(out: Float32Array, samples: Float32Array, from: number, unit: number): void {
  const last = samples.length - 1
  const sample = (i: number) => samples[i < 0 ? 0 : i > last ? last : i]!
  for (let i = 0; i < WINDOW; i++) {
    const v = (sample(from + 2 * i) + sample(from + 2 * i + 1)) / (2 * unit)
    out[i] = Math.min(CLIP, Math.max(-CLIP, v))
  }
}

function isWhole(missing: Uint8Array | null, length: number, peak: number): boolean {
  const [from, to] = [peak + PRESENT.from, peak + PRESENT.to]
  if (from < 0 || to >= length) return false
  return missing === null || !missing.subarray(from, to).includes(1)
}
