import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestPage, until } from '#data/keeper/rooms/page.fixture.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { Note } from '#domain/record/kinds/note.ts'
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

async function together(text: string) {
  const subject = await one.person()
  sure(await one.keeper.replica.syncNow())
  sure(await two.keeper.replica.syncNow())
  const room = sure(await one.keeper.rooms.create({ kind: 'consult', subject, title: '会诊' }))
  const first = await TestPage.open(one.keeper.rooms, room)
  await first.type(text)
  await until(() => first.saved === 'hub', 'at the hub')
  await until(async () => (await two.keeper.rooms.list()).some((line) => line.room === room), 'listed')
  const second = await TestPage.open(two.keeper.rooms, room)
  await until(() => second.text === text, 'both have it')
  return { subject, room, first, second }
}

const notes = async (tablet: BenchTablet, subject: SubjectId) =>
  sure(await tablet.keeper.chart(subject)).chart.statements.note.map(({ current }) => current.value as Note)

const log = (room: string) =>
  bench.hub.store.log
    .notes({ limit: 500 })
    .then((all) =>
      all.filter(({ why }) => why.includes(room)).map(({ what, why }) => `${what} ${why.split(' ')[0]}`),
    )

test('signing makes a note of the text, and the room can be read from then on, everywhere', async () => {
  const { subject, room, first, second } = await together(
    '主诉胸痛三天。心电图：II、III 导联抬高。\nTroponin 2.1. Refer today.',
  )
  const written = sure(await one.keeper.rooms.sign(room))
  expect(written.facts).toHaveLength(1)
  const [note] = await notes(one, subject)
  expect(note!.sentences.map(({ text }) => text)).toEqual([
    '主诉胸痛三天。',
    '心电图：II、III 导联抬高。',
    'Troponin 2.1.',
    'Refer today.',
  ])
  expect(note!.title).toBe('会诊')
  expect(note!.room!.name).toBe(room)
  expect(first.last('signed')?.signed.by).toBe('周敏')
  expect((await one.keeper.rooms.update(room, new Uint8Array([0, 0]))).ok).toBe(false)

  // The other tablet hears it from the hub, once the hub has the fact.
  expect(second.last('signed')).toBeUndefined()
  sure(await one.keeper.replica.syncNow())
  await until(() => second.last('signed') !== undefined, 'told')
  expect(second.last('signed')!.signed).toMatchObject({
    by: '周敏',
    text: note!.sentences.map((s) => s.text).join('\n'),
  })
  expect(await two.keeper.rooms.late(room)).toEqual([])
  await until(async () => (await log(room)).includes('room-frozen signed'), 'in the log')
  await first.close()
  await second.close()

  // Its receipt is here and nothing waits: the updates go, the text stays to be read.
  sure(await two.keeper.replica.syncNow())
  for (const tablet of [one, two]) {
    const updates = tablet.tablet.running.room.ground.db.roomUpdates
    await until(
      async () => (await tablet.keeper.rooms.list(), await updates.where('room').equals(room).count()) === 0,
      'tidied',
    )
    const opened = sure(await tablet.keeper.rooms.open(room, () => undefined))
    expect(opened.signed!.text).toContain('Refer today.')
    expect(opened.readOnly).toBe(true)
    await tablet.keeper.rooms.close(room)
  }
})

test('what was written without a line while others signed is kept aside and offered: nothing merged, nothing lost', async () => {
  const { subject, room, first, second } = await together('Aspirin given.')
  two.line.cut()
  await until(() => second.last('line')?.line === 'none', 'cut')
  await second.type(' Penicillin rash 2019!')
  await first.type(' Home tomorrow.')
  await until(() => first.saved === 'hub')
  sure(await one.keeper.rooms.sign(room))
  sure(await one.keeper.replica.syncNow())
  two.line.mend()
  await until(() => second.last('signed') !== undefined, 'told')
  await until(async () => (await two.keeper.rooms.late(room)).length === 1, 'offered')
  const [late] = await two.keeper.rooms.late(room)
  expect(late).toMatchObject({
    by: '李强',
    added: 'Penicillin rash 2019!',
    signedText: 'Aspirin given.\nHome tomorrow.',
  })
  expect(late!.lateText).toContain('Penicillin rash 2019!')

  // Aside at the hub, with its author; not in the room.
  await until(async () => (await bench.hub.store.streams.read(`late/${room}`)).length === 1, 'aside')
  const [aside] = await bench.hub.store.streams.read(`late/${room}`)
  expect(aside!.by).toBe(two.tablet.running.room.ground.session!.user.key)
  await until(async () => (await log(room)).includes('room-late late'), 'in the log')
  expect(first.text).not.toContain('Penicillin')

  sure(await two.keeper.replica.syncNow())
  sure(await two.keeper.rooms.resolveLate(room, late!.id, { is: 'append', why: '' }))
  const written = sure(await two.keeper.chart(subject)).chart.statements.note
  const signed = written.find(({ current }) => (current.value as Note).room?.name === room)
  const addition = written.find((each) => each !== signed)
  expect((addition!.current.value as Note).sentences).toEqual([{ text: 'Penicillin rash 2019!' }])
  expect(addition!.current.source!.inputs).toEqual([signed!.id])
  expect(await two.keeper.rooms.late(room)).toEqual([])
  await until(async () => (await log(room)).includes('room-late append'), 'decision in the log')
  await first.close()
  await second.close()
})

test('late words are dropped only with a reason, and the reason is in the log of the hub', async () => {
  const { room, first, second } = await together('Stable.')
  two.line.cut()
  await until(() => second.last('line')?.line === 'none')
  await second.type(' (typo)')
  sure(await one.keeper.rooms.sign(room))
  sure(await one.keeper.replica.syncNow())
  two.line.mend()
  await until(async () => (await two.keeper.rooms.late(room)).length === 1, 'offered')
  const [late] = await two.keeper.rooms.late(room)
  const without = await two.keeper.rooms.resolveLate(room, late!.id, { is: 'drop', why: ' ' })
  expect(without.ok).toBe(false)
  sure(await two.keeper.rooms.resolveLate(room, late!.id, { is: 'drop', why: 'only a typing error' }))
  await until(async () => {
    const entries = await bench.hub.store.log.notes({ what: 'room-late', limit: 500 })
    return entries.some(({ why }) => why.endsWith('only a typing error') && why.includes(room))
  }, 'reason in the log')
  await first.close()
  await second.close()
})

test('a colleague who was behind is not told of late words that they never wrote', async () => {
  const { room, first, second } = await together('Short.')
  two.line.cut()
  await until(() => second.last('line')?.line === 'none')
  await first.type(' Much more that the other never saw.')
  // Signed without a line: the last words reach the hub only inside the note.
  one.line.cut()
  await first.type(' And the end.')
  sure(await one.keeper.rooms.sign(room))
  one.line.mend()
  sure(await one.keeper.replica.syncNow())
  two.line.mend()
  await until(() => second.last('signed') !== undefined, 'told')
  await until(async () => (await two.keeper.rooms.list()).find((line) => line.room === room)!.signed)
  await second.close()
  expect(await two.keeper.rooms.late(room)).toEqual([])
  expect((await one.keeper.rooms.list()).find((line) => line.room === room)!.late).toBe(0)
  await first.close()
})

test('an erased person is erased in the rooms as well, here and at the hub', async () => {
  const { subject, room, first, second } = await together('Nobody should read this again.')
  await first.close()
  await second.close()
  sure(await one.keeper.erase(subject, 'asked for it'))
  sure(await one.keeper.replica.syncNow())
  await until(
    async () => (await bench.hub.store.streams.read(`room/${room}`)).every(({ bytes }) => bytes.length <= 2),
    'empty',
  )
  expect((await one.keeper.rooms.list()).map((line) => line.room)).not.toContain(room)
  sure(await two.keeper.replica.syncNow())
  await until(
    async () => !(await two.keeper.rooms.list()).some((line) => line.room === room),
    'gone there too',
  )
})

test('an empty text is not signed, nor one that belongs to nobody', async () => {
  const subject = await one.person()
  const code = async (of: SubjectId | null, text: string) => {
    const room = sure(await one.keeper.rooms.create({ kind: 'board', subject: of, title: '' }))
    const page = await TestPage.open(one.keeper.rooms, room)
    if (text !== '') await page.type(text)
    const outcome = await one.keeper.rooms.sign(room)
    await page.close()
    return outcome.ok ? null : outcome.problem.code
  }
  expect(await code(subject, '')).toBe('room-empty')
  expect(await code(subject, ' \n\t ')).toBe('room-empty')
  expect(await code(null, 'board')).toBe('room-nobody')
})
