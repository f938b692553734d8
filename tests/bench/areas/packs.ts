import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import type { InstallManifest } from '#contract/install-manifest.ts'
import type { PackManifest } from '#contract/pack.ts'
import type { EngineId, Tensors } from '#inference/runtime.ts'
import { manifestOf } from '../../e2e/versions.ts'
import type { Bench } from '../bench-run.ts'
import { builtFolder, root } from '../ground/built-app.ts'
import { outputsOf, packsOf, runEngine, startEngine, type EngineOnPage } from '../ground/engines-on-page.ts'
import { openBrowser, tablet } from '../ground/ground.ts'
import { heldBy } from '../ground/held.ts'
import { openNativeEngine, type NativeEngine } from '../ground/native-engine.ts'
import { exactly, type Reference, type Row } from '../row.ts'
import { spreadOf, timed } from '../statistics.ts'

const RUNS = 12
const WARM_UPS = 2
/** A graphics chip in software takes seconds for what a processor does in milliseconds: its first run says that, and is enough. */
const TOO_SLOW_MS = 500
/** Some packs for a quick look: `BENCH_PACKS=breast-us,spine-cobb`. */
const ASKED = process.env['BENCH_PACKS']?.split(',')
/** WASM alone and no memory (the browser takes twenty seconds to count it): `BENCH_QUICK=1`, a minute instead of twenty. */
const QUICK = process.env['BENCH_QUICK'] !== undefined

const ENGINES: readonly { readonly engine: EngineId; readonly threads: number; readonly name: string }[] = [
  { engine: 'ort-wasm', threads: 1, name: 'WASM, 1 thread' },
  { engine: 'ort-wasm', threads: 2, name: 'WASM, 2 threads' },
  { engine: 'ort-webgpu', threads: 1, name: 'WebGPU' },
]

/** Every pack of the build: time and memory of one run, how far it lies from native ONNX Runtime, bytes on the line. */
export async function packs({ serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  // WebGPU needs a switch where there is no graphics chip.
  const browser = await openBrowser(['--enable-unsafe-webgpu'])
  const install = manifestOf(builtFolder)
  const rows: Row[] = [engineRow(install, 'ort-wasm'), engineRow(install, 'ort-webgpu')]
  try {
    const empty = QUICK ? null : await emptyPage(browser, hub.origin)
    for (const pack of packsOf(install.groups.flatMap(({ files }) => files.map(({ url }) => url)))) {
      if (ASKED && !ASKED.includes(pack.id)) continue
      progress(pack.id)
      rows.push(...(await packRows(browser, hub.origin, pack, empty, progress)), sizeRow(install, pack.id))
    }
  } finally {
    await browser.close()
    await hub.stop()
  }
  return rows
}

type Pack = NonNullable<EngineOnPage['pack']>

async function packRows(
  browser: Browser,
  origin: string,
  pack: Pack,
  empty: Row['measured'],
  progress: (what: string) => void,
): Promise<Row[]> {
  const folder = join(root, 'models', pack.id)
  const manifest = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as PackManifest
  const inputs = evenNoise(manifest)
  const native = await openNativeEngine(join(folder, manifest.model), progress)
  const reference: Reference = {
    what: 'native ONNX Runtime, 1 thread',
    measured: native ? spreadOf(await timed(RUNS, () => native.run(inputs))) : null,
  }
  const rows: Row[] = []
  for (const { name, ...engine } of ENGINES) {
    if (QUICK && engine.engine === 'ort-webgpu') continue
    const context = await browser.newContext({ ...tablet, serviceWorkers: 'block' })
    try {
      const page = await context.newPage()
      rows.push(
        ...(await engineRows(
          browser,
          page,
          origin,
          { ...engine, pack },
          { name, inputs, native, reference, empty },
        )),
      )
    } catch (error) {
      const note = (error as Error).message.split('\n')[0]!
      rows.push({ area: 'packs', what: `${pack.id}: ${name}`, unit: 'ms', measured: null, reference, note })
    }
    await context.close()
  }
  await native?.dispose()
  return rows
}

interface Asked {
  readonly name: string
  readonly inputs: Tensors
  readonly native: NativeEngine | null
  readonly reference: Reference
  /** What a page without a session holds. */
  readonly empty: Row['measured']
}

/** The browser takes some ten seconds for each answer, so it is asked once. */
async function emptyPage(browser: Browser, origin: string): Promise<Row['measured']> {
  const context = await browser.newContext({ ...tablet, serviceWorkers: 'block' })
  const page = await context.newPage()
  await page.goto(`${origin}/robots.txt`)
  const held = await heldBy(browser, page)
  await context.close()
  return exactly(held.pageMb)
}

async function engineRows(
  browser: Browser,
  page: Page,
  origin: string,
  which: EngineOnPage,
  { name, inputs, native, reference, empty }: Asked,
): Promise<Row[]> {
  await startEngine(page, origin, which)
  const first = await runEngine(page, which, inputs, 1)
  const times =
    first[0]! > TOO_SLOW_MS ? first : (await runEngine(page, which, inputs, RUNS + WARM_UPS)).slice(WARM_UPS)
  const outputs = await outputsOf(page, which, inputs)
  const what = `${which.pack!.id}: ${name}`
  const note = native
    ? `largest difference ${(await apart(native, inputs, outputs)).toExponential(1)}`
    : undefined
  const row: Row = {
    area: 'packs',
    what,
    unit: 'ms',
    measured: spreadOf(times),
    reference,
    ...(note ? { note } : {}),
  }
  // What a session on the graphics chip holds is not the page's.
  if (which.engine === 'ort-webgpu' || QUICK) return [row]
  return [
    row,
    {
      area: 'packs',
      what: `${what}, memory`,
      unit: 'MB',
      measured: exactly((await heldBy(browser, page)).pageMb),
      reference: { what: 'page without a session', measured: empty },
    },
  ]
}

async function apart(
  native: NativeEngine,
  inputs: Tensors,
  outputs: Readonly<Record<string, readonly number[]>>,
): Promise<number> {
  const known = await native.run(inputs)
  // A map has more values than a call takes arguments.
  return Object.entries(outputs)
    .flatMap(([name, values]) => values.map((value, i) => Math.abs(value - known[name]!.data[i]!)))
    .reduce((most, each) => Math.max(most, each), 0)
}

/** Numbers between the least and the largest value that each input takes, the same each time. */
function evenNoise({ inputs }: PackManifest): Tensors {
  let state = 14
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Object.fromEntries(
    inputs.map(({ name, shape, range: [least, most] }) => {
      const size = shape.reduce((product, n) => product * n, 1)
      return [
        name,
        { shape, data: Float32Array.from({ length: size }, () => least + next() * (most - least)) },
      ]
    }),
  )
}

function engineRow(install: InstallManifest, group: string): Row {
  return { area: 'packs', what: `engine ${group}, on the line`, unit: 'kB', measured: lineKb(install, group) }
}

function sizeRow(install: InstallManifest, id: string): Row {
  return { area: 'packs', what: `${id}: on the line`, unit: 'kB', measured: lineKb(install, `pack:${id}`) }
}

function lineKb({ groups }: InstallManifest, group: string): Row['measured'] {
  const files = groups.find(({ id }) => id === group)?.files
  return files ? exactly(files.reduce((sum, { transferBytes }) => sum + transferBytes, 0) / 1000) : null
}
