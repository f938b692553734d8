import type { BrowserContext } from '@playwright/test'
import { openInstaller } from '../../e2e/installer-page.ts'
import type { GroupId } from '#contract/install-manifest.ts'

/** Visits the app once and waits until it says that it works offline; then installs what is named. */
export async function untilOfflineReady(
  context: BrowserContext,
  origin: string,
  groups: readonly GroupId[] = [],
): Promise<void> {
  const page = await context.newPage()
  await page.goto(origin)
  await page.getByTestId('state-line').getByText('Works offline').waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  if (groups.length > 0) {
    const installer = await openInstaller(page)
    for (const group of groups) {
      const outcome = await installer.install(group)
      if (!outcome.ok) throw new Error(`${group} was not installed: ${outcome.problem.message}`)
    }
  }
  await page.close()
}
