import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'
import { parseRhythmCalibration } from '#contract/pack-ecg-rhythm.ts'
import { parsePackManifest, type PackManifest } from '#contract/pack.ts'
import type { Outcome } from '#domain/problem.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { ProblemError } from '#inference/problem-error.ts'
import type { OpenPack } from '#inference/runtime.ts'
import { sha256Hex } from '#inference/sha256.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { rhythmExpected, tensorsExpected } from './seal/expected.ts'

/**
 * Seals a pack after training: makes the expected values of its golden cases with the WASM build of ONNX
 * Runtime that ships, then writes version, and size and hash of every file into its manifest; of a rhythm pack also
 * the prevalence, which its calibration holds. Without a version the one of the manifest stays.
 *
 *     node src/cli/seal-pack.ts models/ecg-rhythm-1lead [1.0.0]
 */
const folder = resolve(process.argv[2] ?? '')
const manifestPath = join(folder, 'pack.json')
const draft = JSON.parse(await readFile(manifestPath, 'utf8')) as PackManifest
const madeWith = `onnxruntime-web ${ort.env.versions.web}, WASM, 1 thread`
const isRhythm = draft.task === 'ecg-rhythm'

// The golden cases come first: their own hashes stand in the manifest.
const unsealed: OpenPack = {
  manifest: draft,
  file: async (path) => new Uint8Array(await readFile(join(folder, path))),
}
const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
const session = await runtime.load(unsealed, 'ort-wasm')
try {
  for (const path of draft.golden.cases) {
    const json = await readFile(join(folder, path), 'utf8')
    const expected = await (isRhythm ? rhythmExpected : tensorsExpected)(path, unsealed, session)
    const made = { ...(JSON.parse(json) as object), runtime: madeWith, expected }
    await writeFile(join(folder, path), `${JSON.stringify(made)}\n`)
  }
} catch (error) {
  if (error instanceof ProblemError) fail(error.problem)
  throw error
}

const files = []
for (const { path } of draft.files) {
  const bytes = new Uint8Array(await readFile(join(folder, path)))
  files.push({ path, sizeBytes: bytes.byteLength, sha256: await sha256Hex(bytes) })
}
const operatingPoints = isRhythm ? await withPrevalence() : draft.operatingPoints
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

async function withPrevalence(): Promise<PackManifest['operatingPoints']> {
  const { prevalence } = unwrap(
    parseRhythmCalibration(await readFile(join(folder, draft.calibration), 'utf8')),
  )
  return draft.operatingPoints.map((point) => ({ ...point, prevalence }))
}

function unwrap<T>(outcome: Outcome<T>): T {
  return outcome.ok ? outcome.value : fail(outcome.problem)
}

function fail({ message, cure }: { readonly message: string; readonly cure: string }): never {
  process.stderr.write(`${message} ${cure}\n`)
  process.exit(1)
}
