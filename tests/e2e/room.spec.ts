import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type BrowserContext, type Page } from '@playwright/test'
import { allAtHub, DOCTOR, find, joinClinic, meetHub, NURSE, register, setUpClinic } from './clinic-steps.ts'
import { test } from './installed.ts'
import { startRegion, type Region } from './region.ts'
import { builtFolder } from './versions.ts'
import { LONG } from './inspect.ts'

/** Two tablets write one consult note: the hub is killed on the way, one writes without a line, one signs. */
let folder: string
let region: Region

test.beforeEach(async ({ installed }) => {
  folder = mkdtempSync(join(tmpdir(), 'hinterland-room-'))
  region = await startRegion(builtFolder, folder, installed.port)
})
test.afterEach(async () => {
  await region.end()
  rmSync(folder, { recursive: true, force: true })
})

test('two write together, the hub is killed, one signs: late words are shown beside and signed as an addition', async ({
  newTablet,
}) => {
  test.skip(!LONG, 'tests/faults/rooms-kill.test.ts holds the same promise over real hubs and lines in CI')
  test.setTimeout(400_000)
  const first = await tablet(await newTablet())
  const second = await tablet(await newTablet())
  const refused: string[] = []
  for (const page of [first, second])
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted Type/i.test(message.text())) refused.push(message.text())
    })

  await setUpClinic(first)
  await meetHub(first, region.origin, await region.invite('--new-clinic', '--role', 'nurse'))
  await joinClinic(
    second,
    region.origin,
    await region.invite('--clinic', await region.onlyClinic(), '--role', 'clinician'),
  )
  await register(first, { name: '石建国', born: '19680301', phone: '13800001234' })
  await allAtHub(first)
  await allAtHub(second)

  await find(first, 'sjg', '石建国')
  await first.getByRole('button', { name: 'Begin a note' }).click()
  await type(first, 'Pain since Tuesday. ')
  await expect(state(first)).toHaveAttribute('data-saved', 'hub')
  expect(first.url()).not.toContain('%E')

  await find(second, 'sjg', '石建国')
  await second.getByRole('button', { name: /Consult note/ }).click({ timeout: 30_000 })
  await expect(text(second)).toContainText('Pain since Tuesday.')
  await expect(first.getByTestId('room-people')).toContainText(DOCTOR.name)
  await expect(second.getByTestId('room-people')).toContainText(NURSE.name)
  // The colleague's name stands at their caret, with their shape.
  await text(second).click()
  await expect(first.getByTestId('room-editor').locator('.cm-ySelectionInfo')).toContainText(DOCTOR.name)
  await type(second, 'Troponin at ten. ')
  await expect(text(first)).toContainText('Troponin at ten.')
  for (const page of [first, second]) await noBarriers(page)

  await region.kill()
  await expect(state(first)).toHaveAttribute('data-reach', 'none', { timeout: 60_000 })
  await type(first, 'Written without a hub. ')
  await expect(state(first)).toHaveAttribute('data-saved', 'here')
  await region.start()
  await expect(state(first)).toHaveAttribute('data-saved', 'hub', { timeout: 90_000 })
  await expect(text(second)).toContainText('Written without a hub.', { timeout: 60_000 })

  // A line that stands outlives `setOffline`: the hub is killed once more, and only one of them finds it again.
  await second.context().setOffline(true)
  await region.kill()
  await region.start()
  await expect(state(second)).toHaveAttribute('data-reach', 'none', { timeout: 60_000 })
  await type(second, 'Penicillin rash 2019! ')
  await expect(state(second)).toHaveAttribute('data-saved', 'here')
  await expect(state(first)).toHaveAttribute('data-reach', 'hub', { timeout: 90_000 })
  await first.getByRole('button', { name: 'Sign', exact: true }).click()
  await first.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click()
  await expect(first.getByTestId('room-signed')).toContainText(NURSE.name)
  await expect(first.getByText('Penicillin')).toHaveCount(0)
  await allAtHub(first)

  await second.context().setOffline(false)
  await expect(second.getByTestId('room-signed')).toContainText(NURSE.name, { timeout: 90_000 })
  const late = second.getByTestId('room-late')
  await expect(late.locator('ins').filter({ hasText: 'Penicillin rash 2019!' })).toBeVisible({
    timeout: 30_000,
  })
  await noBarriers(second)
  await second.getByRole('button', { name: 'Sign it as an addition' }).click()
  await expect(late).toHaveCount(0)
  await second.getByRole('button', { name: 'Open the chart' }).click()
  // Two notes: what was signed, and the addition, which came last and stands first.
  const notes = second.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: /Consult note/ })
  await expect(notes).toHaveCount(2)
  await notes.first().click()
  await expect(second.getByText(/Penicillin rash 2019/).first()).toBeVisible()
  expect(refused).toEqual([])
})

const state = (page: Page) => page.getByTestId('room-state')
const text = (page: Page) => page.getByTestId('room-editor').locator('.cm-content')

/** At the end of the text, as somebody who goes on. */
async function type(page: Page, words: string): Promise<void> {
  await text(page).click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(words)
}

async function noBarriers(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

async function tablet(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(region.origin)
  return page
}
