import { expect } from '@playwright/test'
import { writeAecg } from '#contract/ecg/aecg/write.fixture.ts'
import { writeCardioSoft } from '#contract/ecg/cardiosoft/write.fixture.ts'
import { writeDicom } from '#contract/ecg/dicom/write.ts'
import { writeIshne } from '#contract/ecg/ishne/write.fixture.ts'
import { writeJson } from '#contract/ecg/json/write.ts'
import { writeMuse } from '#contract/ecg/muse/write.fixture.ts'
import { writePhilips } from '#contract/ecg/philips/write.fixture.ts'
import { writeSchiller } from '#contract/ecg/schiller/write.fixture.ts'
import { writeScp } from '#contract/ecg/scp/write.fixture.ts'
import type { SourceFile } from '#contract/ecg/source-file.ts'
import { fixtureEcg } from '#contract/ecg/xml/xml-ecg.fixture.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { isMeasured } from '#domain/measured.ts'
import { test } from './installed.ts'
import { asCsv, asEdf, asWfdb, give } from './recordings.ts'

const ecg = fixtureEcg()
const { tracing } = ecg
const uids = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }

/** The same heart as every kind of cart writes it; EDF, CSV and WFDB hold another one. */
const carts: Readonly<Record<string, readonly SourceFile[]>> = {
  DICOM: writeDicom(tracing, { recordName: 'dicom', uids, writtenAt: '2026-11-21T09:30:00' }),
  SCP: [writeScp(tracing, { name: 'scp.scp' })],
  AECG: [writeAecg(ecg)],
  MUSE: [writeMuse(ecg)],
  PHILIPS: [writePhilips(ecg)],
  SCHILLER: [writeSchiller(ecg)],
  CARDIOSOFT: [writeCardioSoft(ecg)],
  ISHNE: writeIshne(tracing, { recordName: 'ishne' }),
  JSON: writeJson(tracing, { recordName: 'json' }),
}

test('whatever a cart wrote is read without a network, and says the same', async ({ page, hub }) => {
  await hub.stop()
  await page.context().setOffline(true)
  await page.goto(`${hub.origin}/read`)
  const { rateBpm } = analyseEcg(tracing)
  const rate = isMeasured(rateBpm) ? Math.round(rateBpm.value) : NaN
  const others = [...asWfdb('wfdb', 'sinus'), ...asEdf('edf', 'sinus'), ...asCsv('csv', 'sinus')]
  const files = Object.values(carts).flat()
  await give(page, [...files, ...others])
  await expect(page.getByText(`${Object.keys(carts).length + 3} read, 0 not read`)).toBeVisible()
  for (const [format, [file]] of Object.entries(carts)) {
    const open = page
      .getByRole('listitem')
      .filter({ hasText: file!.name })
      .getByRole('button', { name: 'Open' })
    if (await open.isVisible()) await open.click()
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toContainText(file!.name)
    await expect(heading).toContainText(format)
    await expect(heading).toContainText('12 leads')
    await expect(page.getByTestId('rate')).toHaveText(String(rate))
  }
})

test('a tracing is measured, put right, compared and signed, and prints at 25 mm/s', async ({
  page,
  hub,
}) => {
  await page.goto(`${hub.origin}/clinic`)
  await page.getByRole('button', { name: 'Practise with made-up people' }).click()
  await page.waitForURL(`${hub.origin}/`, { timeout: 60_000 })
  await page.getByRole('link', { name: 'ECG', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read an ECG')
  await give(page, [...carts['DICOM']!, ...carts['AECG']!])
  await expect(page.getByText('2 read, 0 not read')).toBeVisible()

  await page.getByText('abnormal', { exact: true }).click()
  await page.getByLabel('Add a statement').fill('sinus rhythm')
  await page.getByLabel('Add a statement').press('Enter')
  await expect(page.getByTestId('own-statements')).toContainText('inus rhythm')
  await expect(page.getByTestId('conclusion')).toBeHidden()
  await page.getByRole('button', { name: 'Lock my reading' }).click()
  await expect(page.getByTestId('own-locked')).toContainText('Locked')
  await expect(page.getByTestId('conclusion')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'I agree with all of them' }).click()

  await page.getByRole('tab', { name: 'Numbers' }).click()
  const pr = page.locator('[data-number="pr"]')
  await pr.click()
  await expect(page.getByRole('img', { name: /^Median beat.*PR: 1\d\d ms/ })).toBeVisible()
  await page.getByRole('button', { name: 'Correct …' }).click()
  await page.getByLabel('PR, as you measured it').fill('182')
  await page.getByRole('button', { name: 'Use this' }).click()
  await expect(pr).toContainText('182')

  await page.getByRole('tab', { name: 'Report' }).click()
  await expect(page.getByTestId('report-findings')).toHaveValue(/182/)
  await expect(page.getByTestId('report-findings')).toHaveValue(/inus rhythm/)
  await expect(page.getByTestId('both-readings')).toContainText('Locked')
  await page.getByTestId('report-impression').fill('nothing that asks for action')
  await page.getByRole('button', { name: 'Sign and keep' }).click()
  await expect(page.getByTestId('signed-line')).toBeVisible()

  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('tabpanel').getByRole('button').first().click()
  const change = page.getByRole('row', { name: /^PR/ }).getByRole('cell').last()
  await expect(change).toHaveText(/^[+−]\d+\s*$/)

  await page.getByRole('tab', { name: 'Report' }).click()
  await page.getByRole('link', { name: 'Print' }).click()
  await expect(page.getByTestId('print-standing')).toContainText('Signed by')
  await expect(page.getByTestId('print-page').first()).toContainText('nothing that asks for action')
  await expect(page.getByTestId('print-page').first()).toContainText('research level, read by a person')
  await page.emulateMedia({ media: 'print' })
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.map(Number)
  expect(width).toBeCloseTo((297 / 25.4) * 72, -0.5)
  expect(height).toBeCloseTo((210 / 25.4) * 72, -0.5)
  const sheet = page.getByTestId('print-page').first()
  expect(Math.max(...(await sheet.locator('path.line').evaluateAll(widthsMm)))).toBeCloseTo(250, 0)
  expect(await sheet.locator('.rule path').evaluateAll(widthsMm)).toEqual([expect.closeTo(100, 0)])
})

/** As they lie on paper: a millimetre of CSS is a millimetre there. */
function widthsMm(drawn: readonly Element[]): number[] {
  return drawn.map((each) => (each.getBoundingClientRect().width / 96) * 25.4)
}
