import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { startHub, type HubProcess } from './hub-process.ts'
import { builtFolder } from './versions.ts'

/** Every screen, at three sizes, in both themes and both languages: nothing that axe-core finds, nothing cut off. */
const SIZES = [
  { name: 'desk', width: 1280, height: 800 },
  { name: 'portrait', width: 800, height: 1280 },
  { name: 'phone', width: 360, height: 740 },
] as const
const LOOKS = [
  { colorScheme: 'light', locale: 'en-GB' },
  { colorScheme: 'dark', locale: 'zh-CN' },
] as const

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

const pictures = fileURLToPath(new URL('../../test-results/screens/', import.meta.url))

let hub: HubProcess
test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  hub = await startHub(builtFolder)
})
test.afterAll(() => hub.stop())

for (const size of SIZES) {
  for (const { colorScheme, locale } of LOOKS) {
    test(`screens at ${size.width} × ${size.height}, ${colorScheme}, ${locale}`, async ({ browser }) => {
      const { width, height } = size
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme,
        locale,
        baseURL: hub.origin,
        hasTouch: width < 1000,
      })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      for (const { name, open } of SCREENS) {
        await open(page)
        await page.screenshot({ path: `${pictures}${name}-${size.name}-${colorScheme}-${locale}.png` })
        if (documented && name === 'desk' && size.name === 'desk' && colorScheme === 'light') {
          await page.screenshot({ path: documented })
        }
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(sideways, `${name} does not scroll sideways`).toBeLessThanOrEqual(0)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(
          violations.map(
            ({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
          ),
        ).toEqual([])
      }
      expect(complaints).toEqual([])
      await context.close()
    })
  }
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

async function openSample(page: Page): Promise<void> {
  await visit(page, '/read?sample=fibrillation')
  await expect(page.getByTestId('rate')).toBeVisible()
}
