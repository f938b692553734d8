import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chromium, expect, test as base, type BrowserContext } from '@playwright/test'
import { chromiumPath } from '../chromium-path.ts'
import { installRecords } from './clinic-steps.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { builtFolder } from './versions.ts'

/**
 * Tests for a tablet that was set up yesterday: app, light start, desk and records are installed, the engines have their
 * verdicts, nobody has written anything. Each test has a copy of one browser profile that was prepared by really
 * installing; how that goes is what `offline.spec.ts` and `records-offline.spec.ts` are about. A profile belongs to an
 * address, so every hub of one Playwright worker stands at the same port.
 */
interface Installed {
  readonly port: number
  readonly profile: string
}

export const test = base.extend<
  {
    hub: HubProcess
    /** Further tablets like the test's own. */
    newTablet: () => Promise<BrowserContext>
  },
  { installed: Installed }
>({
  installed: [
    async ({ browserName }, use, { parallelIndex }) => {
      const port = await freePort(4700 + parallelIndex * 40)
      const profile = mkdtempSync(join(tmpdir(), `hinterland-${browserName}-`))
      const hub = await startHub(builtFolder, '--port', String(port))
      const context = await launch(profile, { locale: 'en-GB' })
      const page = await context.newPage()
      await installRecords(page, hub.origin)
      await page.getByRole('button', { name: /Install Film desk/ }).click()
      for (const name of ['Light start', 'ECG desk', 'Film desk', 'Records']) {
        const line = page.getByRole('listitem').filter({ hasText: `${name}:` })
        await expect(line.getByText('Installed', { exact: true })).toBeVisible({ timeout: 60_000 })
      }
      await expect(page.getByText('In use', { exact: true })).toBeVisible({ timeout: 60_000 })
      await context.close()
      await hub.stop()
      await use({ port, profile })
      rmSync(profile, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  hub: async ({ installed }, use) => {
    const hub = await startHub(builtFolder, '--port', String(installed.port))
    await use(hub)
    await hub.stop()
  },
  newTablet: async ({ installed, viewport, locale, colorScheme, hasTouch }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'hinterland-tablet-'))
    const contexts: BrowserContext[] = []
    const errors: string[] = []
    await use(async () => {
      const profile = join(folder, String(contexts.length))
      // What marks a profile as in use is a link to a process.
      cpSync(installed.profile, profile, {
        recursive: true,
        filter: (path) => !basename(path).startsWith('Singleton'),
      })
      const context = await launch(profile, {
        viewport,
        colorScheme,
        hasTouch,
        baseURL: `http://127.0.0.1:${installed.port}`,
        ...(locale === undefined ? {} : { locale }),
      })
      context.on('weberror', (error) => errors.push(error.error().message))
      contexts.push(context)
      return context
    })
    for (const context of contexts) await context.close()
    rmSync(folder, { recursive: true, force: true })
    expect(errors).toEqual([])
  },
  context: async ({ newTablet }, use) => use(await newTablet()),
})

function launch(
  profile: string,
  options: Parameters<typeof chromium.launchPersistentContext>[1],
): Promise<BrowserContext> {
  const executablePath = chromiumPath()
  return chromium.launchPersistentContext(profile, {
    ...options,
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--disable-background-networking'],
  })
}

/** The first port from here on that nobody listens at; below those that outgoing connections take. */
async function freePort(from: number): Promise<number> {
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(from, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  return free ? from : freePort(from + 1)
}
