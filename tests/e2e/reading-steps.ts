import { expect, type Page } from '@playwright/test'

/** The rate that the desk shows, per minute. */
export async function rateOf(page: Page): Promise<number> {
  return Number(await page.getByTestId('rate').textContent())
}

export async function uncover(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'I cannot read this one, show it' }).click()
  const label = page.getByTestId('answer-label')
  await expect(label).toBeVisible({ timeout: 80_000 })
  return (await label.textContent())!.trim()
}
