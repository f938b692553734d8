import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import { readAuthorization } from '#contract/sync/request-claim.ts'
import type { Caller, HubPeople } from '../context.ts'
import { fingerprintOf } from '../hub-keys.ts'
import { TokenBuckets, type Pace } from './token-buckets.ts'

/** A school behind one address has sixty tablets; all of them ask when the line is back. */
const ADDRESS: Pace = { perSecond: 100, burst: 1000 }
/** Nobody knows them, or what they sent was not theirs: sixty once, then one every two seconds, for each address. */
const STRANGERS: Pace = { perSecond: 0.5, burst: 60 }
/** Sends, and pulls page after page at a cold start. */
const KNOWN: Pace = { perSecond: 10, burst: 100 }

export interface Paces {
  readonly address: Pace
  readonly strangers: Pace
  readonly known: Pace
  /** New live lines, of everybody together. */
  readonly lines: Pace
}

/** Lets in whoever signed for what they ask, and nobody more often than the hub can bear. */
export class Gate {
  readonly #people: Pick<HubPeople, 'caller' | 'certificate'>
  readonly #addresses: TokenBuckets
  readonly #strangers: TokenBuckets
  readonly #known: TokenBuckets

  constructor(people: Pick<HubPeople, 'caller' | 'certificate'>, paces: Partial<Paces> = {}) {
    this.#people = people
    this.#addresses = new TokenBuckets(paces.address ?? ADDRESS)
    this.#strangers = new TokenBuckets(paces.strangers ?? STRANGERS)
    this.#known = new TokenBuckets(paces.known ?? KNOWN)
  }

  /** For what needs no signature. `request-too-often` (details.waitS) */
  address(address: string): Problem | null {
    return tooOften(this.#addresses.take(address))
  }

  /** Also `request-too-often` (details.waitS), before anything is computed. */
  async caller(address: string, request: Parameters<HubPeople['caller']>[0]): Promise<Outcome<Caller>> {
    const flood = tooOften(this.#addresses.take(address))
    if (flood) return { ok: false, problem: flood }
    const isExpected = this.#isExpected(request.authorization)
    const strange = isExpected ? null : tooOften(this.#strangers.wait(address))
    if (strange) return { ok: false, problem: strange }
    const caller = await this.#people.caller(request)
    if (!caller.ok || caller.value.certificate === null) this.#strangers.take(address)
    const often = caller.ok && caller.value.certificate ? this.again(caller.value) : null
    return often ? { ok: false, problem: often } : caller
  }

  /** One more request of somebody who was let in. `request-too-often` (details.waitS) */
  again({ key }: Pick<Caller, 'key'>): Problem | null {
    return tooOften(this.#known.take(key))
  }

  /** Says that it comes from a key that is known here; whether that is true, the signature tells. */
  #isExpected(authorization: string | undefined): boolean {
    const said = readAuthorization(authorization)
    return said !== null && this.#people.certificate(fingerprintOf(said.signingKey)) !== null
  }
}

function tooOften(waitS: number): Problem | null {
  if (waitS === 0) return null
  return bad(
    'request-too-often',
    'This was asked too often in a short time.',
    'Wait a minute and try again.',
    {
      waitS,
    },
  ).problem
}
