import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import type { Bench } from '../bench-run.ts'
import { filmFile, sliceFile } from '../ground/bench-films.ts'
import { builtFolder, root } from '../ground/built-app.ts'
import { cornerstoneScript } from '../ground/cornerstone.ts'
import { openFilm, watchFilms } from '../ground/film-opening.ts'
import { openBrowser, tablet } from '../ground/ground.ts'
import { heldBy, type Held } from '../ground/held.ts'
import { untilOfflineReady } from '../ground/offline-ready.ts'
import type { FilmBench, FilmOrder } from '../pages/film-order.ts'
import { exactly, type Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const FRAMES = 200
const OPENINGS = 8
const WARM_UPS = 2
const SLICES = 300

const MOVES = [
  { move: 'window', what: 'window drag, film of 2048 × 2500 on 1024 pixels', budgetMs: 4 },
  { move: 'scroll', what: 'scroll, slices of 1024 × 1024', budgetMs: 5 },
] as const

/** Opening, scrolling, windowing and memory of the film desk. */
export async function imaging(bench: Bench): Promise<Row[]> {
  return [
    ...(await frameRows(bench)),
    ...(await openingRows(bench)),
    sliceRow(bench),
    ...(await memoryRows(bench)),
  ]
}

/** A film given to the built app, until its picture stands on the stage. */
async function openingRows({ browser, serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  const context = await browser.newContext(tablet)
  progress('first visit')
  await untilOfflineReady(context, hub.origin, ['film'])
  const page = await context.newPage()
  await watchFilms(page)
  await page.goto(`${hub.origin}/film`)
  const rows: Row[] = []
  let number = 0
  for (const { coding, what, budgetMs } of CODINGS) {
    progress(what)
    const times: number[] = []
    for (let run = -WARM_UPS; run < OPENINGS; run++) {
      number++
      const ms = await openFilm(page, `film-${number}.dcm`, await filmFile(number, coding))
      if (run >= 0) times.push(ms)
    }
    rows.push({ area: 'imaging', what, unit: 'ms', measured: spreadOf(times), budget: { value: budgetMs } })
  }
  await context.close()
  await hub.stop()
  return rows
}

/** All slices through the film worker in Node, against the codec alone on the same streams. */
function sliceRow({ progress }: Bench): Row {
  progress(`${SLICES} slices`)
  const script = join(import.meta.dirname, '../ground/film-in-node.ts')
  const run = spawnSync(process.execPath, [script, String(SLICES)], { encoding: 'utf8' })
  const measured = run.status === 0 ? (JSON.parse(run.stdout) as { bareMs: number; framesMs: number }) : null
  return {
    area: 'imaging',
    what: `${SLICES} slices of 512 × 512, HTJ2K, through the worker in Node`,
    unit: 'ms',
    measured: measured && exactly(measured.framesMs),
    budget: { ratio: 1.5 },
    reference: { what: 'the codec alone', measured: measured && exactly(measured.bareMs) },
    ...(measured ? {} : { note: run.stderr.slice(0, 200) }),
  }
}

/** What the tab holds with a film open, and with a CT. */
async function memoryRows({ serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  const rows: Row[] = []
  for (const { what, budgetMb, count, file } of HELD) {
    progress(what)
    // A browser of its own: processes are not shared with pages that were measured before.
    const own = await openBrowser()
    const context = await own.newContext(tablet)
    await untilOfflineReady(context, hub.origin, ['film'])
    const page = await context.newPage()
    await page.goto(`${hub.origin}/film`)
    const before = await heldBy(own, page)
    const folder = mkdtempSync(join(tmpdir(), 'hinterland-bench-'))
    const paths = Array.from({ length: count }, (_, i) => join(folder, `${i}.dcm`))
    for (const [i, path] of paths.entries()) writeFileSync(path, await file(i))
    await page.getByTestId('film-files').setInputFiles(paths)
    await page.locator('[role=application] canvas').first().waitFor()
    if (count > 1) await scrollThrough(page, count)
    const after = await heldBy(own, page)
    const at = (held: Held) => (held.processMb === null ? null : exactly(held.processMb))
    rows.push({
      area: 'imaging',
      what: `${what}, process of the page`,
      unit: 'MB',
      measured: at(after),
      budget: { value: budgetMb },
      reference: { what: 'the empty desk', measured: at(before) },
    })
    await own.close()
    rmSync(folder, { recursive: true })
  }
  await hub.stop()
  return rows
}

async function scrollThrough(page: Page, slices: number): Promise<void> {
  const stage = page.getByRole('application').first()
  await stage.focus()
  for (let at = 0; at < slices; at += 10) {
    await page.keyboard.press('PageDown')
    await page.waitForTimeout(50)
  }
}

const CODINGS = [
  { coding: 'raw', what: 'film of 2048 × 2500, raw, file to first image', budgetMs: 120 },
  { coding: 'htj2k', what: 'film of 2048 × 2500, HTJ2K, file to first image', budgetMs: 200 },
] as const

const HELD = [
  { what: 'film of 2048 × 2500 open', budgetMb: 450, count: 1, file: () => filmFile(1, 'raw') },
  {
    what: `CT of ${SLICES} slices open, scrolled through`,
    budgetMb: 700,
    count: SLICES,
    file: (i: number) => sliceFile(1, i),
  },
]

/** Work a frame of the image stage against cornerstone3D without a GPU, on the same page and frames. */
async function frameRows({ browser, progress }: Bench): Promise<Row[]> {
  const cornerstone = await cornerstoneScript(progress)
  const context = await browser.newContext({
    ...tablet,
    viewport: { width: 1280, height: 1100 },
    deviceScaleFactor: 1,
  })
  const page = await context.newPage()
  await page.goto('about:blank')
  if (cornerstone) await page.addScriptTag({ content: cornerstone })
  await page.addScriptTag({ content: await pageScript() })
  const rows: Row[] = []
  for (const { move, what, budgetMs } of MOVES) {
    progress(what)
    const ours = await drawFrames(page, { move, frames: FRAMES, painter: 'ours' })
    const theirs = cornerstone
      ? await drawFrames(page, { move, frames: FRAMES, painter: 'cornerstone' })
      : null
    rows.push({
      area: 'imaging',
      what: `${what}, a frame`,
      unit: 'ms',
      measured: spreadOf(ours),
      budget: { value: budgetMs },
      reference: { what: 'cornerstone3D on the processor', measured: theirs && spreadOf(theirs) },
    })
  }
  await context.close()
  return rows
}

function drawFrames(page: Page, order: FilmOrder): Promise<number[]> {
  return page.evaluate(
    (asked) => (globalThis as unknown as { filmBench: FilmBench }).filmBench.frames(asked),
    order,
  )
}

/** The stage of the app and the moves, as one script. */
async function pageScript(): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: {
        input: join(import.meta.dirname, '../pages/film-frames.ts'),
        output: { format: 'iife' },
      },
    },
  })
  if (!('output' in built)) throw new Error('one script was expected')
  return built.output[0].code
}
