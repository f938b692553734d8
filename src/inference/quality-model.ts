import {
  parseQualityCalibration,
  parseQualityGate,
  QUALITY_FEATURES,
  QUALITY_LABELS,
  type QualityCalibration,
  type QualityGate,
} from '#contract/pack-ecg-quality.ts'
import type { PackManifest } from '#contract/pack.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { ECG_QUALITY, FRAMES, SLOTS, WINDOW_SAMPLES } from './preprocess/ecg-quality.ts'
import { PLAIN_FIGURES } from './preprocess/quality-figures.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack } from './runtime.ts'

/** What the quality pack needs beside its network to answer. */
export interface QualityModel {
  readonly manifest: PackManifest
  readonly calibration: QualityCalibration
  readonly gate: QualityGate
}

/** Reads calibration and gate of a quality pack and checks that its tensors are those this code makes. */
export async function openQualityModel(pack: OpenPack): Promise<Outcome<QualityModel>> {
  const { manifest } = pack
  if (!fits(manifest)) {
    return bad(
      'pack-needs-newer-app',
      `The model pack ${manifest.id} needs another version of this app.`,
      'Update the app, then open the recording again.',
      { id: manifest.id },
    )
  }
  try {
    const calibration = parseQualityCalibration(text(await pack.file(manifest.calibration)))
    if (!calibration.ok) return calibration
    const gate = parseQualityGate(text(await pack.file(manifest.gate)))
    return gate.ok ? good({ manifest, calibration: calibration.value, gate: gate.value }) : gate
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem }
    throw error
  }
}

function fits(manifest: PackManifest): boolean {
  const tensors = [...manifest.inputs, ...manifest.outputs].map(
    ({ name, shape }) => `${name} ${shape.join('x')}`,
  )
  const wanted = [
    `signal 1x1x${SLOTS}x${WINDOW_SAMPLES}`,
    `mask 1x1x${SLOTS}x${FRAMES}`,
    `figures 1x${PLAIN_FIGURES}x${SLOTS}x1`,
    'logit 1x1',
    `leads 1x${SLOTS}`,
    `features 1x${QUALITY_FEATURES}`,
    `cam 1x${SLOTS}x${FRAMES}`,
  ]
  return (
    tensors.join() === wanted.join() &&
    manifest.inputs.every((input) => input.preprocessing === ECG_QUALITY) &&
    manifest.labels.map((label) => label.code).join() === QUALITY_LABELS.join()
  )
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
