import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { root } from './built-app.ts'

/** Milliseconds from the moment at which a file was given to the app. */
export interface OpenedTimes {
  /** Its paper is painted: behind the first frame in which the canvas has been drawn on. */
  readonly drawnMs: number
  /** The screen says that the model has answered. */
  readonly answeredMs: number
}

const words = JSON.parse(readFileSync(join(root, 'src/ui/messages/app.en.json'), 'utf8')) as Record<
  string,
  string
>
const ANSWERED = words['answer_ready_covered']!

/** Has a page note, for each recording given to it, when it was drawn and when its answer was there. */
export async function watchOpening(page: Page): Promise<void> {
  await page.addInitScript((answered) => {
    const opened: Record<string, { drawnMs?: number; answeredMs?: number }> = {}
    Object.assign(globalThis, { opened })
    let givenMs = 0
    let drawnOn: Element | null = null
    const given = (event: Event) => {
      if ((event.target as HTMLInputElement).type === 'file') givenMs = performance.now()
    }
    addEventListener('change', given, { capture: true })

    const look = () => {
      const name = document.querySelector('h1')?.firstChild?.textContent?.trim()
      const canvas = document.querySelector('canvas')
      if (name && canvas) {
        const times = (opened[name] ??= {})
        // The painter gives the canvas its size when it first paints; an untouched canvas has 300 pixels.
        if (canvas !== drawnOn && canvas.width !== 300) {
          drawnOn = canvas
          setTimeout(() => (times.drawnMs ??= performance.now() - givenMs))
        }
        const says = [...document.querySelectorAll('[role=status]')].some(
          (line) => line.textContent?.trim() === answered,
        )
        if (says) times.answeredMs ??= performance.now() - givenMs
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, ANSWERED)
}

/** Waits until a recording is drawn with its answer. */
export async function openedTimes(page: Page, name: string): Promise<OpenedTimes> {
  const times = await page.waitForFunction(
    (wanted) => {
      const found = (globalThis as unknown as { opened: Record<string, Partial<OpenedTimes>> }).opened[wanted]
      return found?.drawnMs !== undefined && found.answeredMs !== undefined ? found : null
    },
    name,
    { timeout: 90_000 },
  )
  return (await times.jsonValue()) as OpenedTimes
}
