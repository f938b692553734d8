import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { addUser, DOCTOR, NURSE, register, setUpClinic, sign, unlock, writeVisit } from './clinic-steps.ts'
import { test } from './installed.ts'

/** A clinic's day on a tablet that has never met a hub: the network is gone from the first record on. */
test('register, visit, sign, switch user, lock, reload, unlock, find by pinyin initials, export: offline throughout', async ({
  page,
  context,
  hub,
}) => {
  test.setTimeout(240_000)
  await page.goto(hub.origin)
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
  await page.getByTestId('people-search').fill('sjg')
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

test('what is being written in a visit is there again after a crash', async ({ page, context, hub }) => {
  test.setTimeout(180_000)
  await page.goto(hub.origin)
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
