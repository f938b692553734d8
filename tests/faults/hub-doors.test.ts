import { mkdtempSync, rmSync } from 'node:fs'
import { request as rawRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify, type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64url } from '../../src/contract/record/base64url.ts'
import { encodeBreakGlassRequest } from '../../src/contract/sync/break-glass.ts'
import { decodeCertificate, encodeCertificate } from '../../src/contract/sync/certificate.ts'
import {
  decodeEnrolResponse,
  encodeEnrolRequest,
  type EnrolRequest,
} from '../../src/contract/sync/enrolment.ts'
import { decodeSigned, encodeSigned } from '../../src/contract/sync/signed.ts'
import { GOOD_PASSWORD, newClinic, sure, Tablet, tokenOf } from '../../src/hub/accounts/people.fixture.ts'
import { verifies } from '../../src/hub/hub-keys.ts'
import { openHub, type Hub } from '../../src/hub/hub.ts'

/*
 * The doors of a hub, tried as somebody would who wants in: over real HTTP, with the real hub behind them. Each try is
 * refused with its reason, and the reason is in the log.
 */
const DAY_MS = 24 * 60 * 60_000
const folder = mkdtempSync(join(tmpdir(), 'hinterland-doors-'))
let hub: Hub
let server: FastifyInstance
let origin: string
let skewMs = 0

beforeAll(async () => {
  const nowMs = () => Date.now() + skewMs
  hub = await openHub({
    folder,
    name: 'Qingshi County Hub',
    nowMs,
    say: { info() {}, warn() {}, error() {} },
  })
  server = fastify({ trustProxy: '127.0.0.1' })
  await hub.register(server)
  await server.listen({ host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const first = { login: 'li.na', name: 'Li Na', password: GOOD_PASSWORD }
  expect(await codeOf(await post('/api/setup', { json: { ...first, code: '0000-0000' } }))).toBe(
    'setup-code-wrong',
  )
  const made = await post('/api/setup', { json: { ...first, code: hub.people.setupCode() } })
  expect(await made.json()).toMatchObject({ needsSetup: false, account: { login: 'li.na', keepsHub: true } })
})

afterAll(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})

/** From another address each time, as the proxy says it, so that one test's tries do not count for the next. */
let addresses = 0
const newAddress = () => `10.1.${addresses >> 8}.${addresses++ & 255}`

interface Ask {
  readonly json?: unknown
  readonly cookie?: string
  readonly from?: string
  readonly address?: string
  readonly headers?: Record<string, string>
}

function post(path: string, { json, cookie, from = origin, address, headers }: Ask = {}): Promise<Response> {
  return fetch(origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      origin: from,
      'x-forwarded-for': address ?? newAddress(),
      ...(cookie ? { cookie } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
}

const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code ?? null
const signIn = (password = GOOD_PASSWORD, more: Ask = {}) =>
  post('/api/sign-in', { json: { login: 'li.na', password }, ...more })
const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]!.split(';')[0]!
const get = (path: string, cookie = '') =>
  fetch(origin + path, { headers: { cookie, 'x-forwarded-for': newAddress() } })

function signed(
  tablet: Tablet,
  method: 'GET' | 'POST',
  path: string,
  body = new Uint8Array(0),
  headers: Record<string, string> = {},
) {
  const authorization = tablet.authorization(method, path, body, hub.nowMs())
  return send(method, path, body, { authorization, ...headers })
}

function send(method: string, path: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) {
  return fetch(origin + path, {
    method,
    headers: { 'content-type': 'application/cbor', 'x-forwarded-for': newAddress(), ...headers },
    ...(method === 'GET' ? {} : { body }),
  })
}

const enrol = (tablet: Tablet, request: EnrolRequest, headers: Record<string, string> = {}) =>
  signed(tablet, 'POST', '/api/enrol', encodeEnrolRequest(request), headers)

async function enrolled() {
  const [tablet, clinic] = [new Tablet(), newClinic()]
  const { text } = sure(await hub.people.invite({ scope: null, role: 'clinician' }, 'terminal'))
  const answer = await enrol(tablet, tablet.enrolment(tokenOf(text), clinic))
  const response = decodeEnrolResponse(new Uint8Array(await answer.arrayBuffer()))!
  return { tablet, clinic, response, token: tokenOf(text) }
}

/** Notes are written beside the answer. */
const expectNoted = (reason: string) =>
  expect
    .poll(async () => (await hub.store.log.notes({ what: 'refused', limit: 500 })).map(({ why }) => why))
    .toContain(reason)

describe('signing in', () => {
  test('gives a cookie that no script reads, that goes to no other site, and that ends', async () => {
    const answer = await signIn()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const [cookie] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^hinterland=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
    const overTls = await signIn(GOOD_PASSWORD, {
      from: 'https://hub.example',
      headers: { 'x-forwarded-host': 'hub.example', 'x-forwarded-proto': 'https' },
    })
    expect(overTls.headers.getSetCookie()[0]).toMatch(
      /^__Host-hinterland=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(await answer.text()).not.toContain(cookie!.slice(11, 54))
  })

  test('over a line that anybody reads is refused before the password is looked at', async () => {
    const host = { host: 'hub.example' }
    const body = JSON.stringify({ login: 'li.na', password: GOOD_PASSWORD })
    const answer = await raw('POST', '/api/sign-in', body, { ...host, origin: 'http://hub.example' })
    expect(answer).toMatchObject({ status: 403, code: 'needs-https' })
  })

  test('with a token that somebody else has laid into the browser gives another one', async () => {
    const planted = `hinterland=${'A'.repeat(43)}`
    const answer = await signIn(GOOD_PASSWORD, { cookie: planted })
    expect(cookieOf(answer)).not.toBe(planted)
    expect((await get('/api/hub/accounts', planted)).status).toBe(401)
    const again = await signIn(GOOD_PASSWORD, { cookie: cookieOf(answer) })
    expect((await get('/api/hub/accounts', cookieOf(answer))).status).toBe(401)
    expect((await get('/api/hub/accounts', cookieOf(again))).status).toBe(200)
  })

  test('ends by signing out, and everywhere by a new password', async () => {
    const [one, other] = [cookieOf(await signIn()), cookieOf(await signIn())]
    const out = await post('/api/sign-out', { cookie: one })
    expect(out.headers.getSetCookie()).toHaveLength(2)
    for (const ended of out.headers.getSetCookie()) expect(ended).toMatch(/=; Path=\/; Max-Age=0; /)
    expect((await get('/api/hub/accounts', one)).status).toBe(401)
    const change = { old: GOOD_PASSWORD, password: 'seven blue bowls of rice' }
    expect(await codeOf(await post('/api/password', { json: change, cookie: one }))).toBe('not-signed-in')
    const changed = await post('/api/password', { json: change, cookie: other })
    expect((await get('/api/hub/accounts', other)).status).toBe(401)
    expect((await get('/api/hub/accounts', cookieOf(changed))).status).toBe(200)
    const back = { old: change.password, password: GOOD_PASSWORD }
    expect((await post('/api/password', { json: back, cookie: cookieOf(changed) })).status).toBe(200)
  })

  test('by trying passwords ends after five, and says when it may go on', async () => {
    sure(
      await hub.people.addAccount({ login: 'wang', name: 'W', password: GOOD_PASSWORD, grants: [] }, 'test'),
    )
    for (let i = 0; i < 5; i++)
      expect(await codeOf(await post('/api/sign-in', { json: { login: 'wang', password: `${i}` } }))).toBe(
        'sign-in-wrong',
      )
    const right = await post('/api/sign-in', { json: { login: 'wang', password: GOOD_PASSWORD } })
    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(25)
    expect(await codeOf(right)).toBe('too-many-tries')
    expect(right.headers.getSetCookie()).toEqual([])
    await expectNoted('too-many-tries')
  })

  test('is asked for so often a minute from one address, and no more', async () => {
    const address = newAddress()
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post('/api/sign-in', { json: {}, address })),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 400)).toHaveLength(30)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })
})

describe('another page', () => {
  test('can do nothing with the cookie of somebody who is signed in', async () => {
    const cookie = cookieOf(await signIn())
    const doors = ['/api/sign-out', '/api/password', '/api/hub/accounts', '/api/hub/invitations']
    for (const path of [...doors, '/api/hub/revoke', '/api/hub/held/release', '/api/hub/accounts/x'])
      for (const from of ['https://evil.example', 'null', `${origin}.evil.example`]) {
        const answer = await post(path, { json: {}, cookie, from })
        expect([path, answer.status, await codeOf(answer)]).toEqual([path, 403, 'foreign-origin'])
      }
    const unsaid = await raw('POST', '/api/hub/invitations', '{}', { cookie })
    expect(unsaid).toMatchObject({ status: 403, code: 'foreign-origin' })
    expect((await get('/api/hub/accounts', cookie)).status).toBe(200)
    await expectNoted('foreign-origin')
  })

  test('cannot sign anybody in, nor enrol with somebody’s cookie', async () => {
    expect(await codeOf(await signIn(GOOD_PASSWORD, { from: 'https://evil.example' }))).toBe('foreign-origin')
    const cookie = cookieOf(await signIn())
    const tablet = new Tablet()
    const request = tablet.enrolment(null, newClinic())
    const foreign = { cookie, origin: 'https://evil.example' }
    expect(await codeOf(await enrol(tablet, request, foreign))).toBe('foreign-origin')
    expect((await enrol(tablet, request, { cookie, origin })).status).toBe(200)
  })

  test('cannot send a form: only JSON and CBOR are read', async () => {
    const cookie = cookieOf(await signIn())
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await post('/api/hub/invitations', { cookie, headers: { 'content-type': type } })).status).toBe(
        415,
      )
  })
})

describe('the hub page', () => {
  test('is for hub keepers alone', async () => {
    sure(
      await hub.people.addAccount(
        { login: 'nurse', name: 'N', password: GOOD_PASSWORD, grants: [{ scope: 'x', role: 'nurse' }] },
        'test',
      ),
    )
    const nurse = cookieOf(await post('/api/sign-in', { json: { login: 'nurse', password: GOOD_PASSWORD } }))
    for (const part of ['status', 'devices', 'clinics', 'accounts', 'invitations', 'held', 'notes']) {
      expect((await get(`/api/hub/${part}`)).status).toBe(401)
      expect([401, 403]).toContain((await get(`/api/hub/${part}`, nurse)).status)
      expect((await get(`/api/hub/${part}`, `hinterland=${'B'.repeat(43)}`)).status).toBe(401)
    }
    const { tablet } = await enrolled()
    expect((await signed(tablet, 'GET', '/api/hub/accounts')).status).toBe(401)
  })

  test('opens nothing by another way of writing its address', async () => {
    for (const path of [
      '/api/hub/../hub/accounts',
      '/api//hub/accounts',
      '/api/hub/accounts/../../me/../hub/notes',
      '/api/hub/accounts%2f..%2fnotes',
      '/api/hub/%61ccounts',
      '/api/hub/accounts;x',
      '/api/hub/accounts/..%5c..%5ckeys.json',
      '/api/hub/accounts\0',
    ]) {
      const answer = await raw('GET', path.replace('\0', '%00'), '', {})
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true])
      expect(answer.text).not.toContain('li.na')
    }
  })

  test('reads no name as anything but a name', async () => {
    const cookie = cookieOf(await signIn())
    for (const id of ['__proto__', 'constructor', '%2e%2e%2fkeys.json'])
      expect(await codeOf(await post(`/api/hub/accounts/${id}`, { json: { name: 'x' }, cookie }))).toMatch(
        /^no-such-(account|address)$/,
      )
    const markup = '<img src=x onerror=alert(1)>'
    const given = { login: 'm1', name: markup, password: GOOD_PASSWORD, grants: [] }
    const answer = await post('/api/hub/accounts', { json: given, cookie })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await answer.json()).toMatchObject({ name: markup })
  })

  test('takes no field that nobody knows, and no body that is none', async () => {
    const cookie = cookieOf(await signIn())
    const invitation = { scope: null, role: 'nurse' }
    for (const json of [{ ...invitation, admin: true }, { ...invitation, role: 'keeper' }, [], 'x', null, 7])
      expect(await codeOf(await post('/api/hub/invitations', { json, cookie }))).toBe(
        'request-not-understood',
      )
    const large = { ...invitation, why: 'x'.repeat(40_000) }
    expect((await post('/api/hub/invitations', { json: large, cookie })).status).toBe(413)
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`
    const answer = await raw('POST', '/api/hub/invitations', deep, { cookie, origin })
    expect(answer.code).toBe('request-not-understood')
  })

  test('tells who did what, and nothing of what they typed', async () => {
    const cookie = cookieOf(await signIn())
    const answer = await get('/api/hub/notes?limit=200', cookie)
    const text = await answer.text()
    expect(text).toContain('"what":"signed-in"')
    expect(text).toContain('"byName":"Li Na"')
    expect(text).not.toMatch(/ladder|copper/)
    expect((await get('/api/hub/notes?limit=201', cookie)).status).toBe(400)
    expect((await get('/api/hub/notes?limit=-1', cookie)).status).toBe(400)
    expect((await get('/api/hub/notes?what=everything', cookie)).status).toBe(400)
  })

  test('is set up once: the code of the terminal is refused for ever after', async () => {
    const json = { code: '0000-0000', login: 'thief', name: 'T', password: GOOD_PASSWORD }
    expect(await codeOf(await post('/api/setup', { json }))).toBe('not-first')
    expect(hub.people.setupCode()).toBeNull()
    expect(await (await get('/api/me')).json()).toMatchObject({ needsSetup: false, account: null })
  })
})

describe('enrolling', () => {
  test('by trying tokens ends, and the right one waits as well', async () => {
    const { clinic } = await enrolled()
    const { text } = sure(await hub.people.invite({ scope: clinic.scope, role: 'nurse' }, 'terminal'))
    const address = { 'x-forwarded-for': newAddress() }
    const guess = (token: string) => {
      const tablet = new Tablet()
      return enrol(tablet, tablet.enrolment(token), address)
    }
    for (let i = 0; i < 20; i++)
      expect(await codeOf(await guess(base64url(new Uint8Array(16).fill(i))))).toBe('invitation-unknown')
    const answer = await guess(tokenOf(text))
    expect(answer.status).toBe(429)
    expect(await codeOf(answer)).toBe('too-many-tries')
    expect(hub.people.invitations()[0]?.usesLeft).toBe(1)
    await expectNoted('invitation-unknown')
  })

  test('with a token that was used, or has ended, is refused', async () => {
    const { clinic, token } = await enrolled()
    const tablet = new Tablet()
    expect(await codeOf(await enrol(tablet, tablet.enrolment(token)))).toBe('invitation-used')
    const { text } = sure(await hub.people.invite({ scope: clinic.scope, role: 'nurse' }, 'terminal'))
    skewMs += DAY_MS + 1000
    expect(await codeOf(await enrol(tablet, tablet.enrolment(tokenOf(text))))).toBe('invitation-expired')
  })

  test('for somebody else’s key, or by a request that was changed on the way, is refused', async () => {
    const { clinic } = await enrolled()
    const { text } = sure(await hub.people.invite({ scope: clinic.scope, role: 'nurse' }, 'terminal'))
    const [tablet, thief] = [new Tablet(), new Tablet()]
    const request = tablet.enrolment(tokenOf(text))
    expect(await codeOf(await enrol(thief, request))).toBe('enrol-other-key')
    const body = encodeEnrolRequest(request)
    const authorization = tablet.authorization('POST', '/api/enrol', body, hub.nowMs())
    const changed = encodeEnrolRequest({ ...request, role: 'specialist' })
    expect(await codeOf(await send('POST', '/api/enrol', changed, { authorization }))).toBe(
      'request-signature',
    )
    expect(await codeOf(await send('POST', '/api/enrol', body, {}))).toBe('request-unsigned')
    const nested = new Uint8Array(30_000).fill(0x81)
    expect(await codeOf(await signed(tablet, 'POST', '/api/enrol', nested))).toBe('request-not-understood')
    const large = new Uint8Array(40_000)
    expect((await signed(tablet, 'POST', '/api/enrol', large)).status).toBe(413)
  })

  test('a request that was overheard is good for nothing, and neither is one of another day', async () => {
    const { tablet, clinic } = await enrolled()
    const path = '/api/invitations'
    const body = new TextEncoder().encode(JSON.stringify({ scope: clinic.scope, role: 'nurse' }))
    const authorization = tablet.authorization('POST', path, body, hub.nowMs())
    const headers = { authorization, 'content-type': 'application/json' }
    expect((await send('POST', path, body, headers)).status).toBe(200)
    const again = await send('POST', path, body, headers)
    expect([again.status, await codeOf(again)]).toEqual([401, 'request-replayed'])
    skewMs += 10 * 60_000
    const late = await send('POST', path, body, headers)
    expect(await late.json()).toMatchObject({
      code: 'request-clock',
      details: { nowMs: expect.any(Number) as number },
    })
    for (const reason of ['request-replayed', 'request-clock']) await expectNoted(reason)
  })

  test('a certificate that a tablet wrote itself, or changed, gives no right', async () => {
    const { tablet, clinic, response } = await enrolled()
    const { payload, signature } = decodeSigned(response.certificate)!
    const real = decodeCertificate(payload)!
    const raised = encodeCertificate({ ...real, grants: [{ scope: 'another', role: 'specialist' }] })
    expect(verifies(hub.keys.signingKey, signature, payload)).toBe(true)
    expect(verifies(hub.keys.signingKey, signature, raised)).toBe(false)
    expect(verifies(hub.keys.signingKey, tablet.sign(raised), raised)).toBe(false)
    // The hub asks its own books, whatever a tablet brings along.
    const thief = new Tablet()
    const forged = encodeSigned({ payload: raised, signature: thief.sign(raised) })
    const body = encodeBreakGlassRequest({ v: 1, subject: 'p', why: 'an emergency, surely' })
    const answer = await signed(thief, 'POST', '/api/break-glass', body, {
      'x-certificate': base64url(forged),
    })
    expect(await codeOf(answer)).toBe('no-right')
    expect(hub.people.role(tablet.key, 'another')).toBeNull()
    expect(hub.people.role(tablet.key, clinic.scope)).toBe('clinician')
  })

  test('a lease that has ended, and a key that was revoked, open nothing', async () => {
    const [lapsed, revoked] = [await enrolled(), await enrolled()]
    const cookie = cookieOf(await signIn())
    const asked = async ({ tablet, clinic }: Awaited<ReturnType<typeof enrolled>>) => {
      const body = encodeBreakGlassRequest({ v: 1, subject: 'p', why: 'an emergency, surely' })
      const invitation = new TextEncoder().encode(JSON.stringify({ scope: clinic.scope, role: 'nurse' }))
      const answers = [
        await signed(tablet, 'POST', '/api/break-glass', body),
        await signed(tablet, 'GET', '/api/openings?subject=p'),
        await signed(tablet, 'POST', '/api/invitations', invitation, { 'content-type': 'application/json' }),
      ]
      return Promise.all(answers.map(codeOf))
    }
    expect(await asked(revoked)).toEqual(['nobody-at-hub', 'no-right', null])
    const json = { device: revoked.tablet.device, why: 'stolen from the car', wipe: true }
    expect(await (await post('/api/hub/revoke', { json, cookie })).json()).toEqual({
      revoked: [revoked.tablet.key],
    })
    expect(await asked(revoked)).toEqual(['no-right', 'no-right', 'no-right'])
    const { text } = sure(await hub.people.invite({ scope: revoked.clinic.scope, role: 'nurse' }, 'terminal'))
    expect(await codeOf(await enrol(revoked.tablet, revoked.tablet.enrolment(tokenOf(text))))).toBe(
      'key-revoked',
    )
    skewMs += 91 * DAY_MS
    expect(await asked(lapsed)).toEqual(['no-right', 'no-right', 'no-right'])
  })
})

/** As no browser would send it: the path and the headers go out as they stand. */
function raw(method: string, path: string, body: string, headers: Record<string, string>) {
  return new Promise<{ status: number; code: string | null; text: string }>((done, failed) => {
    const { hostname, port } = new URL(origin)
    const sent = { 'content-type': 'application/json', 'x-forwarded-for': newAddress(), ...headers }
    const ask = rawRequest({ hostname, port, method, path, headers: sent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () => {
        const code = /"code":"([\w-]+)"/.exec(text)?.[1] ?? null
        done({ status: answer.statusCode ?? 0, code, text })
      })
    })
    ask.on('error', failed)
    ask.end(body)
  })
}
