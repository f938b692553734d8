import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { startHub, type HubProcess } from './hub-process.ts'
import { builtFolder } from './versions.ts'

/** A clinic's day on a tablet that has never met a hub: the network is gone from the first record on. */
let hub: HubProcess

test.beforeEach(async () => {
  hub = await startHub(builtFolder)
})
test.afterEach(() => hub.stop())

const NURSE = {
  name: '周敏',
  label: '周护士',
  role: 'Nurse',
  passphrase: '四匹马 walk over 石桥 at noon',
} as const
const DOCTOR = {
  name: '李文',
  label: '李医生',
  role: 'Doctor',
  passphrase: 'blue lantern 七条鱼 seldom asks',
} as const

test('register, visit, sign, switch user, lock, reload, unlock, find by pinyin initials, export: offline throughout', async ({
  page,
  context,
}) => {
  test.setTimeout(240_000)
  await readyForRecords(page)
  await context.setOffline(true)
  await hub.stop()

  await setUpClinic(page)
  await register(page, { name: '石建国', born: '19680301', phone: '13800001234' })
  await page.getByRole('button', { name: 'Start visit' }).click()
  await writeVisit(page)
  await sign(page)

  await addUser(page, DOCTOR)
  await page
    .getByRole('button', { name: /Hand over|Lock/ })
    .first()
    .click()
  await unlock(page, DOCTOR)
  await expect(page.getByRole('banner')).toContainText(DOCTOR.label)

  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Who are you?' })).toBeVisible()
  expect(await page.content()).not.toContain('石建国')
  await page.reload()
  expect(await page.title()).not.toContain('石')
  await unlock(page, NURSE)

  await page.getByRole('link', { name: 'People' }).click()
  await page.getByLabel('Find a person').fill('sjg')
  await expect(page.getByText('石建国').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('石建国')
  expect(page.url()).not.toContain('%')
  await expect(page.getByText('162/98').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Problems' })).toContainText(/High blood pressure|高血压/)

  const bundle = await exported(page)
  expect(bundle.resourceType).toBe('Bundle')
  const types = bundle.entry.map(({ resource }) => resource.resourceType)
  expect(types).toEqual(expect.arrayContaining(['Patient', 'Observation', 'Condition', 'Encounter']))
  expect(JSON.stringify(bundle)).toContain('石建国')
})

test('what is being written in a visit is there again after a crash', async ({ page, context }) => {
  test.setTimeout(180_000)
  await readyForRecords(page)
  await context.setOffline(true)
  await setUpClinic(page)
  await register(page, { name: '欧阳秀英', born: '1955', phone: '' })
  await page.getByRole('button', { name: 'Start visit' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).fill('头晕三天，晨起重')
  await page.getByRole('textbox', { name: 'Systolic' }).fill('162')
  await expect(page.getByText(/Draft kept|draft kept/)).toBeVisible()
  const address = page.url()
  const crashed = page.waitForEvent('crash').catch(() => undefined)
  void page.goto('chrome://crash').catch(() => undefined)
  await crashed
  const again = await context.newPage()
  await again.goto(address)
  await unlock(again, NURSE)
  await expect(again.getByRole('textbox', { name: 'Reason' })).toHaveValue('头晕三天，晨起重')
  await expect(again.getByRole('textbox', { name: 'Systolic' })).toHaveValue('162')
})

/** One visit online: the app, the light start and what the records need are installed. */
async function readyForRecords(page: Page): Promise<void> {
  page.setDefaultTimeout(30_000)
  await page.goto(`${hub.origin}/clinic`)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await expect
    .poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), { timeout: 60_000 })
    .toBe(true)
  await page.goto(`${hub.origin}/tablet`)
  const install = page.getByRole('button', { name: /Install Records/ })
  await expect(install).toBeEnabled({ timeout: 60_000 })
  await install.click()
  await expect(page.getByRole('button', { name: /Remove Records/ })).toBeVisible({ timeout: 60_000 })
}

async function setUpClinic(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Clinic' }).click()
  await page.getByRole('button', { name: 'Set up a clinic' }).click()
  await page.getByLabel('Name of the clinic').fill('青石镇卫生院')
  await fillUser(page, NURSE)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('New passphrase').fill(NURSE.passphrase)
  await page.getByLabel('Once more').fill(NURSE.passphrase)
  await page.getByText('Yes', { exact: true }).click()
  await page.getByRole('button', { name: 'Seal and go on' }).click()
  const groups = page.getByTestId('recovery-groups').locator('code')
  await expect(groups).toHaveCount(7, { timeout: 60_000 })
  const code = await groups.allInnerTexts()
  await page.getByRole('button', { name: 'I have it on paper' }).click()
  const asked = page.getByLabel(/Group \d/)
  const label = await page
    .locator('label')
    .filter({ hasText: /^Group \d/ })
    .innerText()
  await asked.fill(code[Number(/\d/.exec(label)![0]) - 1]!)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByRole('button', { name: /^Later/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(NURSE.name)
}

async function fillUser(page: Page, user: { name: string; label: string; role: string }): Promise<void> {
  await page.getByLabel('Full name').fill(user.name)
  await page.getByLabel('Name on the locked screen').fill(user.label)
  await page.getByText(user.role, { exact: true }).click()
}

async function register(page: Page, person: { name: string; born: string; phone: string }): Promise<void> {
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Register', exact: true }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(person.name)
  await page.getByText('male', { exact: true }).click()
  await page.getByLabel(/Birth date or age/).fill(person.born)
  if (person.phone) await page.getByTestId('register-phone').fill(person.phone)
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(person.name)
}

async function writeVisit(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Reason' }).fill('头晕三天')
  await page.getByRole('textbox', { name: 'Systolic' }).fill('162')
  await page.getByRole('textbox', { name: 'Diastolic' }).fill('98')
  await page.getByRole('combobox', { name: 'Add a diagnosis' }).fill('gxy')
  await page
    .getByRole('option', { name: /高血压/ })
    .first()
    .click()
  await page
    .getByRole('button', { name: 'Add to problem list' })
    .or(page.getByText('Add to problem list'))
    .first()
    .click()
}

/** Signs; what is asked once on the way is answered as a clinic would. */
async function sign(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Sign', exact: true })
  await expect(button).toBeEnabled()
  await button.click()
  await page.getByRole('dialog').getByRole('button', { name: /Sign/ }).click()
  await expect(page.getByText(/Signed/).first()).toBeVisible()
}

async function addUser(page: Page, user: typeof DOCTOR): Promise<void> {
  await page.getByRole('link', { name: 'Clinic' }).click()
  await page.getByRole('button', { name: 'Add a person' }).click()
  await fillUser(page, user)
  for (const field of await page.getByLabel(/passphrase|Once more/i).all()) {
    if (await field.isEditable().catch(() => false)) await field.fill(user.passphrase)
  }
  await page.getByRole('button', { name: 'Add a person' }).last().click()
  await expect(page.getByText(user.name).first()).toBeVisible({ timeout: 30_000 })
}

async function unlock(page: Page, user: { label: string; passphrase: string }): Promise<void> {
  await page.getByRole('button', { name: new RegExp(user.label) }).click()
  await page.getByLabel('Passphrase', { exact: true }).fill(user.passphrase)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('navigation')).toBeVisible({ timeout: 60_000 })
}

interface Bundle {
  readonly resourceType: string
  readonly entry: readonly { readonly resource: { readonly resourceType: string } }[]
}

async function exported(page: Page): Promise<Bundle> {
  await page.getByRole('tab', { name: 'Details' }).click()
  await page.getByRole('button', { name: 'Save as a file' }).click()
  const dialog = page.getByRole('dialog')
  for (const field of await dialog.getByRole('textbox').all()) await field.fill('copy for the person')
  const download = page.waitForEvent('download')
  await dialog.getByRole('button').last().click()
  return JSON.parse(readFileSync(await (await download).path(), 'utf8')) as Bundle
}
