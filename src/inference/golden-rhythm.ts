import {
  parseRhythmCalibration,
  parseRhythmGolden,
  RHYTHM_FRAMES,
  type RhythmGoldenCase,
} from '#contract/pack-ecg-rhythm.ts'
import { softmax } from './calibrate.ts'
import { apart, goldenCase, quietInputs, type Differences, type GoldenResult } from './golden-case.ts'
import { pool } from './pool.ts'
import { preprocessEcg } from './preprocess/ecg-1lead.ts'
import type { OpenPack, Session, Tensors } from './runtime.ts'

/** Golden cases of a rhythm pack hold samples in millivolts: they go through preprocessing, network and calibration. */
export async function rhythmCases(pack: OpenPack) {
  const { temperature } = await goldenCase(pack, pack.manifest.calibration, parseRhythmCalibration)
  return async (path: string, session: Session, signal?: AbortSignal): Promise<GoldenResult> => {
    const given = await goldenCase(pack, path, parseRhythmGolden)
    const outputs = await runCase(session, given, pack, signal)
    if (outputs === null) return { name: given.name, outputs, differences: {}, answer: [] }
    return {
      name: given.name,
      outputs,
      differences: compare(outputs, given, temperature),
      answer: pool(outputs).logits,
    }
  }
}

/** Outputs per window; null where the preprocessing did not decide as the case says. */
async function runCase(
  session: Session,
  given: RhythmGoldenCase,
  { manifest }: OpenPack,
  signal?: AbortSignal,
): Promise<Tensors[] | null> {
  const prepared = preprocessEcg(Float32Array.from(given.samplesMv), given.sampleRateHz)
  if (prepared.refusal !== null) {
    if (prepared.refusal !== given.expected.refusal) return null
    return [await session.run(quietInputs(manifest), signal)]
  }
  if (given.expected.refusal !== null) return null
  const outputs: Tensors[] = []
  for (const window of prepared.windows) outputs.push(await session.run(window.inputs, signal))
  return outputs
}

function compare(
  actual: readonly Tensors[],
  { expected }: RhythmGoldenCase,
  temperature: number,
): Differences {
  const pooled = pool(actual)
  if (expected.refusal !== null) {
    const { logits, features } = expected.networkOnZeros
    return {
      logits: apart(pooled.logits, logits),
      features: apart(pooled.features, features),
      cam: 0,
      probabilities: apart(softmax(pooled.logits, temperature), softmax(logits, temperature)),
    }
  }
  const cams = expected.windows.map((window, i) =>
    apart(actual[i]!['cam']!.data.subarray(0, RHYTHM_FRAMES), window.camN),
  )
  const windows = expected.windows.map((window, i) => apart(actual[i]!['logits']!.data, window.logits))
  return {
    logits: Math.max(apart(pooled.logits, expected.logits), ...windows),
    features: apart(pooled.features, expected.features),
    cam: Math.max(...cams),
    probabilities: apart(softmax(pooled.logits, temperature), expected.probabilities),
  }
}
