import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeSegment, SEGMENT_FACTS } from '#contract/sync/segment.ts'
import { idOf, WritingTablet } from './facts.fixture.ts'
import type { HubStore, JudgedFact } from './store.ts'
import type { Opened, Place } from './place.contract.ts'

const CLINIC = 'session:2025-06:a'
const SCHOOL = idOf('school')
const LI = idOf('Li')

/** Whom the last twenty facts of the first segment are about, one each. */
const OTHERS = Array.from({ length: 20 }, (_, i) => idOf(`Wang ${i}`))
const WANG = OTHERS.at(-1)!

/** One chain for all tests here, since signing takes its time. */
let chain: readonly JudgedFact[] | null = null
function facts(from: number, to: number): readonly JudgedFact[] {
  if (!chain) {
    const tablet = new WritingTablet('Hua')
    chain = Array.from({ length: 2 * SEGMENT_FACTS + 5 }, (_, i) =>
      tablet.writes({ scope: CLINIC, subject: OTHERS[i - SEGMENT_FACTS + OTHERS.length] ?? LI }),
    )
  }
  return chain.slice(from, to)
}

const segments = (store: HubStore, after = 0) => store.facts.segments(CLINIC, after)

async function read(store: HubStore, name: string) {
  const bytes = await store.facts.segment(name)
  return bytes && decodeSegment(gunzipSync(bytes))
}

/** Bytes of the 2000th fact as pages give them. */
async function pageBytes(store: HubStore) {
  return (await store.facts.page(CLINIC, SEGMENT_FACTS - 1, { facts: 1, bytes: 1 })).facts[0]!.bytes
}

/** Of a store that is only read: two segments and five facts more, three facts of another scope between them. */
export function segmentsContract(makePlace: () => Promise<Place>): void {
  describe('segments', () => {
    let place: Place
    let store: HubStore
    beforeAll(async () => {
      place = await makePlace()
      store = await place.open()
      await store.facts.append(facts(0, SEGMENT_FACTS - 1))
      expect(await segments(store)).toEqual([])
      const elsewhere = new WritingTablet('Min')
      await store.facts.append([1, 2, 3].map(() => elsewhere.writes({ scope: SCHOOL, subject: LI })))
      await store.facts.append(facts(SEGMENT_FACTS - 1, 2 * SEGMENT_FACTS + 5))
    })
    afterAll(async () => {
      await store.close()
      await place.remove()
    })

    test('are made once, however many ask at the same time', async () => {
      const [first, ...others] = await Promise.all([0, 0, 2003, 0].map((after) => segments(store, after)))
      expect(first).toHaveLength(2)
      expect(others).toEqual([first, first!.slice(1), first])
    })

    test('are made of every 2000 facts of a scope, and pages go on where they end', async () => {
      const refs = await segments(store)
      expect(refs.map(({ from, through, count }) => [from, through, count])).toEqual([
        [1, 2003, 2000],
        [2004, 4003, 2000],
      ])
      const files = await Promise.all(refs.map(({ name }) => read(store, name)))
      const rest = await store.facts.page(CLINIC, refs[1]!.through, { facts: 9, bytes: 1e6 })
      const all = [
        ...files.flatMap((file) => file!.facts),
        ...rest.facts.map(({ n, bytes }) => ({ n, fact: bytes })),
      ]
      expect(all.map(({ fact }) => fact)).toEqual(facts(0, 2 * SEGMENT_FACTS + 5).map(({ bytes }) => bytes))
      expect(all.map(({ n }) => n)).toEqual(all.map((_, i) => (i < SEGMENT_FACTS - 1 ? i + 1 : i + 4)))
    })

    test('that reach beyond a cursor are given, the one around it too', async () => {
      expect((await segments(store, 2002)).map(({ from }) => from)).toEqual([1, 2004])
      expect((await segments(store, 2003)).map(({ from }) => from)).toEqual([2004])
      expect(await segments(store, 4003)).toEqual([])
    })

    test('are found by name only', async () => {
      const [ref] = await segments(store)
      for (const name of ['', '/', '../hub.db', `${CLINIC}/../../hub.db`, `./${ref!.name}`, `${ref!.name}\0`])
        expect(await store.facts.segment(name)).toBeNull()
    })

    test('are named by the hash of their bytes, and stay the same file', async () => {
      const [ref] = await segments(store)
      const bytes = (await store.facts.segment(ref!.name))!
      expect(ref!.sha256).toBe(createHash('sha256').update(bytes).digest('base64url'))
      expect(ref!.bytes).toBe(bytes.length)
      expect(ref!.name).toBe(`${CLINIC}/1-2003-${ref!.sha256}.cbor.gz`)
      await store.close()
      store = await place.open()
      expect((await segments(store))[0]).toEqual(ref)
      expect(await store.facts.segment(ref!.name)).toEqual(bytes)
    })
  })
}

export function erasedSegmentsContract(opened: Opened): void {
  describe('segments with somebody who is erased', () => {
    test('lose the body, under another name, and the old file is gone', async () => {
      const { store } = opened
      await store.facts.append(facts(0, 2 * SEGMENT_FACTS))
      const before = await segments(store)
      await store.facts.erase(WANG)
      expect(await store.facts.segment(before[0]!.name)).toBeNull()
      const after = await segments(store)
      expect(after[0]!.name).not.toBe(before[0]!.name)
      expect(after.map(({ from, through }) => [from, through])).toEqual([
        [1, 2000],
        [2001, 4000],
      ])
      expect(after[1]).toEqual(before[1])
      expect((await read(store, after[0]!.name))!.facts.at(-1)!.fact).toEqual(await pageBytes(store))
    })

    test('do not have it where they were being made meanwhile', async () => {
      const { store } = opened
      await store.facts.append(facts(0, SEGMENT_FACTS))
      const eraseEach = async () => {
        for (const subject of OTHERS) await store.facts.erase(subject)
      }
      const [refs] = await Promise.all([segments(store), eraseEach()])
      const [ref] = await segments(store)
      const page = await store.facts.page(CLINIC, 0, { facts: SEGMENT_FACTS, bytes: 1e9 })
      const inFile = (await read(store, ref!.name))!.facts.map(({ fact }) => fact)
      expect(inFile).toEqual(page.facts.map(({ bytes }) => bytes))
      if (refs[0]!.name !== ref!.name) expect(await store.facts.segment(refs[0]!.name)).toBeNull()
    })
  })
}
