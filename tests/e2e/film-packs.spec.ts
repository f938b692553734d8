import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import { makePhantom } from '#contract/dicom/phantom-files.ts'
import { test } from './installed.ts'

/** Pictures of people stay where they lie; without them the drawn film alone is asked about. */
const SAMPLES = join(import.meta.dirname, '../../../shared/data/imaging/samples')
const PACKS = ['chest-child-pneumonia', 'retina-vessels', 'breast-us', 'spine-cobb'] as const

let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hinterland-packs-'))
  writeFileSync(join(folder, 'film.dcm'), makePhantom('chest-film', 1, { size: 'small' }).files[0]!.bytes)
})
test.afterAll(() => rmSync(folder, { recursive: true }))

async function give(page: Page, path: string): Promise<Locator> {
  await page.getByTestId('film-files').setInputFiles(path)
  await page.getByRole('tab', { name: 'Report' }).click()
  await expect(page.getByTestId('film-models-state')).toHaveAttribute('data-state', 'settled', {
    timeout: 60_000,
  })
  return page.getByTestId('film-models')
}

async function giveSample(page: Page, name: string): Promise<Locator> {
  const models = await give(page, join(SAMPLES, `${name}.jpg`))
  await expect(page.getByTestId('film-claim'), 'covered until the own reading is locked').toHaveCount(0)
  await page.getByRole('button', { name: /^I do not read this one first/ }).click()
  return models
}

/** Fetches a pack with what it needs. */
async function fetchPack(page: Page, pack: string): Promise<void> {
  const row = page.locator(`[data-testid="film-pack"][data-pack="${pack}"]`)
  await row.getByTestId('film-pack-get').click()
  await expect(row.getByTestId('film-pack-remove')).toBeVisible({ timeout: 60_000 })
}

function claimOf(models: Locator, pack: string): Locator {
  return models.locator(`[data-testid="film-claim"][data-pack="${pack}"]`)
}

test('packs are fetched, then read without a network: a film, a fundus, an ultrasound, a spine; what is none of theirs gets no score', async ({
  page,
  hub,
}) => {
  test.setTimeout(240_000)
  page.setDefaultTimeout(20_000)
  const samples = existsSync(SAMPLES)
  await page.goto(`${hub.origin}/film`)
  await page.getByTestId('film-files').setInputFiles(join(folder, 'film.dcm'))
  await page.getByRole('tab', { name: 'Report' }).click()
  const offer = page.getByTestId('film-packs')
  await offer.locator('summary').click()
  for (const pack of samples ? PACKS : PACKS.slice(0, 1)) await fetchPack(page, pack)
  await hub.stop()
  await page.context().setOffline(true)

  await page.goto(`${hub.origin}/film`)
  const drawn = await give(page, join(folder, 'film.dcm'))
  await page.getByRole('button', { name: /^I do not read this one first/ }).click()
  await expect(drawn.getByTestId('film-kind')).toBeVisible()
  await expect(drawn.getByTestId('film-claim'), 'a drawing gets no score').toHaveCount(0)
  if (!samples) return

  const film = claimOf(
    await giveSample(page, 'cxr_paediatric_pneumonia_128__bacteria__row1702'),
    'chest-child-pneumonia',
  )
  await expect(film.getByTestId('film-claim-finding')).toContainText(/%/)
  await film.getByTestId('film-claim-map').first().click()
  await expect(page.getByTestId('stage-heat')).toBeVisible()
  await film.getByTestId('film-claim-about').click()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const reject = page
    .getByTestId('film-findings')
    .locator('[data-finding]')
    .filter({ hasText: /consolidation/i })
    .getByRole('button', { name: /^Reject/ })
  await reject.click()
  await expect(reject).toHaveAttribute('aria-pressed', 'true')

  const fundus = claimOf(await giveSample(page, 'fundus_vessels_384__drive__row4'), 'retina-vessels')
  await fundus.getByTestId('film-claim-outlines').click()
  await expect(page.getByTestId('stage-outlines')).toBeVisible()

  const breast = claimOf(await giveSample(page, 'ultrasound_breast_192__malignant__row56'), 'breast-us')
  await expect(breast.getByTestId('film-claim-finding').first()).toContainText(/%/)

  const spine = claimOf(await giveSample(page, 'spine_cobb_384__moderate__row49'), 'spine-cobb')
  await expect(spine.getByTestId('film-claim-value')).toContainText('°')
  const points = spine.getByTestId('film-claim-points')
  if ((await points.getAttribute('aria-pressed')) !== 'true') await points.click()
  const angle = page.getByTestId('stage-points-value')
  const before = await angle.textContent()
  await page.getByTestId('stage-point').focus()
  for (let press = 0; press < 8; press++) await page.keyboard.press('Shift+ArrowDown')
  await expect(angle, 'the angle follows a point that is moved').not.toHaveText(before!)
  await spine.getByTestId('film-claim-take').click()
  await expect(spine.getByTestId('film-claim-taken')).toBeVisible()

  const photograph = await giveSample(page, 'ood_photographs_128__photograph__row240')
  await expect(photograph.getByTestId('film-claim'), 'a photograph of something else').toHaveCount(0)
})
