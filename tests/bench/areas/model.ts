import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { EngineId } from '#inference/runtime.ts'
import type { Bench } from '../bench-run.ts'
import { builtFolder, root } from '../ground/built-app.ts'
import { runEngine, startEngine } from '../ground/engines-on-page.ts'
import { tablet } from '../ground/ground.ts'
import { modelInput } from '../ground/model-input.ts'
import { openNativeEngine } from '../ground/native-engine.ts'
import type { Reference, Row } from '../row.ts'
import { spreadOf, timed } from '../statistics.ts'

const ROUNDS = 4
const RUNS_A_ROUND = 10
const RATIO_BUDGET = 4

const ENGINES: readonly { readonly engine: EngineId; readonly threads: number; readonly name: string }[] = [
  { engine: 'ort-wasm', threads: 1, name: 'ONNX Runtime WASM, 1 thread' },
  { engine: 'ort-wasm', threads: 2, name: 'ONNX Runtime WASM, 2 threads' },
  { engine: 'tfjs-wasm', threads: 1, name: 'TensorFlow.js WASM' },
]

/**
 * One run of the rhythm network for one window of 30.72 s, in the workers of the built app and in Node, against
 * native ONNX Runtime on one thread. Rounds take turns, so that a busy moment of the machine meets all of them.
 */
export async function model({ browser, serve, progress }: Bench): Promise<Row[]> {
  const inputs = modelInput()
  const native = await openNativeEngine(join(root, 'models/ecg-rhythm-1lead/model.onnx'), progress)
  const hub = await serve(builtFolder)
  const page = await (await browser.newContext({ ...tablet, serviceWorkers: 'block' })).newPage()
  const pageTimes = ENGINES.map((): number[] => [])
  const nativeTimes: number[] = []
  for (const which of ENGINES) await startEngine(page, hub.origin, which)
  // The first round warms everything up and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    progress(`round ${round} of ${ROUNDS}`)
    for (const [i, which] of ENGINES.entries()) {
      const times = await runEngine(page, which, inputs, RUNS_A_ROUND)
      if (round > 0) pageTimes[i]!.push(...times)
    }
    const times = native ? await timed(RUNS_A_ROUND, () => native.run(inputs)) : []
    if (round > 0) nativeTimes.push(...times)
  }
  await page.context().close()
  await hub.stop()
  await native?.dispose()

  const reference: Reference = {
    what: 'native ONNX Runtime, 1 thread',
    measured: nativeTimes.length > 0 ? spreadOf(nativeTimes) : null,
    ...(native
      ? {}
      : { note: 'onnxruntime-node could not be installed; the bench installs it by npm on first use' }),
  }
  const row = (
    where: string,
    { name, engine, threads }: (typeof ENGINES)[number],
    times: readonly number[],
  ): Row => ({
    area: 'model',
    what: `${name}, ${where}`,
    unit: 'ms',
    measured: spreadOf(times),
    reference,
    ...(engine === 'ort-wasm' && threads === 2 ? { budget: { ratio: RATIO_BUDGET } } : {}),
  })
  return [
    ...ENGINES.map((which, i) => row('Chromium', which, pageTimes[i]!)),
    row('Node', ENGINES[0]!, runInNode()),
  ]
}

/** ONNX Runtime on one thread, as the command line runs it: its web build starts no threads in Node. */
function runInNode(): number[] {
  const script = join(import.meta.dirname, '../ground/engine-in-node.ts')
  const args = [script, String(ROUNDS * RUNS_A_ROUND)]
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 120_000 })
  if (run.status !== 0) throw new Error(`the network did not run in Node:\n${run.stderr}`)
  return JSON.parse(run.stdout) as number[]
}
