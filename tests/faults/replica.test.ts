import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, PLAN } from '#data/keeper/keeper.fixture.ts'
import type { Network } from '#data/keeper/network.ts'
import {
  allergy,
  chartOf,
  ClinicBench,
  dbOf,
  idsOf,
  register,
  reopened,
  scopeOf,
  sync,
  valueOf,
  vitals,
} from './simulator/clinic-bench.ts'

/** Tablets and the real hub: what the replica promises, one sentence a test. */
let bench: ClinicBench

beforeEach(async () => {
  bench = await ClinicBench.open()
})
afterEach(() => bench.end())

test('what one tablet signed stands in the chart of another, and the hub has receipted it', async () => {
  const a = await bench.founder()
  const subject = await register(a)
  valueOf(await a.keeper.write([allergy(subject)]))
  await sync(a)
  expect(await a.keeper.replica.state()).toMatchObject({ unsent: 0, held: 0, phase: 'done' })

  const b = await bench.joiner(a)
  await sync(b)
  expect((await b.keeper.search('石建国')).map((hit) => hit.subject)).toEqual([subject])
  const [statement] = (await chartOf(b, subject)).statements.allergy
  expect(statement!.current.value).toMatchObject({ substance: { text: '磺胺' } })
  expect(Object.values(await b.keeper.staffNames()).map(({ name }) => name)).toContain('周敏')

  valueOf(await b.keeper.write([vitals(subject)]))
  await sync(b)
  await sync(a)
  const there = valueOf(await a.keeper.chart(subject))
  expect(there.chart).toEqual(await chartOf(b, subject))
  const receipt = valueOf(await a.keeper.replica.receipt(statement!.id))
  expect(receipt).toMatchObject({ hubName: '青石县 Hub', verified: true })
})

test('an answer that was lost is given again: nothing twice, and the receipt comes', async () => {
  const line = bench.hub.line()
  let lost = 0
  const losing: Network = {
    ...line,
    fetch: async (path, init) => {
      const answer = await line.fetch(path, init)
      if (path !== '/api/sync' || lost++ > 2) return answer
      throw new TypeError('the line was cut')
    },
  }
  const a = await bench.founder(losing)
  const subject = await register(a)
  for (let i = 0; i < 3; i++)
    expect(await a.keeper.replica.syncNow()).toMatchObject({ problem: { code: 'hub-unreachable' } })
  await sync(a)
  const held = await bench.hub.hub.store.facts.page(scopeOf(a), 0, { facts: 1000, bytes: 1e9 })
  expect(held.facts.map(({ id }) => id).sort()).toEqual(await idsOf(a))
  expect(await a.keeper.replica.state()).toMatchObject({ unsent: 0, problem: null })
  expect((await chartOf(a, subject)).timeline).not.toHaveLength(0)
})

test('a cold start takes closed pieces, goes on inside one where the line was cut, and ends equal', async () => {
  const a = await bench.founder()
  const people = Array.from({ length: 1100 }, (_, i) => ({
    identity: { name: `学生${i}`, sex: 'female' as const, birthDate: '2015-01-01' },
    identifiers: [{ system: 'student-id' as const, value: `S${i}` }],
    contact: {},
  }))
  valueOf(await a.keeper.registerMany(people, () => undefined))
  await sync(a)

  const line = bench.hub.line()
  const ranges: (string | null)[] = []
  let cut = false
  const cutting: Network = {
    ...line,
    fetch: async (path, init) => {
      const answer = await line.fetch(path, init)
      if (!path.startsWith('/api/segments/')) return answer
      ranges.push(new Headers(init.headers).get('range'))
      if (cut) return answer
      cut = true
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const parts = [bytes.slice(0, 20_000)]
      const half = new ReadableStream({
        pull(stream) {
          const part = parts.shift()
          if (part) stream.enqueue(part)
          else stream.error(new TypeError('the line was cut'))
        },
      })
      return new Response(half, { status: answer.status })
    },
  }
  const b = await bench.joiner(a, '李军', cutting)
  expect(await b.keeper.replica.syncNow()).toMatchObject({ problem: { code: 'hub-unreachable' } })
  await sync(b)
  expect(ranges).toEqual([null, 'bytes=20000-'])
  expect(await b.keeper.peopleCount()).toBe(1100)
  expect(await idsOf(b)).toEqual(await idsOf(a))
  expect(await b.keeper.replica.state()).toMatchObject({ phase: 'done', problem: null })
}, 60_000)

test('an erased person is erased on every tablet, and what a far tablet wrote of them brings nothing back', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  const subject = await register(a)
  const other = await register(a, '周小红')
  await sync(a)
  await sync(b)
  valueOf(await b.keeper.write([allergy(subject, '青霉素')]))
  valueOf(await a.keeper.erase(subject, '本人要求'))
  await sync(a)
  await sync(b)
  await sync(a)
  for (const seat of [a, b]) {
    const rows = await dbOf(seat).facts.where('subject').equals(subject).toArray()
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every(({ body }) => body === null)).toBe(true)
    expect(await seat.keeper.search('石建国')).toEqual([])
    expect((await seat.keeper.search('周小红')).map((hit) => hit.subject)).toEqual([other])
  }
})

test('what a second user and a station signed reaches the other tablet under their names', async () => {
  const a = await bench.founder()
  const subject = await register(a)
  const second = { name: '王芳', label: '王医生', role: 'clinician', passphrase: PASSPHRASE } as const
  valueOf(await a.keeper.addUser(second))
  await sync(a)
  const wang = (await a.keeper.users()).find(({ name }) => name === '王芳')!
  valueOf(await a.keeper.unlock(wang.key, { passphrase: PASSPHRASE }))
  valueOf(await a.keeper.write([allergy(subject, '青霉素')]))
  valueOf(await a.keeper.openStation({ title: '视力 1', subjects: [subject], pin: '482915' }))
  valueOf(await a.keeper.stationWrite(subject, [{ ...vitals(subject), verb: 'assert' }]))
  valueOf(await a.keeper.unlock(wang.key, { passphrase: PASSPHRASE }))
  await sync(a)
  expect(await a.keeper.replica.held()).toEqual([])

  const b = await bench.joiner(a)
  await sync(b)
  const chart = await chartOf(b, subject)
  expect(chart.statements.vitals).toHaveLength(1)
  expect(chart.statements.allergy).toHaveLength(1)
  const names = await b.keeper.staffNames()
  expect(names[wang.key]).toEqual({ name: '王芳', role: 'clinician' })
})

test('a hub that was erased is filled again by its tablets, with what each of them has', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  const subject = await register(a)
  await sync(a)
  await sync(b)
  valueOf(await b.keeper.write([allergy(subject)]))
  await sync(b)
  await sync(a)
  await bench.hub.erase()
  expect(await a.keeper.replica.syncNow()).toMatchObject({ problem: { code: 'hub-stranger' } })
  const again = await bench.hub.invite(null, 'nurse')
  valueOf(await a.keeper.replica.enrol(again))
  await sync(a)
  // What the colleague wrote waits for them to be known there.
  valueOf(await b.keeper.replica.enrol(await bench.hub.invite(scopeOf(a))))
  await sync(b)
  await sync(a)
  const page = await bench.hub.hub.store.facts.page(scopeOf(a), 0, { facts: 1000, bytes: 1e9 })
  expect(page.facts.map(({ id }) => id).sort()).toEqual(await idsOf(a))
  expect(await idsOf(b)).toEqual(await idsOf(a))
  expect(await b.keeper.replica.state()).toMatchObject({ unsent: 0, held: 0, historyBroken: false })
})

test('what somebody signed whose tablet is gone comes back to an erased hub, and to who joins after', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  const subject = await register(b)
  valueOf(await b.keeper.write([allergy(subject)]))
  await sync(b)
  await sync(a)
  await b.keeper.wipe()
  await bench.hub.erase()
  valueOf(await a.keeper.replica.enrol(await bench.hub.invite(null, 'nurse')))
  await sync(a)
  expect(await a.keeper.replica.state()).toMatchObject({ unsent: 0, held: 0 })
  const c = await bench.joiner(a, '王芳')
  await sync(c)
  expect((await chartOf(c, subject)).statements.allergy).toHaveLength(1)
  expect(await idsOf(c)).toEqual(await idsOf(a))
})

test('a copied tablet writes on under a device of its own, and both copies keep everything', async () => {
  const a = await bench.founder()
  const subject = await register(a)
  await sync(a)
  const copy = await bench.joiner(a)
  await sync(copy)
  // The copy has the first tablet's device, keys and chain, as a profile that was copied does.
  const [device, chain] = await dbOf(a).meta.bulkGet(['device', 'chain'])
  await dbOf(copy).meta.bulkPut([{ ...device!, ...(await deviceKeyOf(copy)) } as never, chain!])
  valueOf(await a.keeper.write([vitals(subject, 120)]))
  valueOf(await copy.keeper.write([vitals(subject, 160)]))
  await sync(a)
  await sync(copy)
  await sync(a)
  await sync(copy)
  const deviceOf = async (seat: typeof a) =>
    ((await dbOf(seat).meta.get('device')) as { device: string }).device
  expect(await deviceOf(a)).not.toBe(await deviceOf(copy))
  for (const seat of [a, copy]) expect((await chartOf(seat, subject)).statements.vitals).toHaveLength(2)
  valueOf(await copy.keeper.write([vitals(subject, 161)]))
  await sync(copy)
  await sync(a)
  expect(await idsOf(a)).toEqual(await idsOf(copy))
})

async function deviceKeyOf(seat: Parameters<typeof dbOf>[0]) {
  const row = (await dbOf(seat).meta.get('device')) as { deviceKey: CryptoKey }
  return { deviceKey: row.deviceKey }
}

test('after the lease nothing is signed and drafts go on; the hub alone gives it back, no clock does', async () => {
  const a = await bench.founder()
  const subject = await register(a)
  await sync(a)
  a.tablet.nowMs += 100 * 86_400_000
  expect(await a.keeper.write([vitals(subject)])).toMatchObject({ problem: { code: 'lease-over' } })
  expect(await a.keeper.saveDraft(`encounter:${subject}`, { text: '头晕' })).toMatchObject({ ok: true })
  a.tablet.nowMs -= 99 * 86_400_000
  expect(await a.keeper.write([vitals(subject)])).toMatchObject({ problem: { code: 'lease-over' } })
  await reopened(a)
  expect(await a.keeper.write([vitals(subject)])).toMatchObject({ problem: { code: 'lease-over' } })
  await sync(a)
  valueOf(await a.keeper.write([vitals(subject)]))

  // Away for longer than the lease: the hub asks who they are.
  for (const clock of [a.tablet, bench.hub.clock]) clock.nowMs += 100 * 86_400_000
  expect(await a.keeper.replica.syncNow()).toMatchObject({ problem: { code: 'hub-stranger' } })
  valueOf(await a.keeper.replica.enrol(await bench.hub.invite(scopeOf(a), 'nurse')))
  await sync(a)
  valueOf(await a.keeper.write([vitals(subject)]))
  await sync(a)
  expect(await a.keeper.replica.state()).toMatchObject({ unsent: 0, held: 0 })
})

test('a clock that was ten years wrong for a moment costs nobody anything', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  const subject = await register(a)
  await sync(a)
  b.tablet.nowMs += 3650 * 86_400_000
  await sync(b)
  valueOf(await b.keeper.write([vitals(subject)]))
  await sync(b)
  b.tablet.nowMs -= 3650 * 86_400_000
  await sync(b)
  valueOf(await b.keeper.write([vitals(subject)]))
  await sync(a)
  const chain = (await dbOf(a).meta.get('chain')) as { hlc: { ms: number } }
  expect(chain.hlc.ms).toBeLessThanOrEqual(a.tablet.nowMs + 5 * 60_000)
  valueOf(await a.keeper.write([vitals(subject)]))
})

test('a user who was removed on one tablet signs nothing more that counts, and reads what they have', async () => {
  const a = await bench.founder()
  const second = { name: '王芳', label: '王医生', role: 'clinician', passphrase: PASSPHRASE } as const
  const key = valueOf(await a.keeper.addUser(second))
  await sync(a)
  valueOf(await a.keeper.removeUser(key))
  await sync(a)
  expect(bench.hub.hub.people.revokedKeys()).toContain(key)
})

test('a withdrawn user goes on reading, and signs nothing', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  const subject = await register(a)
  await sync(a)
  await sync(b)
  const key = b.tablet.running.room.ground.session!.user.key
  valueOf(await bench.hub.hub.people.revoke({ key, why: '已经离职' }, 'terminal'))
  await b.keeper.replica.syncNow()
  expect(await b.keeper.write([vitals(subject)])).toMatchObject({ problem: { code: 'key-revoked' } })
  expect((await chartOf(b, subject)).identity.name).toBe('石建国')
})

test('a tablet that is asked to erase itself does so once nothing is unsent', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  await sync(b)
  const subject = await register(b)
  const key = b.tablet.running.room.ground.session!.user.key
  const { device } = (await dbOf(b).meta.get('device')) as { device: string }
  valueOf(await bench.hub.hub.people.revoke({ device, why: '平板丢失', wipe: true }, 'terminal'))
  await b.keeper.replica.syncNow()
  await sync(a)
  // Withdrawn: what was unsent is held at the hub for a keeper to look at, and nothing of it is lost.
  const held = await bench.hub.hub.store.facts.held({ key })
  expect(held.map(({ routing }) => routing!.subject)).toContain(subject)
  expect((await b.keeper.state()).phase).not.toBe('open')
})

test('a log that lost its history is told loudly, and nothing is deleted here', async () => {
  const a = await bench.founder()
  await register(a)
  await sync(a)
  const hub = (await dbOf(a).meta.get('hub')) as { knownHead: { size: number; root: string } }
  await dbOf(a).meta.put({ ...hub, knownHead: { ...hub.knownHead, root: 'A'.repeat(43) } } as never)
  const before = await idsOf(a)
  await sync(a)
  expect(await a.keeper.replica.state()).toMatchObject({
    historyBroken: true,
    phase: 'trouble',
    problem: { code: 'hub-history-broken' },
  })
  expect(await idsOf(a)).toEqual(before)
})

test('the hub is told who opened which chart, and tells the clinic', async () => {
  const a = await bench.founder()
  const b = await bench.joiner(a)
  const subject = await register(a)
  await sync(a)
  await sync(b)
  await b.keeper.chart(subject)
  await b.keeper.chart(subject)
  await sync(b)
  expect(await dbOf(b).openings.count()).toBe(0)
  const lines = valueOf(await a.keeper.replica.openings(subject))
  expect(lines.filter(({ by }) => by === '李军')).toMatchObject([{ what: 'opened', role: 'clinician' }])
})

test('a person of another clinic is read in an emergency, until the lock, and never kept', async () => {
  const a = await bench.founder()
  const subject = await register(a)
  valueOf(await a.keeper.write([allergy(subject)]))
  await sync(a)
  const c = await bench.founder()
  await sync(c)
  expect(await c.keeper.chart(subject)).toMatchObject({ problem: { code: 'nobody-here' } })
  valueOf(await c.keeper.replica.breakGlass(subject, '昏迷送来，过敏史不明，家属不在'))
  expect((await chartOf(c, subject)).statements.allergy).toHaveLength(1)
  expect(await c.keeper.write([vitals(subject)])).toMatchObject({ problem: { code: 'read-only-chart' } })
  expect(await dbOf(c).facts.where('subject').equals(subject).count()).toBe(0)
  await reopened(c)
  expect(await c.keeper.chart(subject)).toMatchObject({ problem: { code: 'nobody-here' } })
})

test('a backup has what others wrote and the receipts, verifies whole, and goes on under a new device', async () => {
  const tablet = bench.tablet()
  const a = { tablet, keeper: await tablet.start() }
  const sheet = valueOf(await a.keeper.createClinic(PLAN))
  valueOf(await a.keeper.replica.enrol(await bench.hub.invite(null, 'nurse')))
  const b = await bench.joiner(a)
  const subject = await register(b)
  valueOf(await b.keeper.write([allergy(subject)]))
  await sync(b)
  await sync(a)
  valueOf(await a.keeper.write([vitals(subject)]))
  await sync(a)
  const ids = await idsOf(a)
  const { bytes } = valueOf(await a.keeper.exportSealed(() => undefined))
  const code = sheet.groups.join('')
  expect(valueOf(await a.keeper.tryBackup(bytes, code))).toMatchObject({ damaged: 0, facts: ids.length })

  const user = { key: a.tablet.running.room.ground.session!.user.key, passphrase: PASSPHRASE }
  const restored = bench.tablet()
  const c = { tablet: restored, keeper: await restored.start() }
  expect(valueOf(await c.keeper.restore(bytes, code, user)).damaged).toBe(0)
  expect((await chartOf(c, subject)).statements.allergy).toHaveLength(1)
  // The sheet gave its user a new key: somebody has to vouch for it, the hub's code does.
  valueOf(await c.keeper.replica.enrol(await bench.hub.invite(scopeOf(c), 'nurse')))
  valueOf(await c.keeper.write([vitals(subject, 171)]))
  await sync(c)
  await sync(b)
  expect(await idsOf(b)).toEqual(await idsOf(c))
  expect(await c.keeper.replica.state()).toMatchObject({ unsent: 0, held: 0, problem: null })
})

test('a clinic that never met a hub says so and works as before', async () => {
  const tablet = bench.tablet(null)
  const keeper = await tablet.start()
  valueOf(await keeper.createClinic(PLAN))
  expect(await keeper.replica.state()).toMatchObject({ phase: 'none', hub: null })
  expect(await keeper.replica.syncNow()).toMatchObject({ problem: { code: 'no-hub' } })
})
