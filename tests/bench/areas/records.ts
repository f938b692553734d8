import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Bench } from '../bench-run.ts'
import { builtFolder } from '../ground/built-app.ts'
import {
  createClinic,
  fillChart,
  openCharts,
  saveOneByOne,
  searchAsTyped,
  unlockMany,
  type UnlockTimes,
} from '../ground/clinic-on-page.ts'
import { slowDown, type ProfileOnDisk } from '../ground/ground.ts'
import { openBarePage, startKeeper } from '../ground/keeper-on-page.ts'
import { createPlain, fillPlainChart, readPlain, savePlain, searchPlain } from '../ground/plain-clinic.ts'
import { chartFacts, township, TYPED, type Township, type Typed } from '../ground/township.ts'
import { exactly, type Row } from '../row.ts'
import { spreadOf } from '../statistics.ts'

/** A township; fewer for a quick look (`BENCH_PEOPLE=1000`), and the rows say how many. */
const PEOPLE = Number(process.env.BENCH_PEOPLE ?? 10_000)
const CHART_FACTS = 500
const CHARTS = 12
const SAVES = 100
const SAVE_WARM_UPS = 10
const UNLOCKS = 5
/** Searches before the first that counts: the engine compiles the scan meanwhile. */
const SEARCH_WARM_UPS = 30

const BUDGETS = { saveP95Ms: 15, searchMs: 50, chartMs: 120, switchMs: 3000 } as const

interface Times {
  readonly importMs: number
  readonly saveMs: readonly number[]
  readonly chartMs: readonly number[]
  readonly searchMs: Readonly<Record<Typed, readonly number[]>>
  readonly bytesPerFact: number
}

/**
 * The records of a township of 10,000 people: the built keeper in its worker on a bare page (strict, sealed, signed,
 * folded), against plain Dexie in the page (strict, two tables). Each in a profile of its own on disk, one after the other.
 */
export async function records(bench: Bench): Promise<Row[]> {
  const { conditions, serve, progress } = bench
  const hub = await serve(builtFolder)
  const people = township(PEOPLE)
  progress('plain Dexie')
  const plain = await inProfile(bench, hub.origin, (page) => plainTimes(page, people))
  progress('the keeper')
  const keeper = await inProfile(bench, hub.origin, (page) => keeperTimes(page, people, progress))
  await hub.stop()

  const against = (of: (times: Times) => readonly number[]) => ({
    measured: spreadOf(of(keeper)),
    reference: { what: 'plain Dexie', measured: spreadOf(of(plain)) },
  })
  const row = (what: string, rest: Omit<Row, 'area' | 'what' | 'unit'>): Row => {
    return { area: 'records', what: `${conditions.name}${what}`, unit: 'ms', ...rest }
  }
  const unlocked = (of: (times: UnlockTimes) => readonly number[]) => ({
    measured: spreadOf(of(keeper.unlock)),
  })
  return [
    row('save one fact', { ...against(({ saveMs }) => saveMs), budget: { p95: BUDGETS.saveP95Ms } }),
    row(`open a chart of ${CHART_FACTS} facts`, {
      ...against(({ chartMs }) => chartMs),
      budget: { value: BUDGETS.chartMs },
    }),
    row('open it again', { measured: spreadOf(keeper.againMs) }),
    ...TYPED.map((kind) =>
      row(`search by ${kind}, a key`, {
        ...against(({ searchMs }) => searchMs[kind]),
        budget: { p95: BUDGETS.searchMs },
      }),
    ),
    row(
      'unlock by passphrase',
      unlocked(({ passphraseMs }) => passphraseMs),
    ),
    row(
      'unlock by PIN',
      unlocked(({ pinMs }) => pinMs),
    ),
    row('switch user', { ...unlocked(({ switchMs }) => switchMs), budget: { value: BUDGETS.switchMs } }),
    row(
      `bring in ${PEOPLE} people`,
      against(({ importMs }) => [importMs]),
    ),
    {
      ...row('at rest, a fact', {
        measured: exactly(keeper.bytesPerFact),
        reference: { what: 'plain Dexie', measured: exactly(plain.bytesPerFact) },
      }),
      unit: 'B',
    },
  ]
}

/** Runs a measure in a fresh profile, and weighs its databases once the browser has let go of them. */
async function inProfile<T extends { readonly facts: number }>(
  { conditions, openProfile }: Bench,
  origin: string,
  measure: (page: Page) => Promise<T>,
): Promise<T & { bytesPerFact: number }> {
  const profile = await openProfile()
  const page = await openBarePage(profile.context, origin)
  const session = await slowDown(page, conditions)
  const times = await measure(page)
  await session.detach()
  await profile.context.close()
  const bytesPerFact = databaseBytes(profile) / times.facts
  return { ...times, bytesPerFact }
}

async function keeperTimes(page: Page, { people, queries }: Township, progress: Bench['progress']) {
  await startKeeper(page)
  const clinic = await createClinic(page, people)
  const { subjects, importMs } = clinic
  for (const [i, subject] of subjects.slice(0, CHARTS).entries())
    await fillChart(page, subject, chartFacts(CHART_FACTS, i))
  progress('saving')
  const savers = subjects.slice(CHARTS, CHARTS + SAVE_WARM_UPS + SAVES)
  const saveMs = await saveOneByOne(page, savers, vitals(savers.length))
  progress('unlocking')
  const unlock = await unlockMany(page, clinic, UNLOCKS)
  progress('charts')
  const charts = subjects.slice(0, CHARTS)
  const chartMs = await openCharts(page, charts, CHART_FACTS)
  const againMs = await openCharts(page, charts, CHART_FACTS)
  progress('searching')
  await searchAsTyped(page, queries.pinyin.slice(0, SEARCH_WARM_UPS))
  const searchMs = await eachKind((kind) => searchAsTyped(page, queries[kind]))
  const facts = factCount(people)
  return { importMs, saveMs: saveMs.slice(SAVE_WARM_UPS), chartMs, againMs, searchMs, unlock, facts }
}

async function plainTimes(page: Page, { people, plain, queries }: Township) {
  const importMs = await createPlain(page, people, plain)
  const subjects = plain.map(({ id }) => id)
  for (const [i, subject] of subjects.slice(0, CHARTS).entries())
    await fillPlainChart(page, subject, chartFacts(CHART_FACTS, i))
  const savers = subjects.slice(CHARTS, CHARTS + SAVE_WARM_UPS + SAVES)
  const saveMs = await savePlain(page, savers, vitals(savers.length))
  const chartMs = await readPlain(page, subjects.slice(0, CHARTS), CHART_FACTS)
  await searchPlain(page, 'pinyin', queries.pinyin.slice(0, SEARCH_WARM_UPS))
  const searchMs = await eachKind((kind) => searchPlain(page, kind, queries[kind]))
  return { importMs, saveMs: saveMs.slice(SAVE_WARM_UPS), chartMs, searchMs, facts: factCount(people) }
}

function vitals(count: number) {
  return chartFacts(count * 3, 1).filter(({ kind }) => kind === 'vitals')
}

function factCount(people: Township['people']): number {
  const registered = people.reduce((sum, { identifiers }) => sum + 2 + identifiers.length, 0)
  return registered + CHARTS * CHART_FACTS + SAVE_WARM_UPS + SAVES
}

async function eachKind(measure: (kind: Typed) => Promise<number[]>): Promise<Record<Typed, number[]>> {
  const times = {} as Record<Typed, number[]>
  for (const kind of TYPED) times[kind] = await measure(kind)
  return times
}

/** Bytes of the files in which the browser keeps the origin's databases. */
function databaseBytes({ folder }: ProfileOnDisk): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.split(/[\\/]/).includes('IndexedDB'))
    .map((path) => statSync(join(folder, path)))
    .filter((found) => found.isFile())
    .reduce((sum, { size }) => sum + size, 0)
}
