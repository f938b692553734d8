import { HUB_SCOPE } from '#contract/sync/hub-page.ts'
import { readInvitation, type EnrolRequest } from '#contract/sync/enrolment.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifies } from '../hub-keys.ts'
import {
  certificateIn,
  codeOf,
  enrolledClinic,
  GOOD_PASSWORD,
  joined,
  newClinic,
  openPeople,
  sure,
  Tablet,
  tokenOf,
  type PeopleBench,
} from './people.fixture.ts'

const HOUR_MS = 60 * 60_000
let bench: PeopleBench

beforeEach(async () => {
  bench = await openPeople()
})
afterEach(() => bench.close())

const enrol = (
  tablet: Tablet,
  request: EnrolRequest,
  { session = null, address = '10.0.0.9' }: { session?: string | null; address?: string } = {},
) => bench.people.enrol(request, { key: tablet.key, token: session, address })
const inviteTo = async (scope: string | null, more: { uses?: number; hours?: number } = {}) =>
  sure(await bench.people.invite({ scope, role: 'nurse', ...more }, 'terminal'))

describe('an invitation', () => {
  test('that brings a clinic makes it known with its first tablet', async () => {
    const { people, base } = bench
    const { tablet, clinic, response } = await enrolledClinic(people)
    expect(people.clinic(clinic.scope)).toEqual(clinic)
    expect(response).toMatchObject({ clinic, hub: base.keys.hub, hubEpoch: base.store.hubEpoch })
    const certificate = certificateIn(response.certificate)
    expect(certificate).toMatchObject({
      key: tablet.key,
      device: tablet.device,
      name: 'Chen Lan',
      grants: [{ scope: clinic.scope, role: 'clinician' }],
    })
    expect(verifies(response.hubSigningKey, new Uint8Array(64), new Uint8Array(1))).toBe(false)
    const [note] = await base.store.log.notes({ what: 'enrolled', limit: 1 })
    expect(note).toMatchObject({ by: tablet.key, scope: clinic.scope })
  })

  test('says in its code which hub, which clinic and which role', async () => {
    const { clinic } = await enrolledClinic(bench.people)
    const { text, invitation } = await inviteTo(clinic.scope)
    expect(readInvitation(text)).toMatchObject({
      hub: bench.base.keys.hub,
      hubName: 'Qingshi County Hub',
      clinic: { scope: clinic.scope, name: clinic.name },
      role: 'nurse',
    })
    expect(readInvitation(text)!.token).toMatch(/^[\w-]{22}$/)
    expect(invitation).toMatchObject({ state: 'open', usesLeft: 1, madeBy: 'terminal' })
    expect(JSON.stringify(bench.people.invitations())).not.toContain(tokenOf(text))
  })

  test('is good once; the same key gets the same answer again', async () => {
    const { people } = bench
    const { clinic } = await enrolledClinic(people)
    const { text } = await inviteTo(clinic.scope)
    const tablet = new Tablet()
    const request = tablet.enrolment(tokenOf(text))
    const first = sure(await enrol(tablet, request))
    expect(sure(await enrol(tablet, request)).certificate).toEqual(first.certificate)
    const other = new Tablet()
    expect(codeOf(await enrol(other, other.enrolment(tokenOf(text))))).toBe('invitation-used')
    expect(people.invitations()[0]).toMatchObject({ state: 'used', usesLeft: 0 })
  })

  test('for several is good so often, also when all come at once', async () => {
    const { clinic } = await enrolledClinic(bench.people)
    const { text } = await inviteTo(clinic.scope, { uses: 3 })
    const tablets = Array.from({ length: 8 }, () => new Tablet())
    const outcomes = await Promise.all(tablets.map((each) => enrol(each, each.enrolment(tokenOf(text)))))
    expect(outcomes.map(codeOf).filter((code) => code === null)).toHaveLength(3)
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set([null, 'invitation-used']))
  })

  test('ends after a day, or when it is withdrawn', async () => {
    const { people, clock } = bench
    const { clinic } = await enrolledClinic(people)
    const [kept, withdrawn] = [await inviteTo(clinic.scope), await inviteTo(clinic.scope)]
    sure(await people.withdrawInvitation(withdrawn.invitation.id, 'terminal'))
    expect(codeOf(await people.withdrawInvitation(withdrawn.invitation.id, 'terminal'))).toBe(
      'no-such-invitation',
    )
    const tablet = new Tablet()
    expect(codeOf(await enrol(tablet, tablet.enrolment(tokenOf(withdrawn.text))))).toBe(
      'invitation-withdrawn',
    )
    clock.nowMs += 24 * HOUR_MS + 1
    expect(codeOf(await enrol(tablet, tablet.enrolment(tokenOf(kept.text))))).toBe('invitation-expired')
    clock.nowMs += 24 * HOUR_MS
    await inviteTo(clinic.scope)
    expect(people.invitations()).toHaveLength(1)
    expect(codeOf(await enrol(tablet, tablet.enrolment(tokenOf(kept.text))))).toBe('invitation-unknown')
  })

  test('to one clinic lets no tablet of another in', async () => {
    const { people } = bench
    const { clinic } = await enrolledClinic(people)
    const other = await enrolledClinic(people)
    const { text } = await inviteTo(clinic.scope)
    const colleague = new Tablet(other.tablet.device)
    const request = colleague.enrolment(tokenOf(text), other.clinic)
    expect(codeOf(await enrol(colleague, request))).toBe('hub-another-clinic')
  })

  test('that brings a clinic claims none that is known', async () => {
    const { people } = bench
    const { clinic } = await enrolledClinic(people)
    const { text } = await inviteTo(null)
    const thief = new Tablet()
    const claim = { ...newClinic(clinic.scope), name: 'Mine now' }
    expect(codeOf(await enrol(thief, thief.enrolment(tokenOf(text), claim)))).toBe('clinic-taken')
    expect(codeOf(await enrol(thief, thief.enrolment(tokenOf(text))))).toBe('clinic-needed')
    expect(people.clinic(clinic.scope)?.name).toBe(clinic.name)
    expect(people.role(thief.key, clinic.scope)).toBeNull()
  })

  test('that brought a clinic and has uses left brings colleagues into it', async () => {
    const { text } = await inviteTo(null, { uses: 2 })
    const clinic = newClinic()
    const [first, second] = [new Tablet(), new Tablet()]
    sure(await enrol(first, first.enrolment(tokenOf(text), clinic)))
    sure(await enrol(second, second.enrolment(tokenOf(text))))
    expect(bench.people.role(second.key, clinic.scope)).toBe('nurse')
  })

  test('for a second clinic adds to what a key may, and a new role takes the place of the old', async () => {
    const { people } = bench
    const [one, other] = [await enrolledClinic(people), await enrolledClinic(people)]
    await joined(people, other.clinic.scope, 'specialist', one.tablet)
    await joined(people, one.clinic.scope, 'teacher', one.tablet)
    expect(people.grantsOf(one.tablet.key)).toEqual([
      { scope: other.clinic.scope, role: 'specialist' },
      { scope: one.clinic.scope, role: 'teacher' },
    ])
  })

  test('is not guessed: an address that tries waits, longer each time, and over a restart', async () => {
    const { people, clock } = bench
    const { clinic } = await enrolledClinic(people)
    const { text } = await inviteTo(clinic.scope)
    const tablet = new Tablet()
    const guess = () => enrol(tablet, tablet.enrolment('AAAAAAAAAAAAAAAAAAAAAA'), { address: '10.9.9.9' })
    for (let i = 0; i < 20; i++) expect(codeOf(await guess())).toBe('invitation-unknown')
    expect(await guess()).toMatchObject({ problem: { code: 'too-many-tries', details: { waitS: 30 } } })
    const request = tablet.enrolment(tokenOf(text))
    const right = { key: tablet.key, token: null, address: '10.9.9.9' }
    const again = await bench.again()
    expect(codeOf(await again.enrol(request, right))).toBe('too-many-tries')
    clock.nowMs += 30_000
    expect(codeOf(await guess())).toBe('invitation-unknown')
    expect(await guess()).toMatchObject({ problem: { details: { waitS: 60 } } })
    expect(codeOf(await enrol(tablet, request, { address: '10.0.0.3' }))).toBeNull()
  })

  test.each([
    [{ scope: 'no-such', role: 'nurse' }, 'no-such-clinic'],
    [{ scope: null, role: 'keeper' }, 'request-not-understood'],
    [{ scope: null, role: 'nurse', uses: 0 }, 'request-not-understood'],
    [{ scope: null, role: 'nurse', hours: 100_000 }, 'request-not-understood'],
    [{ scope: HUB_SCOPE, role: 'nurse' }, 'request-not-understood'],
    [undefined, 'request-not-understood'],
  ])('%j cannot be made', async (given, code) => {
    expect(codeOf(await bench.people.invite(given as never, 'terminal'))).toBe(code)
  })
})

describe('a clinician', () => {
  const callerOf = async (tablet: Tablet) => {
    const atMs = bench.clock.nowMs
    const authorization = tablet.authorization('POST', '/api/invitations', new Uint8Array(0), atMs)
    return sure(
      await bench.people.caller({ authorization, method: 'POST', path: '/api/invitations', body: null }),
    )
  }

  test('invites colleagues into their own clinic, none above themselves', async () => {
    const { people } = bench
    const { tablet, clinic } = await enrolledClinic(people, 'nurse')
    const { clinic: other } = await enrolledClinic(people)
    const invite = async (scope: string | null, role: 'nurse' | 'specialist', by = tablet) =>
      people.inviteColleague({ scope, role }, await callerOf(by))
    const made = sure(await invite(clinic.scope, 'nurse'))
    expect(made.invitation.madeBy).toBe('Chen Lan')
    expect(codeOf(await invite(clinic.scope, 'specialist'))).toBe('no-right')
    expect(codeOf(await invite(other.scope, 'nurse'))).toBe('no-right')
    expect(codeOf(await invite(null, 'nurse'))).toBe('no-right')
    expect(codeOf(await invite(clinic.scope, 'nurse', new Tablet()))).toBe('no-right')
    const { tablet: student } = await joined(people, clinic.scope, 'student')
    expect(codeOf(await invite(clinic.scope, 'nurse', student))).toBe('no-right')
  })
})

describe('an account that is signed in', () => {
  const account = async (grants: { scope: string; role: 'nurse' | 'specialist' | 'keeper' }[]) => {
    const { people } = bench
    const added = sure(
      await people.addAccount(
        { login: 'wang.fang', name: 'Wang Fang', password: GOOD_PASSWORD, grants },
        'terminal',
      ),
    )
    const { token } = sure(await people.signIn('wang.fang', GOOD_PASSWORD, '10.0.0.1', null))
    return { id: added.id, session: token }
  }

  test('enrols a tablet with what the account may, and a change of it comes with the next certificate', async () => {
    const { people } = bench
    const [one, other] = [await enrolledClinic(people), await enrolledClinic(people)]
    const { id, session } = await account([{ scope: one.clinic.scope, role: 'nurse' }])
    const tablet = new Tablet()
    const response = sure(await enrol(tablet, tablet.enrolment(null), { session }))
    expect(response.clinic).toEqual(one.clinic)
    const first = certificateIn(response.certificate)
    expect(first).toMatchObject({ name: 'Wang Fang', grants: [{ scope: one.clinic.scope, role: 'nurse' }] })
    const grants = [{ scope: other.clinic.scope, role: 'specialist' as const }]
    sure(await people.changeAccount(id, { grants }, 'terminal'))
    expect(people.grantsOf(tablet.key)).toEqual(grants)
    expect(people.certificatesAfter(first.serial, [other.clinic.scope])).toHaveLength(1)
  })

  test('that is closed closes its tablets until it is opened again', async () => {
    const { people } = bench
    const { clinic } = await enrolledClinic(people)
    const { id, session } = await account([{ scope: clinic.scope, role: 'nurse' }])
    const tablet = new Tablet()
    sure(await enrol(tablet, tablet.enrolment(null), { session }))
    const restored: string[] = []
    people.onRestored((key) => restored.push(key))
    sure(await people.changeAccount('wang.fang', { disabled: true }, 'terminal'))
    expect(people.certificate(tablet.key)?.state).toBe('lapsed')
    expect(await people.renewed(tablet.key)).toBeNull()
    expect(codeOf(await enrol(tablet, tablet.enrolment(null), { session }))).toBe('not-invited')
    expect(codeOf(await people.signIn('wang.fang', GOOD_PASSWORD, '10.0.0.1', null))).toBe('sign-in-wrong')
    sure(await people.changeAccount(id, { disabled: false }, 'terminal'))
    expect(people.certificate(tablet.key)?.state).toBe('known')
    expect(restored).toEqual([tablet.key])
  })

  test('signs in again when a lease has ended', async () => {
    const { people, clock } = bench
    const { clinic } = await enrolledClinic(people)
    const { session } = await account([{ scope: clinic.scope, role: 'nurse' }])
    const tablet = new Tablet()
    sure(await enrol(tablet, tablet.enrolment(null), { session }))
    clock.nowMs += 91 * 24 * HOUR_MS
    expect(codeOf(await enrol(tablet, tablet.enrolment(null), { session }))).toBe('not-invited')
    const again = sure(await people.signIn('wang.fang', GOOD_PASSWORD, '10.0.0.1', session))
    sure(await enrol(tablet, tablet.enrolment(null), { session: again.token }))
    expect(people.certificate(tablet.key)?.state).toBe('known')
  })

  test('gets into no clinic where it has no right, and brings one only if it keeps the hub', async () => {
    const { people } = bench
    const { clinic } = await enrolledClinic(people)
    const { session, id } = await account([])
    const tablet = new Tablet()
    expect(codeOf(await enrol(tablet, tablet.enrolment(null, clinic), { session }))).toBe('clinic-taken')
    const mine = newClinic()
    expect(codeOf(await enrol(tablet, tablet.enrolment(null, mine), { session }))).toBe('not-invited')
    const keeper = { scope: HUB_SCOPE, role: 'keeper' as const }
    sure(await people.changeAccount(id, { grants: [keeper] }, 'terminal'))
    const response = sure(await enrol(tablet, tablet.enrolment(null, mine), { session }))
    expect(certificateIn(response.certificate).grants).toEqual([{ scope: mine.scope, role: 'clinician' }])
  })

  test('is needed where there is no invitation', async () => {
    const tablet = new Tablet()
    expect(codeOf(await enrol(tablet, tablet.enrolment(null), {}))).toBe('not-invited')
    expect(codeOf(await enrol(tablet, tablet.enrolment(null), { session: 'x'.repeat(43) }))).toBe(
      'not-invited',
    )
  })
})
