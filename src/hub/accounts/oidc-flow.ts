import { timingSafeEqual } from 'node:crypto'
import type { Configuration } from 'openid-client'
import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import type { HubContext } from '../context.ts'
import type { OidcPerson } from './accounts.ts'
import { grantsBy, type OidcSettings } from './oidc-settings.ts'

/** So long somebody may take to type their password over there. */
const FLOW_MS = 10 * 60_000
const CALLBACK = '/api/oidc/callback'
const TIMEOUT_S = 10

/** What must come back as it went; in a signed cookie, so that the hub keeps nothing of who only began. */
const flowShape = v.strictObject({
  state: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  returnTo: v.string(),
  untilMs: v.number(),
})
type Flow = v.InferOutput<typeof flowShape>

/** Signing in at another house: OpenID Connect, authorization code with PKCE, by full redirect. */
export class OidcFlow {
  readonly settings: OidcSettings
  readonly #hub: Pick<HubContext, 'keys' | 'nowMs' | 'say'>
  #configuration: Promise<Configuration> | null = null
  /** States that came back: none does twice. */
  readonly #used = new Map<string, number>()

  constructor(settings: OidcSettings, hub: Pick<HubContext, 'keys' | 'nowMs' | 'say'>) {
    this.settings = settings
    this.#hub = hub
  }

  /** @returns where to go, and the cookie's value; `oidc-unreachable` */
  async begin(returnTo: string): Promise<Outcome<{ readonly url: URL; readonly cookie: string }>> {
    const client = await import('openid-client')
    const configuration = await this.#configured()
    if (!configuration) return unreachable()
    const verifier = client.randomPKCECodeVerifier()
    const flow: Flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier,
      returnTo,
      untilMs: this.#hub.nowMs() + FLOW_MS,
    }
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.origin + CALLBACK,
      scope: `openid profile ${this.settings.scope}`.trim(),
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return good({ url, cookie: this.#signed(flow) })
  }

  /** Where this browser wants to go afterwards; null: it did not begin here, or too long ago. */
  flowOf(cookie: string | null): Flow | null {
    const [payload = '', mac = ''] = (cookie ?? '').split('.')
    const given = fromBase64url(mac)
    const wanted = this.#hub.keys.mac('oidc', payload)
    if (given?.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
    const parsed = v.safeParse(flowShape, JSON.parse(new TextDecoder().decode(fromBase64url(payload)!)))
    return parsed.success && parsed.output.untilMs > this.#hub.nowMs() ? parsed.output : null
  }

  /** @param query of the callback, with its question mark. `oidc-refused`, `oidc-unreachable` */
  async finish(flow: Flow, query: string): Promise<Outcome<OidcPerson>> {
    if (!this.#isFirst(flow)) return refused()
    const client = await import('openid-client')
    const configuration = await this.#configured()
    if (!configuration) return unreachable()
    try {
      const tokens = await client.authorizationCodeGrant(
        configuration,
        new URL(this.settings.origin + CALLBACK + query),
        {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        },
      )
      const claims = tokens.claims()!
      const name = [claims.name, claims.preferred_username, claims.sub].find(isText)!
      return good({
        issuer: claims.iss,
        subject: claims.sub,
        name: name.slice(0, 200),
        grants: grantsBy(this.settings, claims),
      })
    } catch (cause) {
      // The words of it may hold what was sent.
      this.#hub.say.warn('oidc-refused', { code: String((cause as { code?: unknown }).code ?? '') })
      return refused()
    }
  }

  #isFirst({ state, untilMs }: Flow): boolean {
    const nowMs = this.#hub.nowMs()
    for (const [each, until] of this.#used) if (until < nowMs) this.#used.delete(each)
    if (this.#used.has(state)) return false
    this.#used.set(state, untilMs)
    return true
  }

  /** Asked for once it is needed, and again as long as the provider could not be reached. */
  async #configured(): Promise<Configuration | null> {
    this.#configuration ??= this.#discover()
    try {
      return await this.#configuration
    } catch (cause) {
      this.#configuration = null
      this.#hub.say.warn('oidc-unreachable', { code: String((cause as { code?: unknown }).code ?? '') })
      return null
    }
  }

  async #discover(): Promise<Configuration> {
    const client = await import('openid-client')
    const { issuer, clientId, clientSecret } = this.settings
    const authentication = clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret)
    // `readOidcSettings` lets http through for this very machine alone.
    const execute = issuer.startsWith('http://') ? [client.allowInsecureRequests] : []
    const options = { execute, timeout: TIMEOUT_S }
    return client.discovery(new URL(issuer), clientId, {}, authentication, options)
  }

  #signed(flow: Flow): string {
    const payload = base64url(new TextEncoder().encode(JSON.stringify(flow)))
    return `${payload}.${base64url(this.#hub.keys.mac('oidc', payload))}`
  }
}

const isText = (given: unknown): given is string => typeof given === 'string' && given.trim() !== ''

function unreachable() {
  return bad(
    'oidc-unreachable',
    'The house where you sign in cannot be reached.',
    'Try again when the line is better, or sign in with a password of the hub.',
  )
}

function refused() {
  return bad('oidc-refused', 'Signing in over there did not work.', 'Begin again.')
}
