import { zeroPhase, type Section } from '#domain/ecg/filter.ts'
import { bridgeGaps } from '#domain/ecg/gaps.ts'
import { resampleRational } from '#domain/ecg/resample.ts'
import type { Tensors } from '../runtime.ts'

/**
 * Preprocessing `ecg-1lead-v1`: one lead in millivolts becomes windows of 30.72 s at 100 Hz, band-passed,
 * scaled to its own 98th percentile and clipped. Specification: `models/ecg-rhythm-1lead/train/PREPROCESS.md`,
 * whose step numbers stand here; `golden/preprocess.json` proves that training and app agree.
 */
export const ECG_1LEAD = 'ecg-1lead-v1'

export const RATE_HZ = 100
export const WINDOW_SAMPLES = 3072
export const FRAME_SAMPLES = 32
export const FRAMES = WINDOW_SAMPLES / FRAME_SAMPLES
/** The training recordings lasted 9 to 61 s. */
const DURATION_S_MIN = 9
export const DURATION_S_MAX = 61

const GAP_S_MAX = 0.25
const GAP_SHARE_MAX = 0.05
const SCALE_PERCENTILE = 0.98
const SCALE_MV_MIN = 0.02
const CLIP = 4
/** scipy's odd padding for two second-order sections. */
const PAD_SAMPLES = 15

/** Butterworth band-pass of order 2, 0.5 to 40 Hz at 100 Hz. */
const BAND: readonly Section[] = [
  {
    b0: 0.6244476715487453,
    b1: 1.2488953430974905,
    b2: 0.6244476715487453,
    a1: 1.1408534076762136,
    a2: 0.413249359615477,
  },
  { b0: 1, b1: -2, b2: 1, a1: -1.9555729802568478, a2: 0.9565482701146634 },
]

export type PreprocessRefusal = 'no-samples' | 'gap-too-long' | 'too-short' | 'too-long' | 'flat'

export interface Preprocessed {
  readonly refusal: null
  readonly windows: readonly EcgWindow[]
  /** Samples at 100 Hz; the last window may reach beyond them into padding. */
  readonly length: number
  /** Samples of the input that were missing at its start: times count from behind them. */
  readonly droppedAtStart: number
}

export interface EcgWindow {
  /** First sample at 100 Hz. */
  readonly start: number
  /** `signal` [1, 1, 3072] and `mask` [1, 1, 96]. */
  readonly inputs: Tensors
}

/**
 * @param samplesMv one lead; NaN where a sample is missing
 * @returns windows for the network, or the first reason why there are none
 */
export function preprocessEcg(
  samplesMv: Float32Array,
  sampleRateHz: number,
): Preprocessed | { readonly refusal: PreprocessRefusal } {
  const [from, to] = presentRange(samplesMv)
  if (from === to) return { refusal: 'no-samples' }
  const present = samplesMv.subarray(from, to)
  const { samples, missing, missingCount } = bridgeGaps(present)
  if (missing !== null && gapTooLong(missing, missingCount, sampleRateHz)) return { refusal: 'gap-too-long' }

  const durationS = present.length / sampleRateHz
  if (durationS < DURATION_S_MIN) return { refusal: 'too-short' }
  if (durationS > DURATION_S_MAX) return { refusal: 'too-long' }

  const middle = median(samples)
  const centred = Float32Array.from(samples, (v) => v - middle)
  const filtered = zeroPhase(resampleRational(centred, sampleRateHz, RATE_HZ), BAND, PAD_SAMPLES)
  const scale = percentileOfMagnitude(filtered, SCALE_PERCENTILE)
  if (scale < SCALE_MV_MIN) return { refusal: 'flat' }
  const signal = filtered.map((v) => Math.min(CLIP, Math.max(-CLIP, v / scale)))
  return { refusal: null, windows: windowsOf(signal), length: signal.length, droppedAtStart: from }
}

/** Step 7: starts of the windows that cover n samples evenly. */
export function windowStarts(n: number): number[] {
  if (n <= WINDOW_SAMPLES) return [0]
  const count = Math.ceil(n / WINDOW_SAMPLES)
  return Array.from({ length: count }, (_, i) => Math.floor((i * (n - WINDOW_SAMPLES)) / (count - 1) + 0.5))
}

/** Step 8: weight of each frame, mean 1; frames beyond the signal weigh nothing. */
export function frameMask(validSamples: number): Float32Array {
  const parts = Array.from({ length: FRAMES }, (_, t) =>
    Math.min(1, Math.max(0, (validSamples - FRAME_SAMPLES * t) / FRAME_SAMPLES)),
  )
  const sum = parts.reduce((a, b) => a + b, 0)
  return Float32Array.from(parts, (part) => (part * FRAMES) / sum)
}

function windowsOf(signal: Float32Array): EcgWindow[] {
  return windowStarts(signal.length).map((start) => {
    const data = new Float32Array(WINDOW_SAMPLES)
    const piece = signal.subarray(start, start + WINDOW_SAMPLES)
    data.set(piece)
    return {
      start,
      inputs: {
        signal: { shape: [1, 1, WINDOW_SAMPLES], data },
        mask: { shape: [1, 1, FRAMES], data: frameMask(piece.length) },
      },
    }
  })
}

function presentRange(x: Float32Array): [from: number, to: number] {
  let from = 0
  while (from < x.length && !Number.isFinite(x[from])) from++
  let to = x.length
  while (to > from && !Number.isFinite(x[to - 1])) to--
  return [from, to]
}

function gapTooLong(missing: Uint8Array, missingCount: number, sampleRateHz: number): boolean {
  if (missingCount > GAP_SHARE_MAX * missing.length) return true
  let run = 0
  for (const flag of missing) {
    run = flag === 1 ? run + 1 : 0
    if (run > GAP_S_MAX * sampleRateHz) return true
  }
  return false
}

function median(x: Float64Array): number {
  const sorted = x.slice().sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** numpy's linear rule over |x|. */
function percentileOfMagnitude(x: Float32Array, share: number): number {
  const sorted = x.map(Math.abs).sort()
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!)
}
