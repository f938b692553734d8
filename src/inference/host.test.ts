import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, test } from 'vitest'
import { createInferenceHost } from './host.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import type { LoadOptions, Runtime, Tensors } from './runtime.ts'
import { flipped, QUIET_INPUTS, RHYTHM_PACK, rhythmVersion, tamperedFiles } from './tampered.fixture.ts'
import { treeFiles } from './tree-files.ts'

const version = await rhythmVersion()
const request = { id: RHYTHM_PACK, version, engine: 'ort-wasm', threads: 1 } as const

describe('a worker with ONNX Runtime', () => {
  const host = createInferenceHost(
    createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false }),
    treeFiles,
  )

  test('loads the pack, proves it on the golden cases, warms up and runs', async () => {
    const loaded = await host.load(request)
    if (!loaded.ok) throw new Error(loaded.problem.message)
    const { session } = loaded.value
    expect(await host.golden(session)).toMatchObject({ ok: true, value: { ok: true } })
    expect(await host.warm(session, 2)).toMatchObject({ ok: true })
    const result = await host.run(session, [QUIET_INPUTS, QUIET_INPUTS], 1)
    expect(result).toMatchObject({ ok: true, value: { outputs: [{}, {}] } })
    await host.dispose(session)
    expect(await host.run(session, [QUIET_INPUTS], 2)).toMatchObject({
      ok: false,
      problem: { code: 'run-failed' },
    })
  })

  test('says which file of a pack was changed', async () => {
    const files = tamperedFiles((path, bytes) => (path === 'model.onnx' ? flipped(bytes) : bytes))
    const suspicious = createInferenceHost(
      createOrtRuntime(ort, 'ort-wasm', files, { loaderByUrl: false }),
      files,
    )
    expect(await suspicious.load(request)).toMatchObject({
      ok: false,
      problem: { code: 'pack-file-changed', details: { file: 'model.onnx' } },
    })
  })
})

describe('a worker whose device misbehaves', () => {
  const numbers = (value: (i: number) => number): Tensors => ({
    logits: { shape: [1, 4], data: Float32Array.from([0, 1, 2, 3], value) },
  })

  test.each([
    ['gives NaN', numbers(() => NaN), 'outputs-not-finite'],
    ['gives one constant', numbers(() => 0), 'outputs-constant'],
  ])('that %s says so instead of answering', async (_, outputs, code) => {
    const { host } = faulty(async () => outputs)
    expect(await run(host)).toMatchObject({ ok: false, problem: { code } })
  })

  test('that loses its device during a run says so', async () => {
    const made = faulty(async () => {
      made.lose()
      return numbers((i) => i)
    })
    expect(await run(made.host)).toMatchObject({ ok: false, problem: { code: 'device-lost' } })
  })

  test('that never answers after it lost its device says so, too', async () => {
    const made = faulty(() => {
      made.lose()
      return new Promise(() => undefined)
    })
    expect(await run(made.host)).toMatchObject({ ok: false, problem: { code: 'device-lost' } })
  })

  test('stops between two windows when it is told to', async () => {
    const made = faulty(async (signal) => {
      signal?.throwIfAborted()
      void made.host.cancel(7)
      return numbers((i) => i)
    })
    const loaded = await made.host.load(request)
    if (!loaded.ok) throw new Error(loaded.problem.message)
    const result = await made.host.run(loaded.value.session, [QUIET_INPUTS, QUIET_INPUTS], 7)
    expect(result).toMatchObject({ ok: false, problem: { code: 'run-cancelled' } })
    expect(made.runs()).toBe(1)
  })
})

function faulty(answer: (signal?: AbortSignal) => Promise<Tensors>) {
  let options: LoadOptions | undefined
  let runs = 0
  const runtime: Runtime = {
    engines: ['ort-wasm'],
    async load(_, engine, given) {
      options = given
      const answered = async (signal?: AbortSignal) => {
        const outputs = await answer(signal)
        runs++
        return outputs
      }
      return {
        engine,
        device: 'faulty',
        run: (_inputs, signal) => answered(signal),
        dispose: async () => undefined,
      }
    },
  }
  return { host: createInferenceHost(runtime, treeFiles), lose: () => options?.onLost?.(), runs: () => runs }
}

async function run(host: ReturnType<typeof createInferenceHost>) {
  const loaded = await host.load(request)
  if (!loaded.ok) throw new Error(loaded.problem.message)
  return host.run(loaded.value.session, [QUIET_INPUTS], 1)
}
