import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PLAN, TestTablet } from '#data/keeper/keeper.fixture.ts'
import { plugged, type CableEnd, type Fate } from '#data/keeper/peers/peer-cable.fixture.ts'
import { FrameCutter } from '#contract/sync/peer-frames.ts'
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '#contract/sync/peer-messages.ts'
import { createRandom } from '#domain/random.ts'
import {
  allergy,
  chartOf,
  ClinicBench,
  dbOf,
  idsOf,
  register,
  scopeOf,
  sync,
  valueOf,
  vitals,
  type Seat,
} from './simulator/clinic-bench.ts'

/** Tablets among themselves over a cable that cuts, loses, doubles and exchanges frames; and the real hub behind one of them. */
const NAMES = ['李文', '张燕', '何平'] as const

async function newcomer(of: Seat, name: string): Promise<Seat> {
  const tablet = new TestTablet()
  const keeper = await tablet.start()
  const seat = { tablet, keeper }
  const cable = await plugged(of.keeper, keeper)
  await compared(cable)
  await cable.b.next('met')
  const user = {
    name,
    label: name,
    role: 'clinician',
    passphrase: `blue lantern ${name} seldom asks`,
  } as const
  const asked = keeper.peers.askToJoin(cable.b.name, user)
  await cable.a.next('wants-in')
  valueOf(await of.keeper.peers.letIn(cable.a.name, 'clinician'))
  valueOf(await asked)
  await Promise.all([cable.a.next('even'), cable.b.next('even')])
  await cable.cut()
  return seat
}

async function compared(cable: { a: CableEnd; b: CableEnd }): Promise<void> {
  const codes = await Promise.all([cable.a.next('compare'), cable.b.next('compare')])
  expect(codes[0].code).toBe(codes[1].code)
  await Promise.all([cable.a.same(), cable.b.same()])
}

/** They meet until both are even, or the line ends. */
async function meet(a: Seat, b: Seat, fate?: Fate): Promise<'even' | 'ended'> {
  const cable = await plugged(a.keeper, b.keeper, fate)
  const ended = Promise.race([cable.a.next('closed'), cable.b.next('closed')]).then(() => 'ended' as const)
  const even = Promise.all([cable.a.next('even'), cable.b.next('even')]).then(
    () => 'even' as const,
    () => 'ended' as const,
  )
  const result = await Promise.race([even, ended])
  await cable.cut()
  return result
}

async function expectSame(seats: readonly Seat[], subjects: readonly string[]): Promise<void> {
  const ids = await idsOf(seats[0]!)
  expect(new Set(ids).size).toBe(ids.length)
  for (const seat of seats.slice(1)) {
    expect(await idsOf(seat)).toEqual(ids)
    for (const subject of subjects)
      expect(await chartOf(seat, subject)).toEqual(await chartOf(seats[0]!, subject))
  }
}

describe('two tablets of a clinic without a hub', () => {
  let a: Seat
  let b: Seat
  let subjects: string[]

  beforeEach(async () => {
    const tablet = new TestTablet()
    a = { tablet, keeper: await tablet.start() }
    valueOf(await a.keeper.createClinic(PLAN))
    b = await newcomer(a, NAMES[0])
    subjects = []
    for (const [seat, name] of [
      [a, '石建国'],
      [b, '欧阳秀英'],
      [a, '周小明'],
    ] as const) {
      const subject = await register(seat, name)
      subjects.push(subject)
      valueOf(await seat.keeper.write([allergy(subject), vitals(subject)]))
    }
  })

  test('a line that is cut before any one frame leaves nothing half done, and the next meeting ends even', async () => {
    for (let at = 0; ; at++) {
      const result = await meet(a, b, (frame, index) => (index === at ? 'cut' : [frame]))
      if (result === 'even') {
        expect(at).toBeGreaterThan(8)
        break
      }
      // Something new on both sides each time, so that every cut has something to cut.
      valueOf(await a.keeper.write([vitals(subjects[0]!, 120 + at)]))
      valueOf(await b.keeper.write([vitals(subjects[0]!, 150 + at)]))
    }
    expect(await meet(a, b)).toBe('even')
    await expectSame([a, b], subjects)
  })

  test('every frame twice is the same as once', async () => {
    expect(await meet(a, b, (frame) => [frame, frame])).toBe('even')
    await expectSame([a, b], subjects)
  })

  test('a frame that is lost, exchanged with the next, cut short or altered ends the line and harms nothing', async () => {
    const harms: readonly ((at: number) => Fate)[] = [
      (at) => (frame, index) => (index === at ? [] : [frame]),
      (at) => {
        let kept: Uint8Array<ArrayBuffer> | null = null
        return (frame, index) => {
          if (index === at) kept = frame
          return index === at ? [] : kept && index === at + 2 ? [frame, kept] : [frame]
        }
      },
      (at) => (frame, index) => [index === at ? frame.slice(0, Math.floor(frame.length / 2)) : frame],
      (at) => (frame, index) => [
        index === at ? frame.map((byte, i) => (i === frame.length >> 1 ? byte ^ 4 : byte)) : frame,
      ],
    ]
    for (const harm of harms)
      for (const at of [0, 1, 3, 5, 6]) {
        const cable = await plugged(a.keeper, b.keeper, harm(at))
        // A frame that is lost at the very end is missed by nobody: then one side waits until the line is closed.
        await Promise.race([
          Promise.all([cable.a.next('even'), cable.b.next('even')]).catch(() => undefined),
          cable.a.next('closed'),
          cable.b.next('closed'),
          new Promise((resolve) => setTimeout(resolve, 300)),
        ])
        await cable.cut()
      }
    expect(await meet(a, b)).toBe('even')
    await expectSame([a, b], subjects)
  })

  test('a tablet that is reloaded in the middle goes on at the next meeting', async () => {
    const cable = await plugged(a.keeper, b.keeper)
    await cable.b.next('progress')
    b.keeper = await b.tablet.start()
    await cable.cut()
    const [user] = (await b.keeper.state()).users
    valueOf(await b.keeper.unlock(user!.key, { passphrase: `blue lantern ${NAMES[0]} seldom asks` }))
    expect(await meet(a, b)).toBe('even')
    await expectSame([a, b], subjects)
  })

  test('who sits in between with a channel to each is found out before anything is said', async () => {
    const cable = await plugged(a.keeper, b.keeper, undefined, ['A.M', 'M.B'])
    expect(await cable.a.next('trouble')).toMatchObject({ code: 'peer-forged' })
    expect(await cable.b.next('closed')).toBeTruthy()
    expect(await idsOf(a)).not.toEqual(await idsOf(b))
  })

  test('a hello of another channel, or the own one, opens nothing', async () => {
    const heard: Uint8Array<ArrayBuffer>[] = []
    const first = await plugged(a.keeper, b.keeper, (frame) => {
      heard.push(frame)
      return [frame]
    })
    await first.a.next('met')
    await first.cut()
    for (const [binding, starts, code] of [
      ['OTHER.CHANNEL', true, 'peer-forged'],
      ['ABC.DEF', false, 'peer-forged'],
    ] as const) {
      const troubles: string[] = []
      const name = await a.keeper.peers.open(
        binding,
        (event) => event.is === 'trouble' && troubles.push(event.code),
        starts,
      )
      // The first frames of both sides are among those that were heard.
      for (const hello of heard.slice(0, 2)) await a.keeper.peers.received(name, hello)
      await expect.poll(() => troubles.length).toBe(1)
      expect([code, 'peer-itself']).toContain(troubles[0])
    }
  })

  test('somebody of another clinic who asks for facts, or brings some, is given nothing: the line ends', async () => {
    const other = await new TestTablet().start()
    valueOf(await other.createClinic({ ...PLAN, clinic: '白水镇卫生院' }))
    const before = await idsOf(a)
    const asked: readonly PeerMessage[] = [
      { is: 'have', held: [] },
      { is: 'facts', n: 1, facts: [new Uint8Array(300)] },
      { is: 'room', frame: new Uint8Array(30) },
      { is: 'joined' },
    ]
    for (const message of asked) {
      const heard: Uint8Array[] = []
      let sames = 0
      // The first thing that either says once they have met is exchanged for what a tampered app would say.
      const cable = await plugged(other, a.keeper, (frame) => {
        const isSame = decodePeerMessage(frame.slice(9))?.is === 'same'
        if (isSame) sames++
        const said = sames === 2 && !isSame ? numberedAs(frame, message) : frame
        heard.push(said)
        return [said]
      })
      await compared(cable)
      expect((await Promise.race([cable.a.next('trouble'), cable.b.next('trouble')])).code).toBe(
        'peer-broken',
      )
      await cable.cut()
      for (const frame of heard) expect(Buffer.from(frame).includes(Buffer.from('石建国'))).toBe(false)
    }
    expect(await idsOf(a)).toEqual(before)
  })
})

/** Another message in the frame's place, under its number. */
function numberedAs(frame: Uint8Array, message: PeerMessage): Uint8Array<ArrayBuffer> {
  const [said] = new FrameCutter().cut(encodePeerMessage(message))
  said!.set(frame.slice(1, 5), 1)
  return said!
}

test('a week of chance meetings around one tablet, most of them cut: all have the same in the end (seed 7)', async () => {
  const random = createRandom(7)
  const below = (end: number) => Math.floor(random.between(0, end))
  const tablet = new TestTablet()
  const a: Seat = { tablet, keeper: await tablet.start() }
  valueOf(await a.keeper.createClinic(PLAN))
  const seats: Seat[] = [a]
  for (const name of NAMES) seats.push(await newcomer(seats[below(seats.length)]!, name))
  const subjects = [await register(a, '石建国')]
  for (const seat of seats.slice(1)) await meet(a, seat)
  for (let day = 0; day < 8; day++) {
    const writer = seats[below(seats.length)]!
    valueOf(await writer.keeper.write([vitals(subjects[0]!, 110 + day)]))
    const [i, j] = [below(seats.length), below(seats.length - 1)]
    const cutAt = 2 + below(29)
    await meet(seats[i]!, seats[j >= i ? j + 1 : j]!, (frame, index) => (index === cutAt ? 'cut' : [frame]))
  }
  for (const seat of [...seats.slice(1), ...seats.slice(1)]) expect(await meet(a, seat)).toBe('even')
  await expectSame(seats, subjects)
})

describe('with a hub behind one of them', () => {
  let bench: ClinicBench
  beforeEach(async () => {
    bench = await ClinicBench.open()
  })
  afterEach(() => bench.end())

  test('a colleague takes facts to the hub and brings the receipts back', async () => {
    const a = await bench.founder()
    await sync(a)
    const b = await newcomer(a, NAMES[0])
    const subject = await register(b, '欧阳秀英')
    expect((await b.keeper.state()).unsent).toBeGreaterThan(0)
    expect(await meet(a, b)).toBe('even')
    await sync(a)
    const there = await bench.hub.hub.store.facts.page(scopeOf(a), 0, { facts: 1000, bytes: 1e9 })
    expect(there.facts.map(({ id }) => id)).toEqual(expect.arrayContaining(await idsOf(b)))
    expect(await meet(a, b)).toBe('even')
    expect((await b.keeper.state()).unsent).toBe(0)
    const [row] = await dbOf(b).facts.where('subject').equals(subject).toArray()
    expect(valueOf(await b.keeper.replica.receipt(row!.id))).toMatchObject({
      hubName: '青石县 Hub',
      verified: true,
    })
  })

  test('a receipt that the hub did not sign sends nothing off', async () => {
    const a = await bench.founder()
    await sync(a)
    const b = await newcomer(a, NAMES[0])
    await register(b, '欧阳秀英')
    await meet(a, b)
    await sync(a)
    for (const row of await dbOf(a).receipts.toArray())
      await dbOf(a).receipts.put({
        ...row,
        signed: row.signed.map((byte, i) => (i === row.signed.length - 1 ? byte ^ 1 : byte)),
      })
    const before = (await b.keeper.state()).unsent
    expect(before).toBeGreaterThan(0)
    expect(await meet(a, b)).toBe('even')
    expect((await b.keeper.state()).unsent).toBe(before)
  })

  test('a stranger of another clinic carries a sealed parcel to the hub, reads none of it, and brings the answer back', async () => {
    const a = await bench.founder()
    await sync(a)
    const far: Seat = await newcomer(a, NAMES[0])
    const subject = await register(far, '欧阳秀英')
    const driver = await bench.founder()
    await sync(driver)
    expect(scopeOf(driver)).not.toBe(scopeOf(far))

    const out = await plugged(driver.keeper, far.keeper)
    await compared(out)
    await Promise.all([out.a.next('even'), out.b.next('even')])
    await out.cut()
    expect(await driver.keeper.peers.carried()).toBe(1)
    expect(await driver.keeper.peopleCount()).toBe(0)

    await sync(driver)
    await expect.poll(() => driver.keeper.peers.carried()).toBe(0)
    const there = await bench.hub.hub.store.facts.ofSubject(subject)
    expect(there.length).toBeGreaterThan(0)

    const back = await plugged(driver.keeper, far.keeper)
    await compared(back)
    expect(await back.b.next('even')).toMatchObject({ received: 0 })
    expect((await far.keeper.state()).unsent).toBe(0)
  })
})
