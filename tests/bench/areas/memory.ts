import type { Browser } from '@playwright/test'
import { builtFolder } from '../ground/built-app.ts'
import { openBrowser, tablet } from '../ground/ground.ts'
import { heldBy, type Held } from '../ground/held.ts'
import { untilOfflineReady } from '../ground/offline-ready.ts'
import type { Bench } from '../bench-run.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const RUNS = 3
const HOME_BUDGET_MB = 200

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
  const found = await heldBy(browser, page)
  await context.close()
  return found
}
