import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { base64url } from '#contract/record/base64url.ts'
import { FactsDatabase, type FactRow } from '../databases.ts'
import type { Session } from '../session.ts'
import { Holdings } from './holdings.ts'

/** A session that opens everything of scope `s`. */
const session = { holdsScopeKey: (scope: string) => scope === 's' } as unknown as Session
const databases: FactsDatabase[] = []
afterAll(() => databases.forEach((db) => db.close()))

interface Written {
  readonly device: string
  readonly seq: number
  /** Two facts of one device with the same seq are a fork. */
  readonly branch: number
}

const idOf = ({ device, seq, branch }: Written) => {
  const bytes = new Uint8Array(32)
  bytes.set(new TextEncoder().encode(`${device}/${seq}/${branch}`))
  return base64url(bytes)
}

let count = 0
async function tablet(facts: readonly Written[], scope = 's'): Promise<Holdings> {
  const db = new FactsDatabase(`holdings-${count++}` as never)
  databases.push(db)
  const bytes = new Uint8Array(1)
  const unique = [...new Map(facts.map((fact) => [idOf(fact), fact])).values()]
  await db.facts.bulkAdd(
    unique.map((fact): FactRow => {
      const { device, seq } = fact
      const row = { id: idOf(fact), scope, epoch: 1, subject: '', device, seq, unsent: 1 } as const
      return { ...row, writtenAtMs: 0, header: bytes, body: bytes, bodyKey: 'scope' }
    }),
  )
  return Holdings.read(db, session)
}

const facts = fc.array(
  fc.record({
    device: fc.constantFrom('a', 'b', 'c'),
    seq: fc.integer({ min: 1, max: 12 }),
    branch: fc.constant(0),
  }),
  { maxLength: 20 },
)

test('what one has and the other lacks is named, no more and no less, in whatever holes it lies', async () => {
  await fc.assert(
    fc.asyncProperty(facts, facts, async (mine, theirs) => {
      const lacked = (await tablet(mine)).lackedBy((await tablet(theirs)).held())
      const have = new Set(theirs.map(idOf))
      expect(new Set(lacked)).toEqual(new Set(mine.map(idOf).filter((id) => !have.has(id))))
    }),
    { numRuns: 30 },
  )
})

test('once it has all been handed over both ways, neither lacks anything', async () => {
  await fc.assert(
    fc.asyncProperty(facts, facts, async (mine, theirs) => {
      const [a, b] = [await tablet([...mine, ...theirs]), await tablet([...theirs, ...mine])]
      expect(a.lackedBy(b.held())).toEqual([])
      expect(b.lackedBy(a.held())).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('a fork under the same numbers is seen, and handed over whole', async () => {
  const chain = [1, 2, 3].map((seq) => ({ device: 'a', seq, branch: 0 }))
  const forked = [...chain.slice(0, 2), { device: 'a', seq: 3, branch: 1 }]
  const [a, b] = [await tablet(chain), await tablet(forked)]
  expect(a.lackedBy(b.held())).toContain(idOf(chain[2]!))
  expect(b.lackedBy(a.held())).toContain(idOf(forked[2]!))
  const both = await tablet([...chain, ...forked])
  expect(both.lackedBy((await tablet([...forked, ...chain])).held())).toEqual([])
})

test('rows that this session does not open are not spoken of', async () => {
  const other = await tablet([{ device: 'a', seq: 1, branch: 0 }], 'another')
  expect(other.held()).toEqual([])
  expect(other.lackedBy([])).toEqual([])
})
