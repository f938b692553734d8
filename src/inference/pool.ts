import { RHYTHM_LABELS } from '#contract/pack-ecg-rhythm.ts'
import { FRAME_SAMPLES, FRAMES, RATE_HZ, type EcgWindow } from './preprocess/ecg-1lead.ts'
import type { Tensors } from './runtime.ts'

/** Outputs of the network over the windows of one recording, averaged (PREPROCESS.md, step 9). */
export interface Pooled {
  readonly logits: readonly number[]
  readonly features: readonly number[]
}

export function pool(outputs: readonly Tensors[]): Pooled {
  return {
    logits: mean(outputs.map((o) => o['logits']!.data)),
    features: mean(outputs.map((o) => o['features']!.data)),
  }
}

/** How much each moment spoke for one label, in units of its logit. Never drawn without the score beside it. */
export interface ActivationMap {
  readonly label: string
  /** Centre of the first value, milliseconds from the first sample of the recording; values follow at `stepMs`. */
  readonly startMs: number
  readonly stepMs: number
  readonly values: readonly number[]
}

/**
 * The class-activation map of one label along the recording; the mean where windows overlap.
 * @param length samples at 100 Hz of the recording
 * @param offsetMs time of its first sample
 */
export function activationMap(
  windows: readonly EcgWindow[],
  outputs: readonly Tensors[],
  labelIndex: number,
  headBias: number,
  length: number,
  offsetMs: number,
): ActivationMap {
  const steps = Math.ceil(length / FRAME_SAMPLES)
  const sum = new Float64Array(steps)
  const count = new Float64Array(steps)
  windows.forEach((window, w) => {
    const cam = outputs[w]!['cam']!.data
    const mask = window.inputs['mask']!.data
    for (let t = 0; t < FRAMES; t++) {
      if (mask[t] === 0) continue
      const step = Math.min(steps - 1, Math.round(window.start / FRAME_SAMPLES) + t)
      sum[step]! += cam[labelIndex * FRAMES + t]! - headBias
      count[step]! += 1
    }
  })
  return {
    label: RHYTHM_LABELS[labelIndex]!,
    startMs: offsetMs + (FRAME_SAMPLES / 2 / RATE_HZ) * 1000,
    stepMs: (FRAME_SAMPLES / RATE_HZ) * 1000,
    values: Array.from(sum, (s, i) => Math.round((s / Math.max(1, count[i]!)) * 1000) / 1000),
  }
}

function mean(rows: readonly Float32Array[]): number[] {
  return Array.from(rows[0]!, (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length)
}
