import { afterEach, beforeEach, expect, test } from 'vitest'
import { enrolledClinic, joined, openPeople, sure, Tablet, type PeopleBench } from './people.fixture.ts'

let bench: PeopleBench

beforeEach(async () => {
  bench = await openPeople()
})
afterEach(() => bench.close())

const seen = (tablet: Tablet, seq: number, app = '1.2.0') =>
  bench.people.seen(tablet.device, { key: tablet.key, app, seq })

test('a tablet is listed with its users, its clinic, when it was last here, and what is still missing', async () => {
  const { people, base, clock } = bench
  const { tablet, clinic } = await enrolledClinic(people)
  await joined(people, clinic.scope, 'nurse', new Tablet(tablet.device))
  await base.store.facts.append([tablet.note(clinic.scope, 'p1'), tablet.note(clinic.scope, 'p1')])
  seen(tablet, 2)
  expect(await people.devices()).toMatchObject([
    {
      device: tablet.device,
      clinic: { scope: clinic.scope, name: clinic.name },
      app: '1.2.0',
      lastSeenAtMs: clock.nowMs,
      saidSeq: 2,
      hereSeq: 2,
      behindSinceMs: null,
      forked: false,
      wipe: null,
      keys: [
        { name: 'Chen Lan', state: 'known' },
        { name: 'Wang Fang', state: 'known' },
      ],
    },
  ])
  expect(await people.oldestBehind()).toBeNull()
})

test('the tablet that waits longest is known, until all of it is here', async () => {
  const { people, base, clock } = bench
  const [one, other] = [await enrolledClinic(people), await enrolledClinic(people)]
  seen(one.tablet, 3)
  const sinceMs = clock.nowMs
  expect(await people.oldestBehind()).toEqual({ device: one.tablet.device, sinceMs, facts: 3 })
  clock.nowMs += 60_000
  seen(one.tablet, 4)
  seen(other.tablet, 1)
  expect(await people.oldestBehind()).toEqual({ device: one.tablet.device, sinceMs, facts: 4 })
  const notes = Array.from({ length: 4 }, () => one.tablet.note(one.clinic.scope, 'p1'))
  await base.store.facts.append(notes)
  seen(one.tablet, 4)
  expect(await people.oldestBehind()).toMatchObject({ device: other.tablet.device, facts: 1 })
})

test('what was seen and that a chain forked outlive a restart', async () => {
  const { people } = bench
  const { tablet } = await enrolledClinic(people)
  seen(tablet, 7)
  await people.forked(tablet.device)
  await people.close()
  const again = await bench.again()
  expect(again.isForked(tablet.device)).toBe(true)
  expect(again.isForked('another')).toBe(false)
  expect(await again.devices()).toMatchObject([{ saidSeq: 7, forked: true }])
})

test('whoever is unknown says nothing about a tablet of others, and cannot fill the list', async () => {
  const { people } = bench
  const { tablet } = await enrolledClinic(people)
  seen(tablet, 2)
  people.seen(tablet.device, { key: new Tablet().key, app: 'x', seq: 999_999 })
  expect(await people.devices()).toMatchObject([{ saidSeq: 2, app: '1.2.0' }])
  for (let i = 0; i < 1100; i++) people.seen(`d${i}`, { key: 'stranger', app: '', seq: 1 })
  expect(await people.devices()).toHaveLength(1001)
})

test('three hundred colleagues and their tablets are all there after a restart', async () => {
  const { people } = bench
  const { clinic, tablet } = await enrolledClinic(people)
  const colleagues = Array.from({ length: 300 }, () => new Tablet())
  for (const each of colleagues)
    await people.vouch(each.staff('nurse'), tablet.key, clinic.scope, each.device)
  const again = await bench.again()
  expect(again.certificatesAfter(0, [clinic.scope])).toHaveLength(301)
  expect(again.certificatesAfter(300, [clinic.scope])).toHaveLength(1)
  expect(await again.devices()).toHaveLength(301)
  sure(await again.revoke({ device: colleagues[0]!.device, why: 'broken' }, 'terminal'))
  expect(again.revokedKeys()).toEqual([colleagues[0]!.key])
})
