import { rmSync } from 'node:fs'
import { chromium, expect, test, type Page } from '@playwright/test'
import { chromiumPath } from '../chromium-path.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { LONG } from './inspect.ts'
import { rateOf, uncover } from './reading-steps.ts'
import { asEdf, asWfdb, give } from './recordings.ts'
import { builtFolder, copyOfBuild, damage, manifestOf } from './versions.ts'

/** From the first visit on: nothing is installed. Each test has a hub of its own, so that they run side by side. */
test.describe.configure({ mode: 'parallel' })

let hub: HubProcess
test.beforeEach(async ({ page }, { title }) => {
  hub = await startHub(builtFolder, ...(title.includes('without isolation') ? ['--no-isolation'] : []))
  page.on('pageerror', (error) => {
    throw error
  })
})
test.afterEach(() => hub.stop())

/** Waits until the app says that it works offline, on the line that always says so. */
async function untilOfflineReady(page: Page): Promise<void> {
  await expect(page.getByTestId('state-line')).toContainText('Works offline')
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

/** The desk's later parts (rules, statements, report) come after what works offline at once. */
async function untilDeskInstalled(page: Page): Promise<void> {
  await page.goto(`${hub.origin}/tablet`)
  const desk = page.getByRole('listitem').filter({ hasText: 'ECG desk:' })
  await expect(desk.getByText('Installed', { exact: true })).toBeVisible({ timeout: 60_000 })
}

async function engineLine(page: Page): Promise<string> {
  await page.getByText('How this answer was made').click()
  return (await page.getByTestId('answer').textContent())!
}

/** Opens, reads, keeps; then with the server stopped and the network gone: still there, and the next one reads. */
async function readKeepAndGoOffline(page: Page, engine: RegExp): Promise<void> {
  await page.goto(`${hub.origin}/read`)
  await untilOfflineReady(page)
  await give(page, asWfdb('af', 'atrial-fibrillation', { seed: 3 }))
  await expect(page.getByTestId('rate')).toBeVisible()
  expect(await uncover(page)).toMatch(/^Atrial fibrillation/)
  expect(await engineLine(page)).toMatch(engine)
  await page.getByLabel('Your reading').fill('irregular, no P waves')
  await page.getByRole('button', { name: 'I agree' }).click()
  await page.getByRole('button', { name: 'Keep this reading' }).click()
  await expect(page.getByTestId('kept-line')).toContainText('Kept on this tablet')
  await untilDeskInstalled(page)

  await hub.stop()
  await page.context().setOffline(true)
  await page.goto(`${hub.origin}/kept`)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kept readings: 1')
  await page
    .getByRole('button', { name: /af\.hea/ })
    .first()
    .click()
  await expect(page.getByLabel('Your reading')).toHaveValue('irregular, no P waves')
  await expect(page.getByTestId('answer-label')).toHaveText(/^Atrial fibrillation/)

  await give(page, asEdf('second', 'sinus', { seed: 8, rateBpm: 66 }))
  await expect(page.getByRole('heading', { level: 1 })).toContainText('second.edf')
  expect(Math.abs((await rateOf(page)) - 66)).toBeLessThanOrEqual(3)
  expect(await uncover(page)).toMatch(/^Normal rhythm/)
}

test('a tablet reads, keeps and goes on without a network, on the light start', async ({ page }) => {
  test.skip(!LONG, 'engines.spec.ts holds its answers in CI, and every test on an installed tablet the way')
  await readKeepAndGoOffline(page, /TensorFlow\.js on the processor/)
})

test('a tablet reads on ONNX Runtime once it is installed, and without a network', async ({ page }) => {
  test.skip(!LONG, 'film-packs.spec.ts fetches ONNX Runtime and asks it without a network in CI')
  await installFullEngine(page, 'Full engine (ONNX Runtime, processor)')
  await readKeepAndGoOffline(page, /ONNX Runtime on the processor/)
})

test('a tablet whose person pins WebGPU reads on it, and without a network', async ({ page }) => {
  test.skip(!LONG, 'engines.spec.ts holds the golden answers on WebGPU in CI')
  test.setTimeout(240_000)
  await installFullEngine(page, 'Full engine for the graphics chip (WebGPU)')
  await page.getByRole('button', { name: 'Use this one: ONNX Runtime on WebGPU' }).click()
  await expect(page.getByRole('button', { name: 'Choose automatically again' })).toBeEnabled({
    timeout: 120_000,
  })
  await readKeepAndGoOffline(page, /ONNX Runtime on WebGPU/)
})

test('a tablet without isolation and with no adapter at all reads and keeps, too', async () => {
  test.skip(!LONG, 'engines.spec.ts answers without isolation in CI')
  const executablePath = chromiumPath()
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox'],
  })
  const page = await browser.newPage({ locale: 'en-GB' })
  await page.goto(hub.origin)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
  expect(await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null)).toBeNull()
  await readKeepAndGoOffline(page, /TensorFlow\.js on the processor/)
  await browser.close()
})

test('a model of which one byte was changed is refused on the desk, by name', async ({ page }) => {
  test.skip(!LONG, 'engines.spec.ts holds it in CI')
  const folder = copyOfBuild()
  const weights = manifestOf(folder)
    .groups.flatMap((group) => group.files.map((file) => file.url))
    .find((url) => url.endsWith('/light/weights.bin'))!
  damage(folder, weights)
  const changed = await startHub(folder)
  await page.goto(`${changed.origin}/read`)
  await give(page, asEdf('one', 'sinus'))
  await page.getByRole('button', { name: 'I cannot read this one, show it' }).click()
  await expect(
    page.getByText('A file of the model (light/weights.bin) was changed; the model is refused.'),
  ).toBeVisible({ timeout: 30_000 })
  await expect(page.getByTestId('rate')).toBeVisible()
  await changed.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function installFullEngine(page: Page, name: string): Promise<void> {
  await page.goto(`${hub.origin}/tablet`)
  for (const part of ['Rhythm model, one lead, full precision', name]) {
    const install = page.getByRole('button', { name: `Install ${part}` })
    await expect(install).toBeEnabled({ timeout: 30_000 })
    await install.click()
    await expect(page.getByRole('button', { name: `Remove ${part} from this tablet` })).toBeVisible({
      timeout: 60_000,
    })
  }
}
