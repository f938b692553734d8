import { expect, test } from 'vitest'
import type { FactDraft } from '#domain/record/fact.ts'
import { PLAN, TestTablet } from '../keeper.fixture.ts'
import { Outbox } from './outbox.ts'

test('a critical value overtakes a backlog of weeks', async () => {
  const tablet = new TestTablet()
  const keeper = await tablet.start()
  await keeper.createClinic(PLAN)
  const person = { identity: { name: '石建国', sex: 'male' }, identifiers: [], contact: {} } as const
  const registered = await keeper.register(person)
  const subject = registered.ok ? registered.value.subject : ''
  const pulse = (perMin: number): FactDraft => ({
    kind: 'vitals',
    verb: 'assert',
    subject,
    body: { value: { heartRatePerMin: [perMin, 0] } },
  })
  await keeper.write(Array.from({ length: 60 }, (_, i) => pulse(60 + (i % 40))))
  const value = {
    reading: 'r1',
    entry: 'severe-bradycardia',
    list: { region: '', version: 'china-2017.1' },
    evidence: [],
    raisedAt: '2026-11-21T08:00:00Z',
  }
  const written = await keeper.write([{ kind: 'critical-value', verb: 'assert', subject, body: { value } }])
  const { room } = tablet.running
  const { replica } = await room.together()
  const outbox = new Outbox(room.ground, room.log, replica.traffic, { window: 20, newest: 5 })
  const [first] = await outbox.next(true)
  expect(written.ok && written.value.facts).toEqual([first!.id])
})
