import type { Role } from '#domain/record/kinds/staff.ts'
import { decodeBreakGlassResponse } from '#contract/sync/break-glass.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  certificateIn,
  codeOf,
  enrolledClinic,
  joined,
  openPeople,
  sure,
  Tablet,
  type PeopleBench,
} from './people.fixture.ts'

const PERSON = 'person-of-qingshi'
const WHY = 'unconscious after a fall, nobody with her'
let bench: PeopleBench
let clinic: Awaited<ReturnType<typeof enrolledClinic>>

beforeEach(async () => {
  bench = await openPeople()
  clinic = await enrolledClinic(bench.people)
  const facts = [1, 2, 3].map(() => clinic.tablet.note(clinic.clinic.scope, PERSON))
  await bench.base.store.facts.append(facts)
})
afterEach(() => bench.close())

const callerOf = async (tablet: Tablet) => {
  const authorization = tablet.authorization('GET', '/', new Uint8Array(0), bench.clock.nowMs)
  return sure(await bench.people.caller({ authorization, method: 'GET', path: '/', body: null }))
}
const breakGlass = async (tablet: Tablet, subject = PERSON) =>
  bench.people.breakGlass(await callerOf(tablet), { v: 1, subject, why: WHY })

describe('the record of a person of another clinic', () => {
  test('is shown in an emergency with who wrote it, and that is written down first', async () => {
    const { tablet } = await enrolledClinic(bench.people, 'nurse')
    const answer = decodeBreakGlassResponse(sure(await breakGlass(tablet)))!
    const facts = await bench.base.store.facts.ofSubject(PERSON)
    expect(answer.facts).toEqual(facts.map(({ bytes }) => bytes))
    expect(answer.certificates.map((signed) => certificateIn(signed).key)).toEqual([clinic.tablet.key])
    const [note] = await bench.base.store.log.notes({ what: 'break-glass', limit: 5 })
    expect(note).toMatchObject({
      by: tablet.key,
      subject: PERSON,
      scope: clinic.clinic.scope,
      why: WHY,
      atMs: bench.clock.nowMs,
    })
  })

  test('is not shown when it cannot be written down', async () => {
    const { tablet } = await enrolledClinic(bench.people)
    const { log } = bench.base.store
    const note = log.note.bind(log)
    log.note = () => Promise.reject(new Error('disk full'))
    await expect(breakGlass(tablet)).rejects.toThrow('disk full')
    log.note = note
  })

  test.each(['screener', 'teacher', 'student'] as const)('is not shown to a %s', async (role) => {
    const { tablet } = await enrolledClinic(bench.people, role)
    expect(codeOf(await breakGlass(tablet))).toBe('no-right')
    expect(await bench.base.store.log.notes({ what: 'break-glass', limit: 5 })).toEqual([])
  })

  test('is not shown to strangers, nor after a lease has ended or a key was revoked', async () => {
    const { people, clock } = bench
    expect(codeOf(await breakGlass(new Tablet()))).toBe('no-right')
    const [revoked, lapsed] = [await enrolledClinic(people), await enrolledClinic(people)]
    sure(await people.revoke({ key: revoked.tablet.key, why: 'left' }, 'terminal'))
    expect(codeOf(await breakGlass(revoked.tablet))).toBe('no-right')
    clock.nowMs += 91 * 24 * 60 * 60_000
    expect(codeOf(await breakGlass(lapsed.tablet))).toBe('no-right')
  })

  test('that nobody has is noted all the same', async () => {
    const { tablet } = await enrolledClinic(bench.people)
    expect(codeOf(await breakGlass(tablet, 'nobody'))).toBe('nobody-at-hub')
    expect(await bench.base.store.log.notes({ subject: 'nobody', limit: 5 })).toHaveLength(1)
  })

  test('is shown ten times a day to one user, also over a restart and many at once', async () => {
    const { tablet } = await enrolledClinic(bench.people)
    const caller = await callerOf(tablet)
    const all = await Promise.all(Array.from({ length: 14 }, () => breakGlass(tablet)))
    expect(all.filter(({ ok }) => ok)).toHaveLength(10)
    const again = await bench.again()
    const once = { v: 1, subject: PERSON, why: WHY } as const
    expect(await again.breakGlass(caller, once)).toMatchObject({
      problem: { code: 'break-glass-too-often', details: { untilMs: bench.clock.nowMs + 86_400_000 } },
    })
    bench.clock.nowMs += 86_400_000
    expect(codeOf(await again.breakGlass(caller, once))).toBeNull()
  })
})

describe('who opened a chart', () => {
  test('is known to the clinic that cares for the person, with name, role and reason', async () => {
    const { people, base, clock } = bench
    const { tablet: nurse } = await joined(people, clinic.clinic.scope, 'nurse')
    const scope = clinic.clinic.scope
    const opening = { subject: PERSON, scope, why: '', atMs: clock.nowMs } as const
    await base.store.log.note([
      { what: 'opened', by: nurse.key, ...opening },
      { what: 'export', by: 'somebody-unknown', ...opening },
      { what: 'blob', by: nurse.key, ...opening },
    ])
    const { tablet: elsewhere } = await enrolledClinic(people, 'specialist')
    sure(await breakGlass(elsewhere))
    const { openings } = sure(await people.openings(await callerOf(clinic.tablet), PERSON))
    expect(openings).toEqual([
      { by: 'Chen Lan', role: 'specialist', atMs: clock.nowMs, what: 'break-glass', why: WHY },
      { by: 'somebody-unknown', role: null, atMs: clock.nowMs, what: 'export', why: '' },
      { by: 'Wang Fang', role: 'nurse', atMs: clock.nowMs, what: 'opened', why: '' },
    ])
  })

  test('is nobody else’s business', async () => {
    const { people } = bench
    const { tablet: elsewhere } = await enrolledClinic(people)
    sure(await breakGlass(elsewhere))
    for (const tablet of [elsewhere, new Tablet()])
      expect(codeOf(await people.openings(await callerOf(tablet), PERSON))).toBe('no-right')
    sure(await people.revoke({ key: clinic.tablet.key, why: 'left' }, 'terminal'))
    expect(codeOf(await people.openings(await callerOf(clinic.tablet), PERSON))).toBe('no-right')
  })
})

describe('a held fact', () => {
  const held = async (why: 'lease' | 'signature', by: Tablet, role: Role | null = 'clinician') => {
    const fact = by.note(clinic.clinic.scope, 'p2', why)
    await bench.base.store.facts.append([fact])
    return { fact, role }
  }

  test('is listed without what it says, and let go on by a hub keeper with a reason', async () => {
    const { people } = bench
    const { fact } = await held('lease', clinic.tablet)
    const listed = await people.held()
    expect(listed.held).toEqual([
      {
        id: fact.id,
        why: 'lease',
        kind: 'note',
        scope: clinic.clinic.scope,
        clinicName: clinic.clinic.name,
        key: clinic.tablet.key,
        authorName: 'Chen Lan',
        device: clinic.tablet.device,
        by: clinic.tablet.key,
        receivedAtMs: fact.receivedAtMs,
        releasable: true,
      },
    ])
    const ids = [fact.id]
    expect(sure(await people.release({ ids, why: 'it was on leave' }, 'account:x'))).toEqual({ released: 1 })
    expect(await bench.base.store.facts.byId(fact.id)).not.toBeNull()
    expect((await people.held()).held).toEqual([])
    const [note] = await bench.base.store.log.notes({ what: 'released', limit: 1 })
    expect(note).toMatchObject({ by: 'account:x', why: 'lease: it was on leave', subject: 'p2' })
  })

  test('that nobody known has signed stays where it is', async () => {
    const { people } = bench
    const { fact: forged } = await held('signature', clinic.tablet)
    const { fact: sound } = await held('lease', clinic.tablet)
    const { fact: unknown } = await held('lease', new Tablet())
    expect((await people.held()).held.filter(({ releasable }) => releasable).map(({ id }) => id)).toEqual([
      sound.id,
    ])
    for (const { id } of [forged, unknown])
      expect(codeOf(await people.release({ ids: [sound.id, id], why: 'all of them' }, 'x'))).toBe(
        'held-unsound',
      )
    expect((await people.held()).held).toHaveLength(3)
    expect(codeOf(await people.release({ ids: [sound.id], why: '' }, 'x'))).toBe('request-not-understood')
  })
})
