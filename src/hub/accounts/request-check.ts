import { bad, good, type Outcome } from '#domain/problem.ts'
import type { KeyId } from '#domain/record/fact.ts'
import { base64url } from '#contract/record/base64url.ts'
import { claimBytes, readAuthorization, type Authorization } from '#contract/sync/request-claim.ts'
import type { HubPeople } from '../context.ts'
import { fingerprintOf, sha256, verifies } from '../hub-keys.ts'
import { Nonces } from './nonces.ts'
import { busy } from './request-problems.ts'

/** How far a tablet's clock, corrected by our last answer, may be from ours. */
const CLOCK_WINDOW_MS = 5 * 60_000

/** Some ten minutes at several hundred requests a second; about 100 MB at the very most. */
const KNOWN_MAX = 400_000
/** A flood of keys that nobody knows fills this alone, and keeps nobody out who is known. */
const STRANGERS_MAX = 50_000

export interface Signer {
  readonly key: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
}

/** Checks that a request was signed by the key that it names, now, and for the first time. */
export class RequestCheck {
  readonly #nowMs: () => number
  readonly #isKnown: (key: KeyId) => boolean
  readonly #known = new Nonces(CLOCK_WINDOW_MS, KNOWN_MAX)
  readonly #strangers = new Nonces(CLOCK_WINDOW_MS, STRANGERS_MAX)
  /**
   * What was taken before we started is forgotten: claims from before are not taken, so that a request which somebody
   * overheard is no use after a restart. A tablet whose clock is behind sets it by the answer and asks again.
   */
  readonly #sinceMs: number

  /** @param isKnown whether the hub has certified a key: strangers make as many keys as they like */
  constructor(nowMs: () => number, isKnown: (key: KeyId) => boolean) {
    this.#nowMs = nowMs
    this.#isKnown = isKnown
    this.#sinceMs = nowMs()
  }

  check({ authorization, method, path, body }: Parameters<HubPeople['caller']>[0]): Outcome<Signer> {
    const said = readAuthorization(authorization)
    if (!said)
      return bad('request-unsigned', 'This request is not signed.', 'Ask from a tablet that knows this hub.')
    const nowMs = this.#nowMs()
    if (said.atMs < this.#sinceMs || Math.abs(said.atMs - nowMs) > CLOCK_WINDOW_MS)
      return bad(
        'request-clock',
        'The clock of this tablet differs from the clock of the hub.',
        'Set date and time of the tablet, then try again.',
        { nowMs },
      )
    const bodyHash = body && body.length > 0 ? base64url(sha256(body)) : ''
    const claim = claimBytes({ method, path, bodyHash, atMs: said.atMs, nonce: said.nonce })
    if (!verifies(said.signingKey, said.signature, claim))
      return bad(
        'request-signature',
        'The signature of this request does not fit what it asks.',
        'Something on the way has changed it. Try again on another line.',
      )
    const key = fingerprintOf(said.signingKey)
    switch (this.#remember(key, said, nowMs)) {
      case 'replayed':
        return bad('request-replayed', 'This very request came before.', 'Ask again; nothing was lost.')
      case 'full':
        return busy()
      case 'new':
        return good({ key, signingKey: said.signingKey })
    }
  }

  #remember(key: KeyId, { nonce, atMs }: Pick<Authorization, 'nonce' | 'atMs'>, nowMs: number) {
    const name = key + nonce
    if (!this.#isKnown(key)) return this.#strangers.take(name, atMs, nowMs)
    // Certified since: what it asked as a stranger is not asked again either.
    return this.#strangers.has(name, atMs) ? 'replayed' : this.#known.take(name, atMs, nowMs)
  }
}
