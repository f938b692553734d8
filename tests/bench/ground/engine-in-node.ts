/**
 * A process of its own for one engine in Node on one thread, as the command line runs it.
 * Usage: engine-in-node.ts ENGINE RUNS; prints the milliseconds of each run as JSON.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInferenceHost } from '#inference/host.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import type { EngineId, Runtime } from '#inference/runtime.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { modelInput } from './model-input.ts'

const WARM_UPS = 5
const PACK = 'ecg-rhythm-1lead'
const engine = process.argv[2] as EngineId
const runs = Number(process.argv[3])

const host = createInferenceHost(await runtimeOf(engine), treeFiles)
const pack = join(import.meta.dirname, '../../../models', PACK, 'pack.json')
const { version } = JSON.parse(readFileSync(pack, 'utf8')) as { version: string }
const loaded = await host.load({ id: PACK, version, engine, threads: 1 })
if (!loaded.ok) throw new Error(loaded.problem.message)
const times: number[] = []
for (let run = -WARM_UPS; run < runs; run++) {
  const result = await host.run(loaded.value.session, [modelInput()], run)
  if (!result.ok) throw new Error(result.problem.message)
  if (run >= 0) times.push(result.value.durationMs)
}
process.stdout.write(JSON.stringify(times), () => process.exit(0))

async function runtimeOf(wanted: EngineId): Promise<Runtime> {
  if (wanted === 'tfjs-wasm') {
    const { createTfjsRuntime } = await import('#inference/tfjs/runtime.ts')
    return createTfjsRuntime(treeFiles)
  }
  return createOrtRuntime(await import('onnxruntime-web/wasm'), 'ort-wasm', treeFiles, { loaderByUrl: false })
}
