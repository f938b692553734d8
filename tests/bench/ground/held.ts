import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'

/** Megabytes of one page at rest. */
export interface Held {
  /** JavaScript objects of the page alone, after collection. */
  readonly heapMb: number
  /** Page and its workers, as the browser counts them (`measureUserAgentSpecificMemory`). */
  readonly pageMb: number
  /** The process that the page runs in, shared memory counted by its share; null where the system does not say. */
  readonly processMb: number | null
}

export async function heldBy(browser: Browser, page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const pageBytes = await page.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>
    }
    return (await measureUserAgentSpecificMemory.call(performance)).bytes
  })
  const processMb = await processMbOf(browser, page)
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
