import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestPage, until } from '#data/keeper/rooms/page.fixture.ts'
import { RoomBench, sure, type BenchTablet } from './rooms.fixture.ts'

let bench: RoomBench
let one: BenchTablet
let two: BenchTablet

beforeAll(async () => {
  bench = await RoomBench.open()
  one = await bench.found()
  two = await bench.join(one, '李强')
})
afterAll(() => bench.close())

test('two tablets write one text; "at the hub" is said once the hub has a row of it', async () => {
  const subject = await one.person()
  const room = sure(await one.keeper.rooms.create({ kind: 'consult', subject, title: '会诊' }))
  const first = await TestPage.open(one.keeper.rooms, room)
  await first.type('Pain since Tuesday. ')
  await until(() => first.saved === 'hub', 'first saved')
  const rows = await bench.hub.store.streams.read(`room/${room}`)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows[0]!.by).toBe(one.tablet.running.room.ground.session!.user.key)

  await until(async () => (await two.keeper.rooms.list()).some((line) => line.room === room), 'listed')
  const second = await TestPage.open(two.keeper.rooms, room)
  await until(() => second.text === first.text, 'second has it')
  await second.type('Troponin repeated at 10.', second.text.length)
  await until(() => first.text.endsWith('at 10.'), 'first has it')
  expect(first.text).toBe('Pain since Tuesday. Troponin repeated at 10.')
  await first.close()
  await second.close()
})
