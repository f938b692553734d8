import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cbor } from '#contract/cbor.ts'
import { encodeSignedFact } from '#contract/record/fact-codec.ts'
import { enrolledClinic, joined, Tablet } from '../accounts/people.fixture.ts'
import {
  Chain,
  openSyncHub,
  signedFact,
  staffSaid,
  type Said,
  type SaidFact,
  type SyncBench,
} from './hub.fixture.ts'
import { judge } from './judge.ts'

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

const judged = async (
  bytes: readonly Uint8Array<ArrayBuffer>[],
  by: { key: string; signingKey: Uint8Array | null } = doctor,
) => judge(bench.hub, bytes, by, bench.clock.nowMs)
const held = async (facts: readonly SaidFact[], by?: Tablet) =>
  (
    await judged(
      facts.map(({ bytes }) => bytes),
      by,
    )
  ).judged.map((fact) => fact.held)
const store = async (facts: readonly SaidFact[]) =>
  bench.base.store.facts.append((await judged(facts.map(({ bytes }) => bytes))).judged)
const lone = (user: Tablet, said: Said = {}) =>
  signedFact(user, { scope, device: user.device, seq: 1, prev: null, hlcMs: 1_790_000_000_000, ...said })

describe('what is taken', () => {
  test('what a clinician writes, under the hash of its header', async () => {
    const fact = chain.write(doctor)
    const [one] = (await judged([fact.bytes])).judged
    expect(one).toMatchObject({ id: fact.id, held: null, by: doctor.key })
    expect(one!.routing).toMatchObject({ scope, seq: 1, kind: 'note', subject: 'child', key: doctor.key })
    expect(one!.bytes).toEqual(fact.bytes)
  })

  test('kinds that this hub has never heard of', async () => {
    expect(await held([chain.write(doctor, { kind: 'pulse-of-tomorrow' })])).toEqual([null])
  })

  test('a fact that overtakes its predecessors, and a clock that is ten years ahead', async () => {
    const [, , third] = chain.many(doctor, 3)
    expect(await held([third!])).toEqual([null])
    expect(await held([lone(doctor, { hlcMs: bench.clock.nowMs + 10 * 365 * 86_400_000 })])).toEqual([null])
  })

  test('facts of a colleague, whoever carries them', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    expect(await held([lone(nurse)], doctor)).toEqual([null])
    expect(await held([lone(nurse)], new Tablet())).toEqual([null])
  })

  test('facts of a newer app, on the word of a colleague who may write', async () => {
    const newer = newerFact(chain.write(doctor))
    const [one] = (await judged([newer])).judged
    expect(one).toMatchObject({ held: null, routing: { scope, seq: 1, key: doctor.key, kind: '' } })
    const { tablet: keeperOfNothing } = await joined(bench.people, scope, 'student')
    expect((await judged([newer], keeperOfNothing)).judged[0]!.held).toBe(null)
    expect((await judged([newer], new Tablet())).judged[0]!.held).toBe('author-unknown')
  })
})

describe('what is held', () => {
  test.each<[string, (bytes: SaidFact) => Uint8Array<ArrayBuffer>, string]>([
    ['half of it', ({ bytes }) => bytes.slice(0, bytes.length / 2), 'unreadable'],
    ['nothing of ours', () => new Uint8Array(randomBytes(300)), 'unreadable'],
    ['a map', () => cbor({ a: 1 }), 'unreadable'],
    [
      'a header of another form',
      (f) => encodeSignedFact({ header: cbor({ 1: 1 }), signature: f.signature, body: f.bodyBytes }),
      'unreadable',
    ],
    ['a thousand opening brackets', () => nested(1000), 'unreadable'],
    ['a hundred thousand opening brackets', () => nested(100_000), 'unreadable'],
    ['another body', (f) => encodeSignedFact({ ...parts(f), body: new Uint8Array(randomBytes(40)) }), 'body'],
    ['no body', (f) => encodeSignedFact({ ...parts(f), body: null }), 'body'],
    [
      'another signature',
      (f) => encodeSignedFact({ ...parts(f), signature: new Uint8Array(64) }),
      'signature',
    ],
    ['a megabyte', () => new Uint8Array(1024 * 1024), 'too-large'],
  ])('%s, under the hash of all its bytes', async (_, spoilt, why) => {
    const fact = chain.write(doctor)
    const { judged: both } = await judged([spoilt(fact), fact.bytes])
    expect(both.map((one) => one.held)).toEqual([why, null])
    expect(both[0]!.id).not.toBe(fact.id)
  })

  test('a body that nobody could open without falling', async () => {
    const deep = Array.from({ length: 200 }).reduce<unknown>((inner) => [inner], 'x')
    expect(await held([chain.write(doctor, { value: deep })])).toEqual(['unreadable'])
  })

  test('of a fact that is too large, the beginning is kept', async () => {
    const [one] = (await judged([new Uint8Array(2 * 1024 * 1024)])).judged
    expect(one!.bytes.length).toBe(4096)
  })

  test('what somebody wrote in the name of another', async () => {
    const thief = new Tablet()
    expect(await held([lone(doctor, { signer: thief })])).toEqual(['signature'])
    expect(await held([lone(thief, { key: doctor.key })])).toEqual(['signature'])
  })

  test('what nobody known has written; what the caller signed is checked all the same', async () => {
    const stranger = new Tablet()
    expect(await held([lone(stranger)])).toEqual(['author-unknown'])
    expect(await held([lone(stranger)], stranger)).toEqual(['author-unknown'])
    expect(await held([lone(stranger, { signer: doctor })], stranger)).toEqual(['signature'])
  })

  test('what is written into another clinic', async () => {
    expect(await held([lone(doctor, { scope: 'another-clinic' })])).toEqual(['scope'])
  })

  test('what a student asserts; what a student proposes is taken', async () => {
    const { tablet: student } = await joined(bench.people, scope, 'student')
    expect(await held([lone(student), lone(student, { verb: 'propose' })], student)).toEqual(['role', null])
  })

  test('what comes after the lease, and after the key was withdrawn', async () => {
    bench.clock.nowMs += 400 * 86_400_000
    expect(await held([lone(doctor)])).toEqual(['lease'])
    await bench.people.revoke({ key: doctor.key, why: 'left', wipe: false }, 'terminal')
    expect(await held([lone(doctor)])).toEqual(['revoked'])
  })
})

describe('the chain of a tablet', () => {
  test('a fact is not earlier than the one that it follows, in the batch or in the log', async () => {
    const [first] = [chain.write(doctor)]
    const second = chain.write(doctor, { hlcMs: chain.hlcMs - 60_000 })
    expect(await held([first, second])).toEqual([null, 'backdated'])
    expect(await held([second, first])).toEqual(['backdated', null])
    await store([first])
    expect(await held([second])).toEqual(['backdated'])
  })

  test('nor earlier than what the tablet had written when it names something that nobody has', async () => {
    await store(chain.many(doctor, 3))
    const late = { seq: 9, prev: lone(doctor).id }
    expect(await held([chain.write(doctor, { ...late, hlcMs: chain.hlcMs - 3_600_000 })])).toEqual([
      'backdated',
    ])
    expect(await held([chain.write(doctor, { ...late, hlcMs: chain.hlcMs + 1 })])).toEqual([null])
  })

  test('a fact stands right behind the one that it names, on the same tablet', async () => {
    const [first, , third] = chain.many(doctor, 3)
    expect(await held([first!, chain.write(doctor, { seq: 3, prev: first!.id })])).toEqual([
      null,
      'backdated',
    ])
    expect(await held([third!, chain.write(doctor, { seq: 2, prev: third!.id })])).toEqual([
      null,
      'backdated',
    ])
    expect(await held([chain.write(doctor, { seq: 2, prev: null })])).toEqual(['backdated'])
    expect(await held([chain.write(doctor, { seq: 1, prev: first!.id })])).toEqual(['backdated'])
    const elsewhere = chain.write(doctor, { device: 'another-tablet', seq: 2, prev: first!.id })
    expect(await held([first!, elsewhere])).toEqual([null, 'backdated'])
  })

  test('both branches of a copied profile stand', async () => {
    const [first, second] = chain.many(doctor, 2)
    await store([first!, second!])
    const copy = chain.write(doctor, { seq: 2, prev: first!.id, value: { text: 'from the copy' } })
    expect(await held([copy])).toEqual([null])
  })
})

describe('who vouches', () => {
  test('a staff fact counts for its colleague wherever it stands in the batch', async () => {
    const [nurse, screener] = [new Tablet(doctor.device), new Tablet(doctor.device)]
    const seen = chain.write(nurse)
    const second = chain.write(nurse, staffSaid(screener, 'screener'))
    const first = chain.write(doctor, staffSaid(nurse, 'nurse'))
    const last = chain.write(screener)
    const { judged: all, vouches } = await judged(
      [last, seen, second, first].map(({ bytes }) => bytes),
      nurse,
    )
    expect(all.map((one) => one.held)).toEqual([null, null, null, null])
    expect(vouches.map(({ staff, by }) => [staff.key, by])).toEqual([
      [nurse.key, doctor.key],
      [screener.key, nurse.key],
    ])
  })

  test('a stranger vouches for nobody, nor does a screener, nor anybody beyond their own right', async () => {
    const [stranger, friend] = [new Tablet(), new Tablet()]
    const { tablet: screener } = await joined(bench.people, scope, 'screener')
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const said = staffSaid(friend, 'nurse')
    expect(await held([lone(stranger, said), lone(friend)], stranger)).toEqual([
      'author-unknown',
      'author-unknown',
    ])
    expect(await held([lone(screener, said), lone(friend)])).toEqual(['role', 'author-unknown'])
    expect(await held([lone(nurse, staffSaid(friend, 'specialist'))])).toEqual(['role'])
    expect(await held([lone(nurse, staffSaid(friend, 'keeper'))])).toEqual(['role'])
  })

  test('everybody may name their own key, in the role that they have and in no other', async () => {
    const { tablet: student } = await joined(bench.people, scope, 'student')
    expect(await held([lone(student, staffSaid(student, 'student'))])).toEqual([null])
    expect(await held([lone(student, staffSaid(student, 'clinician'))])).toEqual(['role'])
  })

  test('a staff fact that gives a key the name of another is held, and certifies neither', async () => {
    const [friend, thief] = [new Tablet(), new Tablet()]
    const value = { ...friend.staff('nurse'), key: thief.key }
    const { judged: all, vouches } = await judged([
      lone(doctor, { kind: 'staff', value }).bytes,
      lone(thief).bytes,
    ])
    expect(all.map((one) => one.held)).toEqual(['role', 'author-unknown'])
    expect(vouches).toEqual([])
  })

  test('a staff fact with a wrong place in the chain certifies nobody', async () => {
    const nurse = new Tablet()
    const wrong = chain.write(doctor, { ...staffSaid(nurse, 'nurse'), seq: 4, prev: null })
    expect(await held([wrong, lone(nurse)])).toEqual(['backdated', 'author-unknown'])
  })

  test('an old staff fact, sent again, gives nobody back what was taken from them', async () => {
    const nurse = new Tablet()
    const said = chain.write(doctor, staffSaid(nurse, 'nurse'))
    await bench.hub.intake.take([said.bytes], doctor.key)
    expect(bench.people.role(nurse.key, scope)).toBe('nurse')
    await bench.people.revoke({ key: nurse.key, why: 'left', wipe: false }, 'terminal')
    await bench.hub.intake.take([said.bytes], doctor.key)
    expect(bench.people.certificate(nurse.key)?.state).toBe('revoked')
    expect(await held([said, lone(nurse)])).toEqual([null, 'revoked'])
  })
})

const parts = ({ headerBytes: header, signature, bodyBytes: body }: SaidFact) => ({ header, signature, body })
const nested = (depth: number) => new Uint8Array(depth).fill(0x81)

/** The same place in the chain, of a format that is not there yet. */
function newerFact({ headerBytes, signature, bodyBytes }: SaidFact): Uint8Array<ArrayBuffer> {
  // The map begins with its first pair: key 1, version 1.
  const header = headerBytes.slice()
  expect([...header.subarray(1, 3)]).toEqual([1, 1])
  header[2] = 2
  return encodeSignedFact({ header, signature, body: bodyBytes })
}
