import { RHYTHM_LABELS, type RhythmCalibration, type RhythmLabel } from '#contract/pack-ecg-rhythm.ts'

export type PerLabel = Readonly<Record<RhythmLabel, number>>

/** exp(z / temperature), normalised; safe against overflow. */
export function softmax(logits: readonly number[], temperature = 1): number[] {
  const highest = Math.max(...logits)
  const powers = logits.map((z) => Math.exp((z - highest) / temperature))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

/** Calibrated probabilities by label (PREPROCESS.md, step 10). */
export function calibrated(logits: readonly number[], calibration: RhythmCalibration): PerLabel {
  return perLabel(softmax(logits, calibration.temperature))
}

/** The label of a recording by the operating point of the pack, before any gate (step 11). */
export function decide(probabilities: PerLabel, calibration: RhythmCalibration): RhythmLabel {
  const score = (label: RhythmLabel) =>
    Math.log(probabilities[label] + 1e-12) + calibration.decisionBias[label]
  return RHYTHM_LABELS.reduce((best, label) => (score(label) > score(best) ? label : best))
}

export function perLabel(values: readonly number[]): PerLabel {
  return Object.fromEntries(RHYTHM_LABELS.map((label, i) => [label, values[i]!])) as Record<
    RhythmLabel,
    number
  >
}
