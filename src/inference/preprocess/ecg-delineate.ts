import { butterworthHigh, zeroPhase } from '#domain/ecg/filter.ts'
import { bridgeGaps } from '#domain/ecg/gaps.ts'
import { median, quantile } from '#domain/ecg/quantile.ts'
import { resampleRational } from '#domain/ecg/resample.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Tensors } from '../runtime.ts'

/**
 * Preprocessing `ecg-delineate-v1`: up to twelve leads in millivolts become windows of 10.24 s at 250 Hz, each lead
 * without its wander and in units of its own 98th percentile. Training reads what this code writes
 * (`src/cli/prepare/ecg-delineate.ts`), so there is no second implementation.
 */
export const ECG_DELINEATE = 'ecg-delineate-v1'

export const DELINEATE_RATE_HZ = 250
export const WINDOW_SAMPLES = 2560
/** Leads that the network reads together; it knows none of them by name. */
export const WINDOW_LEADS = 12
/** What the mask counts in. */
const FRAME_SAMPLES = 32
export const WINDOW_FRAMES = WINDOW_SAMPLES / FRAME_SAMPLES
/** What is known of a moment this close to the end of a window is read from the next one. */
const CONTEXT_SAMPLES = 384
const WANDER_HZ = 0.4
/** About one period of the high-pass. */
const EXTEND_SAMPLES = 600
const SCALE_PERCENTILE = 0.98
/** A lead that is flatter than this is none. */
const SCALE_MV_MIN = 0.01
const CLIP = 10

/** The part of a tracing that is read. */
export interface DelineateSpan {
  readonly fromMs: number
  readonly toMs: number
}

export interface DelineateInputs {
  readonly windows: readonly DelineateWindow[]
  /** Moment of the first sample, milliseconds from the start of the tracing. */
  readonly startMs: number
  /** Samples at 250 Hz. */
  readonly length: number
  /** By row of the windows: index of the lead in the tracing, and what the network sees of it. */
  readonly rows: readonly { readonly lead: number; readonly signal: Float32Array }[]
}

interface DelineateWindow {
  /** First sample of the window at 250 Hz, from the first sample that is read. */
  readonly start: number
  /** `signal` [12, 1, 2560]; `mask` [12, 1, 80]: 1 where a row holds a lead, and within the recording. */
  readonly inputs: Tensors
}

/**
 * @param readable by lead of the tracing: whether it may be read; the first twelve of these are
 * @param span what to read of a long recording; the whole where nothing is given
 * @returns windows of the network; none where no lead can be read
 */
export function preprocessWaves(
  { leads, sampleRateHz }: Pick<Tracing, 'leads' | 'sampleRateHz'>,
  readable: readonly boolean[],
  span: DelineateSpan | null = null,
): DelineateInputs {
  const samples = leads[0]?.samplesMv.length ?? 0
  const from = span === null ? 0 : Math.max(0, Math.floor((span.fromMs / 1000) * sampleRateHz))
  const to = span === null ? samples : Math.min(samples, Math.ceil((span.toMs / 1000) * sampleRateHz))
  const rows: { lead: number; signal: Float32Array }[] = []
  for (const [lead, { samplesMv }] of leads.entries()) {
    if (rows.length === WINDOW_LEADS || readable[lead] !== true || from >= to) continue
    const signal = scaledLead(samplesMv.subarray(from, to), sampleRateHz)
    if (signal !== null) rows.push({ lead, signal })
  }
  const length = rows[0]?.signal.length ?? 0
  const signals = rows.map(({ signal }) => signal)
  return {
    windows: length === 0 ? [] : windowStarts(length).map((start) => windowAt(signals, length, start)),
    startMs: (from / sampleRateHz) * 1000,
    length,
    rows,
  }
}

/**
 * One lead at 250 Hz: gaps bridged, wander below 0.4 Hz taken out without shifting a wave, in units of its own 98th
 * percentile, clipped at ±10; null where it is flat.
 */
function scaledLead(samplesMv: Float32Array, sampleRateHz: number): Float32Array | null {
  const bridged = Float32Array.from(bridgeGaps(samplesMv).samples)
  const middle = median(bridged)
  const centred = bridged.map((v) => v - middle)
  const resampled = resampleRational(centred, sampleRateHz, DELINEATE_RATE_HZ)
  const filtered = zeroPhase(resampled, butterworthHigh(2, WANDER_HZ, DELINEATE_RATE_HZ), EXTEND_SAMPLES)
  const scale = quantile(filtered.map(Math.abs), SCALE_PERCENTILE)
  if (!(scale >= SCALE_MV_MIN)) return null
  return filtered.map((v) => Math.min(CLIP, Math.max(-CLIP, v / scale)))
}

/** Starts of windows that cover n samples, so that each moment lies well inside one of them. */
export function windowStarts(n: number): number[] {
  if (n <= WINDOW_SAMPLES) return [0]
  const step = WINDOW_SAMPLES - 2 * CONTEXT_SAMPLES
  const count = 1 + Math.ceil((n - WINDOW_SAMPLES) / step)
  return Array.from({ length: count }, (_, i) => Math.round((i * (n - WINDOW_SAMPLES)) / (count - 1)))
}

function windowAt(signals: readonly Float32Array[], length: number, start: number): DelineateWindow {
  const data = new Float32Array(WINDOW_LEADS * WINDOW_SAMPLES)
  const mask = new Float32Array(WINDOW_LEADS * WINDOW_FRAMES)
  const frames = Math.min(WINDOW_FRAMES, Math.ceil((length - start) / FRAME_SAMPLES))
  signals.forEach((signal, row) => {
    data.set(signal.subarray(start, start + WINDOW_SAMPLES), row * WINDOW_SAMPLES)
    mask.fill(1, row * WINDOW_FRAMES, row * WINDOW_FRAMES + frames)
  })
  return {
    start,
    inputs: {
      signal: { shape: [WINDOW_LEADS, 1, WINDOW_SAMPLES], data },
      mask: { shape: [WINDOW_LEADS, 1, WINDOW_FRAMES], data: mask },
    },
  }
}
