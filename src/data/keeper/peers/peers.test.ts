import { beforeEach, describe, expect, test } from 'vitest'
import { PASSPHRASE, PLAN, TestTablet } from '../keeper.fixture.ts'
import type { Keeper, NewPerson, NewUser } from '../keeper.ts'
import { plugged } from './peer-cable.fixture.ts'

const SHI: NewPerson = {
  identity: { name: '石建国', sex: 'male', birthDate: '1968-03-01' },
  identifiers: [],
  contact: { phone: '13800001234', village: '青石镇三组' },
}
const OU: NewPerson = { ...SHI, identity: { name: '欧阳秀英', sex: 'female', birthDate: '1955-02-02' } }
const DOCTOR: NewUser = {
  name: '李文',
  label: '李医生',
  role: 'clinician',
  passphrase: 'blue lantern 七条鱼 seldom asks',
}

let tablets: [TestTablet, TestTablet]
let a: Keeper
let b: Keeper

beforeEach(async () => {
  tablets = [new TestTablet(), new TestTablet()]
  a = await tablets[0].start()
  b = await tablets[1].start()
})

async function registered(keeper: Keeper, person: NewPerson): Promise<string> {
  const outcome = await keeper.register(person)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.subject
}

/** B joins A's clinic over the cable; the line stays open. */
async function joined(role: NewUser['role'] | null = 'clinician') {
  const cable = await plugged(a, b)
  const [onA, onB] = [await cable.a.next('compare'), await cable.b.next('compare')]
  expect(onA.code).toBe(onB.code)
  await cable.a.same()
  await cable.b.same()
  await cable.b.next('met')
  const asked = b.peers.askToJoin(cable.b.name, DOCTOR)
  expect(await cable.a.next('wants-in')).toMatchObject({ name: '李文', role: 'clinician' })
  const letIn = await a.peers.letIn(cable.a.name, role)
  return { cable, letIn, asked }
}

describe('a tablet that joins without a hub', () => {
  test('has everything of the clinic after two people compared six digits and one let the other in', async () => {
    await a.createClinic(PLAN)
    const shi = await registered(a, SHI)
    const { cable, letIn, asked } = await joined()
    expect(letIn).toMatchObject({ ok: true })
    expect(await asked).toMatchObject({ ok: true, value: { name: '李文', role: 'clinician' } })
    const even = await cable.b.next('even')
    expect(even.received).toBeGreaterThan(2)
    expect(await b.search('sjg')).toMatchObject([{ subject: shi, name: '石建国' }])
    const state = await b.state()
    expect(state).toMatchObject({ phase: 'open', clinic: '青石镇卫生院' })
    // And back: what the newcomer writes stands on the first tablet a moment later.
    const ou = await registered(b, OU)
    await cable.a.next('even', ({ received }) => received > 0)
    expect(await a.search('oyxy')).toMatchObject([{ subject: ou }])
    expect(Object.values(await a.staffNames()).map(({ name }) => name)).toContain('李文')
  })

  test('opens what it was given after a restart, with its own passphrase', async () => {
    await a.createClinic(PLAN)
    await registered(a, SHI)
    const { cable, asked } = await joined()
    await asked
    await cable.b.next('even')
    b = await tablets[1].start()
    const { users } = await b.state()
    expect(await b.unlock(users[0]!.key, { passphrase: DOCTOR.passphrase })).toMatchObject({ ok: true })
    expect(await b.search('sjg')).toHaveLength(1)
  })

  test('is not let in by somebody whose role may not vouch for theirs, nor when the person says no', async () => {
    await a.createClinic(PLAN)
    const { letIn, cable, asked } = await joined('specialist')
    expect(letIn).toMatchObject({ ok: false, problem: { code: 'may-not-let-in' } })
    await a.peers.letIn(cable.a.name, null)
    expect(await asked).toMatchObject({ ok: false, problem: { code: 'join-refused' } })
    expect((await b.state()).phase).toBe('none')
  })

  test('digits that differ end the line, and nothing was exchanged', async () => {
    await a.createClinic(PLAN)
    await registered(a, SHI)
    const cable = await plugged(a, b)
    await cable.a.next('compare')
    await cable.b.next('compare')
    await cable.a.same(false)
    expect(await cable.b.next('trouble')).toMatchObject({ code: 'peer-not-the-same' })
    expect(await b.peers.askToJoin(cable.b.name, DOCTOR)).toMatchObject({ ok: false })
    expect((await b.state()).phase).toBe('none')
  })
})

describe('two tablets of one clinic', () => {
  beforeEach(async () => {
    await a.createClinic(PLAN)
    const { cable, asked } = await joined()
    await asked
    await cable.b.next('even')
    await cable.cut()
  })

  test('know each other from then on: no digits, and what each wrote alone is on both', async () => {
    const shi = await registered(a, SHI)
    const ou = await registered(b, OU)
    const cable = await plugged(a, b)
    expect(await cable.a.next('met')).toMatchObject({ name: '李文', sameClinic: true })
    expect(await cable.b.next('met')).toMatchObject({ name: '周敏', sameClinic: true })
    const [evenA, evenB] = [await cable.a.next('even'), await cable.b.next('even')]
    expect(evenA).toMatchObject({ sent: evenB.received, received: evenB.sent })
    expect(await a.search('oyxy')).toMatchObject([{ subject: ou }])
    expect(await b.search('sjg')).toMatchObject([{ subject: shi }])
  })

  test('a second meeting sends nothing again', async () => {
    await registered(a, SHI)
    const first = await plugged(a, b)
    await first.b.next('even')
    await first.cut()
    const second = await plugged(a, b)
    expect(await second.a.next('even')).toMatchObject({ sent: 0, received: 0 })
  })

  test('a third tablet gets through one what the other wrote', async () => {
    const shi = await registered(b, SHI)
    const between = await plugged(a, b)
    await between.a.next('even')
    await between.cut()
    const third = new TestTablet()
    const c = await third.start()
    b = c
    const { cable, asked } = await joined()
    await asked
    await cable.b.next('even')
    expect(await c.search('sjg')).toMatchObject([{ subject: shi }])
  })

  test('a locked clinic speaks to nobody', async () => {
    await b.lock()
    const cable = await plugged(a, b)
    expect(await cable.b.next('trouble')).toMatchObject({ code: 'locked' })
    const { users } = await b.state()
    await b.unlock(users[0]!.key, { passphrase: DOCTOR.passphrase })
    const open = await plugged(a, b)
    await open.a.next('even')
    await a.lock()
    expect(await open.a.next('trouble')).toMatchObject({ code: 'locked' })
    expect(PASSPHRASE).not.toBe(DOCTOR.passphrase)
  })
})

test('a tablet that was restored from a backup has new keys: somebody vouches for it, and both are even', async () => {
  const sheet = await a.createClinic(PLAN)
  if (!sheet.ok) throw new Error(sheet.problem.message)
  const shi = await registered(a, SHI)
  const backup = await a.exportSealed(() => undefined)
  if (!backup.ok) throw new Error(backup.problem.message)
  const ou = await registered(a, OU)
  const user = (await a.state()).user!
  const restored = await b.restore(backup.value.bytes, sheet.value.groups.join('-'), {
    key: user.key,
    passphrase: DOCTOR.passphrase,
  })
  expect(restored).toMatchObject({ ok: true })
  const cable = await plugged(a, b)
  await Promise.all([cable.a.next('compare'), cable.b.next('compare')])
  await Promise.all([cable.a.same(), cable.b.same()])
  expect(await cable.a.next('wants-in')).toMatchObject({ name: '周敏', role: 'nurse' })
  expect(await a.peers.letIn(cable.a.name, 'nurse')).toMatchObject({ ok: true })
  await Promise.all([cable.a.next('even'), cable.b.next('even')])
  expect((await b.search('oyxy')).map(({ subject }) => subject)).toEqual([ou])
  expect((await a.search('sjg')).map(({ subject }) => subject)).toEqual([shi])
})

describe('strangers', () => {
  const OTHER = { ...PLAN, clinic: '白水镇卫生院', user: { ...PLAN.user, name: '王芳', label: '王护士' } }

  test('of another clinic get no fact, no name of a person, no key', async () => {
    await a.createClinic(PLAN)
    await registered(a, SHI)
    await b.createClinic(OTHER)
    const cable = await plugged(a, b)
    await cable.a.next('compare')
    await cable.b.next('compare')
    await Promise.all([cable.a.same(), cable.b.same()])
    expect(await cable.b.next('met')).toMatchObject({ clinic: '青石镇卫生院', sameClinic: false })
    expect(await cable.b.next('even')).toMatchObject({ sent: 0, received: 0 })
    expect(await b.peopleCount()).toBe(0)
    expect(await b.peers.askToJoin(cable.b.name, DOCTOR)).toMatchObject({
      ok: false,
      problem: { code: 'clinic-exists' },
    })
  })
})
