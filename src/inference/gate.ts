import type { RhythmGate, RhythmLabel } from '#contract/pack-ecg-rhythm.ts'
import type { PerLabel } from './calibrate.ts'
import type { PreprocessRefusal } from './preprocess/ecg-1lead.ts'

/** Why a recording is not assessable. Words for each stand in `messages/*.json` under `gate_*`. */
export type GateReason =
  PreprocessRefusal | 'lead-missing' | 'signal-poor' | 'unlike-training-data' | 'too-noisy' | 'uncertain'

export type GateVerdict = { readonly passed: true } | { readonly passed: false; readonly reason: GateReason }

const PASSED: GateVerdict = { passed: true }
export const refused = (reason: GateReason): GateVerdict => ({ passed: false, reason })

/**
 * The part of the gate behind the network (PREPROCESS.md, step 12): first reason wins.
 * @param features pooled features of the recording, 64 values
 * @param decision label before the gate
 */
export function gateOutputs(
  gate: RhythmGate,
  features: readonly number[],
  probabilities: PerLabel,
  decision: RhythmLabel,
): GateVerdict {
  if (featureDistance(gate, features) > gate.distance.threshold) return refused('unlike-training-data')
  if (decision === '~') return refused('too-noisy')
  if (Math.max(...Object.values(probabilities)) < gate.band.threshold) return refused('uncertain')
  return PASSED
}

/** Least squared Mahalanobis distance to a class mean of the training set. */
export function featureDistance(gate: RhythmGate, features: readonly number[]): number {
  const { means, precision } = gate.distance
  return Math.min(...means.map((mean) => squaredDistance(mean, precision, features)))
}

function squaredDistance(
  mean: readonly number[],
  precision: readonly (readonly number[])[],
  features: readonly number[],
): number {
  const apart = features.map((f, i) => f - mean[i]!)
  return apart.reduce(
    (sum, a, i) => sum + a * precision[i]!.reduce((inner, p, j) => inner + p * apart[j]!, 0),
    0,
  )
}
