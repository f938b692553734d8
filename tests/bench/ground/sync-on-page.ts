import type { BrowserContext } from '@playwright/test'
import { PLAN } from '#data/keeper/keeper.fixture.ts'
import { openBarePage, startKeeper, type OnPage } from './keeper-on-page.ts'
import type { Ours } from './sync-ours.ts'

/**
 * A tablet joins and brings everything: the built keeper in its worker on a bare page, profile on disk.
 * @returns milliseconds from the moment it has joined until nothing is left to come
 */
export async function pullOnPage(context: BrowserContext, ours: Ours): Promise<number> {
  const { port } = ours.line
  // The name under which a browser trusts an origin without TLS.
  const page = await openBarePage(context, `http://localhost:${port}`)
  await startKeeper(page)
  const given = { invitation: await ours.invitation(), user: PLAN.user }
  const pullMs = await page.evaluate(async ({ invitation, user }) => {
    const { keeper } = globalThis as unknown as OnPage
    const joined = await keeper.replica.join(invitation, user)
    if (!joined.ok) throw new Error(joined.problem.code)
    const startMs = performance.now()
    const synced = await keeper.replica.syncNow()
    if (!synced.ok) throw new Error(synced.problem.code)
    return performance.now() - startMs
  }, given)
  await context.close()
  return pullMs
}
