/**
 * A process of its own for the rhythm network in Node, as the command line runs it: ONNX Runtime, one thread.
 * Usage: engine-in-node.ts RUNS; prints the milliseconds of each run as JSON.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'
import { createInferenceHost } from '#inference/host.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { modelInput } from './model-input.ts'

const WARM_UPS = 5
const PACK = 'ecg-rhythm-1lead'
const runs = Number(process.argv[2])

const host = createInferenceHost(
  createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false }),
  treeFiles,
)
const pack = join(import.meta.dirname, '../../../models', PACK, 'pack.json')
const { version } = JSON.parse(readFileSync(pack, 'utf8')) as { version: string }
const loaded = await host.load({ id: PACK, version, engine: 'ort-wasm', threads: 1 })
if (!loaded.ok) throw new Error(loaded.problem.message)
const inputs = modelInput()
const times: number[] = []
for (let run = -WARM_UPS; run < runs; run++) {
  const result = await host.run(loaded.value.session, [inputs], run)
  if (!result.ok) throw new Error(result.problem.message)
  if (run >= 0) times.push(result.value.durationMs)
}
process.stdout.write(JSON.stringify(times), () => process.exit(0))
