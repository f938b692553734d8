import type { Page } from '@playwright/test'
import type { NewPerson } from '#data/keeper/keeper.ts'
import type { OnPage, PlainDatabase } from './keeper-on-page.ts'
import type { ChartFact, PlainPerson, Typed } from './township.ts'

/** The same clinic as two tables of plain Dexie in the page, strict: nothing is sealed, signed, folded or merged. */
interface Ground extends OnPage {
  plain: PlainDatabase
}

/** @returns milliseconds of bringing the people in: one transaction, a row a person and a row a fact */
export async function createPlain(
  page: Page,
  people: readonly NewPerson[],
  rows: readonly PlainPerson[],
): Promise<number> {
  return page.evaluate(
    async ({ people, rows }) => {
      const ground = globalThis as unknown as Ground
      ground.plain = new ground.Dexie('bench-plain-clinic', { chromeTransactionDurability: 'strict' })
      ground.plain.version(1).stores({
        people: 'id, name, *pinyin, *initials, birthDate, phoneTail',
        facts: '++n, &id, subject, at',
      })
      const { plain } = ground
      const at = new Date().toISOString()
      const facts = people.flatMap(({ identity, identifiers, contact }, i) => {
        const of = (kind: string, value: unknown) => {
          return { id: crypto.randomUUID(), subject: rows[i]!.id, at, kind, value }
        }
        return [
          of('identity', identity),
          ...identifiers.map((one) => of('identifier', one)),
          of('contact', contact),
        ]
      })
      const startMs = performance.now()
      await plain.transaction('rw', ['people', 'facts'], async () => {
        await plain.table('people').bulkAdd(rows)
        await plain.table('facts').bulkAdd(facts)
      })
      return performance.now() - startMs
    },
    { people, rows },
  )
}

export function fillPlainChart(page: Page, subject: string, facts: readonly ChartFact[]): Promise<void> {
  return page.evaluate(
    async ({ subject, facts }) => {
      const { plain } = globalThis as unknown as Ground
      const rows = facts.map((fact) => ({ id: crypto.randomUUID(), subject, ...fact }))
      await plain.table('facts').bulkAdd(rows)
    },
    { subject, facts },
  )
}

/** @returns milliseconds of each */
export function savePlain(
  page: Page,
  subjects: readonly string[],
  facts: readonly ChartFact[],
): Promise<number[]> {
  return page.evaluate(
    async ({ subjects, facts }) => {
      const { plain } = globalThis as unknown as Ground
      const times: number[] = []
      for (const [i, subject] of subjects.entries()) {
        const row = { id: crypto.randomUUID(), subject, ...facts[i]! }
        const startMs = performance.now()
        await plain.table('facts').add(row)
        times.push(performance.now() - startMs)
      }
      return times
    },
    { subjects, facts },
  )
}

/** @returns milliseconds of reading all rows of each person */
export function readPlain(page: Page, subjects: readonly string[], facts: number): Promise<number[]> {
  return page.evaluate(
    async ({ subjects, facts }) => {
      const { plain } = globalThis as unknown as Ground
      const times: number[] = []
      for (const subject of subjects) {
        const startMs = performance.now()
        const rows = await plain.table('facts').where('subject').equals(subject).toArray()
        times.push(performance.now() - startMs)
        if (rows.length < facts) throw new Error(`${rows.length} rows instead of ${facts}`)
      }
      return times
    },
    { subjects, facts },
  )
}

const INDEX: Readonly<Record<Typed, string>> = {
  initials: 'initials',
  pinyin: 'pinyin',
  characters: 'name',
  'birth year': 'birthDate',
  'phone tail': 'phoneTail',
}
/** As many as the keeper gives for a screen. */
const HITS = 20

/** The index that the query is made for, asked for what starts so. @returns milliseconds of each key */
export function searchPlain(page: Page, kind: Typed, typed: readonly string[]): Promise<number[]> {
  return page.evaluate(
    async ({ index, hits, typed }) => {
      const { plain } = globalThis as unknown as Ground
      const times: number[] = []
      for (const query of typed) {
        const startMs = performance.now()
        await plain.table('people').where(index).startsWith(query).limit(hits).toArray()
        times.push(performance.now() - startMs)
      }
      return times
    },
    { index: INDEX[kind], hits: HITS, typed },
  )
}
