import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { LONG } from './inspect.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { openLine, type Line } from './line.ts'
import { builtFolder, copyOfBuild, manifestOf } from './versions.ts'

/** The part of the app that only a clinic needs: it comes by itself, works without a line, and is missed in words. */
const records = manifestOf(builtFolder).groups.find(({ id }) => id === 'records')?.files ?? []

let hub: HubProcess
let line: Line
const folders: string[] = []

test.beforeEach(async () => {
  hub = await startHub(builtFolder)
  line = await openLine(hub.origin)
})

test.afterEach(async () => {
  await line.close()
  await hub.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('once somebody practises, the records come by themselves; then people are found and registered with the server and the network gone', async ({
  page,
  context,
}) => {
  await firstVisit(page)
  expect(await installedRecords(page), 'a tablet without a clinic does not have them').toBe(0)
  await practise(page)
  await expect.poll(() => installedRecords(page), { timeout: 60_000 }).toBe(records.length)
  await hub.stop()
  await line.close()
  await emptyHttpCache(page)
  await context.setOffline(true)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  const fromElsewhere: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (records.some(({ url }) => url === pathname) && !response.fromServiceWorker())
      fromElsewhere.push(pathname)
  })

  await page.reload()
  await page.goto(`${line.origin}/people`)
  const search = page.getByTestId('people-search')
  await search.fill('sjg')
  await expect(page.getByRole('option').filter({ hasText: '石建国' })).toBeVisible()

  await search.fill('曾丽娟')
  await page.getByRole('button', { name: 'Register', exact: true }).first().click()
  await page.getByRole('heading', { name: 'Register a person' }).waitFor()
  await page
    .getByRole('button', { name: /^Register/ })
    .last()
    .click()
  await page.waitForURL(/\/person\?id=/)
  await expect(page.locator('h1, h2').filter({ hasText: '曾丽娟' }).first()).toBeVisible()

  await page.goto(`${line.origin}/people`)
  await search.fill('zenglj')
  await expect(page.getByRole('option').filter({ hasText: '曾丽娟' })).toBeVisible()
  await search.fill('zlj')
  await expect(page.getByRole('option').filter({ hasText: '曾丽娟' })).toBeVisible()
  expect(fromElsewhere, 'every file came out of the installed cache').toEqual([])
  expect(complaints).toEqual([])
})

test('a clinic whose records did not come is told so without a line, and they come when it is back', async ({
  page,
  context,
}) => {
  test.skip(!LONG, 'CI has twenty minutes for everything')
  const folder = copyOfBuild()
  folders.push(folder)
  // What the tablet fetches of the part is not there: the download fails, the app itself is whole.
  const withheld = records.filter(({ packed }) => packed).map(({ url }) => join(folder, `${url}.gz`))
  for (const path of withheld) renameSync(path, `${path}.held`)
  const poor = await startHub(folder)
  line.target = poor.origin
  await firstVisit(page)
  await practise(page)
  expect(await installedRecords(page)).toBeLessThan(records.length)
  await emptyHttpCache(page)
  await context.setOffline(true)

  await page.getByRole('link', { name: 'People' }).click()
  await expect(page.getByRole('heading', { name: 'This page cannot be opened now' })).toBeVisible()
  await expect(
    page.getByText('There is no network. As soon as there is one, the part comes by itself.'),
  ).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'This page cannot be opened now' })).toBeVisible()

  for (const path of withheld) renameSync(`${path}.held`, path)
  await context.setOffline(false)
  await expect.poll(() => installedRecords(page), { timeout: 60_000 }).toBe(records.length)
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Open it again' }).click()
  await page.getByTestId('people-search').fill('sjg')
  await expect(page.getByRole('option').filter({ hasText: '石建国' })).toBeVisible()
  await poor.stop()
})

async function firstVisit(page: Page): Promise<void> {
  await page.goto(`${line.origin}/`)
  await page.getByTestId('state-line').getByText('Works offline').waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

async function practise(page: Page): Promise<void> {
  await page.goto(`${line.origin}/clinic`)
  await page.getByRole('button', { name: 'Practise with made-up people' }).click()
  await page.waitForURL(`${line.origin}/`, { timeout: 60_000 })
}

/** How many files of the part stand in the cache of what is installed. */
function installedRecords(page: Page): Promise<number> {
  return page.evaluate(
    async (keys) => {
      const cache = await caches.open('hinterland-installed')
      const there = await Promise.all(keys.map((key) => cache.match(key)))
      return there.filter(Boolean).length
    },
    records.map(({ url, sha256 }) => `${url}?sha256=${sha256}`),
  )
}

/** Hashed addresses are kept for a year: without this they would be answered although nothing is installed. */
async function emptyHttpCache(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.clearBrowserCache')
  await session.detach()
}
