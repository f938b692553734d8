import type { Page } from '@playwright/test'
import { give } from '../../e2e/recordings.ts'
import type { Bench } from '../bench-run.ts'
import { builtFolder } from '../ground/built-app.ts'
import { openBarePage } from '../ground/keeper-on-page.ts'
import { keepMany, listMany, type KeepTimes, type StoreName } from '../ground/store-on-page.ts'
import { twelveLeads, wfdbFiles } from '../ground/recordings.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

const READINGS = 500
/** Timed keeps come last, when the list is nearly full. */
const TIMED_KEEPS = 100
const LISTS = 10

/**
 * Keeping a reading (12 leads × 10 s with its bytes, answer and words) through the keeper's worker, sealed to the tablet
 * as where there is no clinic, and listing 500, against plain Dexie in a page: no worker, no hash, no seal, no common
 * transaction, Dexie's own durability. Both on disk.
 */
export async function keep({ openOnDisk, serve, progress }: Bench): Promise<Row[]> {
  const hub = await serve(builtFolder)
  const context = await openOnDisk()
  progress('one reading by hand')
  await keepOneByHand(await context.newPage(), hub.origin)

  const page = await openBarePage(context, hub.origin)
  const times = {} as Record<StoreName, KeepTimes>
  for (const store of ['plain', 'keeper'] as const) {
    progress(`${READINGS} readings, ${store}`)
    const keepMs = await keepMany(page, store, READINGS, TIMED_KEEPS)
    times[store] = { keepMs, listMs: await listMany(page, READINGS, LISTS) }
  }
  await context.close()
  await hub.stop()

  const row = (what: string, of: (one: KeepTimes) => readonly number[]): Row => ({
    area: 'keep',
    what,
    unit: 'ms',
    measured: spreadOf(of(times.keeper)),
    reference: { what: 'plain Dexie', measured: spreadOf(of(times.plain)) },
  })
  return [
    row('keep a reading', ({ keepMs }) => keepMs),
    row(`list ${READINGS} readings`, ({ listMs }) => listMs),
  ]
}

/** Leaves one real reading in the store: what it looks like is the app's business, not the bench's. */
async function keepOneByHand(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/read`)
  await give(page, wfdbFiles(twelveLeads(10), 'bench'))
  await page.getByRole('textbox').fill('regular, P before each QRS')
  await page.getByRole('button', { name: 'Uncover the answer' }).click()
  await page.getByTestId('answer-label').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Keep this reading' }).click()
  await page.getByTestId('kept-line').waitFor()
  await page.close()
}
