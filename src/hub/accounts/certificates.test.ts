import { decodeSigned } from '#contract/sync/signed.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifies } from '../hub-keys.ts'
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

const DAY_MS = 24 * 60 * 60_000
let bench: PeopleBench

beforeEach(async () => {
  bench = await openPeople()
})
afterEach(() => bench.close())

describe('a lease', () => {
  test('lasts ninety days, is renewed in its second half, and ends', async () => {
    const { people, clock } = bench
    const { tablet, response } = await enrolledClinic(people)
    const first = certificateIn(response.certificate)
    expect(first.notAfterMs - clock.nowMs).toBe(90 * DAY_MS)
    clock.nowMs += 44 * DAY_MS
    expect(await people.renewed(tablet.key)).toBeNull()
    clock.nowMs += 2 * DAY_MS
    const renewed = certificateIn((await people.renewed(tablet.key))!)
    expect(renewed.notAfterMs - clock.nowMs).toBe(90 * DAY_MS)
    expect(renewed.serial).toBeGreaterThan(first.serial)
    expect(await people.renewed(tablet.key)).toBeNull()
    clock.nowMs += 90 * DAY_MS
    expect(people.certificate(tablet.key)?.state).toBe('known')
    clock.nowMs += 1
    expect(people.certificate(tablet.key)?.state).toBe('lapsed')
    expect(await people.renewed(tablet.key)).toBeNull()
  })

  test('that has ended comes back by a new invitation, and held facts are judged again', async () => {
    const { people, clock } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const restored: string[] = []
    people.onRestored((key) => restored.push(key))
    clock.nowMs += 91 * DAY_MS
    expect(people.certificate(tablet.key)?.state).toBe('lapsed')
    await joined(people, clinic.scope, 'clinician', tablet)
    expect(people.certificate(tablet.key)?.state).toBe('known')
    expect(restored).toEqual([tablet.key])
  })
})

describe('certificates', () => {
  test('are signed by the hub, and their serials go on after a restart', async () => {
    const { people, base } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const again = await bench.again()
    expect(again.certificate(tablet.key)?.state).toBe('known')
    const { response } = await joined(again, clinic.scope, 'nurse')
    const { payload, signature } = decodeSigned(response.certificate)!
    expect(verifies(base.keys.signingKey, signature, payload)).toBe(true)
    expect(certificateIn(response.certificate).serial).toBe(2)
  })

  test('of a scope come after a serial, each key’s last one', async () => {
    const { people, clock } = bench
    const one = await enrolledClinic(people)
    const other = await enrolledClinic(people)
    const nurse = await joined(people, one.clinic.scope, 'nurse')
    const keysAfter = (serial: number, scopes: string[]) =>
      people.certificatesAfter(serial, scopes).map((signed) => certificateIn(signed).key)
    expect(keysAfter(0, [one.clinic.scope])).toEqual([one.tablet.key, nurse.tablet.key])
    expect(keysAfter(1, [one.clinic.scope])).toEqual([nurse.tablet.key])
    expect(keysAfter(0, [other.clinic.scope])).toEqual([other.tablet.key])
    expect(keysAfter(3, [one.clinic.scope, other.clinic.scope])).toEqual([])
    clock.nowMs += 50 * DAY_MS
    await people.renewed(one.tablet.key)
    expect(keysAfter(0, [one.clinic.scope])).toEqual([nurse.tablet.key, one.tablet.key])
    expect(keysAfter(3, [one.clinic.scope])).toEqual([one.tablet.key])
  })

  test('many at once get serials without a gap', async () => {
    const { people } = bench
    const { clinic } = await enrolledClinic(people)
    const all = await Promise.all(Array.from({ length: 20 }, () => joined(people, clinic.scope, 'nurse')))
    const serials = all.map(({ response }) => certificateIn(response.certificate).serial)
    expect(serials.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2))
  })
})

describe('revoking', () => {
  test('a key is for good: no renewal, no invitation, no voucher brings it back', async () => {
    const { people } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const nurse = await joined(people, clinic.scope, 'nurse')
    sure(await people.revoke({ key: nurse.tablet.key, why: 'left the clinic' }, 'terminal'))
    expect(people.certificate(nurse.tablet.key)?.state).toBe('revoked')
    expect(people.revokedKeys()).toEqual([nurse.tablet.key])
    expect(await people.renewed(nurse.tablet.key)).toBeNull()
    await expect(joined(people, clinic.scope, 'nurse', nurse.tablet)).rejects.toThrow('key-revoked')
    await people.vouch(nurse.tablet.staff('nurse'), tablet.key, clinic.scope, tablet.device)
    expect(people.certificate(nurse.tablet.key)?.state).toBe('revoked')
    const again = await bench.again()
    expect(again.certificate(nurse.tablet.key)?.state).toBe('revoked')
    expect(again.revokedKeys()).toEqual([nurse.tablet.key])
    const [note] = await bench.base.store.log.notes({ what: 'revoked', limit: 10 })
    expect(note).toMatchObject({ by: 'terminal', why: `${nurse.tablet.key}: left the clinic` })
  })

  test('a tablet takes every user of it; asking it to wipe itself goes with its users to a new id', async () => {
    const { people } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const colleague = new Tablet(tablet.device)
    await joined(people, clinic.scope, 'nurse', colleague)
    const { revoked } = sure(
      await people.revoke({ device: tablet.device, why: 'stolen', wipe: true }, 'terminal'),
    )
    expect(revoked.toSorted()).toEqual([tablet.key, colleague.key].toSorted())
    expect(people.wipeOrdered(tablet.device)).toBe(true)
    people.seen('another-device', { key: tablet.key, app: '1.0.0', seq: 3 })
    expect(people.wipeOrdered('another-device')).toBe(true)
    expect(people.wipeOrdered('of-a-neighbour')).toBe(false)
  })

  test('a wipe may follow a revocation, and is kept over a restart with who was told and what was answered', async () => {
    const { people } = bench
    const { tablet } = await enrolledClinic(people)
    sure(await people.revoke({ key: tablet.key, why: 'lost' }, 'terminal'))
    expect(people.wipeOrdered(tablet.device)).toBe(false)
    sure(await people.revoke({ key: tablet.key, why: 'surely lost', wipe: true }, 'terminal'))
    expect(people.wipeOrdered(tablet.device)).toBe(true)
    expect(codeOf(await people.wiped(tablet.device, new Tablet().key))).toBe('no-wipe-asked')
    expect(codeOf(await people.wiped(tablet.device, tablet.key))).toBeNull()
    await people.close()
    const [device] = await (await bench.again()).devices()
    expect(device).toMatchObject({
      device: tablet.device,
      wipe: { why: 'surely lost', toldAtMs: bench.clock.nowMs, answeredAtMs: bench.clock.nowMs },
      keys: [{ key: tablet.key, state: 'revoked', revokedWhy: 'lost' }],
    })
  })

  test.each([
    [{ why: 'no reason to be seen' }, 'request-not-understood'],
    [{ key: 'a', device: 'b', why: 'both' }, 'request-not-understood'],
    [{ key: 'a', why: ' ' }, 'request-not-understood'],
    [{ key: 'nobody', why: 'not known' }, 'no-such-key'],
  ])('%j is refused', async (given, code) => {
    expect(codeOf(await bench.people.revoke(given, 'terminal'))).toBe(code)
  })

  test('a colleague may remove whom they may vouch for, and themselves', async () => {
    const { people } = bench
    const { tablet: nurse, clinic } = await enrolledClinic(people, 'nurse')
    const { tablet: specialist } = await joined(people, clinic.scope, 'specialist')
    const { tablet: student } = await joined(people, clinic.scope, 'student')
    const { tablet: stranger } = await enrolledClinic(people)
    const callerOf = async (tablet: Tablet) => {
      const atMs = bench.clock.nowMs
      const authorization = tablet.authorization('POST', '/api/sync', new Uint8Array(0), atMs)
      const request = { authorization, method: 'POST', path: '/api/sync', body: null }
      return sure(await people.caller(request))
    }
    const remove = async (who: Tablet, by: Tablet) =>
      codeOf(await people.revokeColleague(who.key, 'left', await callerOf(by)))
    expect(await remove(specialist, nurse)).toBe('no-right')
    expect(await remove(nurse, student)).toBe('no-right')
    expect(await remove(nurse, stranger)).toBe('no-right')
    expect(await remove(student, nurse)).toBeNull()
    expect(await remove(nurse, nurse)).toBeNull()
    expect(await remove(specialist, nurse)).toBe('no-right')
  })
})

describe('a staff fact', () => {
  const vouched = async (by: 'clinician' | 'nurse' | 'student', role: 'specialist' | 'nurse' | 'keeper') => {
    const { people } = bench
    const { tablet, clinic } = await enrolledClinic(people, by)
    const colleague = new Tablet(tablet.device)
    await people.vouch(colleague.staff(role), tablet.key, clinic.scope, tablet.device)
    return people.role(colleague.key, clinic.scope)
  }

  test.each([
    ['clinician', 'specialist', 'specialist'],
    ['clinician', 'nurse', 'nurse'],
    ['nurse', 'nurse', 'nurse'],
    ['nurse', 'specialist', null],
    ['student', 'nurse', null],
    ['clinician', 'keeper', null],
  ] as const)('by a %s for a %s gives %s', async (by, role, given) => {
    expect(await vouched(by, role)).toBe(given)
  })

  test('certifies the key that it names, on that tablet, and its facts are judged again', async () => {
    const { people } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const restored: string[] = []
    people.onRestored((key) => restored.push(key))
    const colleague = new Tablet(tablet.device)
    await people.vouch(colleague.staff('nurse'), tablet.key, clinic.scope, tablet.device)
    expect(people.certificate(colleague.key)).toMatchObject({
      state: 'known',
      certificate: { device: tablet.device, name: 'Wang Fang', key: colleague.key },
    })
    expect(restored).toEqual([colleague.key])
    const [note] = await bench.base.store.log.notes({ what: 'certificate', limit: 1 })
    expect(note).toMatchObject({ by: tablet.key, scope: clinic.scope, why: `${colleague.key} nurse` })
  })

  test('whose key is not the fingerprint of its signing key certifies nobody', async () => {
    const { people } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const [colleague, thief] = [new Tablet(), new Tablet()]
    const forged = { ...colleague.staff('nurse'), signingKey: thief.staff('nurse').signingKey }
    await people.vouch(forged, tablet.key, clinic.scope, tablet.device)
    await people.vouch(
      { ...thief.staff('nurse'), agreementKey: 'short' },
      tablet.key,
      clinic.scope,
      tablet.device,
    )
    expect(people.certificate(colleague.key)).toBeNull()
    expect(people.certificate(thief.key)).toBeNull()
  })

  test('says nothing in another scope, for oneself, of a stranger, or against a role that stands', async () => {
    const { people } = bench
    const { tablet: nurse, clinic } = await enrolledClinic(people, 'nurse')
    const { clinic: other } = await enrolledClinic(people)
    const { tablet: specialist } = await joined(people, clinic.scope, 'specialist')
    const colleague = new Tablet()
    await people.vouch(colleague.staff('nurse'), nurse.key, other.scope, nurse.device)
    await people.vouch(colleague.staff('nurse'), new Tablet().key, clinic.scope, nurse.device)
    expect(people.certificate(colleague.key)).toBeNull()
    await people.vouch(nurse.staff('clinician'), nurse.key, clinic.scope, nurse.device)
    expect(people.role(nurse.key, clinic.scope)).toBe('nurse')
    await people.vouch(specialist.staff('student'), nurse.key, clinic.scope, nurse.device)
    expect(people.role(specialist.key, clinic.scope)).toBe('specialist')
  })

  test('by somebody whose lease has ended, or whose key was revoked, certifies nobody', async () => {
    const { people, clock } = bench
    const { tablet, clinic } = await enrolledClinic(people)
    const { tablet: nurse } = await joined(people, clinic.scope, 'nurse')
    sure(await people.revoke({ key: nurse.key, why: 'left' }, 'terminal'))
    const colleague = new Tablet()
    await people.vouch(colleague.staff('nurse'), nurse.key, clinic.scope, nurse.device)
    clock.nowMs += 91 * DAY_MS
    await people.vouch(colleague.staff('nurse'), tablet.key, clinic.scope, tablet.device)
    expect(people.certificate(colleague.key)).toBeNull()
  })
})
