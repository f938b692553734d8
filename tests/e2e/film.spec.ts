import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import { encode } from 'fast-png'
import { makePhantom } from '#contract/dicom/phantom-files.ts'
import { test } from './installed.ts'

/** Studies of our own making as files in a folder, as a CD holds them. */
let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hinterland-films-'))
  for (const name of ['chest-film', 'ultrasound', 'ct-chest'] as const)
    for (const file of makePhantom(name, 1, { size: 'small' }).files) put(join(name, file.name), file.bytes)
  const photo = { width: 64, height: 48, channels: 3, depth: 8 } as const
  put('photo.png', encode({ ...photo, data: new Uint8Array(64 * 48 * 3).fill(120) }))
})
test.afterAll(() => rmSync(folder, { recursive: true }))

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), bytes)
}

const studies = makeNames()
function makeNames() {
  const fileOf = (name: 'chest-film' | 'ultrasound') => makePhantom(name, 1, { size: 'small' }).files[0]!.name
  return { film: `chest-film/${fileOf('chest-film')}`, ultrasound: `ultrasound/${fileOf('ultrasound')}` }
}

async function openFile(page: Page, path: string): Promise<void> {
  await page.getByTestId('film-files').setInputFiles(join(folder, path))
}

/** Draws from one point of the picture to another, in shares of the stage. */
async function drag(
  stage: Locator,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): Promise<void> {
  const box = (await stage.boundingBox())!
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const
  const { mouse } = stage.page()
  await mouse.move(...at(fromX, fromY))
  await mouse.down()
  await mouse.move(...at((fromX + toX) / 2, (fromY + toY) / 2), { steps: 4 })
  await mouse.move(...at(toX, toY), { steps: 4 })
  await mouse.up()
}

test('film, ultrasound, CT folder and photograph are opened, measured, reported and signed without a network', async ({
  page,
  hub,
}) => {
  test.setTimeout(180_000)
  page.setDefaultTimeout(20_000)
  await hub.stop()
  await page.context().setOffline(true)
  await page.goto(`${hub.origin}/clinic`)
  await page.getByRole('button', { name: 'Practise with made-up people' }).click()
  await page.waitForURL(`${hub.origin}/`, { timeout: 60_000 })
  await page.getByRole('link', { name: 'Images', exact: true }).click()
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText('Read images')

  await openFile(page, studies.film)
  await expect(heading).toContainText('Chest PA')
  const stage = page.getByRole('application').first()
  await page.getByRole('button', { name: 'Length', exact: true }).click()
  await drag(stage, [0.4, 0.5], [0.6, 0.5])
  await page.getByRole('tab', { name: 'Marks' }).click()
  await expect(page.getByRole('tabpanel')).toContainText(/≈ \d+.* mm.*at the detector/)

  await page.getByRole('tab', { name: 'Report' }).click()
  await page.getByText('abnormal', { exact: true }).click()
  await page.getByRole('button', { name: 'Lock my reading' }).click()
  await expect(page.getByTestId('film-own-locked')).toBeVisible()
  await expect(page.getByTestId('film-no-models')).toContainText('No model on this tablet reads this kind')
  await page.getByRole('button', { name: 'A line in your own words' }).click()
  await page.getByRole('textbox', { name: 'A line in your own words' }).fill('The heart is wide.')
  await page.getByRole('button', { name: 'Add to the findings' }).click()
  await expect(page.getByTestId('film-findings')).toContainText('The heart is wide.')
  await page.getByTestId('film-impression').fill('Wide heart, no fluid.')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await page.getByTestId('film-sign').click()
  await expect(page.getByTestId('film-signed')).toContainText('Signed')

  await openFile(page, studies.ultrasound)
  await expect(heading).toContainText('Abdomen ultrasound')
  await page.getByRole('button', { name: 'Length', exact: true }).click()
  await drag(stage, [0.45, 0.35], [0.55, 0.35])
  await page.getByRole('tab', { name: 'Marks' }).click()
  await expect(page.getByRole('tabpanel')).toContainText(/\d+.* mm/)

  await page.getByTestId('film-folder').setInputFiles(join(folder, 'ct-chest'))
  await expect(heading).toContainText('Chest CT')
  await expect(page.getByText('1 / 24').first()).toBeVisible()
  await stage.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText(/^2 \/ \d+$/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Planes' }).click()
  await expect(page.getByText('Coronal').first()).toBeVisible()
  await page.getByRole('button', { name: 'Back to the pictures' }).click()

  await openFile(page, 'photo.png')
  await expect(heading).toContainText('Photograph')

  await page.goto(`${hub.origin}/film`)
  const list = page.getByTestId('film-list')
  await expect(list).toContainText('Chest PA')
  await list.getByText('Chest PA').first().click()
  await expect(page.getByTestId('film-signed')).toContainText('Signed')
  await expect(page.getByTestId('film-impression')).toHaveValue('Wide heart, no fluid.')
})
