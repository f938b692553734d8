import type { BrowserContext } from '@playwright/test'
import { plain, slow, type Conditions } from '../conditions.ts'
import { builtFolder } from '../ground/built-app.ts'
import { slowDown, tablet } from '../ground/ground.ts'
import { untilOfflineReady } from '../ground/offline-ready.ts'
import { pageTimes, watchUsable } from '../ground/usable.ts'
import type { Bench } from '../bench-run.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const RUNS = 9
const HOME_BUDGET_MS = 700

/**
 * Warm start: the app opens from the service worker with the server stopped and the network gone. Before each
 * start the service worker is stopped, as it is on a tablet that was asleep.
 */
export async function warm({ browser, openOnDisk, serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  const served = await browser.newContext({ ...tablet, serviceWorkers: 'block' })
  const stored = await openOnDisk()
  progress('first visit')
  await untilOfflineReady(stored, hub.origin)

  const rows = [plain, { ...slow, name: 'CPU slowed 6 times: ' }]
  const reference: number[][] = []
  for (const each of rows) reference.push(await starts(served, hub.origin, each, progress))
  await hub.stop()
  await stored.setOffline(true)
  const measured: number[][] = []
  for (const each of rows) measured.push(await starts(stored, hub.origin, each, progress))
  await Promise.all([served.close(), stored.close()])

  return rows.map((each, i) => ({
    area: 'warm',
    what: `${each.name}Home usable, offline`,
    unit: 'ms',
    measured: spreadOf(measured[i]!),
    budget: { value: HOME_BUDGET_MS },
    reference: { what: 'from the server, no service worker', measured: spreadOf(reference[i]!) },
  }))
}

async function starts(
  context: BrowserContext,
  origin: string,
  conditions: Conditions,
  progress: Bench['progress'],
): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    progress(`${conditions.name}start ${run + 1} of ${RUNS}`)
    const page = await context.newPage()
    await watchUsable(page)
    const session = await slowDown(page, conditions)
    await session.send('ServiceWorker.enable')
    await session.send('ServiceWorker.stopAllWorkers')
    await page.goto(origin, { waitUntil: 'commit' })
    times.push((await pageTimes(page)).usableMs)
    await page.close()
  }
  return times
}
