import type { Page } from '@playwright/test'
import type { ReadingDraft, ReadingStore, SourceBytes } from '#data/readings/reading-store.ts'
import { manifestOf } from '../../e2e/versions.ts'
import { builtFolder } from './built-app.ts'

/** The keeper of the app in its worker, or two tables of plain Dexie in the page. */
export type StoreName = 'keeper' | 'plain'

export interface KeepTimes {
  readonly keepMs: readonly number[]
  readonly listMs: readonly number[]
}

interface Table {
  put(row: object): Promise<unknown>
  toArray(): Promise<unknown[]>
  toCollection(): { first(): Promise<unknown> }
}
interface Ground {
  readonly trustedTypes: {
    createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
  }
  readonly Comlink: { wrap(worker: Worker): ReadingStore }
  readonly Dexie: new (name: string) => {
    version(number: number): { stores(schema: object): void }
    open(): Promise<unknown>
    table(name: string): Table
    close(): void
  }
  /** One store each, opened on first use. */
  store?: { keep(draft: ReadingDraft, files: SourceBytes[]): Promise<unknown>; list(): Promise<unknown[]> }
}

/**
 * Keeps copies of the one reading that is there, each with bytes of its own, until there are `whole`.
 * @returns milliseconds of the last `timed` of them
 */
export async function keepMany(
  page: Page,
  store: StoreName,
  whole: number,
  timed: number,
): Promise<number[]> {
  await page.reload()
  await openStore(page, store)
  return page.evaluate(
    async ({ whole, timed, already }) => {
      const { store, Dexie } = globalThis as unknown as Ground
      const kept = new Dexie('hinterland-readings')
      await kept.open()
      const row = (await kept.table('readings').toCollection().first()) as Record<string, unknown>
      const bytes = (await kept.table('recordings').toArray()) as {
        sha256: string
        bytes: Uint8Array<ArrayBuffer>
      }[]
      kept.close()
      const { id: _id, keptAt: _keptAt, recording, removedAtMs: _removedAtMs, ...draft } = row
      const named = recording as { name: string; sha256: string }[]
      const times: number[] = []
      for (let n = already; n < whole; n++) {
        const files = named.map(({ name, sha256 }) => {
          const copy = bytes.find((one) => one.sha256 === sha256)!.bytes.slice()
          new DataView(copy.buffer).setUint32(copy.byteLength - 4, n)
          return { name, bytes: copy }
        })
        const startMs = performance.now()
        await store!.keep(draft as unknown as ReadingDraft, files)
        if (n >= whole - timed) times.push(performance.now() - startMs)
      }
      return times
    },
    { whole, timed, already: store === 'keeper' ? 1 : 0 },
  )
}

/** @returns milliseconds of each time that the whole list was asked for */
export function listMany(page: Page, expected: number, times: number): Promise<number[]> {
  return page.evaluate(
    async ({ expected, times }) => {
      const { store } = globalThis as unknown as Ground
      const took: number[] = []
      for (let n = 0; n < times; n++) {
        const startMs = performance.now()
        const list = await store!.list()
        took.push(performance.now() - startMs)
        if (list.length !== expected) throw new Error(`${list.length} readings instead of ${expected}`)
      }
      return took
    },
    { expected, times },
  )
}

async function openStore(page: Page, store: StoreName): Promise<void> {
  const urls = manifestOf(builtFolder).groups.flatMap(({ files }) => files.map(({ url }) => url))
  const script = urls.find((url) => url.includes('/keeper.worker'))!
  await page.evaluate(
    ({ store, script }) => {
      const ground = globalThis as unknown as Ground
      if (store === 'plain') {
        const db = new ground.Dexie('bench-plain')
        db.version(1).stores({ readings: 'id, keptAt', recordings: 'id' })
        ground.store = {
          async keep(draft, files) {
            const id = crypto.randomUUID()
            await db.table('recordings').put({ id, files })
            await db.table('readings').put({ ...draft, id, keptAt: new Date().toISOString() })
          },
          list: () => db.table('readings').toArray(),
        }
        return
      }
      const policy = ground.trustedTypes.createPolicy('hinterland', { createScriptURL: (url: string) => url })
      const keeper = ground.Comlink.wrap(new Worker(policy.createScriptURL(script), { type: 'module' }))
      ground.store = { keep: (draft, files) => keeper.keep(draft, files), list: () => keeper.list() }
    },
    { store, script },
  )
}
