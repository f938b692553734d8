import { expose } from 'comlink'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bad, good, type Problem } from '#domain/problem.ts'
import type { RuntimeGroup } from './engine-order.ts'
import type { EngineVerdict, EngineVerdicts } from './engine-verdicts.ts'
import type { WorkerKind, WorkerLike } from './engine-worker.ts'
import { InferenceEngines, type EnginesSettings } from './engines.ts'
import type { GoldenReport } from './golden.ts'
import type { InferenceHost, LoadRequest } from './host.ts'
import type { DeviceDescription, EngineId } from './runtime.ts'
import { QUIET_INPUTS } from './tampered.fixture.ts'

/** How a worker of our making behaves: by default it loads, gives the golden answers and answers. */
interface Behaviour {
  warmMs?: number
  load?: (request: LoadRequest) => Promise<void> | void
  golden?: Partial<GoldenReport>
  /** Packs whose golden cases go wrong on it. */
  wrongWith?: string
  run?: () => Promise<void> | void
  ping?: () => Promise<void> | void
  /** What a load is refused with. */
  refuse?: () => { readonly ok: false; readonly problem: Problem }
  problem?: string
}

const HARDWARE: DeviceDescription = {
  adapter: { name: 'a real GPU', fallback: false },
  isolated: true,
  processors: 8,
}
const SOFTWARE: DeviceDescription = {
  adapter: { name: 'google swiftshader', fallback: true },
  isolated: false,
  processors: 2,
}
const NO_GPU: DeviceDescription = { adapter: null, isolated: false, processors: 2 }
const EVERYTHING: RuntimeGroup[] = ['light', 'ort-wasm', 'ort-webgpu']
const DIFFERENCES = { logits: 0, features: 0, cam: 0, probabilities: 0 }

/** A machine with engines that behave as told; remembers what was started and kept. */
function machine(
  behaviours: Partial<Record<EngineId, Behaviour>>,
  device = NO_GPU,
  installed: RuntimeGroup[] = EVERYTHING,
) {
  const verdicts = new Map<string, EngineVerdict>()
  const loads: LoadRequest[] = []
  const goldens: EngineId[] = []
  const terminated: WorkerKind[] = []
  const store: EngineVerdicts = {
    find: async (key) =>
      verdicts.get(JSON.stringify([key.pack, key.engine, key.browser, key.adapter, key.version])) ?? null,
    keep: async (v) =>
      void verdicts.set(JSON.stringify([v.pack, v.engine, v.browser, v.adapter, v.version]), v),
    forget: async (key) =>
      void verdicts.delete(JSON.stringify([key.pack, key.engine, key.browser, key.adapter, key.version])),
  }
  const spawn = (kind: WorkerKind): WorkerLike => {
    const { port1, port2 } = new MessageChannel()
    let engine: EngineId = 'tfjs-wasm'
    let pack = ''
    const behaviour = () => behaviours[engine] ?? {}
    const host: InferenceHost = {
      describeDevice: async () => device,
      async load(request) {
        engine = request.engine
        pack = request.id
        loads.push(request)
        await behaviour().load?.(request)
        const refusal = behaviour().refuse?.()
        if (refusal) return refusal
        return good({ session: 1, device: `${engine}, ${request.threads}`, createMs: 5 })
      },
      async golden() {
        goldens.push(engine)
        const { golden, wrongWith } = behaviour()
        const wrong = wrongWith === pack && {
          ok: false,
          failure: { case: 'one', reason: 'differs' as const },
        }
        return good({ ok: true, cases: 5, maxDifference: DIFFERENCES, ...golden, ...wrong })
      },
      warm: async () => good({ firstMs: 9, warmMs: behaviour().warmMs ?? 5 }),
      async run() {
        await behaviour().run?.()
        const { problem } = behaviour()
        return problem === undefined
          ? good({
              outputs: [{ logits: { shape: [1], data: new Float32Array([engine.length]) } }],
              durationMs: 3,
            })
          : bad(problem, problem, '')
      },
      cancel: async () => undefined,
      ping: async () => void (await behaviour().ping?.()),
      dispose: async () => undefined,
    }
    expose(host, port2)
    return Object.assign(port1, {
      terminate() {
        terminated.push(kind)
        port1.close()
        port2.close()
      },
    }) as unknown as WorkerLike
  }
  const engines = (more: Partial<EnginesSettings> = {}) => {
    const made = new InferenceEngines({
      pack: { id: 'p', version: '1.0.0' },
      spawn,
      installed: async () => new Set(installed),
      verdicts: store,
      browser: 'Chromium 156',
      timestamp: () => '2026-11-21T00:00:00Z',
      describe: async () => device,
      limits: { createMs: 600, runMs: 600, gpuRunMs: 600, cancelMs: 60, pingMs: 200 },
      ...more,
    })
    onTestFinished(() => made.stop())
    return made
  }
  return { engines, loads, goldens, terminated, verdicts, installed }
}

const never = () => new Promise<void>(() => undefined)
const batch = [QUIET_INPUTS]

describe('which engine answers', () => {
  test('a tablet without a GPU answers on ONNX Runtime on WASM', async () => {
    const engines = machine({}).engines()
    const report = await engines.run(batch)
    expect(report).toMatchObject({ engine: 'ort-wasm', device: 'ort-wasm, 1' })
    expect(engines.status()).toMatchObject({ state: 'ready', active: 'ort-wasm', reason: 'floor' })
  })

  test('before ONNX Runtime is installed TensorFlow.js answers, and afterwards ONNX Runtime', async () => {
    const tablet = machine({}, NO_GPU, ['light'])
    const engines = tablet.engines()
    await engines.settled()
    expect(engines.status()).toMatchObject({ active: 'tfjs-wasm', reason: 'light-start' })
    tablet.installed.push('ort-wasm')
    await engines.refresh()
    expect(engines.status()).toMatchObject({ active: 'ort-wasm' })
  })

  test('a machine that could not say what is installed is asked again at the next recording', async () => {
    let silent = true
    const engines = machine({}).engines({
      installed: async () => {
        if (silent) throw new Error('the store did not answer')
        return new Set(EVERYTHING)
      },
    })
    await expect(engines.run(batch)).rejects.toThrow('the store did not answer')
    silent = false
    expect(await engines.run(batch)).toMatchObject({ engine: 'ort-wasm' })
  })

  test('with a GPU the light start runs on WebGPU', async () => {
    const engines = machine({}, HARDWARE, ['light']).engines()
    await engines.settled()
    expect(engines.status().active).toBe('tfjs-webgpu')
  })

  test('ONNX Runtime on WebGPU takes over when it is not slower', async () => {
    const engines = machine({ 'ort-webgpu': { warmMs: 2 }, 'ort-wasm': { warmMs: 6 } }, HARDWARE).engines()
    await engines.start()
    expect(engines.status().active).toBe('ort-wasm')
    await engines.settled()
    expect(engines.status()).toMatchObject({ active: 'ort-webgpu', reason: 'first-choice' })
  })

  test('and does not when it is slower', async () => {
    const engines = machine({ 'ort-webgpu': { warmMs: 20 }, 'ort-wasm': { warmMs: 6 } }, HARDWARE).engines()
    await engines.settled()
    expect(engines.status().active).toBe('ort-wasm')
    expect(engines.status().engines.find((e) => e.engine === 'ort-webgpu')).toMatchObject({
      state: 'not-chosen',
      reason: 'slower',
      warmMs: 20,
    })
  })

  test('once proven faster it is the first to start next time', async () => {
    const tablet = machine({ 'ort-webgpu': { warmMs: 2 } }, HARDWARE)
    await tablet.engines().settled()
    tablet.loads.length = 0
    const again = tablet.engines()
    await again.settled()
    expect(tablet.loads.map((l) => l.engine)).toEqual(['ort-webgpu'])
    expect(again.status().active).toBe('ort-webgpu')
  })

  test('a software GPU never wins, however fast it says it is', async () => {
    const tablet = machine({ 'ort-webgpu': { warmMs: 0 }, 'tfjs-webgpu': { warmMs: 0 } }, SOFTWARE)
    const engines = tablet.engines()
    await engines.settled()
    expect(engines.status().active).toBe('ort-wasm')
    expect(tablet.loads.map((l) => l.engine)).toEqual(['ort-wasm'])
  })

  test('unless a person pins it', async () => {
    const engines = machine({}, SOFTWARE).engines()
    await engines.pin('ort-webgpu')
    expect(engines.status()).toMatchObject({ active: 'ort-webgpu', reason: 'pinned', pinned: 'ort-webgpu' })
    await engines.pin(null)
    expect(engines.status()).toMatchObject({ active: 'ort-wasm', reason: 'floor', pinned: null })
  })

  test('threads are used where the page is isolated, four at most', async () => {
    const isolated = machine({}, { ...NO_GPU, isolated: true, processors: 16 })
    await isolated.engines().settled()
    expect(isolated.loads[0]).toMatchObject({ threads: 4 })
    const plain = machine({}, { ...NO_GPU, processors: 16 })
    await plain.engines().settled()
    expect(plain.loads[0]).toMatchObject({ threads: 1 })
  })
})

describe('what is remembered', () => {
  test('the golden cases run once for an engine, a device and a browser', async () => {
    const tablet = machine({})
    await tablet.engines().settled()
    await tablet.engines().settled()
    expect(tablet.goldens).toEqual(['ort-wasm'])
    await tablet.engines({ browser: 'Chromium 157' }).settled()
    expect(tablet.goldens).toEqual(['ort-wasm', 'ort-wasm'])
  })

  test('an engine that gave wrong answers is not started again', async () => {
    const tablet = machine({
      'ort-wasm': { golden: { ok: false, failure: { case: 'noise', reason: 'differs' } } },
    })
    const engines = tablet.engines()
    await engines.settled()
    expect(engines.status()).toMatchObject({ active: 'tfjs-wasm', reason: 'fallback' })
    expect(engines.status().engines.find((e) => e.engine === 'ort-wasm')).toMatchObject({
      state: 'failed',
      reason: 'golden-differs',
    })
    await tablet.engines().settled()
    expect(tablet.loads.filter((l) => l.engine === 'ort-wasm')).toHaveLength(1)
  })
})

describe('when an engine fails', () => {
  test.each(['device-lost', 'outputs-not-finite', 'outputs-constant', 'run-failed'])(
    '%s: the next one answers and the report says so',
    async (problem) => {
      const tablet = machine({ 'ort-webgpu': { warmMs: 1, problem } }, HARDWARE)
      const engines = tablet.engines()
      await engines.settled()
      const report = await engines.run(batch)
      expect(report).toMatchObject({ engine: 'ort-wasm', fallback: { from: 'ort-webgpu', reason: problem } })
      expect([...tablet.verdicts.values()].map((v) => v.engine)).not.toContain('ort-webgpu')
      expect(await engines.run(batch)).not.toHaveProperty('fallback')
    },
  )

  test('a load that hangs with threads is tried again with one, in a fresh worker, and remembered', async () => {
    const tablet = machine(
      { 'ort-wasm': { load: ({ threads }) => (threads > 1 ? never() : undefined) } },
      { ...NO_GPU, isolated: true, processors: 4 },
    )
    const engines = tablet.engines()
    await engines.settled()
    expect(tablet.loads.map((l) => l.threads)).toEqual([4, 1])
    expect(tablet.terminated).toEqual(['ort-wasm'])
    expect(engines.status().active).toBe('ort-wasm')
    await tablet.engines().settled()
    expect(tablet.loads.map((l) => l.threads)).toEqual([4, 1, 1])
  })

  test('a run that hangs ends its worker and the next engine answers', async () => {
    const tablet = machine({ 'ort-wasm': { run: never } })
    const report = await tablet.engines().run(batch)
    expect(report).toMatchObject({ engine: 'tfjs-wasm', fallback: { from: 'ort-wasm', reason: 'timeout' } })
    expect(tablet.terminated).toContain('ort-wasm')
  })

  test('an engine whose worker was ended is found out by a ping, and the only engine there is starts again', async () => {
    let pings = 0
    const tablet = machine({ 'tfjs-wasm': { ping: () => (++pings === 2 ? never() : undefined) } }, NO_GPU, [
      'light',
    ])
    const engines = tablet.engines()
    await engines.run(batch)
    const report = await engines.run(batch)
    expect(report).toMatchObject({ engine: 'tfjs-wasm', fallback: { from: 'tfjs-wasm', reason: 'timeout' } })
    expect(tablet.loads).toHaveLength(2)
    await expect(engines.run(batch)).resolves.toMatchObject({ engine: 'tfjs-wasm' })
  })

  test('a run that is overtaken by a newly installed runtime is answered by that, and nobody has failed', async () => {
    let runs = 0
    const tablet = machine({ 'tfjs-wasm': { run: () => (++runs === 1 ? never() : undefined) } }, NO_GPU, [
      'light',
    ])
    const engines = tablet.engines({
      limits: { createMs: 5000, runMs: 5000, gpuRunMs: 5000, cancelMs: 60, pingMs: 200 },
    })
    await engines.settled()
    const answer = engines.run(batch)
    await expect.poll(() => runs).toBe(1)
    tablet.installed.push('ort-wasm')
    await engines.refresh()
    const report = await answer
    expect(report.engine).toBe('ort-wasm')
    expect(report.fallback).toBeUndefined()
    expect(engines.status().active).toBe('ort-wasm')
  })

  test('a run that is asked for while everything begins anew waits for the new engine', async () => {
    const engines = machine({}, NO_GPU, ['light']).engines()
    const first = engines.start()
    const answer = engines.run(batch)
    await Promise.all([engines.refresh(), engines.refresh(), first])
    await expect(answer).resolves.toMatchObject({ engine: 'tfjs-wasm' })
  })

  test('a pack that is refused is named, not the engine', async () => {
    const changed = {
      code: 'pack-file-changed',
      message: 'changed',
      cure: 'install',
      details: { file: 'model.onnx' },
    }
    const refuse = () => ({ ok: false, problem: changed }) as const
    const engines = machine({ 'ort-wasm': { refuse }, 'tfjs-wasm': { refuse } }).engines()
    await expect(engines.run(batch)).rejects.toMatchObject({ problem: changed })
  })

  test('with no engine left the run says so', async () => {
    const engines = machine({
      'ort-wasm': { load: () => never() },
      'tfjs-wasm': { load: () => never() },
    }).engines()
    await expect(engines.run(batch)).rejects.toMatchObject({ problem: { code: 'no-engine' } })
    expect(engines.status()).toMatchObject({ state: 'unavailable', active: null })
  })
})

describe('cancelling', () => {
  test('gives back control at once and leaves the engine usable', async () => {
    let runs = 0
    const tablet = machine({ 'ort-wasm': { run: () => (++runs === 1 ? never() : undefined) } })
    const engines = tablet.engines({ limits: { createMs: 5000, runMs: 5000, gpuRunMs: 5000, cancelMs: 60 } })
    await engines.settled()
    const controller = new AbortController()
    const run = engines.run(batch, controller.signal)
    await expect.poll(() => runs).toBe(1)
    controller.abort()
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(await engines.run(batch)).toMatchObject({ engine: 'ort-wasm' })
    expect(tablet.terminated).toEqual(['ort-wasm'])
  })

  test('a run that was cancelled before it began asks no worker', async () => {
    const tablet = machine({})
    await expect(tablet.engines().run(batch, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(tablet.loads).toEqual([])
  })
})

describe('a pack beside the one that chose the engine', () => {
  const other = { id: 'q', version: '2.0.0' }

  test('runs in the same worker, after one golden run of its own', async () => {
    const tablet = machine({})
    const engines = tablet.engines()
    await engines.settled()
    expect(await engines.run(batch, undefined, other)).toMatchObject({ engine: 'ort-wasm' })
    await engines.run(batch, undefined, other)
    expect(tablet.loads.map((l) => l.id)).toEqual(['p', 'q'])
    expect(tablet.goldens).toEqual(['ort-wasm', 'ort-wasm'])
    expect(tablet.terminated).toEqual([])
  })

  test('that goes wrong on the GPU runs on the floor, and the others stay where they are', async () => {
    const tablet = machine({ 'ort-webgpu': { warmMs: 1, wrongWith: 'q' } }, HARDWARE)
    const engines = tablet.engines()
    await engines.settled()
    expect(await engines.run(batch, undefined, other)).toMatchObject({ engine: 'ort-wasm' })
    expect(await engines.run(batch)).toMatchObject({ engine: 'ort-webgpu' })
    const again = tablet.engines()
    await again.run(batch, undefined, other)
    expect(tablet.loads.filter((l) => l.id === 'q').map((l) => l.engine)).toEqual([
      'ort-webgpu',
      'ort-wasm',
      'ort-wasm',
    ])
  })

  test('waits for its runtime where only the light one is here', async () => {
    const engines = machine({}, NO_GPU, ['light']).engines()
    await expect(engines.run(batch, undefined, other)).rejects.toMatchObject({
      problem: { code: 'engine-on-its-way' },
    })
    expect(await engines.run(batch)).toMatchObject({ engine: 'tfjs-wasm' })
  })
})
