import { afterEach, expect, test } from 'vitest'
import type { Keeper } from '../keeper.ts'
import { PASSPHRASE, PLAN, TestTablet } from '../keeper.fixture.ts'
import { TestPage, until } from './page.fixture.ts'

const tablets: TestTablet[] = []
afterEach(async () => {
  for (const tablet of tablets.splice(0)) await tablet.running.end()
})

async function newTablet(): Promise<{ tablet: TestTablet; keeper: Keeper }> {
  const tablet = new TestTablet()
  tablets.push(tablet)
  const keeper = await tablet.start()
  const made = await keeper.createClinic(PLAN)
  if (!made.ok) throw new Error(made.problem.code)
  return { tablet, keeper }
}

async function newRoom(keeper: Keeper): Promise<string> {
  const made = await keeper.rooms.create({ kind: 'board', subject: null, title: 'Handover 早班' })
  if (!made.ok) throw new Error(made.problem.code)
  return made.value
}

test('what was typed is there after the tablet was locked and started again, and lies sealed meanwhile', async () => {
  const { tablet, keeper } = await newTablet()
  const room = await newRoom(keeper)
  const page = await TestPage.open(keeper.rooms, room)
  await page.type('王秀英 penicillin rash')
  expect(page.saved).toBe('here')

  const { db } = tablet.running.room.ground
  const rows = [...(await db.roomUpdates.toArray()), ...(await db.rooms.toArray())]
  expect(rows.length).toBeGreaterThan(1)
  const bytes = rows.map(({ sealed }) => Buffer.from(sealed).toString('latin1')).join('')
  for (const word of ['王秀英', 'penicillin', 'Handover', '早班'])
    expect(bytes).not.toContain(Buffer.from(word).toString('latin1'))

  await keeper.lock()
  expect((await keeper.rooms.open(room, () => undefined)).ok).toBe(false)
  const again = await tablet.start()
  const [user] = (await again.state()).users
  await again.unlock(user!.key, { passphrase: PASSPHRASE })
  const [line] = await again.rooms.list()
  expect(line).toMatchObject({ room, title: 'Handover 早班', signed: false })
  expect(line!.unsent).toBeGreaterThan(0)
  expect((await TestPage.open(again.rooms, room)).text).toBe('王秀英 penicillin rash')
})

test('hundreds of keystrokes become few rows, and the text stays', async () => {
  const { tablet, keeper } = await newTablet()
  const room = await newRoom(keeper)
  const page = await TestPage.open(keeper.rooms, room)
  for (let i = 0; i < 230; i++) await page.type(`${i % 10}`)
  const { db } = tablet.running.room.ground
  await until(async () => (await db.roomUpdates.count()) < 100, 'merged')
  await page.close()
  expect((await TestPage.open(keeper.rooms, room)).text).toBe(page.text)
  expect((await keeper.rooms.list())[0]!.unsent).toBeGreaterThan(0)
})

test('tablets nearby write one text without a hub, and no word of a neighbour counts as "at the hub"', async () => {
  const { keeper: one, tablet: first } = await newTablet()
  const { tablet: second } = await newTablet()
  // The same clinic on both, as pairing makes it.
  const scope = first.running.room.ground.session!
  Object.defineProperty(second.running.room.ground.session!, 'scope', { value: scope.scope })
  for (const key of scope.scopeKeys) second.running.room.ground.session!.holdScopeKey(key)
  const two = second.running.keeper()

  const room = await newRoom(one)
  const page = await TestPage.open(one.rooms, room)
  await page.type('School day: ')
  const [a, b] = [await first.running.room.together(), await second.running.room.together()]
  const later = (act: () => void) => void setTimeout(act)
  const toB = a.rooms.relay.attach({
    name: 'B',
    send: (frame) => later(() => toA.received(Uint8Array.from(frame))),
  })
  const toA: typeof toB = b.rooms.relay.attach({
    name: 'A',
    send: (frame) => later(() => toB.received(Uint8Array.from(frame))),
  })

  await until(async () => (await two.rooms.list()).some((line) => line.title === 'Handover 早班'), 'listed')
  const other = await TestPage.open(two.rooms, room)
  await until(() => other.text === 'School day: ', 'came')
  await other.type('vision first')
  await until(() => page.text === 'School day: vision first', 'went back')
  expect(page.last('line')?.line).toBe('nearby')
  expect(page.saved).toBe('here')
  expect(other.saved).toBe('here')
  toB.detach()
  toA.detach()
  await until(() => page.last('line')?.line === 'none', 'apart')
})

test('a text that would be larger than a room is refused before it is kept', async () => {
  const { keeper } = await newTablet()
  const page = await TestPage.open(keeper.rooms, await newRoom(keeper))
  await page.type('x'.repeat(60_000))
  await page.type('y'.repeat(8000))
  expect(page.refused).toEqual(['room-full'])
  await page.erase(0, 10)
  expect(page.refused).toHaveLength(1)
})
