import type { DelineateInputs } from '../preprocess/ecg-delineate.ts'
import { DELINEATE_RATE_HZ, WINDOW_SAMPLES } from '../preprocess/ecg-delineate.ts'
import type { Tensors } from '../runtime.ts'

/** What the network sees at each moment of one lead: how likely it lies within a P wave, a QRS, a T wave. */
export interface LeadShares {
  /** Index of the lead in the tracing. */
  readonly lead: number
  /** As the network saw it: at 250 Hz, without unit. */
  readonly signal: Float32Array
  readonly p: Float32Array
  readonly qrs: Float32Array
  readonly t: Float32Array
}

/** All leads that were read, at 250 Hz. */
export interface WaveShares {
  readonly length: number
  readonly leads: readonly LeadShares[]
  /** Place of a moment of the tracing (a fraction), and back. */
  readonly indexOf: (atMs: number) => number
  readonly msOf: (index: number) => number
}

const CLASSES = 4

/**
 * Joins the windows: each moment is read from the window in which it lies deepest.
 * @param outputs of the windows in their order; `logits` [12, 4, 2560]: nothing, P, QRS, T
 */
export function waveShares(
  { windows, rows, length, startMs }: DelineateInputs,
  outputs: readonly Tensors[],
  temperature: number,
): WaveShares {
  const leads = rows.map(({ lead, signal }) => ({
    lead,
    signal,
    p: new Float32Array(length),
    qrs: new Float32Array(length),
    t: new Float32Array(length),
  }))
  for (const [w, { start }] of windows.entries()) {
    const before = windows[w - 1]
    const after = windows[w + 1]
    const from = before === undefined ? 0 : middleOf(before.start, start)
    const to = after === undefined ? length : middleOf(start, after.start)
    const logits = outputs[w]!['logits']!.data
    leads.forEach((lead, row) => fill(lead, logits.subarray(row * CLASSES * WINDOW_SAMPLES), start, from, to))
  }
  return {
    length,
    leads,
    indexOf: (atMs) => ((atMs - startMs) / 1000) * DELINEATE_RATE_HZ,
    msOf: (index) => startMs + (index / DELINEATE_RATE_HZ) * 1000,
  }

  function fill(lead: LeadShares, logits: Float32Array, start: number, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const k = i - start
      const none = logits[k]! / temperature
      const p = logits[WINDOW_SAMPLES + k]! / temperature
      const qrs = logits[2 * WINDOW_SAMPLES + k]! / temperature
      const t = logits[3 * WINDOW_SAMPLES + k]! / temperature
      const top = Math.max(none, p, qrs, t)
      const [a, b, c, d] = [Math.exp(none - top), Math.exp(p - top), Math.exp(qrs - top), Math.exp(t - top)]
      const sum = a + b + c + d
      lead.p[i] = b / sum
      lead.qrs[i] = c / sum
      lead.t[i] = d / sum
    }
  }
}

/** Where two windows that follow each other hand over: the middle of what both see. */
function middleOf(start: number, next: number): number {
  return Math.floor((start + WINDOW_SAMPLES + next) / 2)
}
