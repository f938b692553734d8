import { expect, type Page } from '@playwright/test'

export interface TestUser {
  readonly name: string
  readonly label: string
  readonly role: string
  readonly passphrase: string
}

export const NURSE: TestUser = {
  name: '周敏',
  label: '周护士',
  role: 'Nurse',
  passphrase: '四匹马 walk over 石桥 at noon',
}
export const DOCTOR: TestUser = {
  name: '李文',
  label: '李医生',
  role: 'Doctor',
  passphrase: 'blue lantern 七条鱼 seldom asks',
}

/** One visit online: the app, the light start and what the records need are installed. */
export async function installRecords(page: Page, origin: string): Promise<void> {
  page.setDefaultTimeout(30_000)
  await page.goto(`${origin}/clinic`)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await expect
    .poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), { timeout: 60_000 })
    .toBe(true)
  await page.goto(`${origin}/tablet`)
  const install = page.getByRole('button', { name: /Install Records/ })
  await expect(install).toBeEnabled({ timeout: 60_000 })
  await install.click()
  await expect(page.getByRole('button', { name: /Remove Records/ })).toBeVisible({ timeout: 60_000 })
}

export async function setUpClinic(page: Page, user = NURSE): Promise<void> {
  await page.getByRole('link', { name: 'Clinic' }).click()
  await page.getByRole('button', { name: 'Set up a clinic' }).click()
  await page.getByLabel('Name of the clinic').fill('青石镇卫生院')
  await fillUser(page, user)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('New passphrase').fill(user.passphrase)
  await page.getByLabel('Once more').fill(user.passphrase)
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
  await expect(page.getByRole('heading', { level: 1 })).toContainText(user.name)
}

export async function fillUser(page: Page, user: TestUser): Promise<void> {
  await page.getByLabel('Full name').fill(user.name)
  await page.getByLabel('Name on the locked screen').fill(user.label)
  await page.getByText(user.role, { exact: true }).click()
}

export async function register(
  page: Page,
  person: { name: string; born: string; phone: string },
): Promise<void> {
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Register', exact: true }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(person.name)
  await page.getByText('male', { exact: true }).click()
  await page.getByLabel(/Birth date or age/).fill(person.born)
  if (person.phone) await page.getByTestId('register-phone').fill(person.phone)
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(person.name)
}

export async function writeVisit(page: Page): Promise<void> {
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
export async function sign(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Sign', exact: true })
  await expect(button).toBeEnabled()
  await button.click()
  await page.getByRole('dialog').getByRole('button', { name: /Sign/ }).click()
  await expect(page.getByText(/Signed/).first()).toBeVisible()
}

export async function addUser(page: Page, user: TestUser): Promise<void> {
  await page.getByRole('link', { name: 'Clinic' }).click()
  await page.getByRole('button', { name: 'Add a person' }).click()
  await fillUser(page, user)
  for (const field of await page.getByLabel(/passphrase|Once more/i).all()) {
    if (await field.isEditable().catch(() => false)) await field.fill(user.passphrase)
  }
  await page.getByRole('button', { name: 'Add a person' }).last().click()
  await expect(page.getByText(user.name).first()).toBeVisible({ timeout: 30_000 })
}

export async function unlock(page: Page, user: TestUser): Promise<void> {
  await page.getByRole('button', { name: new RegExp(user.label) }).click()
  await page.getByLabel('Passphrase', { exact: true }).fill(user.passphrase)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('navigation')).toBeVisible({ timeout: 60_000 })
}

/** The clinic of this tablet meets the hub by an invitation's text. */
export async function meetHub(page: Page, origin: string, invitation: string): Promise<void> {
  await page.goto(`${origin}/sync`)
  await unlock(page, NURSE)
  await page.getByLabel('Or paste its text').fill(invitation)
  await expect(page.getByTestId('invitation')).toContainText('Hub')
  await page.getByRole('button', { name: 'Meet this hub' }).click()
  await expect(page.getByTestId('sync-state')).toBeVisible()
}

/** A tablet without a clinic joins one. */
export async function joinClinic(page: Page, origin: string, invitation: string): Promise<void> {
  await page.goto(`${origin}/join`)
  await page.getByLabel('Or paste its text').fill(invitation)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Full name').fill(DOCTOR.name)
  await page.getByLabel('Name on the locked screen').fill(DOCTOR.label)
  await page.getByLabel('New passphrase').fill(DOCTOR.passphrase)
  await page.getByLabel('Once more').fill(DOCTOR.passphrase)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(DOCTOR.name)
}

/** Sends and receives until all is at the hub. By a link of the app: a reload would lock the tablet. */
export async function allAtHub(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Today' }).click()
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = '/sync'
    document.body.append(link)
    link.click()
    link.remove()
  })
  await page.getByRole('button', { name: 'Send and receive now' }).click()
  await expect(page.getByTestId('sync-state')).toHaveAttribute('data-phase', 'done', { timeout: 60_000 })
}

/** Opens the chart of somebody by a few letters. */
export async function find(page: Page, typed: string, name: string): Promise<void> {
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByTestId('people-search').fill(typed)
  await expect(page.getByText(name).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
}
