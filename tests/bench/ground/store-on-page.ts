import type { Page } from '@playwright/test'
import type { ReadingDraft, SourceBytes } from '#data/readings/reading-store.ts'
import { startKeeper, type OnPage } from './keeper-on-page.ts'

/** The readings of the app's keeper, sealed to the tablet, or two tables of plain Dexie in the page. */
export type StoreName = 'keeper' | 'plain'

export interface KeepTimes {
  readonly keepMs: readonly number[]
  readonly listMs: readonly number[]
}

interface Ground extends OnPage {
  /** One store each, opened on first use. */
  store?: { keep(draft: ReadingDraft, files: SourceBytes[]): Promise<unknown>; list(): Promise<unknown[]> }
}

/**
 * Keeps copies of the one reading that the keeper has, each with bytes of its own, until there are `whole`.
 * @returns milliseconds of the last `timed` of them
 */
export async function keepMany(
  page: Page,
  store: StoreName,
  whole: number,
  timed: number,
): Promise<number[]> {
  await page.reload()
  await startKeeper(page)
  await openStore(page, store)
  return page.evaluate(
    async ({ whole, timed, already }) => {
      const { store, keeper } = globalThis as unknown as Ground
      const [one] = await keeper.readings.list()
      const opened = await keeper.readings.open(one!.id)
      if (!opened.ok) throw new Error(opened.problem.message)
      const {
        id: _id,
        keptAt: _keptAt,
        revision: _revision,
        recording: _recording,
        ...draft
      } = opened.value.reading
      const times: number[] = []
      for (let n = already; n < whole; n++) {
        const files = opened.value.files.map(({ name, bytes }) => {
          const copy = bytes.slice()
          new DataView(copy.buffer).setUint32(copy.byteLength - 4, n)
          return { name, bytes: copy }
        })
        const startMs = performance.now()
        await store!.keep(draft, files)
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
  await page.evaluate((store) => {
    const ground = globalThis as unknown as Ground
    const { readings } = ground.keeper
    if (store === 'keeper') {
      ground.store = { keep: (draft, files) => readings.keep(draft, files), list: () => readings.list() }
      return
    }
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
  }, store)
}
