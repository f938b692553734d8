import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { InferenceHost } from '#inference/host.ts'
import type { EngineId, Tensors } from '#inference/runtime.ts'
import { manifestOf } from '../../e2e/versions.ts'
import { builtFolder } from './built-app.ts'

const comlink = fileURLToPath(
  new URL('../../../node_modules/comlink/dist/umd/comlink.min.js', import.meta.url),
)

export interface EngineOnPage {
  readonly engine: EngineId
  readonly threads: number
  /** The first one of the build, where none is named. */
  readonly pack?: { readonly id: string; readonly version: string }
}

interface Ground {
  readonly hosts: Record<string, { readonly host: InferenceHost; readonly session: number }>
  readonly trustedTypes: {
    createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
  }
  readonly Comlink: { wrap(worker: Worker): InferenceHost }
}

/** Starts an engine in the worker of the built app, from a page that holds nothing else, and loads the pack. */
export async function startEngine(
  page: Page,
  origin: string,
  { engine, threads, pack }: EngineOnPage,
): Promise<void> {
  const isReady = page.url().startsWith(origin) && (await page.evaluate(() => 'hosts' in globalThis))
  if (!isReady) {
    await page.addInitScript({ path: comlink })
    await page.goto(`${origin}/robots.txt`)
    await page.evaluate(() => {
      const policy = (globalThis as unknown as Ground).trustedTypes.createPolicy('hinterland', {
        createScriptURL: (url: string) => url,
      })
      Object.assign(globalThis, { hosts: {}, policy })
    })
  }
  const urls = manifestOf(builtFolder).groups.flatMap(({ files }) => files.map(({ url }) => url))
  const kind = engine.startsWith('tfjs') ? 'tfjs' : engine
  const script = urls.find((url) => url.includes(`/inference-${kind}.worker`))!
  const { id, version } = pack ?? packsOf(urls)[0]!
  await page.evaluate(
    async ({ script, request, name }) => {
      const ground = globalThis as unknown as Ground & { policy: { createScriptURL(url: string): string } }
      const worker = new Worker(ground.policy.createScriptURL(script), { type: 'module' })
      const host = ground.Comlink.wrap(worker)
      const loaded = await host.load(request)
      if (!loaded.ok) throw new Error(`${request.engine}: ${loaded.problem.message}`)
      ground.hosts[name] = { host, session: loaded.value.session }
    },
    {
      script,
      request: { id, version, engine, threads },
      name: nameOf({ engine, threads, ...(pack && { pack }) }),
    },
  )
}

/** @returns milliseconds of each run, as the worker itself counts them */
export function runEngine(page: Page, which: EngineOnPage, inputs: Tensors, runs: number): Promise<number[]> {
  const plain = plainOf(inputs)
  return page.evaluate(
    async ({ name, plain, runs }) => {
      const { host, session } = (globalThis as unknown as Ground).hosts[name]!
      const inputs = Object.fromEntries(
        plain.map(({ name: input, shape, data }) => [input, { shape, data: Float32Array.from(data) }]),
      )
      const times: number[] = []
      for (let run = 0; run < runs; run++) {
        const result = await host.run(session, [inputs], run)
        if (!result.ok) throw new Error(result.problem.message)
        times.push(result.value.durationMs)
      }
      return times
    },
    { name: nameOf(which), plain, runs },
  )
}

/** The outputs of one run, by name. */
export function outputsOf(
  page: Page,
  which: EngineOnPage,
  inputs: Tensors,
): Promise<Record<string, number[]>> {
  return page.evaluate(
    async ({ name, plain }) => {
      const { host, session } = (globalThis as unknown as Ground).hosts[name]!
      const inputs = Object.fromEntries(
        plain.map(({ name: input, shape, data }) => [input, { shape, data: Float32Array.from(data) }]),
      )
      const result = await host.run(session, [inputs], -1)
      if (!result.ok) throw new Error(result.problem.message)
      return Object.fromEntries(
        Object.entries(result.value.outputs[0]!).map(([output, { data }]) => [output, [...data]]),
      )
    },
    { name: nameOf(which), plain: plainOf(inputs) },
  )
}

/** The packs of a build, from the addresses of their manifests. */
export function packsOf(urls: readonly string[]): { readonly id: string; readonly version: string }[] {
  // The light start brings part of a pack along: its manifest stands in two groups.
  return [...new Set(urls)]
    .filter((url) => url.endsWith('/pack.json'))
    .map((url) => {
      const [, , id, version] = url.split('/')
      return { id: id!, version: version! }
    })
}

function plainOf(inputs: Tensors) {
  return Object.entries(inputs).map(([name, { shape, data }]) => ({ name, shape, data: [...data] }))
}

function nameOf({ engine, threads, pack }: EngineOnPage): string {
  return `${engine} ${threads} ${pack?.id ?? ''}`
}
