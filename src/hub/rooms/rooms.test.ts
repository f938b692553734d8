import { randomBytes } from 'node:crypto'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { base64url } from '#contract/record/base64url.ts'
import { ROOM_BYTES_MAX, ROOM_TEXT, roomText } from '#contract/sync/room-name.ts'
import { decodeRoomFrame, encodeRoomFrame, ROOMS_PATH, type RoomFrame } from '#contract/sync/room-frames.ts'
import { decodeHubSaid, encodeTabletSaid, type HubSaid } from '#contract/sync/room-said.ts'
import { TestPage, until } from '#data/keeper/rooms/page.fixture.ts'
import { joined, Tablet } from '../accounts/people.fixture.ts'
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

const newRoom = (kind = 'consult') =>
  roomText({ scope: one.scope, kind: kind as 'consult', id: base64url(randomBytes(16)), epoch: 1 })

/** A client that speaks the frames itself, and may do what ours never does. */
class RawClient {
  readonly said: HubSaid[] = []
  readonly frames: RoomFrame[] = []
  closed: number | null = null
  readonly document = new Y.Doc()
  readonly #socket = new WebSocket(bench.base.replace('http', 'ws') + ROOMS_PATH)
  readonly #room: string

  constructor(room: string) {
    this.#room = room
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.addEventListener('close', ({ code }) => (this.closed = code))
    this.#socket.addEventListener('message', ({ data }) => {
      const { frame } = decodeRoomFrame(new Uint8Array(data as ArrayBuffer))!
      this.frames.push(frame)
      if (frame.is === 'said') this.said.push(decodeHubSaid(frame.text)!)
      if (frame.is === 'update' || frame.is === 'answer') Y.applyUpdate(this.document, frame.update)
    })
  }

  static async enter(room: string, tablet: Tablet): Promise<RawClient> {
    const client = new RawClient(room)
    await until(() => client.#socket.readyState === 1, 'open')
    client.send({ is: 'token', token: tokenOf(tablet) })
    await until(() => client.has('allowed') || client.has('denied'), 'let in or not')
    return client
  }

  has(is: RoomFrame['is']): boolean {
    return this.frames.some((frame) => frame.is === is)
  }

  heard(is: HubSaid['is']): HubSaid | undefined {
    return this.said.find((said) => said.is === is)
  }

  send(frame: RoomFrame): void {
    this.raw(encodeRoomFrame(this.#room, frame))
  }

  raw(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(bytes)
  }

  end(): void {
    this.#socket.close()
  }

  get text(): string {
    return this.document.getText(ROOM_TEXT).toString()
  }
}

const tokenOf = (tablet: Tablet) =>
  tablet.authorization('GET', ROOMS_PATH, new Uint8Array(), Date.now(), base64url(randomBytes(12)))

/** Each keystroke as the update that it is. */
function updatesOf(...texts: readonly string[]): Uint8Array<ArrayBuffer>[] {
  const document = new Y.Doc()
  const updates: Uint8Array<ArrayBuffer>[] = []
  document.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)))
  for (const text of texts) document.getText(ROOM_TEXT).insert(document.getText(ROOM_TEXT).length, text)
  return updates
}

const colleague = async (role: 'nurse' | 'student' = 'nurse') =>
  (await joined(bench.hub.people, one.scope, role)).tablet

test('two tablets write one text; "at the hub" is said once the hub has a row of it', async () => {
  const subject = await one.person()
  const room = sure(await one.keeper.rooms.create({ kind: 'consult', subject, title: '会诊' }))
  const first = await TestPage.open(one.keeper.rooms, room)
  await first.type('Pain since Tuesday. ')
  await until(() => first.saved === 'hub', 'first saved')
  const rows = await bench.hub.store.streams.read(`room/${room}`)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows[0]!.by).toBe(one.tablet.running.room.ground.session!.user.key)

  await until(async () => (await two.keeper.rooms.list(subject)).some((line) => line.room === room), 'listed')
  expect((await two.keeper.rooms.list(subject))[0]).toMatchObject({ title: '会诊', subject, signed: false })
  const second = await TestPage.open(two.keeper.rooms, room)
  await until(() => second.text === first.text, 'second has it')
  await second.type('Troponin repeated at 10.')
  await until(() => first.text.endsWith('at 10.'), 'first has it')
  expect(first.text).toBe('Pain since Tuesday. Troponin repeated at 10.')
  await first.close()
  await second.close()
})

test('what was written without a line is kept here, and meets what others wrote when the line is back', async () => {
  const subject = await one.person()
  const room = sure(await one.keeper.rooms.create({ kind: 'consult', subject, title: 'Offline' }))
  const first = await TestPage.open(one.keeper.rooms, room)
  await first.type('A')
  await until(() => first.saved === 'hub')
  const second = await openAt(two, room)
  await until(() => second.text === 'A')
  two.line.cut()
  await until(() => second.last('line')?.line === 'none', 'cut')
  await second.type(' and B', 1)
  await first.type(' and C', 1)
  expect(second.saved).toBe('here')
  await second.close()
  // The page is closed and the tablet restarted: the keeper brings it by itself.
  const unsent = async () => (await two.keeper.rooms.list()).find((line) => line.room === room)!.unsent
  expect(await unsent()).toBeGreaterThan(0)
  two.line.mend()
  await until(async () => (await unsent()) === 0, 'delivered')
  await until(() => first.text.includes(' and B'), 'merged')
  expect([...first.text].sort().join('')).toBe([...'A and B and C'].sort().join(''))
  await first.close()
})

async function openAt(tablet: BenchTablet, room: string): Promise<TestPage> {
  await until(
    async () => (await tablet.keeper.rooms.list()).some((line) => line.room === room),
    'listed',
    25_000,
  )
  return TestPage.open(tablet.keeper.rooms, room)
}

test('duplicates, a wrong order and a missing middle end in the same text', async () => {
  const room = newRoom()
  const tablet = await colleague()
  const client = await RawClient.enter(room, tablet)
  const [a, b, c, d] = updatesOf('one ', 'two ', 'three ', 'four')
  for (const update of [c!, a!, a!, d!, c!]) client.send({ is: 'update', update })
  await until(() => client.said.filter((said) => said.is === 'stored').length === 5, 'five answers')
  // The middle lacks: the hub says what it has, so that whoever has the rest sends it.
  await until(() => client.has('vector'), 'asked again')
  client.send({ is: 'answer', update: b! })
  const reader = await RawClient.enter(room, await colleague())
  reader.send({ is: 'vector', vector: new Uint8Array(Y.encodeStateVector(reader.document)) })
  await until(() => reader.text === 'one two three four', 'whole')
  expect((await bench.hub.store.streams.read(`room/${room}`)).length).toBeGreaterThanOrEqual(4)
  client.end()
  reader.end()
})

test('a frame that is cut, or no frame at all, ends its socket and changes nothing', async () => {
  const room = newRoom()
  const tablet = await colleague()
  const [update] = updatesOf('whole words')
  const whole = encodeRoomFrame(room, { is: 'update', update: update! })
  const broken = [whole.slice(0, -3), new Uint8Array([1, 2, 3]), new Uint8Array(0)]
  const inside = encodeRoomFrame(room, { is: 'update', update: update!.slice(0, -4) })
  for (const bytes of [...broken, inside]) {
    const client = await RawClient.enter(room, tablet)
    client.raw(bytes)
    await until(() => client.closed === 1008, 'refused')
  }
  expect(await bench.hub.store.streams.read(`room/${room}`)).toEqual([])
})

test('a socket without a name, or with the name of a stranger, reads nothing', async () => {
  const room = newRoom()
  const stranger = await RawClient.enter(room, new Tablet())
  expect(stranger.frames).toContainEqual({ is: 'denied', why: 'room-stranger' })
  const other = { ...one, scope: 'elsewhere' }
  const elsewhere = roomText({
    scope: other.scope,
    kind: 'consult',
    id: base64url(randomBytes(16)),
    epoch: 1,
  })
  const outsider = await RawClient.enter(elsewhere, await colleague())
  expect(outsider.frames).toContainEqual({ is: 'denied', why: 'room-no-right' })
  stranger.end()
  outsider.end()
})

test('who may only read is told so, and no word of theirs is kept', async () => {
  const room = newRoom()
  const student = await colleague('student')
  const writer = await RawClient.enter(room, await colleague())
  const reader = await RawClient.enter(room, student)
  expect(reader.frames).toContainEqual({ is: 'allowed', readOnly: true })
  const [update] = updatesOf('an idea')
  reader.send({ is: 'update', update: update! })
  await until(() => reader.heard('refused') !== undefined)
  expect(await bench.hub.store.streams.read(`room/${room}`)).toEqual([])
  const [said] = updatesOf('by who treats')
  writer.send({ is: 'update', update: said! })
  await until(() => reader.text === 'by who treats', 'reads')
  reader.end()
  writer.end()
})

test('a name that a tablet gives itself is replaced by the one in its certificate', async () => {
  const room = newRoom()
  const [a, b] = [await colleague(), await colleague()]
  const url = bench.base.replace('http', 'ws') + ROOMS_PATH
  const open = (tablet: Tablet) => {
    const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket })
    const provider = new HocuspocusProvider({
      name: room,
      websocketProvider,
      token: () => tokenOf(tablet),
      document: new Y.Doc(),
    })
    provider.attach()
    return { provider, end: () => (provider.destroy(), websocketProvider.destroy()) }
  }
  const first = open(a)
  const second = open(b)
  first.provider.setAwarenessField('user', { name: 'The director', key: 'x' })
  const seen = () =>
    [...second.provider.awareness!.getStates().values()].map(({ user }) => user as { key?: string })
  await until(() => seen().some((user) => user?.key === a.key), 'seen')
  expect(seen().find((user) => user?.key === a.key)).toEqual({ key: a.key, name: 'Wang Fang', role: 'nurse' })
  // Nobody is there twice, or without a name.
  expect(seen().filter((user) => user && user.key !== a.key && user.key !== b.key)).toEqual([])
  // The same library writes through our hub: its frames are ours.
  first.provider.document.getText(ROOM_TEXT).insert(0, 'from another client')
  await until(() => second.provider.document.getText(ROOM_TEXT).toString() === 'from another client')
  first.end()
  second.end()
})

test('a room takes 64 kB; what is beyond is kept aside and said, and taking away is always possible', async () => {
  const room = newRoom()
  const writer = await RawClient.enter(room, await colleague())
  const document = new Y.Doc()
  const text = document.getText(ROOM_TEXT)
  document.on('update', (update: Uint8Array) => writer.send({ is: 'update', update: new Uint8Array(update) }))
  text.insert(0, 'x'.repeat(ROOM_BYTES_MAX - 2000))
  await until(() => writer.heard('stored') !== undefined, 'stored')
  await until(() => writer.said.some((said) => said.is === 'bytes' && said.bytes > said.max * 0.9), 'told')
  const late = await RawClient.enter(room, await colleague())
  late.send({ is: 'update', update: updatesOf('y'.repeat(4000))[0]! })
  await until(() => late.heard('full') !== undefined, 'full')
  expect(await bench.hub.store.streams.read(`late/${room}`)).toHaveLength(1)
  text.delete(0, 3000)
  await until(() => writer.said.filter((said) => said.is === 'stored').length === 2, 'deletion stored')
  late.send({ is: 'update', update: updatesOf('z'.repeat(1000))[0]! })
  await until(() => late.heard('stored') !== undefined, 'room again')
  writer.end()
  late.end()
})

test('a withdrawn key is put out; who comes next finds the text in a document that the other cannot reach', async () => {
  const room = newRoom()
  const leaving = await colleague()
  const client = await RawClient.enter(room, leaving)
  client.send({ is: 'update', update: updatesOf('Seen together.')[0]! })
  await until(() => client.heard('stored') !== undefined)
  sure(await bench.hub.people.revoke({ key: leaving.key, why: 'left', wipe: false }, 'terminal'))
  await until(() => client.has('left'), 'put out')
  const again = await RawClient.enter(room, leaving)
  expect(again.frames).toContainEqual({ is: 'denied', why: 'room-revoked' })

  const staying = await colleague()
  const old = await RawClient.enter(room, staying)
  await until(() => old.heard('moved') !== undefined)
  const next = room.replace(/1$/, '2')
  const reader = await RawClient.enter(next, staying)
  reader.send({ is: 'vector', vector: new Uint8Array([0]) })
  await until(() => reader.text === 'Seen together.', 'the text went on')
  for (const each of [client, again, old, reader]) each.end()
})

test('rows are merged when nobody is there, and nothing of them is lost', async () => {
  const room = newRoom()
  const tablet = await colleague()
  const client = await RawClient.enter(room, tablet)
  for (const update of updatesOf('a', 'b', 'c', 'd', 'e')) client.send({ is: 'update', update })
  await until(() => client.said.filter((said) => said.is === 'stored').length === 5)
  client.end()
  await until(async () => (await bench.hub.store.streams.read(`room/${room}`)).length === 1, 'merged')
  const reader = await RawClient.enter(room, tablet)
  reader.send({ is: 'vector', vector: new Uint8Array([0]) })
  await until(() => reader.text === 'abcde')
  reader.send({ is: 'said', text: encodeTabletSaid({ is: 'ping', at: 7 }) })
  await until(() => reader.heard('pong') !== undefined)
  expect(reader.heard('pong')).toEqual({ is: 'pong', at: 7 })
  reader.end()
})
