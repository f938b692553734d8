import * as ort from 'onnxruntime-web/wasm'
import { engine } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { treeFiles } from './tree-files.ts'
import { runGolden } from './golden.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { openPack } from './registry.ts'
import type { EngineId, OpenPack, Runtime } from './runtime.ts'
import { createTfjsRuntime } from './tfjs/runtime.ts'
import { flipped, QUIET_INPUTS, RHYTHM_PACK, rhythmVersion, tamperedFiles } from './tampered.fixture.ts'

const twins: { name: string; engine: EngineId; runtime: Runtime }[] = [
  {
    name: 'ONNX Runtime',
    engine: 'ort-wasm',
    runtime: createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false }),
  },
  { name: 'TensorFlow.js', engine: 'tfjs-wasm', runtime: createTfjsRuntime(treeFiles) },
]

describe.each(twins)('$name on WASM', ({ engine: id, runtime }) => {
  test('gives the golden answers of the pack within the stated tolerance', async () => {
    const session = await runtime.load(await pack(), id)
    const report = await runGolden(session, await pack())
    await session.dispose()
    // The light start brings four of the five along.
    expect(report).toMatchObject({ ok: true, value: { ok: true, cases: id === 'tfjs-wasm' ? 4 : 5 } })
  })

  test('gives every output the shape that the manifest states', async () => {
    const { manifest } = await pack()
    const session = await runtime.load(await pack(), id)
    const outputs = await session.run(QUIET_INPUTS)
    await session.dispose()
    expect(Object.keys(outputs)).toEqual(manifest.outputs.map((o) => o.name))
    for (const { name, shape } of manifest.outputs) {
      expect(outputs[name]!.shape).toEqual(shape)
      expect(outputs[name]!.data).toHaveLength(shape.reduce((a, b) => a * b))
    }
  })

  test('refuses an input of another shape', async () => {
    const session = await runtime.load(await pack(), id)
    const short = { ...QUIET_INPUTS, signal: { shape: [1, 1, 100], data: new Float32Array(100) } }
    await expect(session.run(short)).rejects.toThrow(/signal must be a tensor of shape 1 × 1 × 3072/)
    await session.dispose()
  })

  test('does not begin a pass that was already cancelled', async () => {
    const session = await runtime.load(await pack(), id)
    await expect(session.run(QUIET_INPUTS, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    await session.dispose()
  })

  test('gives the same answer to the same input', async () => {
    const session = await runtime.load(await pack(), id)
    const [first, second] = [await session.run(QUIET_INPUTS), await session.run(QUIET_INPUTS)]
    await session.dispose()
    expect(second['logits']!.data).toEqual(first['logits']!.data)
  })

  test('says that it does not know the engine of its twin', async () => {
    const other = id === 'ort-wasm' ? 'tfjs-wasm' : 'ort-wasm'
    await expect(runtime.load(await pack(), other)).rejects.toThrow(/no engine/)
  })

  test('refuses a pack of which one byte was changed', async () => {
    const file = id === 'ort-wasm' ? 'model.onnx' : 'light/weights.bin'
    const changed = await openPack(
      tamperedFiles((path, bytes) => (path === file ? flipped(bytes) : bytes)),
      RHYTHM_PACK,
      await rhythmVersion(),
    )
    if (!changed.ok) throw new Error(changed.problem.message)
    await expect(runtime.load(changed.value, id)).rejects.toMatchObject({
      problem: { code: 'pack-file-changed', details: { file } },
    })
  })
})

test('TensorFlow.js keeps no tensor of a hundred runs, and none at all after the session is closed', async () => {
  const before = engine().memory().numTensors
  const session = await createTfjsRuntime(treeFiles).load(await pack(), 'tfjs-wasm')
  await session.run(QUIET_INPUTS)
  const after = engine().memory()
  for (let i = 0; i < 100; i++) await session.run(QUIET_INPUTS)
  expect(engine().memory().numTensors).toBe(after.numTensors)
  expect(engine().memory().numBytes).toBe(after.numBytes)
  await session.dispose()
  expect(engine().memory().numTensors).toBe(before)
})

async function pack(): Promise<OpenPack> {
  const opened = await openPack(treeFiles, RHYTHM_PACK, await rhythmVersion())
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value
}
