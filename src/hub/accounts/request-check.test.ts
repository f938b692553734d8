import { base64url } from '#contract/record/base64url.ts'
import { authorizationHeader, claimBytes } from '#contract/sync/request-claim.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../hub-keys.ts'
import { codeOf, enrolledClinic, joined, openPeople, Tablet, type PeopleBench } from './people.fixture.ts'

const MINUTE_MS = 60_000
const body = new TextEncoder().encode('what is asked')
let bench: PeopleBench

beforeAll(async () => {
  bench = await openPeople()
})
afterAll(() => bench.close())

const ask = (authorization: string | undefined, path = '/api/sync', sent: Uint8Array = body) =>
  bench.people.caller({ authorization, method: 'POST', path, body: sent })
const header = (tablet: Tablet, offsetMs = 0, nonce?: string) =>
  tablet.authorization('POST', '/api/sync', body, bench.clock.nowMs + offsetMs, nonce)

describe('a signed request', () => {
  test('says whose key asks, and who that is at this hub', async () => {
    const { tablet, clinic } = await enrolledClinic(bench.people)
    const known = await ask(header(tablet))
    expect(known).toMatchObject({
      ok: true,
      value: {
        key: tablet.key,
        state: 'known',
        certificate: { grants: [{ scope: clinic.scope, role: 'clinician' }] },
      },
    })
    expect(await ask(header(new Tablet()))).toMatchObject({
      ok: true,
      value: { state: 'stranger', certificate: null },
    })
  })

  test('counts for what was signed alone: path, method, body', async () => {
    const tablet = new Tablet()
    expect(codeOf(await ask(header(tablet), '/api/offer'))).toBe('request-signature')
    expect(codeOf(await ask(header(tablet), '/api/sync?x'))).toBe('request-signature')
    expect(codeOf(await ask(header(tablet), '/api/sync', body.slice(1)))).toBe('request-signature')
    expect(codeOf(await ask(header(tablet), '/api/sync', new Uint8Array(0)))).toBe('request-signature')
    expect(codeOf(await ask(header(tablet)))).toBeNull()
  })

  test('of somebody else’s key is no signature', async () => {
    const [tablet, other] = [new Tablet(), new Tablet()]
    const atMs = bench.clock.nowMs
    const nonce = 'AAAAAAAAAAAAAAAA'
    const bodyHash = base64url(sha256(body))
    const claim = claimBytes({ method: 'POST', path: '/api/sync', bodyHash, atMs, nonce })
    const forged = authorizationHeader(tablet.signingKey, { atMs, nonce }, other.sign(claim))
    expect(codeOf(await ask(forged))).toBe('request-signature')
  })

  test('is taken once', async () => {
    const tablet = new Tablet()
    const once = header(tablet)
    expect(codeOf(await ask(once))).toBeNull()
    expect(codeOf(await ask(once))).toBe('request-replayed')
    bench.clock.nowMs += 5 * MINUTE_MS
    expect(codeOf(await ask(once))).toBe('request-replayed')
    bench.clock.nowMs += MINUTE_MS
    expect(codeOf(await ask(once))).toBe('request-clock')
  })

  test('that a stranger made is not taken again once the key is known', async () => {
    const { clinic } = await enrolledClinic(bench.people)
    const tablet = new Tablet()
    const once = header(tablet)
    expect(await ask(once)).toMatchObject({ value: { state: 'stranger' } })
    await joined(bench.people, clinic.scope, 'nurse', tablet)
    expect(codeOf(await ask(once))).toBe('request-replayed')
    expect(await ask(header(tablet))).toMatchObject({ value: { state: 'known' } })
  })

  test('is taken five minutes either way of the hub’s clock, which the refusal tells', async () => {
    bench.clock.nowMs += 20 * MINUTE_MS
    const tablet = new Tablet()
    expect(codeOf(await ask(header(tablet, 5 * MINUTE_MS)))).toBeNull()
    expect(codeOf(await ask(header(tablet, -5 * MINUTE_MS)))).toBeNull()
    for (const off of [5 * MINUTE_MS + 1, -5 * MINUTE_MS - 1, 10 * 365 * 24 * 60 * MINUTE_MS])
      expect(await ask(header(tablet, off))).toMatchObject({
        ok: false,
        problem: { code: 'request-clock', details: { nowMs: bench.clock.nowMs } },
      })
  })

  test('from before a restart is not taken after it', async () => {
    const overheard = header(new Tablet())
    expect(codeOf(await ask(overheard))).toBeNull()
    bench.clock.nowMs += 1
    const restarted = await bench.again()
    const request = { authorization: overheard, method: 'POST', path: '/api/sync', body }
    expect(codeOf(await restarted.caller(request))).toBe('request-clock')
  })

  test.each([
    undefined,
    '',
    'Bearer abc',
    'Hinterland a b c d',
    `Hinterland ${'A'.repeat(43)} 12 ${'A'.repeat(16)} ${'!'.repeat(86)}`,
    `Hinterland ${'A'.repeat(100_000)}`,
  ])('without a signature is none: %#', async (authorization) => {
    expect(codeOf(await ask(authorization))).toBe('request-unsigned')
  })
})

test('refused requests are noted by their reason, but not every one of a flood', async () => {
  bench.clock.nowMs += 10 * MINUTE_MS
  for (let i = 0; i < 100; i++) await ask('nonsense')
  const noted = async () => {
    const notes = await bench.base.store.log.notes({ what: 'refused', limit: 200 })
    return notes.filter(({ atMs, why }) => atMs === bench.clock.nowMs && why === 'request-unsigned')
  }
  await expect.poll(noted).toHaveLength(10)
  expect(await noted()).toHaveLength(10)
})
