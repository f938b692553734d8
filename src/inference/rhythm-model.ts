import {
  parseRhythmCalibration,
  parseRhythmGate,
  RHYTHM_FEATURES,
  RHYTHM_FRAMES,
  RHYTHM_LABELS,
  type RhythmCalibration,
  type RhythmGate,
} from '#contract/pack-ecg-rhythm.ts'
import type { PackManifest } from '#contract/pack.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { ECG_1LEAD, FRAMES, WINDOW_SAMPLES } from './preprocess/ecg-1lead.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack } from './runtime.ts'

/** What a rhythm pack needs beside its network to answer. */
export interface RhythmModel {
  readonly manifest: PackManifest
  readonly calibration: RhythmCalibration
  readonly gate: RhythmGate
}

/** Reads calibration and gate of a rhythm pack and checks that its tensors are those this code makes. */
export async function openRhythmModel(pack: OpenPack): Promise<Outcome<RhythmModel>> {
  const { manifest } = pack
  if (!fits(manifest)) {
    return bad(
      'pack-needs-newer-app',
      `The model pack ${manifest.id} needs another version of this app.`,
      'Update the app, then open the recording again.',
      {
        id: manifest.id,
      },
    )
  }
  try {
    const calibration = parseRhythmCalibration(text(await pack.file(manifest.calibration)))
    if (!calibration.ok) return calibration
    const gate = parseRhythmGate(text(await pack.file(manifest.gate)))
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
    `signal 1x1x${WINDOW_SAMPLES}`,
    `mask 1x1x${FRAMES}`,
    `logits 1x${RHYTHM_LABELS.length}`,
    `features 1x${RHYTHM_FEATURES}`,
    `cam 1x${RHYTHM_LABELS.length}x${RHYTHM_FRAMES}`,
  ]
  return (
    tensors.join() === wanted.join() &&
    manifest.inputs.every((input) => input.preprocessing === ECG_1LEAD) &&
    manifest.labels.map((label) => label.code).join() === RHYTHM_LABELS.join()
  )
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
