import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { inspect, LONG, LOOKED_AT, tablet, visit } from './inspect.ts'
import { test } from './installed.ts'

const SCREENS: readonly { name: string; open: (page: Page) => Promise<void> }[] = [
  {
    name: 'today',
    async open(page) {
      await visit(page, '/')
      await expect(page.getByText(/^(Ready|已就绪)$/).first()).toBeVisible()
    },
  },
  { name: 'read', open: (page) => visit(page, '/read') },
  { name: 'desk-covered', open: (page) => openSample(page) },
  {
    name: 'desk',
    async open(page) {
      await openSample(page)
      await page.getByRole('button', { name: /^I cannot read this one|^这份不会读/ }).click()
      await expect(page.getByTestId('answer-label')).toBeVisible({ timeout: 30_000 })
    },
  },
  {
    name: 'kept',
    async open(page) {
      await openSample(page)
      await page.getByRole('button', { name: /^Keep this reading|^存下这份判读/ }).click()
      await expect(page.getByTestId('kept-line')).toBeVisible()
      await visit(page, '/kept')
      await expect(page.getByText('atrial-fibrillation-7.hea').first()).toBeVisible()
    },
  },
  {
    name: 'tablet',
    async open(page) {
      await visit(page, '/tablet')
      await expect(page.getByText(/^(Installed|已安装)$/).first()).toBeVisible()
      await expect(page.getByText(/^(In use|正在使用)$/)).toBeVisible({ timeout: 30_000 })
    },
  },
  { name: 'no-such-place', open: (page) => visit(page, '/no-such-place') },
]

/** With PICTURES=1 (`npm run pictures`) the desk also goes into the documentation: the README shows the real app. */
const documented = process.env.PICTURES
  ? fileURLToPath(new URL('../../docs/pictures/desk.png', import.meta.url))
  : null

/** In CI those that hold most; `LONG=1` and the pictures for the documentation look at all. */
const SEEN =
  LONG || documented ? SCREENS : SCREENS.filter(({ name }) => ['today', 'desk', 'tablet'].includes(name))

for (const view of LOOKED_AT) {
  test.describe(view.title, () => {
    test.use(tablet(view))
    test('screens', async ({ page, hub }) => {
      await page.goto(hub.origin)
      page.setDefaultTimeout(30_000)
      for (const { name, open } of SEEN) {
        await open(page)
        await inspect(page, name, view)
        if (documented && name === 'desk' && view.size.name === 'desk' && view.look.colorScheme === 'light') {
          await page.screenshot({ path: documented })
        }
      }
    })
  })
}

async function openSample(page: Page): Promise<void> {
  await visit(page, '/read?sample=fibrillation')
  await expect(page.getByTestId('rate')).toBeVisible()
}
