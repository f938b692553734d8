import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import type { Bench } from '../bench-run.ts'
import { root } from '../ground/built-app.ts'
import { cornerstoneScript } from '../ground/cornerstone.ts'
import { tablet } from '../ground/ground.ts'
import type { FilmBench, FilmOrder } from '../pages/film-order.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const FRAMES = Number(process.env.BENCH_FRAMES ?? 200)

const MOVES = [
  { move: 'window', what: 'window drag, film of 2048 × 2500 on 1024 pixels', budgetMs: 4 },
  { move: 'scroll', what: 'scroll, slices of 1024 × 1024', budgetMs: 5 },
] as const

/** Work a frame of the image stage against cornerstone3D without a GPU, on the same page and frames. */
export async function imaging({ browser, progress }: Bench): Promise<Row[]> {
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
