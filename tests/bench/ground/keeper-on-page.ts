import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from '@playwright/test'
import type { Keeper } from '#data/keeper/keeper.ts'
import { keeperWorkerUrl } from '../../e2e/keeper-page.ts'

/** What stands on a bare page: the app's own keeper in its worker, and Dexie for the reference. */
export interface OnPage {
  readonly trustedTypes: {
    createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
  }
  readonly Comlink: { wrap(worker: Worker): Keeper; proxy<T>(value: T): T }
  readonly Dexie: new (name: string, options?: object) => PlainDatabase
  keeper: Keeper
}

/** As much of Dexie as the reference uses. */
export interface PlainDatabase {
  version(number: number): { stores(schema: object): void }
  transaction(mode: 'rw', tables: readonly string[], act: () => Promise<unknown>): Promise<unknown>
  table(name: string): PlainTable
}
interface PlainTable {
  add(row: object): Promise<unknown>
  put(row: object): Promise<unknown>
  bulkAdd(rows: readonly object[]): Promise<unknown>
  toArray(): Promise<unknown[]>
  where(index: string): {
    equals(value: string): { toArray(): Promise<unknown[]> }
    startsWith(start: string): { limit(count: number): { toArray(): Promise<unknown[]> } }
  }
}

const script = (path: string) => fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url))

/** An empty page of the app's origin, with comlink and Dexie. */
export async function openBarePage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript({ path: script('comlink/dist/umd/comlink.min.js') })
  await page.addInitScript({ path: script('dexie/dist/dexie.min.js') })
  await page.goto(`${origin}/robots.txt`)
  return page
}

/** Starts the built keeper in its worker, as the app's page does. */
export async function startKeeper(page: Page): Promise<void> {
  await page.evaluate((url) => {
    const ground = globalThis as unknown as OnPage
    const policy = ground.trustedTypes.createPolicy('hinterland', { createScriptURL: (name: string) => name })
    ground.keeper = ground.Comlink.wrap(new Worker(policy.createScriptURL(url), { type: 'module' }))
    return ground.keeper.watch(
      ground.Comlink.proxy(() => undefined),
      'bench',
    )
  }, keeperWorkerUrl())
}
