import { beforeEach, expect, test } from 'vitest'
import { decodeOwnHeader, decodeSignedFact, encodeSignedFact } from '#contract/record/fact-codec.ts'
import type { FactDraft } from '#domain/record/fact.ts'
import { PASSPHRASE, PLAN, TestTablet } from '../keeper.fixture.ts'
import type { Keeper } from '../keeper.ts'
import type { KnownKey } from './known-keys.ts'

/** Two tablets of one clinic, without a hub: facts go from one to the other as bytes. */
interface Seat {
  readonly tablet: TestTablet
  readonly keeper: Keeper
}
let a: Seat
let b: Seat
let subject: string

const room = ({ tablet }: Seat) => tablet.running.room
const traffic = (seat: Seat) => room(seat).met!.replica.traffic
const db = (seat: Seat) => room(seat).ground.db

beforeEach(async () => {
  a = await seated()
  await a.keeper.createClinic(PLAN)
  b = await seated()
  await joined(b, a)
  const registered = await a.keeper.register({
    identity: { name: '石建国', sex: 'male', birthDate: '1968-03-01' },
    identifiers: [],
    contact: {},
  })
  subject = registered.ok ? registered.value.subject : ''
})

async function seated(): Promise<Seat> {
  const tablet = new TestTablet()
  const keeper = await tablet.start()
  await tablet.running.room.together()
  return { tablet, keeper }
}

/** A clinic that exists elsewhere begins here, and knows who founded it. */
async function joined(here: Seat, there: Seat): Promise<void> {
  const clinic = (await db(there).meta.get('clinic')) as { scope: string; recoveryKey: Uint8Array }
  const { newKeyring } = await import('../user-keys.ts')
  const keys = await newKeyring(room(here).ground)
  const user = { name: '李军', label: '李医生', role: 'clinician', passphrase: PASSPHRASE } as const
  await room(here).founding.foundJoined({ ...clinic, name: '青石镇卫生院' }, user, keys)
  await traffic(there).ready()
  await traffic(here).ready()
  await traffic(here).keys.trust(traffic(there).keys.all())
  const { signer, agreement } = keys
  const known: KnownKey = {
    key: signer.key,
    signingKey: signer.publicKey,
    agreementKey: agreement.publicKey,
    name: '李军',
    role: 'clinician',
  }
  await traffic(there).keys.trust([known])
}

async function sent(from: Seat): Promise<{ bytes: Uint8Array; hubN: null }[]> {
  const rows = await db(from).facts.where('unsent').equals(1).toArray()
  return (await traffic(from).outgoing(rows)).map(({ bytes }) => ({ bytes, hubN: null }))
}

const allergy = (of: string, text: string): FactDraft => ({
  kind: 'allergy',
  verb: 'assert',
  subject: of,
  body: { value: { is: 'allergy', substance: { text } } },
})

async function allergiesOn({ keeper }: Seat): Promise<string[]> {
  const opened = await keeper.chart(subject)
  if (!opened.ok) return []
  return opened.value.chart.statements.allergy.map(({ current }) => JSON.stringify(current.value)).sort()
}

test('facts arrive as they were signed, are found by name, and the second time change nothing', async () => {
  await a.keeper.write([allergy(subject, '青霉素')])
  const facts = await sent(a)
  const first = await traffic(b).incoming(facts, { from: 'peer' })
  expect(first.refused).toEqual([])
  expect(first.stored).toHaveLength(facts.length)
  expect((await b.keeper.search('石建国')).map((hit) => hit.subject)).toEqual([subject])
  expect(await allergiesOn(b)).toEqual(await allergiesOn(a))
  const again = await traffic(b).incoming([...facts, ...facts], { from: 'peer' })
  expect(again).toMatchObject({ stored: [], refused: [], subjects: [] })
  expect(await db(b).facts.count()).toBe(facts.length)
})

test('urgent kinds go first', async () => {
  await a.keeper.write([
    { kind: 'vitals', verb: 'assert', subject, body: { value: { systolicMmHg: [148, 0] } } },
    allergy(subject, '青霉素'),
  ])
  const rows = await db(a).facts.where('unsent').equals(1).toArray()
  const order = (await traffic(a).outgoing(rows)).map(({ id }) => rows.findIndex((row) => row.id === id))
  const kinds = await Promise.all(
    order.map(async (i) => (await room(a).log.open(room(a).ground.session!, [rows[i]!]))[0]!.header.kind),
  )
  expect(kinds.indexOf('allergy')).toBeLessThan(kinds.indexOf('vitals'))
  expect(kinds.indexOf('allergy')).toBeLessThan(kinds.indexOf('staff'))
})

test('a critical value goes before all that is urgent', async () => {
  const value = {
    reading: 'r1',
    entry: 'severe-bradycardia',
    list: { region: '', version: 'china-2017.1' },
    evidence: [{ input: 'rateBpm', value: [33, 0], unit: '/min', comparison: '<=', limit: [35, 0] }],
    raisedAt: '2026-11-21T08:00:00Z',
  }
  await a.keeper.write([allergy(subject, '青霉素')])
  const written = await a.keeper.write([{ kind: 'critical-value', verb: 'assert', subject, body: { value } }])
  const rows = await db(a).facts.where('unsent').equals(1).toArray()
  const [first] = await traffic(a).outgoing(rows)
  expect(written.ok && written.value.facts).toEqual([first!.id])
})

test('what was altered on the way, or signed by a stranger, is kept out and told; the rest goes on', async () => {
  await a.keeper.write([allergy(subject, '青霉素')])
  const facts = await sent(a)
  const opened = decodeSignedFact(facts[0]!.bytes)
  if (!opened.ok) throw new Error()
  const { header, signature, body } = opened.value
  const other = signature.slice()
  other[5]! ^= 1
  const words = body!.slice()
  words[words.length - 1]! ^= 1
  const forged = [
    { bytes: encodeSignedFact({ header, signature: other, body }), hubN: null },
    { bytes: encodeSignedFact({ header, signature, body: words }), hubN: null },
    { bytes: Uint8Array.of(0xff, 1, 2), hubN: null },
  ]
  const stranger = await seated()
  await stranger.keeper.createClinic(PLAN)
  const ours = await traffic(b).incoming([...forged, ...(await sent(stranger)), ...facts.slice(1)], {
    from: 'peer',
  })
  expect(ours.stored).toHaveLength(facts.length - 1)
  expect(new Set(ours.refused.map(({ why }) => why))).toEqual(
    new Set(['signature', 'body', 'unreadable', 'scope']),
  )
})

test('a colleague whose staff fact comes along is known to all of the same delivery', async () => {
  const user = { name: '王芳', label: '王医生', role: 'clinician', passphrase: PASSPHRASE } as const
  const added = await a.keeper.addUser(user)
  await a.keeper.unlock(added.ok ? added.value : '', { passphrase: PASSPHRASE })
  await a.keeper.write([allergy(subject, '青霉素')])
  const facts = (await sent(a)).reverse()
  const arrival = await traffic(b).incoming(facts, { from: 'peer' })
  expect(arrival.refused).toEqual([])
  expect(await allergiesOn(b)).toHaveLength(1)
})

test('a body that was missing may come later', async () => {
  await a.keeper.write([allergy(subject, '青霉素')])
  const facts = await sent(a)
  const bare = facts.map(({ bytes }) => {
    const opened = decodeSignedFact(bytes)
    const kind = opened.ok ? decodeOwnHeader(opened.value.header)?.kind : null
    if (!opened.ok || kind !== 'allergy') return { bytes, hubN: null }
    return { bytes: encodeSignedFact({ ...opened.value, body: null }), hubN: null }
  })
  await traffic(b).incoming(bare, { from: 'peer' })
  expect(await allergiesOn(b)).not.toEqual(await allergiesOn(a))
  await traffic(b).incoming(facts, { from: 'peer' })
  expect(await allergiesOn(b)).toEqual(await allergiesOn(a))
})

test('who was erased here stays erased, whoever still has the words', async () => {
  const facts = await sent(a)
  await traffic(b).incoming(facts, { from: 'peer' })
  await b.keeper.erase(subject, '本人要求')
  await a.keeper.write([allergy(subject, '青霉素')])
  await traffic(b).incoming(await sent(a), { from: 'peer' })
  const rows = await db(b).facts.where('subject').equals(subject).toArray()
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.every(({ body }) => body === null)).toBe(true)
  expect(await b.keeper.search('石建国')).toEqual([])
})

test('a clock that is years ahead moves nobody else; one that is right moves ours on', async () => {
  const clockOf = async (seat: Seat) => ((await db(seat).meta.get('chain')) as { hlc: { ms: number } }).hlc.ms
  a.tablet.nowMs += 60_000
  await a.keeper.write([allergy(subject, '青霉素')])
  await traffic(b).incoming(await sent(a), { from: 'peer' })
  expect(await clockOf(b)).toBe(a.tablet.nowMs)
  const before = await clockOf(b)
  a.tablet.nowMs += 3650 * 86_400_000
  // So long after, it has locked itself.
  const [user] = (await a.keeper.state()).users
  await a.keeper.unlock(user!.key, { passphrase: PASSPHRASE })
  await a.keeper.write([allergy(subject, '磺胺')])
  await traffic(b).incoming(await sent(a), { from: 'peer' })
  expect(await clockOf(b)).toBe(before)
  expect(await allergiesOn(b)).toHaveLength(2)
})

test('whatever order facts come in, the chart is the same', async () => {
  for (const text of ['青霉素', '磺胺', '头孢']) await a.keeper.write([allergy(subject, text)])
  const facts = await sent(a)
  for (const fact of facts.toReversed()) await traffic(b).incoming([fact], { from: 'peer' })
  const [here, there] = await Promise.all([a, b].map(({ keeper }) => keeper.chart(subject)))
  expect(there!.ok && there!.value.chart).toEqual(here!.ok && here!.value.chart)
})
