import type { Page } from '@playwright/test'

/** Times of one page load, in milliseconds from the start of its navigation. */
export interface PageTimes {
  /** First contentful paint. */
  readonly paintMs: number
  /** The main heading is visible and a button below it can be pressed. */
  readonly usableMs: number
}

/** Has every page that is opened from now on note when it became usable. */
export async function watchUsable(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const look = () => {
      const heading = document.querySelector('h1')
      const button = document.querySelector('main button:enabled')
      const seen = heading?.checkVisibility() && heading.getBoundingClientRect().height > 0
      // After the frame in which both stand: the next task behind it.
      if (seen && button) setTimeout(() => Object.assign(globalThis, { usableMs: performance.now() }))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** Waits until the page is usable and has painted; `watchUsable` must have been called before it was opened. */
export async function pageTimes(page: Page): Promise<PageTimes> {
  const times = await page.waitForFunction(
    () => {
      const [paint] = performance.getEntriesByName('first-contentful-paint')
      const { usableMs } = globalThis as { usableMs?: number }
      return paint && usableMs !== undefined ? { paintMs: paint.startTime, usableMs } : null
    },
    undefined,
    { timeout: 60_000 },
  )
  return (await times.jsonValue()) as PageTimes
}
