import { expect, test } from '@playwright/test'
import { writeDicom } from '#contract/ecg/dicom/write.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { give } from './recordings.ts'
import { builtFolder } from './versions.ts'

let hub: HubProcess
test.beforeEach(async ({ page }) => {
  hub = await startHub(builtFolder)
  page.on('pageerror', (error) => {
    throw error
  })
})
test.afterEach(() => hub.stop())

const { tracing } = simulateEcg({
  seed: 3,
  rhythm: 'sinus',
  pattern: 'inferior-st-elevation',
  durationMs: 10_000,
  sampleRateHz: 500,
})
const uids = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }
const files = writeDicom(tracing, { recordName: 'inferior', uids, writtenAt: '2026-11-21T09:30:00' })

test('a critical value is shouted before anybody has read; statements unfold and are counted', async ({
  page,
}) => {
  await page.goto(`${hub.origin}/read`)
  await give(page, files)
  const banner = page.getByTestId('critical-banner')
  await expect(banner).toContainText('Suspected acute myocardial infarction', { timeout: 30_000 })
  await expect(banner).toBeFocused()
  await expect(page.getByTestId('conclusion')).toBeHidden()

  // A pulled plug: what was raised is still there, and still waits.
  await page.goto(`${hub.origin}/kept`)
  await page
    .getByRole('button', { name: /inferior/ })
    .first()
    .click()
  await expect(banner).toContainText('Suspected acute myocardial infarction', { timeout: 30_000 })
  await page.getByRole('button', { name: 'Somebody was told …' }).click()
  await page.getByLabel('Who was told').fill('Dr Li')
  await page.getByRole('button', { name: 'Keep the answer' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.getByText('Yes, read back').click()
  await page.getByRole('button', { name: 'Keep the answer' }).click()
  await expect(page.getByTestId('critical-answered')).toContainText('Dr Li')
  await expect(banner).toBeHidden()

  await page.getByRole('button', { name: 'I cannot read this one, show it' }).click()
  await expect(page.getByTestId('conclusion')).toHaveText('Abnormal ECG', { timeout: 30_000 })
  await page.getByRole('button', { name: 'I agree with all of them' }).click()
  await page.getByRole('button', { name: 'Keep this reading' }).click()
  await page.getByRole('link', { name: 'How often was this right here?' }).click()
  await expect(page.getByTestId('ledger-statements')).toContainText('Sinus rhythm')
})
