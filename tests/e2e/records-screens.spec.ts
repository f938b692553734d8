import { expect, type Page } from '@playwright/test'
import { inspect, LONG, tablet, VIEWS, visit } from './inspect.ts'
import { test } from './installed.ts'

/** In CI the narrowest alone, dark and in Chinese; `LONG=1` looks at all. */
const SEEN = LONG
  ? VIEWS
  : VIEWS.filter(({ size, look }) => size.name === 'phone' && look.colorScheme === 'dark')

for (const view of SEEN) {
  test.describe(view.title, () => {
    test.use(tablet(view))
    /** The places of people, in the practice clinic: made-up people, the same screens. */
    test('places of people', async ({ page, hub }) => {
      test.setTimeout(180_000)
      page.setDefaultTimeout(30_000)
      await visit(page, '/clinic')
      await inspect(page, 'welcome', view)
      await page.getByRole('button', { name: /^(Practise with|用虚构)/ }).click()
      await page.waitForURL(`${hub.origin}/`, { timeout: 60_000 })
      await expect(page.getByRole('banner')).toContainText(/made-up|虚构|练习|Practice/i)
      await inspect(page, 'clinic-today', view)
      await visit(page, '/people')
      await inspect(page, 'people', view)
      const person = await firstPerson(page)
      await inspect(page, 'person', view)
      const more = [
        ['register', '/people/new'],
        ['roster', '/roster'],
        ['clinic', '/clinic'],
        ['sync', '/sync'],
        ['nearby', '/nearby'],
      ] as const
      for (const [name, path] of [['visit', `/visit?person=${person}`] as const, ...(LONG ? more : [])]) {
        await visit(page, path)
        await inspect(page, name, view)
      }
    })
  })
}

/** Opens the person who stands first. @returns their id */
async function firstPerson(page: Page): Promise<string> {
  await page.locator('main [role="option"]').first().click()
  await expect(page).toHaveURL(/\/person\?id=/)
  await expect(page.getByRole('tablist')).toBeVisible()
  return new URL(page.url()).searchParams.get('id')!
}
