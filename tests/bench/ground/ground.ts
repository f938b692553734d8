import { chromium } from '@playwright/test'
import type { Browser, BrowserContextOptions, CDPSession, Page } from '@playwright/test'
import { chromiumPath } from '../../chromium-path.ts'
import type { Conditions } from '../conditions.ts'

/** Opens the browser that the bench measures in: headless, without the network services of its own. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath()
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--enable-blink-features=ForceEagerMeasureMemory',
    ],
  })
}

/** What every page of the bench is: a tablet in landscape, in English (the bench reads the words on screen). */
export const tablet: BrowserContextOptions = {
  locale: 'en-GB',
  viewport: { width: 1280, height: 800 },
  // A common ten-inch tablet: 1920 × 1200.
  deviceScaleFactor: 1.5,
}

/** Slows a page as the conditions say; the session must stay open for it to hold. */
export async function slowDown(page: Page, { cpuSlowdown }: Conditions): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown })
  return session
}
