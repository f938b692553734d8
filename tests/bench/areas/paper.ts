import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import type { Bench } from '../bench-run.ts'
import { root } from '../ground/built-app.ts'
import { tablet } from '../ground/ground.ts'
import type { FrameOrder, PaperBench } from '../pages/paper-order.ts'
import { rivalFile } from '../ground/rivals.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const FRAMES = 200
const FRAME_BUDGET_MS = 8

const MOVES = [
  { move: 'pan', raster: false, what: 'pan, our work' },
  { move: 'zoom', raster: false, what: 'zoom, our work' },
  { move: 'pan', raster: true, what: 'pan, with drawing' },
  { move: 'zoom', raster: true, what: 'zoom, with drawing' },
] as const

/** Work a frame of the ECG paper, 12 leads × 500 Hz × 10 s, against uPlot drawing the same samples and moves. */
export async function paper({ browser, progress }: Bench): Promise<Row[]> {
  const uplot = rivalFile('uplot/dist/uPlot.iife.min.js', progress)
  const context = await browser.newContext(tablet)
  const page = await context.newPage()
  await page.goto('about:blank')
  if (uplot) await page.addScriptTag({ path: uplot })
  await page.addScriptTag({ content: await pageScript() })
  const rows: Row[] = []
  for (const { move, raster, what } of MOVES) {
    progress(what)
    const order = { move, raster, frames: FRAMES }
    const ours = await drawFrames(page, { ...order, painter: 'ours' })
    const theirs = uplot ? await drawFrames(page, { ...order, painter: 'uplot' }) : null
    rows.push({
      area: 'paper',
      what: `${what}, a frame`,
      unit: 'ms',
      measured: spreadOf(ours),
      budget: { value: FRAME_BUDGET_MS },
      reference: { what: 'uPlot', measured: theirs && spreadOf(theirs) },
    })
  }
  await context.close()
  return rows
}

function drawFrames(page: Page, order: FrameOrder): Promise<number[]> {
  return page.evaluate(
    (asked) => (globalThis as unknown as { paperBench: PaperBench }).paperBench.frames(asked),
    order,
  )
}

/** The painter of the app and the moves, as one script. */
async function pageScript(): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: {
        input: join(import.meta.dirname, '../pages/paper-frames.ts'),
        output: { format: 'iife' },
      },
    },
  })
  if (!('output' in built)) throw new Error('one script was expected')
  return built.output[0].code
}
