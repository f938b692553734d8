import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeCertificate, type Certificate } from '#contract/sync/certificate.ts'
import { encodeSigned } from '#contract/sync/signed.ts'
import { decodeOfferAnswer, encodeOffer } from '#contract/sync/sync-messages.ts'
import { certificateIn, enrolledClinic, joined, sure, Tablet } from '../accounts/people.fixture.ts'
import {
  Chain,
  exchanged,
  fromStart,
  Line,
  listening,
  openSyncHub,
  saidOf,
  staffSaid,
  type SyncBench,
} from './hub.fixture.ts'

/** A hub that was erased or restored: what it certified before lies on the tablets alone. */
let bench: SyncBench
let doctor: Tablet
let scope: string
/** Nobody at this hub has heard of them, and their tablet is gone. */
let gone: Tablet
let chain: Chain

beforeEach(async () => {
  bench = await openSyncHub()
  const { tablet, clinic } = await enrolledClinic(bench.people)
  doctor = tablet
  scope = clinic.scope
  gone = new Tablet()
  chain = new Chain(scope, gone.device)
})
afterEach(() => bench.close())

function certified(of: Tablet, what: Partial<Certificate> = {}, by: Pick<Tablet, 'sign'> = bench.base.keys) {
  const { key, signingKey, agreementKey, device } = of
  const payload = encodeCertificate({
    v: 1,
    hub: bench.base.keys.hub,
    serial: 900,
    key,
    signingKey,
    agreementKey,
    device,
    name: '王芳',
    grants: [{ scope, role: 'clinician' }],
    issuedAtMs: 1000,
    notAfterMs: 2000,
    ...what,
  })
  return encodeSigned({ payload, signature: by.sign(payload) })
}
const recall = (...certificates: Uint8Array<ArrayBuffer>[]) => bench.people.recall(certificates, doctor.key)

test('takes what a colleague brings of them, and tells the clinic whose it is', async () => {
  const facts = chain.many(gone, 2, { kind: 'allergy' })
  expect(saidOf(await exchanged(bench, doctor, { facts }))).toEqual(['author-unknown', 'author-unknown'])
  await recall(certified(gone))
  expect(saidOf(await exchanged(bench, doctor, { facts }))).toEqual(['taken', 'taken'])
  expect(await bench.base.store.facts.held()).toEqual([])
  const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
  const response = await exchanged(bench, nurse, { pull: [fromStart(scope)] })
  expect(response.pulled[0]!.facts).toHaveLength(2)
  expect(response.certificates.map((each) => certificateIn(each).key)).toContain(gone.key)
})

test('a tablet that offers what it has brings the certificates, and is asked for what waited for them', async () => {
  const server = await listening(bench.hub)
  const line = new Line(doctor, server.origin, () => bench.clock.nowMs)
  const [waiting, other] = chain.many(gone, 2)
  await line.exchange({ facts: [waiting!] })
  const ids = [waiting!.id, other!.id]
  const offer = encodeOffer({ scope, ids, certificates: [certified(gone)] })
  const answer = await line.ask('POST', '/api/offer', offer)
  const { lacking } = decodeOfferAnswer(new Uint8Array(await answer.arrayBuffer()))!
  expect([...lacking].sort()).toEqual(ids.sort())
  expect(saidOf(await line.exchange({ facts: [waiting!, other!] }))).toEqual(['taken', 'taken'])
  await server.close()
})

test('gives them no right: they read nothing, and what they or a stranger bring waits', async () => {
  await recall(certified(gone))
  expect(bench.people.certificate(gone.key)).toBeNull()
  const facts = chain.many(gone, 1)
  for (const user of [gone, new Tablet()]) {
    const response = await exchanged(bench, user, { facts, pull: [fromStart(scope)] })
    expect(saidOf(response)).toEqual(['author-unknown'])
    expect(response).toMatchObject({ pulled: [], certificates: [] })
  }
})

test('stands for what they might write then, where they might, and makes nobody known', async () => {
  await recall(certified(gone, { grants: [{ scope, role: 'student' }] }))
  const other = new Chain('another-clinic', gone.device)
  const asserted = [chain.write(gone), chain.write(gone, { verb: 'propose' }), other.write(gone)]
  expect(saidOf(await exchanged(bench, doctor, { facts: asserted }))).toEqual([
    'role',
    'taken',
    'author-unknown',
  ])

  const doctorBefore = new Tablet()
  await recall(certified(doctorBefore))
  const friend = new Tablet()
  const theirs = new Chain(scope, doctorBefore.device)
  const vouching = theirs.write(doctorBefore, staffSaid(friend, 'nurse'))
  const own = new Chain(scope, friend.device).write(friend)
  expect(saidOf(await exchanged(bench, doctor, { facts: [vouching, own] }))).toEqual([
    'taken',
    'author-unknown',
  ])
  expect(bench.people.certificate(friend.key)).toBeNull()
})

test('is the hub’s own word alone, and its latest', async () => {
  const other = new Tablet().key
  const forged = [
    certified(gone, {}, gone),
    certified(gone, { hub: doctor.key }),
    certified(gone, { key: other }),
    new Uint8Array([1, 2, 3]),
  ]
  await recall(...forged)
  expect([gone.key, other].map((key) => bench.people.former(key))).toEqual([null, null])
  await recall(certified(doctor, { name: '周敏', grants: [] }))
  expect(bench.people.role(doctor.key, scope)).toBe('clinician')
  await recall(certified(gone, { issuedAtMs: 1500, name: '王医生' }))
  await recall(certified(gone), certified(gone, { issuedAtMs: 1500, name: 'again' }))
  expect(bench.people.former(gone.key)).toMatchObject({ name: '王医生', notAfterMs: 2000 })
})

test('stays over a restart, under a serial of now; scanning the code again makes it a certificate', async () => {
  await recall(certified(gone))
  const { serial } = bench.people.former(gone.key)!
  expect(serial).toBe(2)
  expect((await bench.again()).former(gone.key)).toMatchObject({ serial, name: '王芳' })
  const [told, ...others] = bench.people.certificatesAfter(1, [scope])
  expect([certificateIn(told!).key, others]).toEqual([gone.key, []])

  const facts = chain.many(gone, 1)
  await exchanged(bench, gone, { facts })
  await joined(bench.people, scope, 'nurse', gone)
  expect(bench.people.former(gone.key)).toBeNull()
  expect(bench.people.role(gone.key, scope)).toBe('nurse')
  expect(saidOf(await exchanged(bench, gone, { facts }))).toEqual(['had'])
  const later = await bench.again()
  expect([later.former(gone.key), later.certificate(gone.key)?.state]).toEqual([null, 'known'])
})

test('what they brought themselves before their tablet was gone a hub keeper can let go on', async () => {
  const [fact] = chain.many(gone, 1)
  await exchanged(bench, gone, { facts: [fact!] })
  expect((await bench.people.held()).held).toMatchObject([{ releasable: false, authorName: null }])
  await recall(certified(gone))
  expect((await bench.people.held()).held).toMatchObject([{ releasable: true, authorName: '王芳' }])
  sure(await bench.people.release({ ids: [fact!.id], why: 'the tablet is gone' }, 'terminal'))
  expect(await bench.base.store.facts.byId(fact!.id)).not.toBeNull()
})
