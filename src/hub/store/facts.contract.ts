import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { decodeSignedFact } from '#contract/record/fact-codec.ts'
import { idOf, WritingTablet } from './facts.fixture.ts'
import type { JudgedFact, StoredFact } from './store.ts'
import type { Opened } from './place.contract.ts'

const CLINIC = idOf('clinic')
const SCHOOL = idOf('school')
const LI = idOf('Li')
const WANG = idOf('Wang')
const ALL = { facts: 10_000, bytes: 1e9 }

const idsOf = (facts: readonly { readonly id: string }[]) => facts.map(({ id }) => id)

/** Count and XOR by the definition, over the ids in a page. */
function digestOf(facts: readonly StoredFact[]) {
  const xor = Buffer.alloc(32)
  for (const { id } of facts) Buffer.from(id, 'base64url').forEach((byte, i) => (xor[i]! ^= byte))
  return { count: facts.length, xor: xor.toString('base64url') }
}

export function factsContract(opened: Opened): void {
  let tablet: WritingTablet
  beforeEach(() => {
    tablet = new WritingTablet('Hua')
  })
  const notes = (count: number, scope = CLINIC, subject = LI) =>
    Array.from({ length: count }, () => tablet.writes({ scope, subject }))
  const facts = () => opened.store.facts
  const all = async (scope = CLINIC) => (await facts().page(scope, 0, ALL)).facts

  describe('facts', () => {
    test('get their numbers in the order in which they came, whatever order they were written in', async () => {
      const [first, second, third] = notes(3) as [JudgedFact, JudgedFact, JudgedFact]
      expect(await facts().append([third, first])).toEqual([
        { is: 'taken', n: 1, fork: false },
        { is: 'taken', n: 2, fork: false },
      ])
      expect(await facts().append([second])).toEqual([{ is: 'taken', n: 3, fork: false }])
      expect(idsOf(await all())).toEqual(idsOf([third, first, second]))
    })

    test('are there once, however often they come, within one request too', async () => {
      const [fact] = notes(1) as [JudgedFact]
      expect(await facts().append([fact, fact])).toEqual([
        { is: 'taken', n: 1, fork: false },
        { is: 'had', n: 1 },
      ])
      expect(await (await opened.reopened()).facts.append([fact])).toEqual([{ is: 'had', n: 1 }])
      expect(await all()).toHaveLength(1)
    })

    test('come back byte for byte, by page, by id and by person, after opening again too', async () => {
      const written = [...notes(2), ...notes(1, CLINIC, WANG), ...notes(1, SCHOOL, LI)]
      await facts().append(written)
      await opened.reopened()
      expect((await all()).map(({ bytes }) => bytes)).toEqual(written.slice(0, 3).map(({ bytes }) => bytes))
      expect(await facts().byId(written[2]!.id)).toEqual({
        n: 3,
        id: written[2]!.id,
        device: tablet.device,
        seq: 3,
        bytes: written[2]!.bytes,
      })
      expect(await facts().byId(tablet.writes({ scope: CLINIC, subject: LI }).id)).toBeNull()
      expect(idsOf(await facts().ofSubject(LI))).toEqual(idsOf([written[0]!, written[1]!, written[3]!]))
      expect(await facts().ofSubject(idOf('nobody'))).toEqual([])
    })

    test('that share a commit are each answered with their own place', async () => {
      const written = notes(50)
      const stored = await Promise.all(written.map((fact) => facts().append([fact])))
      expect(stored.flat()).toEqual(written.map((_, i) => ({ is: 'taken', n: i + 1, fork: false })))
    })

    test('that cannot be kept fail alone, and leave no gap', async () => {
      const [first, second] = notes(2) as [JudgedFact, JudgedFact]
      const other = { ...second, id: first.id.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }
      const results = await Promise.allSettled([
        facts().append([first]),
        facts().append([tablet.writes({ scope: SCHOOL, subject: WANG }), other]),
        facts().append([second]),
      ])
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await opened.store.log.head()).toMatchObject({ size: 2 })
      expect(await all(SCHOOL)).toEqual([])
      expect(await facts().scopeSize(SCHOOL)).toEqual({ facts: 0, people: 0, bytes: 0 })
      expect(await opened.store.log.verify()).toBeNull()
    })

    test('of a forked chain are both kept, and the second is told as a fork', async () => {
      await facts().append(notes(2))
      const other = tablet.writes({ scope: CLINIC, subject: LI, seq: 2, text: 'from a copied profile' })
      expect(await facts().append([other])).toEqual([{ is: 'taken', n: 3, fork: true }])
      expect(await facts().at(tablet.device, 2)).toHaveLength(2)
      expect(await facts().at(tablet.device, 2)).toContain(other.id)
      expect(await facts().at(tablet.device, 9)).toEqual([])
    })

    test('have a head for each device: the highest in its chain, not the last that came', async () => {
      const [first, second, third] = notes(3) as [JudgedFact, JudgedFact, JudgedFact]
      await facts().append([third, first, second])
      const { seq, hlcMs } = third.routing!
      expect(await facts().head(tablet.device)).toEqual({ id: third.id, seq, hlcMs })
      expect(await facts().head('unknown')).toBeNull()
    })

    test('lack where they are neither in the log nor held', async () => {
      const [taken, held, unknown] = notes(3) as [JudgedFact, JudgedFact, JudgedFact]
      await facts().append([taken, { ...held, held: 'author-unknown' }])
      expect(await facts().lacking(idsOf([taken, held, unknown]))).toEqual([unknown.id])
    })
  })

  describe('held facts', () => {
    const lease = (fact: JudgedFact): JudgedFact => ({ ...fact, held: 'lease' })

    test('are nowhere that others read, and are listed with their reason', async () => {
      const [fact] = notes(1) as [JudgedFact]
      expect(await facts().append([lease(fact)])).toEqual([{ is: 'held', why: 'lease' }])
      await opened.reopened()
      expect(await all()).toEqual([])
      expect(await facts().ofSubject(LI)).toEqual([])
      expect(await facts().byId(fact.id)).toBeNull()
      expect(await facts().head(tablet.device)).toBeNull()
      expect(await opened.store.log.head()).toMatchObject({ size: 0 })
      const { id, routing, bytes, by, receivedAtMs } = fact
      expect(await facts().held()).toEqual([{ id, routing, bytes, by, receivedAtMs, why: 'lease' }])
    })

    test('are found by key, by reason, oldest first, and counted', async () => {
      const other = new WritingTablet('Min')
      const mine = notes(3).map(lease)
      const theirs = other.writes({ scope: CLINIC, subject: LI, held: 'role' })
      await facts().append([mine[0]!, theirs, mine[1]!, mine[2]!])
      expect(idsOf(await facts().held({ key: tablet.key }))).toEqual(idsOf(mine))
      expect(idsOf(await facts().held({ why: 'role' }))).toEqual([theirs.id])
      expect(idsOf(await facts().held({ why: 'lease', limit: 2 }))).toEqual(idsOf(mine.slice(0, 2)))
      expect(await facts().heldCounts()).toEqual({ lease: 3, role: 1 })
    })

    test('take their place when released, and then lie there no more', async () => {
      const written = notes(2).map(lease)
      await facts().append(written)
      await facts().append(notes(1))
      expect(await facts().release([written[1]!.id, written[0]!.id])).toEqual([
        { is: 'taken', n: 2, fork: false },
        { is: 'taken', n: 3, fork: false },
      ])
      expect(await facts().held()).toEqual([])
      expect(await facts().release([written[0]!.id])).toEqual([])
      expect(await facts().append([lease(written[0]!)])).toEqual([{ is: 'had', n: 3 }])
      expect(await opened.store.log.verify()).toBeNull()
    })

    test('that come again are held as they were judged last, and taken once nothing is against them', async () => {
      const [fact] = notes(1) as [JudgedFact]
      const garbled = new Uint8Array(fact.bytes)
      garbled[garbled.length - 1]! ^= 1
      await facts().append([{ ...fact, bytes: garbled, held: 'body' }])
      expect(await facts().append([lease(fact)])).toEqual([{ is: 'held', why: 'lease' }])
      expect((await facts().held()).map(({ why, bytes }) => [why, bytes])).toEqual([['lease', fact.bytes]])
      expect(await facts().append([fact])).toEqual([{ is: 'taken', n: 1, fork: false }])
      expect(await facts().held()).toEqual([])
      expect((await all())[0]!.bytes).toEqual(fact.bytes)
    })

    test('that nobody can route stay held', async () => {
      const { id } = notes(1)[0]!
      const bytes = new Uint8Array([1, 2, 3])
      const garbage = {
        id,
        routing: null,
        bytes,
        held: 'unreadable',
        by: 'somebody',
        receivedAtMs: 1,
      } as const
      await facts().append([garbage])
      expect(await facts().release([id])).toEqual([{ is: 'held', why: 'unreadable' }])
      expect((await facts().held())[0]).toMatchObject({ routing: null, bytes })
    })
  })

  describe('pages', () => {
    test('are bounded by facts and by bytes, give at least one, and together are the log', async () => {
      const written = notes(30)
      await facts().append(written)
      const size = written.slice(0, 4).reduce((sum, { bytes }) => sum + bytes.length, 0)
      expect((await facts().page(CLINIC, 0, { facts: 7, bytes: 1e9 })).facts).toHaveLength(7)
      expect((await facts().page(CLINIC, 0, { facts: 99, bytes: size + 100 })).facts).toHaveLength(4)
      expect((await facts().page(CLINIC, 29, { facts: 9, bytes: 1 })).more).toBe(false)
      let cursor = 0
      const seen: string[] = []
      for (let more = true; more;) {
        const page = await facts().page(CLINIC, cursor, { facts: 4, bytes: 1 })
        expect(page.facts).toHaveLength(1)
        seen.push(...idsOf(page.facts))
        cursor = page.facts.at(-1)!.n
        more = page.more
      }
      expect(seen).toEqual(idsOf(written))
    })

    test('of a scope nobody has written in are empty', async () => {
      expect(await facts().page(SCHOOL, 0, ALL)).toEqual({ facts: [], more: false })
    })
  })

  describe('the digest of a scope', () => {
    test('is count and XOR of the ids, for the newest cursor and for every earlier one', async () => {
      const written = [...notes(1300), ...notes(40, SCHOOL), ...notes(1300)]
      await facts().append(written)
      await opened.reopened()
      const whole = await all()
      for (const through of [
        0, 1, 999, 1000, 1001, 1299, 1320, 1340, 1341, 2039, 2040, 2041, 2639, 2640, 9999,
      ])
        expect(await facts().digest(CLINIC, through)).toEqual(digestOf(whole.filter(({ n }) => n <= through)))
    })

    test('and its size follow every history of writes', async () => {
      const step = fc.record({
        scope: fc.constantFrom(CLINIC, SCHOOL),
        who: fc.nat({ max: 5 }),
        held: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          await facts().append(
            steps.map(({ scope, who, held }) =>
              tablet.writes({ scope, subject: idOf(`p${who}`), held: held ? 'role' : null }),
            ),
          )
          for (const scope of [CLINIC, SCHOOL]) {
            const there = await all(scope)
            expect(await facts().digest(scope, Number.MAX_SAFE_INTEGER)).toEqual(digestOf(there))
            const bytes = there.reduce((sum, fact) => sum + fact.bytes.length, 0)
            expect(await facts().scopeSize(scope)).toMatchObject({ facts: there.length, bytes })
          }
        }),
        { numRuns: 15 },
      )
    })

    test('counts each person once in a scope', async () => {
      await facts().append([...notes(3), ...notes(2, CLINIC, WANG), ...notes(2, SCHOOL)])
      expect(await facts().scopeSize(CLINIC)).toMatchObject({ facts: 5, people: 2 })
      expect(await facts().scopeSize(SCHOOL)).toMatchObject({ facts: 2, people: 1 })
    })
  })

  describe('erasing a person', () => {
    test('takes every body and leaves header, signature, place and receipt', async () => {
      const written = [...notes(3), ...notes(1, CLINIC, WANG)]
      await facts().append([...written, { ...notes(1)[0]!, held: 'lease' }])
      const before = await opened.store.log.head()
      const digest = await facts().digest(CLINIC, 4)
      expect(await facts().erase(LI)).toBe(3)
      expect(await facts().erase(LI)).toBe(0)
      await opened.reopened()
      for (const [i, { bytes }] of (await all()).entries()) {
        const [then, now] = [decodeSignedFact(written[i]!.bytes), decodeSignedFact(bytes)]
        if (!then.ok || !now.ok) throw new Error('not a fact any more')
        expect(now.value).toEqual({ ...then.value, body: i === 3 ? then.value.body : null })
      }
      for (const { bytes } of await facts().held())
        expect(decodeSignedFact(bytes)).toMatchObject({ value: { body: null } })
      expect(await facts().digest(CLINIC, 4)).toEqual(digest)
      expect(await opened.store.log.head()).toMatchObject({ size: before.size + 1 })
      expect(
        (await opened.store.log.notes({ what: 'erased', limit: 9 })).map(({ subject }) => subject),
      ).toEqual([LI])
      expect(await opened.store.log.verify()).toBeNull()
    })

    test('is not undone by a tablet that still has the bodies', async () => {
      const written = notes(1)
      await facts().append(written)
      await facts().erase(LI)
      expect(await facts().append(written)).toEqual([{ is: 'had', n: 1 }])
      expect((await all())[0]!.bytes.length).toBeLessThan(written[0]!.bytes.length)
    })

    test('shrinks what the scope weighs', async () => {
      await facts().append(notes(3))
      await facts().erase(LI)
      const bytes = (await all()).reduce((sum, fact) => sum + fact.bytes.length, 0)
      expect(await facts().scopeSize(CLINIC)).toEqual({ facts: 3, people: 1, bytes })
    })
  })
}
