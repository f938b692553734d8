import { rmSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import type { GoldenReport } from '#inference/golden.ts'
import type { Loaded } from '#inference/host.ts'
import type { EngineId } from '#inference/runtime.ts'
import type { Outcome } from '#domain/problem.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { LONG } from './inspect.ts'
import { builtFolder, copyOfBuild, damage, manifestOf } from './versions.ts'

const files = manifestOf(builtFolder).groups.flatMap((group) => group.files.map((file) => file.url))
const [, , id, version] = files.find((url) => url.endsWith('/pack.json'))!.split('/') as [
  string,
  string,
  string,
  string,
]
/** A software GPU needs about ten seconds for the first run and one for each that follows. */
const GPU_MS = 80_000

let hub: HubProcess
test.afterEach(() => hub.stop())

const engines: { engine: EngineId; worker: string; device: RegExp }[] = [
  { engine: 'ort-wasm', worker: 'inference-ort-wasm', device: /^WASM, [1-4] thread/ },
  { engine: 'ort-webgpu', worker: 'inference-ort-webgpu', device: /^WebGPU, .*swiftshader/ },
  { engine: 'tfjs-wasm', worker: 'inference-tfjs', device: /^WASM, 1 thread$/ },
  { engine: 'tfjs-webgpu', worker: 'inference-tfjs', device: /^WebGPU, .*swiftshader/ },
]

for (const { engine, worker, device } of engines) {
  test(`${engine} gives the golden answers of the pack in a worker of the built app`, async ({ page }) => {
    test.skip(engine === 'tfjs-webgpu' && !LONG, 'the other three stand for it in CI')
    const { loaded, golden } = await proveEngine(page, builtFolder, engine, worker, 2)
    expect(loaded).toMatchObject({ ok: true })
    if (!loaded.ok) return
    expect(loaded.value.device).toMatch(device)
    // The light start brings four of the five along.
    expect(golden).toMatchObject({ ok: true, value: { ok: true, cases: engine.startsWith('tfjs') ? 4 : 5 } })
    if (engine === 'ort-wasm') expect(loaded.value.device).toBe('WASM, 2 threads')
  })
}

test('without isolation ONNX Runtime answers on one thread, however many were asked for', async ({
  page,
}) => {
  const { loaded, golden } = await proveEngine(
    page,
    builtFolder,
    'ort-wasm',
    'inference-ort-wasm',
    2,
    '--no-isolation',
  )
  expect(loaded).toMatchObject({ ok: true, value: { device: 'WASM, 1 thread' } })
  expect(golden).toMatchObject({ ok: true, value: { ok: true } })
})

test('a model of which one byte was changed is refused by name', async ({ page }) => {
  const folder = copyOfBuild()
  damage(folder, `/packs/${id}/${version}/model.onnx`)
  const { loaded } = await proveEngine(page, folder, 'ort-wasm', 'inference-ort-wasm', 1)
  rmSync(folder, { recursive: true, force: true })
  expect(loaded).toMatchObject({
    ok: false,
    problem: { code: 'pack-file-changed', details: { file: 'model.onnx' } },
  })
})

/**
 * Starts a worker of the built app from a page of ours that holds nothing else, loads the pack and runs its
 * golden cases, over the messages that comlink sends.
 */
async function proveEngine(
  page: Page,
  folder: string,
  engine: EngineId,
  worker: string,
  threads: number,
  ...options: string[]
) {
  hub = await startHub(folder, ...options)
  await page.goto(`${hub.origin}/robots.txt`)
  const script = files.find((url) => url.includes(`/${worker}.worker`))!
  return page.evaluate(
    async ({ script, request, limitMs }) => {
      const factory = (
        globalThis as {
          trustedTypes?: {
            createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
          }
        }
      ).trustedTypes
      const policy = factory?.createPolicy('hinterland', { createScriptURL: (url: string) => url })
      const started = new Worker(policy?.createScriptURL(script) ?? script, { type: 'module' })
      const call = (name: string, ...values: unknown[]) =>
        new Promise<unknown>((resolve, reject) => {
          const ticket = crypto.randomUUID()
          started.addEventListener('message', ({ data }: MessageEvent<{ id: string; value: unknown }>) => {
            if (data.id === ticket) resolve(data.value)
          })
          started.addEventListener('error', (event) => reject(new Error(event.message)))
          setTimeout(() => reject(new Error(`${name} took longer than ${limitMs} ms`)), limitMs)
          started.postMessage({
            id: ticket,
            type: 'APPLY',
            path: [name],
            argumentList: values.map((value) => ({ type: 'RAW', value })),
          })
        })
      const loaded = (await call('load', request)) as Outcome<Loaded>
      const golden = loaded.ok
        ? ((await call('golden', loaded.value.session)) as Outcome<GoldenReport>)
        : null
      started.terminate()
      return { loaded, golden }
    },
    { script, request: { id, version, engine, threads }, limitMs: GPU_MS },
  )
}
