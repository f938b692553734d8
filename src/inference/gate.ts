import type { RhythmGate, RhythmLabel } from '#contract/pack-ecg-rhythm.ts'
import type { PerLabel } from './calibrate.ts'
import { featureDistance } from './distance.ts'
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
  if (featureDistance(gate.distance, features) > gate.distance.threshold)
    return refused('unlike-training-data')
  if (decision === '~') return refused('too-noisy')
  if (Math.max(...Object.values(probabilities)) < gate.band.threshold) return refused('uncertain')
  return PASSED
}
