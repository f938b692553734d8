import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  CDPSession,
  LaunchOptions,
  Page,
} from '@playwright/test'
import { chromiumPath } from '../../chromium-path.ts'
import type { Conditions } from '../conditions.ts'

/**
 * Opens the browser that the bench measures in: headless, without the network services of its own.
 * @param more switches besides
 */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const options = launchOptions()
  return chromium.launch({ ...options, args: [...options.args, ...more] })
}

function launchOptions(): LaunchOptions & { readonly args: string[] } {
  const executablePath = chromiumPath()
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--enable-blink-features=ForceEagerMeasureMemory',
    ],
  }
}

/** What every page of the bench is: a tablet in landscape, in English (the bench reads the words on screen). */
export const tablet: BrowserContextOptions = {
  locale: 'en-GB',
  viewport: { width: 1280, height: 800 },
  // A common ten-inch tablet: 1920 × 1200.
  deviceScaleFactor: 1.5,
}

/** A browser of its own whose caches and databases lie on disk, in the temporary folder of the system. */
export interface ProfileOnDisk {
  readonly context: BrowserContext
  readonly folder: string
  remove(): Promise<void>
}

export async function openProfile(): Promise<ProfileOnDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-profile-'))
  const context = await chromium.launchPersistentContext(folder, { ...launchOptions(), ...tablet })
  return {
    context,
    folder,
    async remove() {
      await context.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Slows a page as the conditions say; the session must stay open for it to hold. */
export async function slowDown(page: Page, { cpuSlowdown }: Conditions): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown })
  return session
}
