import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Browser } from '@playwright/test'
import { budgets, sizesOf } from '../../../src/cli/build/size-sums.ts'
import { manifestOf } from '../../e2e/versions.ts'
import type { Conditions } from '../conditions.ts'
import { buildBarePage } from '../ground/bare-page.ts'
import { builtFolder } from '../ground/built-app.ts'
import { slowDown, tablet } from '../ground/ground.ts'
import { pageTimes, watchUsable } from '../ground/usable.ts'
import type { Bench } from '../bench-run.ts'
import { exactly, type Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const RUNS = 5
const USABLE_BUDGET_MS = 3000

/** One load of a page without any cache. */
interface Load {
  readonly paintMs: number
  readonly usableMs: number
  /** What had crossed the line when the page was usable, as the browser counts it, headers included. */
  readonly wireBytes: number
}

/** First load: what crosses the line and when the page paints and can be used, against a bare SvelteKit page. */
export async function load({ browser, conditions, serve, progress }: Bench): Promise<Row[]> {
  progress('building the bare SvelteKit page')
  const bare = await buildBarePage()
  const [hub, other] = [await serve(builtFolder), await serve(bare)]
  const ours: Load[] = []
  const theirs: Load[] = []
  for (let run = 0; run < RUNS; run++) {
    progress(`load ${run + 1} of ${RUNS}`)
    ours.push(await loadOnce(browser, hub.origin, conditions))
    theirs.push(await loadOnce(browser, other.origin, conditions))
  }
  await Promise.all([hub.stop(), other.stop()])
  const bareSizes = sizesOf(manifestOf(bare))
  rmSync(dirname(bare), { recursive: true, force: true })

  const spread = (loads: readonly Load[], of: (one: Load) => number) => spreadOf(loads.map(of))
  const row = (what: string, of: (one: Load) => number, rest: Partial<Row> = {}): Row => ({
    area: 'load',
    what: conditions.name + what,
    unit: 'ms',
    measured: spread(ours, of),
    reference: { what: 'bare SvelteKit page', measured: spread(theirs, of) },
    ...rest,
  })
  const line = `${(conditions.line.bytesPerSecond * 8) / 1e6} Mbit/s, ${conditions.line.latencyMs} ms`
  const usable = row(`usable, ${line}`, ({ usableMs }) => usableMs, { budget: { value: USABLE_BUDGET_MS } })
  const times = [row(`first paint, ${line}`, ({ paintMs }) => paintMs), usable]
  if (conditions.name !== '') return times
  return [
    ...sizeRows(bareSizes.firstPaintBytes),
    row('on the wire until usable', ({ wireBytes }) => wireBytes / 1000, { unit: 'kB' }),
    ...times,
  ]
}

function sizeRows(barePaintBytes: number): Row[] {
  const { firstPaintBytes, worksOfflineBytes } = sizesOf(manifestOf(builtFolder))
  return [
    {
      area: 'load',
      what: 'shell to first paint, gzip',
      unit: 'kB',
      measured: exactly(firstPaintBytes / 1000),
      budget: { value: budgets.firstPaintBytes / 1000 },
      reference: { what: 'bare SvelteKit page', measured: exactly(barePaintBytes / 1000) },
    },
    {
      area: 'load',
      what: 'works offline, gzip',
      unit: 'kB',
      measured: exactly(worksOfflineBytes / 1000),
      budget: { value: budgets.worksOfflineBytes / 1000 },
    },
  ]
}

async function loadOnce(browser: Browser, origin: string, conditions: Conditions): Promise<Load> {
  const context = await browser.newContext({ ...tablet, serviceWorkers: 'block' })
  const page = await context.newPage()
  await watchUsable(page)
  const session = await slowDown(page, conditions)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const { bytesPerSecond, latencyMs } = conditions.line
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
  let wireBytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (wireBytes += encodedDataLength))
  await page.goto(origin, { waitUntil: 'commit' })
  const times = await pageTimes(page)
  const load = { ...times, wireBytes }
  await context.close()
  return load
}
