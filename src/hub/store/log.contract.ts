import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { fromCbor } from '#contract/cbor.ts'
import { extendsLog, isIncluded, leafHash } from '#contract/sync/merkle.ts'
import { encodeReceipt, type LogHead } from '#contract/sync/receipt.ts'
import { encodeSigned } from '#contract/sync/signed.ts'
import { idOf, WritingTablet } from './facts.fixture.ts'
import { sha256 } from './sqlite/hash.ts'
import type { LogNote } from './store.ts'
import type { Opened } from './place.contract.ts'

const CLINIC = idOf('clinic')
const LI = idOf('Li')

const opening = (atMs: number, more: Partial<LogNote> = {}): LogNote => ({
  what: 'opened',
  by: idOf('Hua'),
  scope: CLINIC,
  subject: LI,
  why: '',
  atMs,
  ...more,
})

const rootBytes = ({ size, root }: LogHead) => ({ size, root: Buffer.from(root, 'base64url') })

/** As the hub signs one; the store looks at what it says, not at whose it is. */
export function signedHead(head: LogHead, atMs: number): Uint8Array<ArrayBuffer> {
  const payload = encodeReceipt({ v: 1, hub: 'hub', hubEpoch: 'epoch', head, taken: [], held: [], atMs })
  return encodeSigned({ payload, signature: new Uint8Array(64) })
}

export function logContract(opened: Opened): void {
  let tablet: WritingTablet
  beforeEach(() => {
    tablet = new WritingTablet('Hua')
  })
  const log = () => opened.store.log
  const grow = async (kinds: readonly boolean[]) => {
    for (const isFact of kinds) {
      if (isFact) await opened.store.facts.append([tablet.writes({ scope: CLINIC, subject: LI })])
      else await log().note([opening(1)])
    }
    return log().head()
  }

  describe('the log', () => {
    test('counts facts and notes in one order', async () => {
      await grow([true, false, false, true])
      expect((await log().notes({ limit: 9 })).map(({ n }) => n)).toEqual([3, 2])
      expect(
        (await opened.store.facts.page(CLINIC, 0, { facts: 9, bytes: 1e6 })).facts.map(({ n }) => n),
      ).toEqual([1, 4])
      expect(await log().head()).toMatchObject({ size: 4 })
    })

    test('has the same head after opening again, and grows on from it', async () => {
      const head = await grow([true, false, true, true, false])
      await opened.reopened()
      expect(await log().head()).toEqual(head)
      const later = await grow([false, true])
      const proof = await log().consistency(head.size, later.size)
      expect(extendsLog(sha256, rootBytes(head), rootBytes(later), proof)).toBe(true)
    })

    test('extends every head that it ever had', async () => {
      const heads = [await log().head()]
      await fc.assert(
        fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), async (kinds) => {
          heads.push(await grow(kinds))
          const last = heads.at(-1)!
          for (const head of heads) {
            const proof = await log().consistency(head.size, last.size)
            expect(extendsLog(sha256, rootBytes(head), rootBytes(last), proof)).toBe(true)
          }
        }),
        { numRuns: 15 },
      )
    })

    test('proves every entry that it has', async () => {
      const head = await grow([true, false, true, true, false, true, false])
      for (let n = 1; n <= head.size; n++) {
        const leaf = leafHash(sha256, (await log().entry(n))!)
        expect(isIncluded(sha256, leaf, n - 1, rootBytes(head), await log().inclusion(n, head.size))).toBe(
          true,
        )
      }
      expect(fromCbor((await log().entry(2))!)).toEqual(['note', 2, 'opened', idOf('Hua'), CLINIC, LI, '', 1])
      expect((fromCbor((await log().entry(3))!) as unknown[]).slice(0, 2)).toEqual(['fact', 3])
      expect(await log().entry(0)).toBeNull()
      expect(await log().entry(8)).toBeNull()
    })

    test('proves nothing about entries that it does not have', async () => {
      await grow([true, true])
      await expect(log().consistency(1, 3)).rejects.toThrow(/sizes/)
      await expect(log().consistency(2, 1)).rejects.toThrow(/sizes/)
      await expect(log().inclusion(3, 2)).rejects.toThrow(/sizes/)
      await expect(log().inclusion(0, 2)).rejects.toThrow(/sizes/)
    })

    test('gives notes by person, place and kind, newest first, page by page', async () => {
      const wang = idOf('Wang')
      await log().note([
        opening(1),
        opening(2, { subject: wang }),
        opening(3, { what: 'break-glass', why: 'unconscious' }),
        opening(4, { what: 'signed-in', by: 'keeper', scope: null, subject: null }),
      ])
      await opened.reopened()
      const times = async (filter: object) =>
        (await log().notes({ limit: 9, ...filter })).map(({ atMs }) => atMs)
      expect(await times({})).toEqual([4, 3, 2, 1])
      expect(await times({ subject: LI })).toEqual([3, 1])
      expect(await times({ scope: CLINIC, what: 'opened' })).toEqual([2, 1])
      expect(await times({ before: 3, limit: 1 })).toEqual([2])
      expect(await times({ subject: idOf('nobody') })).toEqual([])
      expect((await log().notes({ what: 'break-glass', limit: 1 }))[0]).toEqual({
        n: 3,
        ...opening(3, { what: 'break-glass', why: 'unconscious' }),
      })
      expect((await log().notes({ what: 'signed-in', limit: 1 }))[0]).toMatchObject({
        by: 'keeper',
        subject: null,
      })
    })

    test('keeps signed heads, newest first', async () => {
      const first = await grow([true])
      await log().keepHead(signedHead(first, 10), first, 10)
      const second = await grow([false])
      await log().keepHead(signedHead(second, 20), second, 20)
      await opened.reopened()
      expect(await log().heads(5)).toEqual([
        { signed: signedHead(second, 20), atMs: 20 },
        { signed: signedHead(first, 10), atMs: 10 },
      ])
      expect(await log().heads(1)).toHaveLength(1)
      expect(await log().verify()).toBeNull()
    })

    test('verifies, and tells how far it is', async () => {
      await grow([true, false, true])
      const told: [number, number][] = []
      expect(await log().verify((done, total) => told.push([done, total]))).toBeNull()
      expect(told.at(-1)).toEqual([3, 3])
    })

    test('verifies while it grows', async () => {
      await opened.store.facts.append(
        Array.from({ length: 450 }, () => tablet.writes({ scope: CLINIC, subject: LI })),
      )
      const verified = log().verify()
      const head = await grow([true, false, true])
      await log().keepHead(signedHead(head, 1), head, 1)
      expect(await verified).toBeNull()
      expect(await log().verify()).toBeNull()
    })

    test('of nothing verifies', async () => {
      expect(await log().verify()).toBeNull()
    })
  })
}
