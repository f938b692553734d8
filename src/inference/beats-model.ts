import {
  BEAT_FEATURES,
  parseBeatsCalibration,
  parseBeatsGate,
  type BeatsCalibration,
  type BeatsGate,
} from '#contract/pack-ecg-beats.ts'
import type { PackManifest } from '#contract/pack.ts'
import { BEAT_CLASSES } from '#domain/ecg/claims.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { BATCH, ECG_BEATS, NUMBERS, WINDOW } from './preprocess/ecg-beats.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack } from './runtime.ts'

/** What the beats pack needs beside its network to answer. */
export interface BeatsModel {
  readonly manifest: PackManifest
  readonly calibration: BeatsCalibration
  readonly gate: BeatsGate
}

/** Reads calibration and gate of a beats pack and checks that its tensors are those this code makes. */
export async function openBeatsModel(pack: OpenPack): Promise<Outcome<BeatsModel>> {
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
    const calibration = parseBeatsCalibration(text(await pack.file(manifest.calibration)))
    if (!calibration.ok) return calibration
    const gate = parseBeatsGate(text(await pack.file(manifest.gate)))
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
    `windows ${BATCH}x2x${WINDOW}`,
    `numbers ${BATCH}x${NUMBERS}`,
    `logits ${BATCH}x${BEAT_CLASSES.length}`,
    `features ${BATCH}x${BEAT_FEATURES}`,
  ]
  return (
    tensors.join() === wanted.join() &&
    manifest.inputs.every((input) => input.preprocessing === ECG_BEATS) &&
    manifest.labels.map((label) => label.code).join() === BEAT_CLASSES.join()
  )
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
