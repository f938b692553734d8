import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { Keeper } from '#data/keeper/keeper.ts'
import { builtFolder, manifestOf } from './versions.ts'

const comlink = fileURLToPath(new URL('../../node_modules/comlink/dist/umd/comlink.min.js', import.meta.url))

/** The address of the keeper's worker in the build. */
export function keeperWorkerUrl(): string {
  const urls = manifestOf(builtFolder).groups.flatMap(({ files }) => files.map(({ url }) => url))
  const found = urls.find((url) => url.includes('/keeper.worker'))
  if (!found) throw new Error('the build has no keeper')
  return found
}

interface Ground {
  readonly Comlink: { wrap(worker: Worker): Keeper; proxy<T>(value: T): T }
  keeper: Keeper
}

/** Starts the app's own keeper worker on a bare page of the app's origin (the context bypasses the page's policy). */
export async function startKeeper(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/robots.txt`)
  await page.addScriptTag({ content: readFileSync(comlink, 'utf8') })
  await page.evaluate((url) => {
    const ground = globalThis as unknown as Ground
    ground.keeper = ground.Comlink.wrap(new Worker(url, { type: 'module' }))
    return ground.keeper.watch(
      ground.Comlink.proxy(() => undefined),
      'shift',
    )
  }, keeperWorkerUrl())
}

/** Runs a function with the keeper in the page; what it takes and gives must be plain data. */
export function withKeeper<A, R>(
  page: Page,
  act: (keeper: Keeper, given: A) => Promise<R>,
  given: A,
): Promise<R> {
  return page.evaluate(
    ([source, value]) => {
      const run = new Function(`return (${source})`)() as (keeper: Keeper, given: A) => Promise<R>
      return run((globalThis as unknown as Ground).keeper, value as A)
    },
    [act.toString(), given] as const,
  )
}
