import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { decodeSignedFact, encodeSignedFact } from '#contract/record/fact-codec.ts'
import { extendsLog } from '#contract/sync/merkle.ts'
import { decodeSegment } from '#contract/sync/segment.ts'
import type { SyncResponse } from '#contract/sync/sync-messages.ts'
import { gunzipSync } from 'node:zlib'
import { certificateIn, enrolledClinic, joined, sure, Tablet, tokenOf } from '../accounts/people.fixture.ts'
import { sha256 } from '../hub-keys.ts'
import {
  Chain,
  exchanged,
  fromStart,
  judgedRight,
  openSyncHub,
  receiptIn,
  saidOf,
  signedFact,
  staffSaid,
  type SaidFact,
  type SyncBench,
} from './hub.fixture.ts'

let bench: SyncBench
let doctor: Tablet
let scope: string
let chain: Chain

beforeEach(async () => {
  bench = await openSyncHub()
  const { tablet, clinic } = await enrolledClinic(bench.people)
  doctor = tablet
  scope = clinic.scope
  chain = new Chain(scope, doctor.device)
})
afterEach(() => bench.close())

const notes = async (what: 'refused' | 'released' | 'fork' | 'opened' | 'break-glass') =>
  (await bench.base.store.log.notes({ what, limit: 100 })).map(({ by, why }) => [by, why])
const idsOf = (response: SyncResponse) =>
  response.pulled.flatMap(({ facts }) => facts.map(({ fact }) => idOfPulled(fact)))
const idsOfFacts = (facts: readonly SaidFact[]) => facts.map(({ id }) => id)
const erasedBytes = ({ headerBytes: header, signature }: SaidFact) =>
  encodeSignedFact({ header, signature, body: null })

function idOfPulled(fact: Uint8Array): string {
  if (fact.length === 32) return base64url(fact)
  const signed = decodeSignedFact(fact)
  return signed.ok ? base64url(sha256(signed.value.header)) : ''
}

describe('what goes up', () => {
  test('is answered fact by fact, and by a receipt that the hub signed over the end of its log', async () => {
    const facts = chain.many(doctor, 3)
    const foreign = chain.write(doctor, { scope: 'another-clinic' })
    const response = await exchanged(bench, doctor, { facts: [...facts, foreign] })
    expect(saidOf(response)).toEqual(['taken', 'taken', 'taken', 'scope'])
    const receipt = receiptIn(response.receipt, bench.hub)
    expect(receipt).toMatchObject({
      hubEpoch: bench.base.store.hubEpoch,
      taken: idsOfFacts(facts),
      held: [[foreign.id, 'scope']],
      head: response.head,
    })
    expect(response.head).toEqual(await bench.base.store.log.head())
  })

  test('is there once, however often it comes', async () => {
    const facts = chain.many(doctor, 3)
    const first = await exchanged(bench, doctor, { facts: [...facts, facts[1]!] })
    expect(saidOf(first)).toEqual(['taken', 'taken', 'taken', 'had'])
    const again = await exchanged(bench, doctor, { facts: facts.toReversed() })
    expect(saidOf(again)).toEqual(['had', 'had', 'had'])
    expect(receiptIn(again.receipt, bench.hub).taken.toSorted()).toEqual(idsOfFacts(facts).toSorted())
    expect(again.verdicts).toEqual(
      first.verdicts
        .slice(0, 3)
        .toReversed()
        .map((one) => ({ ...one, is: 'had' })),
    )
  })

  test('an empty push has no receipt', async () => {
    expect(await exchanged(bench, doctor)).toMatchObject({ receipt: null, verdicts: [] })
  })

  test('what is held is noted with its reason, once for the batch and not at every try', async () => {
    const foreign = chain.many(doctor, 3, { scope: 'another-clinic' })
    await exchanged(bench, doctor, { facts: foreign })
    await exchanged(bench, doctor, { facts: foreign })
    expect(await notes('refused')).toEqual([[doctor.key, 'scope × 3']])
  })

  test('a copied tablet is told to take a new name, and both branches are there', async () => {
    const [first, second] = chain.many(doctor, 2)
    await exchanged(bench, doctor, { facts: [first!, second!] })
    const copy = chain.write(doctor, { seq: 2, prev: first!.id, value: { text: 'the copy' } })
    const response = await exchanged(bench, doctor, { facts: [copy] })
    expect(saidOf(response)).toEqual(['taken'])
    expect(response.orders).toEqual(['new-device'])
    expect(await notes('fork')).toEqual([[doctor.key, `${doctor.device} 2`]])
    expect(await bench.base.store.facts.at(doctor.device, 2)).toHaveLength(2)
  })

  test('another tablet cannot make this one look copied', async () => {
    const [first] = chain.many(doctor, 1)
    await exchanged(bench, doctor, { facts: [first!] })
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const forged = chain.write(nurse, { seq: 1, prev: null })
    await exchanged(bench, nurse, { facts: [forged] })
    expect((await exchanged(bench, doctor)).orders).toEqual([])
    expect(await notes('fork')).toEqual([[nurse.key, `${doctor.device} 1`]])
  })

  test('others are told which scope has news, and not of what was there', async () => {
    const told: [string, number][] = []
    const stop = bench.hub.intake.onTaken((...news) => told.push(news))
    const [fact] = chain.many(doctor, 1)
    await exchanged(bench, doctor, { facts: [fact!] })
    await exchanged(bench, doctor, { facts: [fact!] })
    stop()
    await exchanged(bench, doctor, { facts: chain.many(doctor, 1) })
    expect(told).toEqual([[scope, (await bench.base.store.facts.byId(fact!.id))!.n]])
  })

  test('what came by a parcel has the same receipt', async () => {
    const facts = chain.many(doctor, 2)
    const receipt = receiptIn(
      await bench.hub.intake.take(
        facts.map(({ bytes }) => bytes),
        'courier',
      ),
      bench.hub,
    )
    expect(receipt.taken).toEqual(idsOfFacts(facts))
  })
})

describe('a stranger', () => {
  test('may deliver and reads nothing', async () => {
    await exchanged(bench, doctor, { facts: chain.many(doctor, 2) })
    const stranger = new Tablet()
    const own = new Chain(scope, stranger.device).write(stranger)
    const response = await exchanged(bench, stranger, {
      facts: [own, chain.write(doctor)],
      pull: [fromStart(scope)],
    })
    expect(saidOf(response)).toEqual(['author-unknown', 'taken'])
    expect(response).toMatchObject({ pulled: [], certificates: [], revoked: [], orders: [] })
  })

  test('is known and served at once when a colleague vouches for them in the same batch', async () => {
    const nurse = new Tablet()
    const vouching = chain.write(doctor, staffSaid(nurse, 'nurse'))
    const own = new Chain(scope, nurse.device).write(nurse)
    const response = await exchanged(bench, nurse, {
      facts: [own, vouching],
      pull: [fromStart(scope)],
      seq: 1,
    })
    expect(saidOf(response)).toEqual(['taken', 'taken'])
    expect(idsOf(response)).toEqual([own.id, vouching.id])
    expect(response.certificates.map((signed) => certificateIn(signed).key)).toContain(nurse.key)
  })

  test('has what waited taken as soon as somebody vouches', async () => {
    const nurse = new Tablet()
    const nurseChain = new Chain(scope, nurse.device)
    const waiting = nurseChain.many(nurse, 3)
    expect(saidOf(await exchanged(bench, nurse, { facts: waiting }))).toEqual(Array(3).fill('author-unknown'))
    const news: string[] = []
    bench.hub.intake.onTaken((of) => news.push(of))
    await exchanged(bench, doctor, { facts: [chain.write(doctor, staffSaid(nurse, 'nurse'))] })
    expect(saidOf(await exchanged(bench, nurse, { facts: waiting }))).toEqual(['had', 'had', 'had'])
    expect(await notes('released')).toEqual([[nurse.key, 'author-unknown × 3']])
    expect(new Set(news)).toEqual(new Set([scope]))
  })

  test('cannot stand in the way of a true fact by altering it first', async () => {
    const nurse = new Tablet()
    const own = new Chain(scope, nurse.device).write(nurse)
    const altered = encodeSignedFact({
      header: own.headerBytes,
      signature: new Uint8Array(64),
      body: own.bodyBytes,
    })
    await exchanged(bench, new Tablet(), { push: [altered, erasedBytes(own)] })
    await exchanged(bench, doctor, { facts: [chain.write(doctor, staffSaid(nurse, 'nurse'))] })
    expect(saidOf(await exchanged(bench, nurse, { facts: [own] }))).toEqual(['taken'])
    expect((await bench.base.store.facts.byId(own.id))!.bytes).toEqual(own.bytes)
  })
})

describe('leases and withdrawn keys', () => {
  const LONG_MS = 400 * 86_400_000

  test('what was written after the lease waits until the user signs in again', async () => {
    bench.clock.nowMs += LONG_MS
    const facts = chain.many(doctor, 2)
    const late = await exchanged(bench, doctor, { facts, pull: [fromStart(scope)] })
    expect(saidOf(late)).toEqual(['lease', 'lease'])
    expect(late.pulled).toEqual([])
    const { text } = sure(await bench.people.invite({ scope, role: 'clinician' }, 'terminal'))
    const how = { key: doctor.key, token: null, address: '10.0.0.9' }
    sure(await bench.people.enrol(doctor.enrolment(tokenOf(text)), how))
    await bench.hub.intake.judgeAgain(doctor.key)
    expect(saidOf(await exchanged(bench, doctor, { facts }))).toEqual(['had', 'had'])
  })

  test('a lease of which less than half is left is renewed by the way', async () => {
    const before = bench.people.certificate(doctor.key)!.certificate
    bench.clock.nowMs = (before.issuedAtMs + 2 * before.notAfterMs) / 3
    const { certificates } = await exchanged(bench, doctor, {
      hubEpoch: bench.base.store.hubEpoch,
      certificatesAfter: before.serial,
    })
    expect(certificates.map(certificateIn)).toMatchObject([{ key: doctor.key }])
    expect(certificateIn(certificates[0]!).notAfterMs).toBeGreaterThan(before.notAfterMs)
  })

  test('a withdrawn key delivers into the hold, reads nothing, and is asked to erase its tablet', async () => {
    await exchanged(bench, doctor, { facts: chain.many(doctor, 2) })
    await bench.people.revoke({ key: doctor.key, why: 'tablet lost', wipe: true }, 'terminal')
    const response = await exchanged(bench, doctor, {
      facts: chain.many(doctor, 1),
      pull: [fromStart(scope)],
    })
    expect(saidOf(response)).toEqual(['revoked'])
    expect(response).toMatchObject({ pulled: [], certificates: [], revoked: [doctor.key], orders: ['wipe'] })
  })

  test('a colleague is removed by the retraction of their staff fact', async () => {
    const nurse = new Tablet(doctor.device)
    const said = chain.write(doctor, staffSaid(nurse, 'nurse'))
    await exchanged(bench, doctor, { facts: [said] })
    const gone = { kind: 'staff', verb: 'retract', value: undefined, refs: [said.id] } as const
    const reason = { code: 'no-longer', text: 'moved away' } as const
    const response = await exchanged(bench, doctor, { facts: [chain.write(doctor, { ...gone, reason })] })
    expect(response.revoked).toEqual([nurse.key])
    expect(saidOf(await exchanged(bench, nurse, { facts: [chain.write(nurse)] }))).toEqual(['revoked'])
  })
})

describe('what comes down', () => {
  test('pages that leave nothing out and have nothing twice, own facts by their ids', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const nurseChain = new Chain(scope, nurse.device)
    const written: SaidFact[] = []
    for (let i = 0; i < 5; i++) {
      const facts = [...chain.many(doctor, 4), ...nurseChain.many(nurse, 3)]
      await exchanged(bench, doctor, { facts })
      written.push(...facts)
    }
    const got: string[] = []
    let cursor = 0
    for (let more = true; more;) {
      const response = await exchanged(bench, nurse, {
        pull: [fromStart(scope, cursor)],
        seq: nurseChain.seq,
        pullFactsMax: 6,
      })
      const [page] = response.pulled
      expect(page!.facts.length).toBeLessThanOrEqual(6)
      for (const { fact } of page!.facts) {
        const isOwn = idsOfFacts(written).indexOf(idOfPulled(fact)) % 7 >= 4
        expect(fact.length === 32).toBe(isOwn)
      }
      got.push(...idsOf(response))
      ;({ cursor, more } = page!)
    }
    expect(got).toEqual(idsOfFacts(written))
  })

  test('the digest is over everything up to the cursor', async () => {
    const facts = chain.many(doctor, 5)
    await exchanged(bench, doctor, { facts })
    const [page] = (await exchanged(bench, doctor, { pull: [fromStart(scope)], pullFactsMax: 3 })).pulled
    const xor = facts
      .slice(0, 3)
      .reduce((sum, { id }) => sum.map((byte, i) => byte ^ fromBase64url(id)![i]!), new Uint8Array(32))
    expect(page!.digest).toEqual({ count: 3, xor: base64url(xor) })
    expect(page).toMatchObject({ more: true, people: 1 })
    expect(page!.bytes).toBeGreaterThan(5 * 200)
  })

  test('no page is larger than half a megabyte, and one fact comes however large', async () => {
    const text = 'x'.repeat(200_000)
    await exchanged(bench, doctor, { facts: chain.many(doctor, 4, { value: { text } }) })
    const [page] = (await exchanged(bench, doctor, { pull: [fromStart(scope)] })).pulled
    expect(page).toMatchObject({ more: true })
    expect(page!.facts).toHaveLength(2)
  })

  test('scopes without a right are left out, and so is everything for who keeps the machine alone', async () => {
    const { clinic } = await enrolledClinic(bench.people)
    await exchanged(bench, doctor, { facts: chain.many(doctor, 1) })
    const response = await exchanged(bench, doctor, { pull: [fromStart(clinic.scope), fromStart(scope)] })
    expect(response.pulled.map((one) => one.scope)).toEqual([scope])
  })

  test('who wants no facts now is given none', async () => {
    await exchanged(bench, doctor, { facts: chain.many(doctor, 1) })
    expect((await exchanged(bench, doctor, { pull: [fromStart(scope)], pullFactsMax: 0 })).pulled).toEqual([])
  })

  test('an app that is too old gives and is given nothing', async () => {
    await bench.base.store.shelf<string>('sync').put({ 'min-version': '2.1.0' })
    const facts = chain.many(doctor, 1)
    const old = await exchanged(bench, doctor, { facts, pull: [fromStart(scope)], app: '2.0.9' })
    expect(saidOf(old)).toEqual(['taken'])
    expect(old).toMatchObject({ tooOld: true, minVersion: '2.1.0', pulled: [] })
    const fresh = await exchanged(bench, doctor, { pull: [fromStart(scope)], app: '2.1.0' })
    expect(fresh.tooOld).toBe(false)
    expect(idsOf(fresh)).toEqual(idsOfFacts(facts))
  })

  test('a cold start is by closed pieces, the page goes on right behind them', async () => {
    const facts = chain.many(doctor, 4100)
    await bench.base.store.facts.append(facts.map((fact) => judgedRight(fact, doctor)))
    const cold = (await exchanged(bench, doctor, { pull: [fromStart(scope)] })).pulled[0]!
    expect(cold.segments.map(({ count }) => count)).toEqual([2000, 2000])
    const inSegments = await Promise.all(
      cold.segments.map(async ({ name, sha256: hash }) => {
        const bytes = (await bench.base.store.facts.segment(name))!
        expect(base64url(sha256(bytes))).toBe(hash)
        return decodeSegment(gunzipSync(bytes))!.facts.map(({ fact }) => idOfPulled(fact))
      }),
    )
    expect([...inSegments.flat(), ...cold.facts.map(({ fact }) => idOfPulled(fact))]).toEqual(
      idsOfFacts(facts),
    )
    expect(cold).toMatchObject({ more: false, digest: { count: 4100 } })

    const withinFirst = cold.segments[0]!.from + 1500
    const warm = (await exchanged(bench, doctor, { pull: [fromStart(scope, withinFirst)] })).pulled[0]!
    expect(warm).toMatchObject({ segments: [], more: true, cursor: cold.segments[0]!.through })
    const next = (await exchanged(bench, doctor, { pull: [fromStart(scope, warm.cursor)] })).pulled[0]!
    expect(next.segments).toEqual(cold.segments.slice(1))

    const metered = (await exchanged(bench, doctor, { pull: [fromStart(scope)], pullFactsMax: 100 }))
      .pulled[0]!
    expect(metered.segments).toEqual([])
    expect(metered.facts).toHaveLength(100)
  })
})

describe('the log', () => {
  test('shows that what a tablet knew is still there', async () => {
    const before = (await exchanged(bench, doctor, { facts: chain.many(doctor, 5) })).head
    await exchanged(bench, doctor, { facts: chain.many(doctor, 6) })
    const known = { hubEpoch: bench.base.store.hubEpoch, knownHead: before }
    const { head, consistency } = await exchanged(bench, doctor, known)
    const rooted = ({ size, root }: typeof head) => ({ size, root: fromBase64url(root)! })
    expect(extendsLog(sha256, rooted(before), rooted(head), consistency)).toBe(true)
    const after = await exchanged(bench, doctor, { ...known, knownHead: head })
    expect(after.consistency).toEqual([])
    expect((await exchanged(bench, doctor, { ...known, hubEpoch: 'another' })).consistency).toEqual([])
  })

  test('tells who opened whose chart, of the users of this tablet and in their own scope', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const { tablet: colleague } = await joined(bench.people, scope, 'nurse', new Tablet(doctor.device))
    const atMs = bench.clock.nowMs - 1000
    const opened = [
      { key: doctor.key, subject: 'child', atMs, why: '' },
      { key: colleague.key, subject: 'child', atMs, why: 'unconscious, no papers' },
      { key: nurse.key, subject: 'child', atMs, why: '' },
      { key: 'nobody', subject: 'child', atMs, why: '' },
    ]
    await exchanged(bench, doctor, { opened })
    await exchanged(bench, doctor, { opened })
    expect(await notes('opened')).toEqual([[doctor.key, '']])
    expect(await notes('break-glass')).toEqual([[colleague.key, 'unconscious, no papers']])
    const [note] = await bench.base.store.log.notes({ subject: 'child', limit: 9 })
    expect(note).toMatchObject({ scope, atMs })
  })

  test('a stranger opens no chart', async () => {
    const stranger = new Tablet()
    await exchanged(bench, stranger, { opened: [{ key: stranger.key, subject: 'child', atMs: 0, why: '' }] })
    expect(await notes('opened')).toEqual([])
  })
})

describe('erasing', () => {
  const erasure = (of: SaidFact) => ({
    kind: 'access',
    value: { what: 'erasure', why: 'asked by the mother' },
    refs: [of.id],
  })

  test('bodies of a person go, what was signed stays, and coming again brings nothing back', async () => {
    const [first, second] = chain.many(doctor, 2)
    const other = chain.write(doctor, { subject: 'brother' })
    await exchanged(bench, doctor, { facts: [first!, second!, other] })
    await exchanged(bench, doctor, { facts: [chain.write(doctor, erasure(first!))] })
    const again = await exchanged(bench, doctor, {
      push: [first!.bytes, erasedBytes(second!)],
      pull: [fromStart(scope)],
    })
    expect(saidOf(again)).toEqual(['had', 'had'])
    const bodies = again.pulled[0]!.facts.map(({ fact }) => decodeSignedFact(fact)).map(
      (one) => one.ok && one.value.body !== null,
    )
    expect(bodies).toEqual([false, false, true, false])
  })

  test('a person of another clinic is not erased from here, nor by a student', async () => {
    const other = await enrolledClinic(bench.people)
    const theirs = new Chain(other.clinic.scope, other.tablet.device).write(other.tablet, {
      subject: 'neighbour',
    })
    const [own] = chain.many(doctor, 1)
    await exchanged(bench, other.tablet, { facts: [theirs] })
    await exchanged(bench, doctor, { facts: [own!, chain.write(doctor, erasure(theirs))] })
    const { tablet: student } = await joined(bench.people, scope, 'student')
    const by = { scope, device: student.device, seq: 1, prev: null, hlcMs: chain.hlcMs }
    await exchanged(bench, student, { facts: [signedFact(student, { ...by, ...erasure(own!) })] })
    for (const fact of [theirs, own!])
      expect((await bench.base.store.facts.byId(fact.id))!.bytes).toEqual(fact.bytes)
  })
})
