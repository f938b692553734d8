import { resampleRational } from '#domain/ecg/resample.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import type { Tensors } from '../runtime.ts'
import { plainFigures, PLAIN_FIGURES } from './quality-figures.ts'

/**
 * Preprocessing `ecg-quality-v1`: up to twelve leads become windows of 10 s at 128 Hz in which amplitude still means
 * something, since a lead of 20 mV is bad for being so large. Specification: `models/ecg-quality/train/PREPROCESS.md`.
 */
export const ECG_QUALITY = 'ecg-quality-v1'

export const RATE_HZ = 128
export const WINDOW_SAMPLES = 1280
const FRAME_SAMPLES = 16
export const FRAMES = WINDOW_SAMPLES / FRAME_SAMPLES
export const SLOTS = 12
/** Less than this of a lead, or of a tracing, cannot be judged; a page of four columns shows 2.5 s of each lead. */
const FRAMES_MIN = 16
/** What may stand beyond whole windows before one more is laid, 0.5 s. */
const TAIL_SAMPLES = 64
/** Half an hour; of longer tracings this many windows are spread evenly. */
const WINDOWS_MAX = 180
/** The signal goes in as asinh(mV / 0.5): linear for a QRS, compressed for a rail. */
const LINEAR_MV = 0.5
const RANGE = 6

export type QualityRefusal = 'lead-missing' | 'no-samples' | 'too-short-to-judge'

export interface QualityWindow {
  /** First sample at 128 Hz. */
  readonly start: number
  /** `signal` [1, 1, 12, 1280], `mask` [1, 1, 12, 80], `figures` [1, 10, 12, 1]. */
  readonly inputs: Tensors
  /** By slot: enough of it is there to be judged. */
  readonly present: readonly boolean[]
}

interface QualityInput {
  readonly refusal: null
  readonly windows: readonly QualityWindow[]
  /** By lead of the tracing: its row in the tensors; null where there is no room for it. */
  readonly slots: readonly (number | null)[]
}

/**
 * @param tracing samples in mV, NaN where missing, unfiltered
 * @returns windows for the network, or the reason why there are none
 */
export function preprocessQuality(tracing: Tracing): QualityInput | { readonly refusal: QualityRefusal } {
  if (tracing.leads.length === 0) return { refusal: 'lead-missing' }
  const slots = slotsOf(tracing)
  const rows: (Float32Array | null)[] = Array.from({ length: SLOTS }, () => null)
  slots.forEach((slot, i) => {
    if (slot !== null) rows[slot] = atRate(tracing.leads[i]!.samplesMv, tracing.sampleRateHz)
  })
  const length = Math.max(...rows.map((row) => row?.length ?? 0))
  if (length < FRAMES_MIN * FRAME_SAMPLES)
    return { refusal: length === 0 ? 'no-samples' : 'too-short-to-judge' }
  const windows = windowStarts(length)
    .map((start) => windowOf(rows, start))
    .filter(({ present }) => present.includes(true))
  return windows.length === 0 ? { refusal: 'no-samples' } : { refusal: null, windows, slots }
}

/** Step 1: a lead with a standard name goes to its place, the others to the places left, in their order. */
function slotsOf({ leads }: Tracing): (number | null)[] {
  const taken = new Set<number>()
  const take = (slot: number): number | null => {
    if (slot < 0 || taken.has(slot)) return null
    taken.add(slot)
    return slot
  }
  const named = leads.map(({ standard }) =>
    standard === null ? null : take(STANDARD_LEADS.indexOf(standard)),
  )
  return named.map((slot) => slot ?? take(firstFree(taken)))
}

function firstFree(taken: ReadonlySet<number>): number {
  for (let slot = 0; slot < SLOTS; slot++) if (!taken.has(slot)) return slot
  return -1
}

/** Step 2: around its median, so that a lead that stands far from zero does not ring at its ends; then 128 Hz. */
function atRate(samplesMv: Float32Array, sampleRateHz: number): Float32Array {
  const middle = lowerMedian(samplesMv.filter(Number.isFinite))
  return resampleRational(
    samplesMv.map((v) => v - middle),
    sampleRateHz,
    RATE_HZ,
  )
}

/** Step 3: first samples of windows that cover the tracing evenly. */
function windowStarts(length: number): number[] {
  const count = Math.min(WINDOWS_MAX, Math.max(1, Math.ceil((length - TAIL_SAMPLES) / WINDOW_SAMPLES)))
  if (count === 1) return [0]
  return Array.from({ length: count }, (_, i) =>
    Math.floor((i * (length - WINDOW_SAMPLES)) / (count - 1) + 0.5),
  )
}

/** Steps 4 to 6. */
function windowOf(rows: readonly (Float32Array | null)[], start: number): QualityWindow {
  const signal = new Float32Array(SLOTS * WINDOW_SAMPLES)
  const mask = new Float32Array(SLOTS * FRAMES)
  const figures = new Float32Array(PLAIN_FIGURES * SLOTS)
  const present = rows.map((row, slot) => {
    const piece = new Float32Array(WINDOW_SAMPLES).fill(NaN)
    if (row !== null) piece.set(row.subarray(start, start + WINDOW_SAMPLES))
    const frames = wholeFrames(piece)
    if (frames.reduce((a, b) => a + b, 0) < FRAMES_MIN) return false
    mask.set(frames, slot * FRAMES)
    for (let i = 0; i < WINDOW_SAMPLES; i++) if (frames[Math.floor(i / FRAME_SAMPLES)] === 0) piece[i] = NaN
    const middle = lowerMedian(piece.filter(Number.isFinite))
    for (let i = 0; i < WINDOW_SAMPLES; i++) piece[i]! -= middle
    plainFigures(piece).forEach((v, k) => (figures[k * SLOTS + slot] = v))
    piece.forEach((v, i) => {
      const compressed = Math.asinh(v / LINEAR_MV)
      signal[slot * WINDOW_SAMPLES + i] = Number.isNaN(v) ? 0 : Math.min(RANGE, Math.max(-RANGE, compressed))
    })
    return true
  })
  return {
    start,
    present,
    inputs: {
      signal: { shape: [1, 1, SLOTS, WINDOW_SAMPLES], data: signal },
      mask: { shape: [1, 1, SLOTS, FRAMES], data: mask },
      figures: { shape: [1, PLAIN_FIGURES, SLOTS, 1], data: figures },
    },
  }
}

/** 1 for each frame of 125 ms without a missing sample. */
function wholeFrames(piece: Float32Array): Float32Array {
  return Float32Array.from({ length: FRAMES }, (_, frame) =>
    piece.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES).every(Number.isFinite) ? 1 : 0,
  )
}

/** Of an even number of values the lower of the two middle ones, as torch has it; 0 of none. */
function lowerMedian(values: Float32Array): number {
  return values.sort()[(values.length - 1) >> 1] ?? 0
}
