import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { builtFolder } from '../ground/built-app.ts'
import { openBrowser, tablet } from '../ground/ground.ts'
import { untilOfflineReady } from '../ground/offline-ready.ts'
import type { Bench } from '../bench-run.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const RUNS = 3
const HOME_BUDGET_MB = 200

/** Megabytes of one page at rest. */
interface Held {
  /** JavaScript objects of the page alone, after collection. */
  readonly heapMb: number
  /** Page and its workers, as the browser counts them (`measureUserAgentSpecificMemory`). */
  readonly pageMb: number
  /** The process that the page runs in, shared memory counted by its share; null where the system does not say. */
  readonly processMb: number | null
}

/** Memory at Home, against an empty page of the same server in the same browser. */
export async function memory({ serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  const home: Held[] = []
  const empty: Held[] = []
  for (let run = 0; run < RUNS; run++) {
    progress(`Home ${run + 1} of ${RUNS}`)
    // A browser of its own: processes are not shared with pages that were measured before.
    const browser = await openBrowser()
    empty.push(await held(browser, `${hub.origin}/robots.txt`, false))
    home.push(await held(browser, hub.origin, true))
    await browser.close()
  }
  await hub.stop()

  const row = (what: string, of: (one: Held) => number | null, rest: Partial<Row> = {}): Row => {
    const spread = (all: readonly Held[]) => {
      const values = all.map(of).filter((value) => value !== null)
      return values.length > 0 ? spreadOf(values) : null
    }
    return {
      area: 'memory',
      what,
      unit: 'MB',
      measured: spread(home),
      reference: { what: 'empty page', measured: spread(empty) },
      ...rest,
    }
  }
  return [
    row('Home, JavaScript heap', ({ heapMb }) => heapMb),
    row('Home, page and workers', ({ pageMb }) => pageMb),
    row('Home, process of the page', ({ processMb }) => processMb, {
      budget: { value: HOME_BUDGET_MB },
      ...(process.platform === 'linux' ? {} : { note: 'measured on Linux alone, from /proc' }),
    }),
  ]
}

async function held(browser: Browser, url: string, isHome: boolean): Promise<Held> {
  const context = await browser.newContext(tablet)
  if (isHome) await untilOfflineReady(context, new URL(url).origin)
  const page = await context.newPage()
  await page.goto(url)
  if (isHome) await page.getByTestId('state-line').getByText('Works offline').waitFor()
  const session = await context.newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const pageBytes = await page.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>
    }
    return (await measureUserAgentSpecificMemory.call(performance)).bytes
  })
  const processMb = await processMbOf(browser, page)
  await context.close()
  return { heapMb: usedSize / 1e6, pageMb: pageBytes / 1e6, processMb }
}

/** Proportional share (PSS) of the renderer of a page: the one that is busy while the page is made to count. */
async function processMbOf(browser: Browser, page: Page): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const session = await browser.newBrowserCDPSession()
  const pids = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    return processInfo.filter(({ type }) => type === 'renderer')
  }
  const before = new Map((await pids()).map(({ id, cpuTime }) => [id, cpuTime]))
  await page.evaluate(() => {
    const untilMs = performance.now() + 300
    while (performance.now() < untilMs);
  })
  const busiest = (await pids())
    .map(({ id, cpuTime }) => ({ id, spent: cpuTime - (before.get(id) ?? 0) }))
    .sort((a, b) => b.spent - a.spent)[0]
  await session.detach()
  if (!busiest) return null
  const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${busiest.id}/smaps_rollup`, 'utf8'))?.[1]
  return pss ? (Number(pss) * 1024) / 1e6 : null
}
