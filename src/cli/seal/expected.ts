import {
  parseRhythmCalibration,
  parseRhythmGate,
  parseRhythmGolden,
  RHYTHM_FRAMES,
  type RhythmGoldenCase,
} from '#contract/pack-ecg-rhythm.ts'
import { parseGoldenCase, type GoldenCase } from '#contract/pack-golden.ts'
import { calibrated, decide } from '#inference/calibrate.ts'
import { gateOutputs } from '#inference/gate.ts'
import { featureDistance } from '#inference/distance.ts'
import { goldenInputs } from '#inference/golden-tensors.ts'
import { goldenCase, quietInputs } from '#inference/golden-case.ts'
import { pool } from '#inference/pool.ts'
import { preprocessEcg } from '#inference/preprocess/ecg-1lead.ts'
import type { OpenPack, Session, Tensors } from '#inference/runtime.ts'

/** So many values of one output are kept of a golden case; of longer ones every n-th. */
const VALUES_MAX = 512

/** What the network makes of a case of tensors. */
export async function tensorsExpected(
  path: string,
  pack: OpenPack,
  on: Session,
): Promise<GoldenCase['expected']> {
  const given = await goldenCase(pack, path, parseGoldenCase)
  const outputs = await on.run(goldenInputs(given, pack.manifest))
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => {
      const every = Math.ceil(data.length / VALUES_MAX)
      return [name, { every, values: rounded(data.filter((_, i) => i % every === 0)) }]
    }),
  )
}

/** What preprocessing, network, calibration and gate make of the samples of a rhythm case. */
export async function rhythmExpected(
  path: string,
  pack: OpenPack,
  on: Session,
): Promise<RhythmGoldenCase['expected']> {
  const { manifest } = pack
  const given = await goldenCase(pack, path, parseRhythmGolden)
  const prepared = preprocessEcg(Float32Array.from(given.samplesMv), given.sampleRateHz)
  if (prepared.refusal !== null) {
    const { logits, features } = pool([await on.run(quietInputs(manifest))])
    return {
      refusal: prepared.refusal,
      networkOnZeros: { logits: rounded(logits), features: rounded(features) },
    }
  }
  const outputs: Tensors[] = []
  for (const window of prepared.windows) outputs.push(await on.run(window.inputs))
  const { logits, features } = pool(outputs)
  const calibration = await goldenCase(pack, manifest.calibration, parseRhythmCalibration)
  const gate = await goldenCase(pack, manifest.gate, parseRhythmGate)
  const probabilities = calibrated(logits, calibration)
  const label = decide(probabilities, calibration)
  const verdict = gateOutputs(gate, features, probabilities, label)
  return {
    refusal: null,
    logits: rounded(logits),
    features: rounded(features),
    windows: outputs.map((o) => ({
      logits: rounded(o['logits']!.data),
      camN: rounded(o['cam']!.data.subarray(0, RHYTHM_FRAMES)),
    })),
    probabilities: rounded(Object.values(probabilities)),
    label,
    distance: Number(featureDistance(gate.distance, features).toPrecision(6)),
    notAssessable: verdict.passed ? null : verdict.reason,
  }
}

function rounded(values: Iterable<number>): number[] {
  return Array.from(values, (v) => Math.round(v * 1e6) / 1e6)
}
