import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { askAdmin } from '../../src/hub/run/admin-socket.ts'
import { startHub, type HubProcess } from './hub-process.ts'
import { LONG } from './inspect.ts'
import { builtFolder } from './versions.ts'

/** Whoever keeps the hub, in a browser: the first run with the code of the terminal, an invitation, every part of the page. */
const SIZES = [
  { name: 'desk', width: 1280, height: 800, colorScheme: 'light', locale: 'en-GB' },
  { name: 'portrait', width: 800, height: 1280, colorScheme: 'dark', locale: 'zh-CN' },
  { name: 'phone', width: 360, height: 740, colorScheme: 'light', locale: 'zh-CN' },
] as const
const KEEPER = { login: 'keeper', name: '王小安', password: 'blue lantern 七条鱼 seldom asks' } as const
const PARTS = [
  { name: 'state', tab: /^(State|状态)$/ },
  { name: 'tablets', tab: /^(Tablets|平板)/ },
  { name: 'invitations', tab: /^(Invitations|邀请)$/ },
  { name: 'accounts', tab: /^(Accounts|账号)$/ },
  { name: 'held', tab: /^(Held|暂扣)/ },
  { name: 'notes', tab: /^(Log|日志)$/ },
] as const

const pictures = fileURLToPath(new URL('../../test-results/hub/', import.meta.url))
let data: string
let hub: HubProcess

/** A hub of its own for each test: none needs what another left. */
test.beforeEach(async () => {
  mkdirSync(pictures, { recursive: true })
  data = mkdtempSync(join(tmpdir(), 'hinterland-hub-page-'))
  hub = await startHub(builtFolder, '--data', data, '--name', '青石县')
})
test.afterEach(async () => {
  await hub.stop()
  rmSync(data, { recursive: true, force: true })
})

test('the first keeper comes with the code of the terminal and makes an invitation', async ({ page }) => {
  const code = await askAdmin(data, 'setup-code', {})
  await page.goto(`${hub.origin}/hub#setup=${code?.ok ? String(code.value) : ''}`)
  await expect(page.getByRole('heading', { name: 'Set up the hub' })).toBeVisible()
  expect(page.url(), 'the code stays in no history').not.toContain('setup')
  await look(page, 'set-up-desk')
  await page.getByLabel('Full name').fill(KEEPER.name)
  await page.getByLabel('Sign-in name').fill(KEEPER.login)
  await page.getByLabel('New password').fill(KEEPER.password)
  await page.getByLabel('Once more').fill(KEEPER.password)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('青石县', { timeout: 30_000 })
  await expect(page.getByText('Nothing that is known of')).toBeVisible()

  await page.getByRole('tab', { name: 'Invitations' }).click()
  await page.getByText('Doctor', { exact: true }).click()
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  await expect(page.getByRole('img', { name: 'QR code of the invitation' })).toBeVisible()
  await expect(page.getByLabel('The same as text')).toHaveValue(/^hinterland-join:1:[\w-]{40,}$/)
  await look(page, 'invitation-desk')
  await page.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Doctor' })
  await row.getByRole('button', { name: 'Withdraw' }).click()
  await expect(row.getByText('Withdrawn')).toBeVisible()

  await page.getByRole('tab', { name: 'Log' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Account changed' }).first()).toContainText(
    KEEPER.name,
  )

  await page.reload()
  await expect(page.getByText(`Signed in as ${KEEPER.name}`)).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
})

test('a wrong password is refused in words, and a page without a session sees nothing', async ({ page }) => {
  await askAdmin(data, 'first-keeper', KEEPER)
  await page.goto(`${hub.origin}/hub`)
  await page.getByLabel('Sign-in name').fill(KEEPER.login)
  await page.getByLabel('Password').fill('not the one')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible({ timeout: 30_000 })
  const status = await page.evaluate(() => fetch('/api/hub/status').then((answer) => answer.status))
  expect(status).toBe(401)
})

for (const { name: size, width, height, colorScheme, locale } of LONG ? SIZES : []) {
  test(`every part at ${width} × ${height}, ${colorScheme}, ${locale}`, async ({ browser }) => {
    await askAdmin(data, 'first-keeper', KEEPER)
    await askAdmin(data, 'invite', { scope: null, role: 'nurse' })
    await askAdmin(data, 'backup', { to: join(data, 'backups') })
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
    await page.goto('/hub')
    await look(page, `sign-in-${size}`)
    await page.getByLabel(/^(Sign-in name|登录名)/).fill(KEEPER.login)
    await page.getByRole('textbox', { name: /^(Password|密码)$/ }).fill(KEEPER.password)
    await page.keyboard.press('Enter')
    for (const { name, tab } of PARTS) {
      await page.getByRole('tab', { name: tab }).click({ timeout: 30_000 })
      await expect(page.getByText(/^(Asking the hub …|正在询问站点……)$/)).toHaveCount(0)
      await look(page, `${name}-${size}`)
    }
    expect(complaints).toEqual([])
    await context.close()
  })
}

/** Nothing that axe-core finds, nothing that scrolls sideways; the picture goes into the results. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: true })
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(sideways, `${name} does not scroll sideways`).toBeLessThanOrEqual(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
  ).toEqual([])
}
