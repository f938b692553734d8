import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastify, type FastifyInstance } from 'fastify'
// @ts-expect-error: it brings no types
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { HUB_SCOPE, type Me } from '#contract/sync/hub-page.ts'
import { createIntake } from '../sync/intake.ts'
import { openPeople, type PeopleBench } from './people.fixture.ts'
import { registerAccounts } from './routes.ts'

/*
 * The whole way, by hand as a browser goes it: out to a real OpenID provider, in there with a password, agreed, and back;
 * and every turn that somebody could take wrongly.
 */
let bench: PeopleBench
let hub: FastifyInstance
let house: Server
let hubOrigin: string
let issuer: string

/** What the provider says of somebody. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { zhao: ['county-ecg'], boss: ['it'], guest: [] }

beforeAll(async () => {
  // The provider tells at length that it is one for tests.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  const front = await listening()
  const back = await listening()
  hubOrigin = front.origin
  issuer = back.origin
  house = back.server
  house.on('request', providerAt(issuer))
  bench = await openPeople()
  const roles = {
    'county-ecg': [{ scope: 'qingshi', role: 'specialist' }],
    it: [{ scope: HUB_SCOPE, role: 'keeper' }],
  }
  const oidc = { issuer, clientId: 'hub', clientSecret: 's'.repeat(40), origin: hubOrigin }
  const settings = { name: 'Hub', oidc: { ...oidc, roleClaim: 'groups', roles } }
  writeFileSync(join(bench.base.folder, 'hub.json'), JSON.stringify(settings))
  hub = fastify({
    serverFactory: (handler) => front.server.on('request', handler as unknown as RequestListener),
  })
  const context = { ...bench.base, people: bench.people }
  await registerAccounts(hub, { ...context, intake: createIntake(context) })
  await hub.ready()
})

afterAll(async () => {
  vi.restoreAllMocks()
  await hub.close()
  house.close()
  house.closeAllConnections()
  await bench.close()
})

async function listening(): Promise<{ server: Server; origin: string }> {
  const server = createServer()
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function providerAt(at: string): RequestListener {
  const provider = new Provider(at, {
    clients: [
      {
        client_id: 'hub',
        client_secret: 's'.repeat(40),
        redirect_uris: [`${hubOrigin}/api/oidc/callback`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => true },
    // Claims stand in the ID token, as many houses do it.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, name: `Dr ${sub}`, groups: GROUPS[sub] }),
    }),
    cookies: { keys: ['for this test'] },
  }) as { callback(): RequestListener }
  return provider.callback()
}

/** Keeps cookies by host, as a browser does, and follows nothing by itself. */
class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const { origin } = new URL(url)
    const jar = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, jar)
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const each of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!
      if (value === '' || /max-age=0/i.test(each)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    return answer
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(hubOrigin)?.get(name)
  }

  setCookie(name: string, value: string): void {
    this.#cookies.get(hubOrigin)?.set(name, value)
  }

  async me(): Promise<Me> {
    return (await (await this.go(`${hubOrigin}/api/me`)).json()) as Me
  }
}

const target = (answer: Response, from: string) => new URL(answer.headers.get('location')!, from).href

/** Begins at the hub. @returns the address of the provider that it sends to */
async function begun(browser: Browser, returnTo = '/hub'): Promise<string> {
  const answer = await browser.go(`${hubOrigin}/api/oidc/start?return=${encodeURIComponent(returnTo)}`)
  expect(answer.status).toBe(303)
  return target(answer, hubOrigin)
}

/** Signs in over there and agrees. @returns the address by which it sends back */
async function throughHouse(browser: Browser, url: string, login: string): Promise<string> {
  let at = url
  for (let steps = 0; steps < 12; steps++) {
    if (at.startsWith(`${hubOrigin}/api/oidc/callback`)) return at
    const answer = await browser.go(at)
    if (answer.status === 200) {
      const page = await answer.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)![1]!
      const action = /action="([^"]+)"/.exec(page)![1]!
      const form = prompt === 'login' ? { prompt, login, password: 'x' } : { prompt }
      at = target(await browser.go(new URL(action, at).href, form), at)
    } else at = target(answer, at)
  }
  throw new Error('the provider never sent back')
}

const comesBack = async (browser: Browser, url: string) => {
  const answer = await browser.go(url)
  expect(answer.status).toBe(303)
  return answer.headers.get('location')
}

describe('signing in at another house', () => {
  test('comes back signed in, to the page that it began from, with the rights that the house says', async () => {
    const browser = new Browser()
    const out = new URL(await begun(browser, '/hub?tab=devices'))
    expect(out.searchParams.get('code_challenge_method')).toBe('S256')
    expect(out.searchParams.get('redirect_uri')).toBe(`${hubOrigin}/api/oidc/callback`)
    for (const part of ['state', 'nonce', 'code_challenge'])
      expect(out.searchParams.get(part)!.length).toBeGreaterThan(40)
    const callback = await throughHouse(browser, out.href, 'zhao')
    expect(await comesBack(browser, callback)).toBe('/hub?tab=devices')
    expect((await browser.me()).account).toMatchObject({
      name: 'Dr zhao',
      grants: [{ scope: 'qingshi', role: 'specialist' }],
      keepsHub: false,
    })
    expect(browser.cookie('hinterland-oidc')).toBeUndefined()
  })

  test('keeps the way in a cookie that goes along only with a page that is opened, and the session in a strict one', async () => {
    const browser = new Browser()
    const start = await browser.go(`${hubOrigin}/api/oidc/start?return=/`)
    expect(start.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^hinterland-oidc=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
      ) as string,
    ])
    const callback = await throughHouse(browser, target(start, hubOrigin), 'boss')
    const back = await browser.go(callback)
    expect(back.headers.getSetCookie()).toEqual([
      'hinterland-oidc=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
      expect.stringMatching(
        /^hinterland=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
      ) as string,
    ])
    expect((await browser.me()).account?.keepsHub).toBe(true)
  })

  test('lets nobody in whom the house gives no right here', async () => {
    const browser = new Browser()
    const callback = await throughHouse(browser, await begun(browser), 'guest')
    expect(await comesBack(browser, callback)).toBe('/hub?sign-in=account-unknown')
    expect((await browser.me()).account).toBeNull()
  })

  test('gives no second session for the same way back', async () => {
    const browser = new Browser()
    const out = await begun(browser)
    const way = browser.cookie('hinterland-oidc')!
    const callback = await throughHouse(browser, out, 'zhao')
    expect(await comesBack(browser, callback)).toBe('/hub')
    // Without the cookie of the way, and with it once more.
    expect(await comesBack(browser, callback)).toBe('/?sign-in=oidc-refused')
    const thief = new Browser()
    await begun(thief)
    thief.setCookie('hinterland-oidc', way)
    expect(await comesBack(thief, callback)).toBe('/hub?sign-in=oidc-refused')
    expect((await thief.me()).account).toBeNull()
  })

  test('takes no code that another browser was given', async () => {
    const [victim, thief] = [new Browser(), new Browser()]
    const stolen = new URL(await throughHouse(victim, await begun(victim), 'zhao'))
    const own = new URL(await begun(thief))
    expect(await comesBack(thief, stolen.href)).toBe('/hub?sign-in=oidc-refused')
    // With the thief's own state, the code still answers to the victim's verifier.
    await begun(thief)
    const again = new URL(await begun(thief))
    stolen.searchParams.set('state', again.searchParams.get('state')!)
    expect(own.searchParams.get('state')).not.toBe(again.searchParams.get('state'))
    expect(await comesBack(thief, stolen.href)).toBe('/hub?sign-in=oidc-refused')
    expect((await thief.me()).account).toBeNull()
  })

  test.each(['state', 'iss', 'code'])('refuses a way back whose %s was changed', async (part) => {
    const browser = new Browser()
    const callback = new URL(await throughHouse(browser, await begun(browser), 'zhao'))
    callback.searchParams.set(part, part === 'iss' ? 'https://evil.example' : 'A'.repeat(43))
    expect(await comesBack(browser, callback.href)).toBe('/hub?sign-in=oidc-refused')
    expect((await browser.me()).account).toBeNull()
  })

  test('refuses an ID token that was made for another asking', async () => {
    const browser = new Browser()
    const out = new URL(await begun(browser))
    out.searchParams.set('nonce', 'B'.repeat(43))
    const callback = await throughHouse(browser, out.href, 'zhao')
    expect(await comesBack(browser, callback)).toBe('/hub?sign-in=oidc-refused')
    expect((await browser.me()).account).toBeNull()
  })

  test('refuses a way whose cookie was changed, or is too old', async () => {
    const browser = new Browser()
    const out = await begun(browser)
    const [payload, mac] = browser.cookie('hinterland-oidc')!.split('.')
    const callback = await throughHouse(browser, out, 'zhao')
    const flow = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { returnTo: string }
    const changed = Buffer.from(JSON.stringify({ ...flow, returnTo: 'https://evil.example' }))
    for (const cookie of [`${changed.toString('base64url')}.${mac}`, `${payload}.`, payload!, '.', 'x.y']) {
      browser.setCookie('hinterland-oidc', cookie)
      expect(await comesBack(browser, callback)).toBe('/?sign-in=oidc-refused')
    }
    bench.clock.nowMs += 10 * 60_000
    browser.setCookie('hinterland-oidc', `${payload}.${mac}`)
    expect(await comesBack(browser, callback)).toBe('/?sign-in=oidc-refused')
    bench.clock.nowMs -= 10 * 60_000
  })

  test('says so when the house was asked and refused', async () => {
    const browser = new Browser()
    const out = new URL(await begun(browser, '/hub#top'))
    const state = out.searchParams.get('state')!
    const callback = `${hubOrigin}/api/oidc/callback?error=access_denied&state=${state}&iss=${issuer}`
    expect(await comesBack(browser, callback)).toBe('/hub?sign-in=oidc-refused#top')
  })

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/api/sign-out'])(
    'sends nobody on to %s',
    async (address) => {
      const answer = await new Browser().go(
        `${hubOrigin}/api/oidc/start?return=${encodeURIComponent(address)}`,
      )
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
      expect(await answer.json()).toMatchObject({ code: 'foreign-address' })
    },
  )
})

test('a house that cannot be reached is said to be so, and asked again the next time', async () => {
  const gone = await listening()
  gone.server.close()
  const settings = { oidc: { issuer: gone.origin, clientId: 'hub', origin: hubOrigin } }
  writeFileSync(join(bench.base.folder, 'hub.json'), JSON.stringify(settings))
  const context = { ...bench.base, people: bench.people }
  const other = fastify()
  await registerAccounts(other, { ...context, intake: createIntake(context) })
  for (const _ of [1, 2]) {
    const answer = await other.inject({ url: '/api/oidc/start?return=/' })
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { code: 'oidc-unreachable' }])
  }
  await other.close()
})
