import type { BrowserContext, Page } from '@playwright/test'
import type { GroupId } from '#contract/install-manifest.ts'
import { give } from '../../e2e/recordings.ts'
import { manifestOf } from '../../e2e/versions.ts'
import type { Bench } from '../bench-run.ts'
import type { Conditions } from '../conditions.ts'
import { builtFolder } from '../ground/built-app.ts'
import { openedTimes, watchOpening, type OpenedTimes } from '../ground/opening.ts'
import { slowDown, tablet } from '../ground/ground.ts'
import { untilOfflineReady } from '../ground/offline-ready.ts'
import { twelveLeads, wfdbFiles } from '../ground/recordings.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'
import { signalRows } from './signal.ts'

const RUNS = 10
const WARM_UPS = 3
const OPEN_BUDGET_MS = 300

/** An ECG file given to the warm app, until it is drawn and its answer is ready; then the signal code alone. */
export async function ecg({ browser, conditions, serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  const pack = manifestOf(builtFolder).groups.find(({ id }) => id.startsWith('pack:'))!.id
  const engines: { readonly name: string; readonly said: string; readonly groups: readonly GroupId[] }[] = [
    { name: 'light start', said: 'TensorFlow.js on the processor', groups: [] },
    { name: 'ONNX Runtime', said: 'ONNX Runtime on the processor', groups: [pack, 'ort-wasm'] },
  ]
  const rows: Row[] = []
  for (const { name, said, groups } of engines) {
    const context = await browser.newContext(tablet)
    progress(`first visit, ${name}`)
    await untilOfflineReady(context, hub.origin, groups)
    for (const seconds of [10, 30]) {
      progress(`12 leads × ${seconds} s on ${name}`)
      const times = await openings(context, hub.origin, seconds, said, conditions)
      rows.push(...openingRows(times, `12 × ${seconds} s, ${name}`, conditions, seconds === 10))
    }
    await context.close()
  }
  await hub.stop()
  return conditions.name === '' ? [...rows, ...(await signalRows(progress))] : rows
}

function openingRows(
  times: readonly OpenedTimes[],
  which: string,
  conditions: Conditions,
  budgeted: boolean,
): Row[] {
  const drawn = spreadOf(times.map(({ drawnMs }) => drawnMs))
  const answered = spreadOf(times.map(({ answeredMs }) => answeredMs))
  const ready = spreadOf(times.map(({ drawnMs, answeredMs }) => Math.max(drawnMs, answeredMs)))
  const rest = { area: 'ecg', unit: 'ms' } as const
  return [
    { ...rest, what: `${conditions.name}file to drawn, ${which}`, measured: drawn },
    { ...rest, what: `${conditions.name}file to answer, ${which}`, measured: answered },
    {
      ...rest,
      what: `${conditions.name}file to drawn with answer, ${which}`,
      measured: ready,
      ...(budgeted ? { budget: { value: OPEN_BUDGET_MS } } : {}),
    },
  ]
}

/** Gives one recording after another, each of its own seed and name, to one page; the first ones warm it up. */
async function openings(
  context: BrowserContext,
  origin: string,
  seconds: number,
  said: string,
  conditions: Conditions,
): Promise<OpenedTimes[]> {
  const page = await context.newPage()
  await watchOpening(page)
  await page.goto(`${origin}/read`)
  const session = await slowDown(page, conditions)
  const times: OpenedTimes[] = []
  for (let run = 0; run < WARM_UPS + RUNS; run++) times.push(await openOne(page, seconds, run))
  await provenEngine(page, said)
  await session.detach()
  await page.close()
  return times.slice(WARM_UPS)
}

async function openOne(page: Page, seconds: number, run: number): Promise<OpenedTimes> {
  const name = `bench-${seconds}-${run}`
  await give(page, wfdbFiles(twelveLeads(seconds, run + 1), name))
  return openedTimes(page, `${name}.hea`)
}

/** The figure belongs to this engine only where the app itself says that it gave the answer. */
async function provenEngine(page: Page, said: string): Promise<void> {
  await page.getByRole('button', { name: 'I cannot read this one, show it' }).click()
  await page.getByText('How this answer was made').click()
  const card = await page.getByTestId('answer').textContent()
  if (!card?.includes(said)) throw new Error(`the answer did not come from "${said}"`)
}
