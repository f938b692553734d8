import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'
import {
  parseRhythmCalibration,
  parseRhythmGate,
  parseRhythmGolden,
  RHYTHM_FRAMES,
  type RhythmGoldenCase,
} from '#contract/pack-ecg-rhythm.ts'
import { parsePackManifest, type PackManifest } from '#contract/pack.ts'
import type { Outcome } from '#domain/problem.ts'
import { calibrated, decide } from '#inference/calibrate.ts'
import { featureDistance, gateOutputs } from '#inference/gate.ts'
import { QUIET_INPUTS } from '#inference/golden.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { pool } from '#inference/pool.ts'
import { preprocessEcg } from '#inference/preprocess/ecg-1lead.ts'
import { sha256Hex } from '#inference/sha256.ts'
import type { OpenPack, Session, Tensors } from '#inference/runtime.ts'
import { treeFiles } from '#inference/tree-files.ts'

/**
 * Seals a pack after training: makes the expected values of its golden cases with the WASM build of ONNX
 * Runtime that ships, then writes version, prevalence, and size and hash of every file into its manifest.
 * Without a version the one of the manifest stays.
 *
 *     node src/cli/seal-pack.ts models/ecg-rhythm-1lead [1.0.0]
 */
const folder = resolve(process.argv[2] ?? '')
const manifestPath = join(folder, 'pack.json')
const draft = JSON.parse(await readFile(manifestPath, 'utf8')) as PackManifest
const madeWith = `onnxruntime-web ${ort.env.versions.web}, WASM, 1 thread`

// The golden cases come first: their own hashes stand in the manifest.
const unsealed: OpenPack = {
  manifest: draft,
  file: async (path) => new Uint8Array(await readFile(join(folder, path))),
}
const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
const session = await runtime.load(unsealed, 'ort-wasm')
for (const path of draft.golden.cases) await remake(join(folder, path), session)

const files = []
for (const { path } of draft.files) {
  const bytes = new Uint8Array(await readFile(join(folder, path)))
  files.push({ path, sizeBytes: bytes.byteLength, sha256: await sha256Hex(bytes) })
}
const { prevalence } = unwrap(parseRhythmCalibration(await readFile(join(folder, draft.calibration), 'utf8')))
const operatingPoints = draft.operatingPoints.map((point) => ({ ...point, prevalence }))
const released = process.argv[3] ?? draft.version
const sealed = JSON.stringify(
  { ...draft, version: released, operatingPoints, golden: { ...draft.golden, madeWith }, files },
  null,
  2,
)
const { id, version } = unwrap(parsePackManifest(sealed))
await writeFile(manifestPath, `${sealed}\n`)
const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
process.stderr.write(
  `${id} ${version}: ${files.length} files, ${sizeBytes} bytes, golden cases made with ${madeWith}\n`,
)

async function remake(path: string, on: Session): Promise<void> {
  const json = await readFile(path, 'utf8')
  const given = unwrap(parseRhythmGolden(json))
  const expected = await answer(given, on)
  await writeFile(
    path,
    `${JSON.stringify({ ...(JSON.parse(json) as object), runtime: madeWith, expected })}\n`,
  )
}

async function answer(given: RhythmGoldenCase, on: Session): Promise<RhythmGoldenCase['expected']> {
  const prepared = preprocessEcg(Float32Array.from(given.samplesMv), given.sampleRateHz)
  if (prepared.refusal !== null) {
    const { logits, features } = pool([await on.run(QUIET_INPUTS)])
    return {
      refusal: prepared.refusal,
      networkOnZeros: { logits: rounded(logits), features: rounded(features) },
    }
  }
  const outputs: Tensors[] = []
  for (const window of prepared.windows) outputs.push(await on.run(window.inputs))
  const { logits, features } = pool(outputs)
  const calibration = unwrap(parseRhythmCalibration(await readFile(join(folder, draft.calibration), 'utf8')))
  const gate = unwrap(parseRhythmGate(await readFile(join(folder, draft.gate), 'utf8')))
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
    distance: Number(featureDistance(gate, features).toPrecision(6)),
    notAssessable: verdict.passed ? null : verdict.reason,
  }
}

function rounded(values: Iterable<number>): number[] {
  return Array.from(values, (v) => Math.round(v * 1e6) / 1e6)
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  process.stderr.write(`${outcome.problem.message} ${outcome.problem.cure}\n`)
  process.exit(1)
}
