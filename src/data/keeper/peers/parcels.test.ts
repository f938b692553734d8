import { beforeEach, describe, expect, test } from 'vitest'
import { decodeParcel } from '#contract/sync/parcel.ts'
import { PLAN, TestTablet } from '../keeper.fixture.ts'
import type { Keeper, NewPerson, NewUser } from '../keeper.ts'
import { plugged } from './peer-cable.fixture.ts'

const SHI: NewPerson = {
  identity: { name: '石建国', sex: 'male', birthDate: '1968-03-01' },
  identifiers: [],
  contact: {},
}
const DOCTOR: NewUser = {
  name: '李文',
  label: '李医生',
  role: 'clinician',
  passphrase: 'blue lantern 七条鱼 seldom asks',
}
const OTHER = { ...PLAN, clinic: '白水镇卫生院', user: { ...PLAN.user, name: '王芳', label: '王护士' } }

let a: Keeper
let b: Keeper
let tabletB: TestTablet
let doctor: string

async function registered(keeper: Keeper): Promise<string> {
  const outcome = await keeper.register(SHI)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.subject
}

async function parcel(from: Keeper, to: string): Promise<Uint8Array<ArrayBuffer>> {
  const made = await from.peers.makeParcel(to)
  if (!made.ok) throw new Error(made.problem.message)
  expect(made.value.fileName).toMatch(/\.hpcl$/)
  return made.value.bytes
}

/** Two tablets that once met; they are apart now. */
beforeEach(async () => {
  a = await new TestTablet().start()
  tabletB = new TestTablet()
  b = await tabletB.start()
  await a.createClinic(PLAN)
  const cable = await plugged(a, b)
  await Promise.all([cable.a.next('compare'), cable.b.next('compare')])
  await Promise.all([cable.a.same(), cable.b.same()])
  await cable.b.next('met')
  const asked = b.peers.askToJoin(cable.b.name, DOCTOR)
  await cable.a.next('wants-in')
  await a.peers.letIn(cable.a.name, 'clinician')
  const joined = await asked
  if (!joined.ok) throw new Error(joined.problem.message)
  doctor = joined.value.key
  await cable.b.next('even')
  await cable.a.next('even')
  await cable.cut()
})

describe('a parcel as a file', () => {
  test('takes what a colleague lacks to them; a second time it brings nothing new', async () => {
    const shi = await registered(a)
    expect(await a.peers.receivers()).toEqual([{ to: doctor, name: '李文', is: 'colleague' }])
    const bytes = await parcel(a, doctor)
    expect(await b.peers.takeParcel(bytes)).toMatchObject({
      ok: true,
      value: { from: '周敏', isNew: 1, carried: false },
    })
    expect(await b.search('sjg')).toMatchObject([{ subject: shi }])
    expect(await b.peers.takeParcel(bytes)).toMatchObject({ ok: true, value: { isNew: 0 } })
  })

  test('shows nothing of anybody to who finds it', async () => {
    await registered(a)
    const found = Buffer.from(await parcel(a, doctor))
    for (const word of ['石建国', '周敏', '青石镇']) expect(found.includes(Buffer.from(word))).toBe(false)
  })

  test('that was altered or cut anywhere is refused, and nothing of it is kept', async () => {
    await registered(a)
    const bytes = await parcel(a, doctor)
    for (const at of [30, 80, 200, bytes.length - 1]) {
      const altered = bytes.slice()
      altered[at]! ^= 1
      const taken = await b.peers.takeParcel(altered)
      const isElsewhere = decodeParcel(altered)?.to !== doctor
      if (!isElsewhere) expect(taken).toMatchObject({ ok: false, problem: { code: 'parcel-damaged' } })
    }
    expect(await b.peers.takeParcel(bytes.slice(0, -20))).toMatchObject({ ok: false })
    expect(await b.peers.takeParcel(new TextEncoder().encode('no parcel'))).toMatchObject({
      ok: false,
      problem: { code: 'no-parcel' },
    })
    expect(await b.search('sjg')).toEqual([])
  })

  test('for a colleague who has locked their tablet waits there sealed, and is opened with the clinic', async () => {
    const shi = await registered(a)
    const bytes = await parcel(a, doctor)
    await b.lock()
    expect(await b.peers.takeParcel(bytes)).toMatchObject({ ok: true, value: { carried: true, from: '' } })
    expect(await b.peers.carried()).toBe(1)
    const { users } = await b.state()
    await b.unlock(users[0]!.key, { passphrase: DOCTOR.passphrase })
    await expect.poll(() => b.search('sjg')).toMatchObject([{ subject: shi }])
    expect(await b.peers.carried()).toBe(0)
  })

  test('to somebody who is not known here is not made', async () => {
    expect(await a.peers.makeParcel('nobody')).toMatchObject({
      ok: false,
      problem: { code: 'no-such-receiver' },
    })
  })
})

describe('a stranger carries what they cannot open', () => {
  test('from one tablet to the other, over a line to each', async () => {
    const shi = await registered(a)
    const stranger = await new TestTablet().start()
    await stranger.createClinic(OTHER)
    const bytes = await parcel(a, doctor)
    expect(await stranger.peers.takeParcel(bytes)).toMatchObject({ ok: true, value: { carried: true } })
    expect(await stranger.peopleCount()).toBe(0)

    const cable = await plugged(stranger, b)
    await Promise.all([cable.a.next('compare'), cable.b.next('compare')])
    await Promise.all([cable.a.same(), cable.b.same()])
    await cable.b.next('even')
    expect(await b.search('sjg')).toMatchObject([{ subject: shi }])
    await cable.cut()

    // Whoever offers it again is told that it is here.
    const again = await plugged(stranger, b)
    await Promise.all([again.a.next('compare'), again.b.next('compare')])
    await Promise.all([again.a.same(), again.b.same()])
    const before = again.frames()
    await again.b.next('even')
    expect(again.frames() - before).toBeLessThan(12)
  })
})
