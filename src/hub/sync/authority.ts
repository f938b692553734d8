import * as v from 'valibot'
import { decodeBody } from '#contract/record/fact-codec.ts'
import { fromBase64url } from '#contract/record/base64url.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import { mayVouchFor, mayWrite, rightsOf } from '#domain/access/rights.ts'
import type { DeviceId, FactId, KeyId, ScopeId } from '#domain/record/fact.ts'
import { staff as staffKind, type Role, type Staff } from '#domain/record/kinds/staff.ts'
import type { Caller, HubPeople } from '../context.ts'
import { fingerprintOf, verifies } from '../hub-keys.ts'
import type { NewerFact, WholeFact } from './open-fact.ts'

/** A `staff` fact by which somebody who may certifies a colleague's key. */
export interface Vouch {
  readonly fact: FactId
  readonly staff: Staff
  readonly by: KeyId
  readonly scope: ScopeId
  readonly device: DeviceId
}

/** Who brings facts. */
export interface Bringer {
  readonly key: KeyId
  /** Of a request: what its own key signed can be checked before anybody vouched for it. Null: it came another way. */
  readonly signingKey: Uint8Array | null
}

/** Who may state what, as the hub knows its people, and as the `staff` facts of one batch add to it. */
export class Authority {
  readonly vouches: Vouch[] = []
  readonly #people: HubPeople
  readonly #by: Bringer
  readonly #vouched = new Map<KeyId, { readonly key: Uint8Array; readonly roles: Map<ScopeId, Role> }>()
  readonly #fits = new Map<WholeFact, boolean>()

  constructor(people: HubPeople, by: Bringer) {
    this.#people = people
    this.#by = by
  }

  /** Why its author may not state this fact; null: they may. */
  refusal(fact: WholeFact): HeldReason | null {
    const { key, scope } = fact.header
    const signingKey = this.#signingKey(key)
    if (!signingKey) return 'author-unknown'
    if (!this.#isSigned(fact, signingKey)) return 'signature'
    const state = this.#state(key)
    if (state === 'revoked') return 'revoked'
    if (state === 'lapsed') return 'lease'
    if (state === 'stranger' && !this.#isCarried(fact)) return 'author-unknown'
    const role = state === 'stranger' ? this.#formerRole(key, scope) : this.#role(key, scope)
    if (role === null) return 'scope'
    return this.#mayState(role, fact) ? null : 'role'
  }

  /** A newer fact names no key that this version could trust: it stands on the word of whoever brought it. */
  refusalOfNewer(fact: NewerFact): HeldReason | null {
    return this.#mayCarryInto(fact.routing.scope) ? null : 'author-unknown'
  }

  /**
   * Of an author whom this hub knew before it lost its memory, and whose tablet may be gone: it stands in what a colleague
   * brings. Their own key opens nothing by that; who was dismissed meanwhile brings nothing.
   */
  #isCarried({ header }: WholeFact): boolean {
    return this.#formerRole(header.key, header.scope) !== null && this.#mayCarryInto(header.scope)
  }

  #mayCarryInto(scope: ScopeId): boolean {
    const { key } = this.#by
    const role = this.#state(key) === 'known' ? this.#role(key, scope) : null
    return role !== null && rightsOf(role).writes !== 'none'
  }

  #formerRole(key: KeyId, scope: ScopeId): Role | null {
    return this.#people.former(key)?.grants.find((grant) => grant.scope === scope)?.role ?? null
  }

  /**
   * Takes in what these `staff` facts certify, in whatever order they stand: one may vouch for the author of the next.
   * @param isNew whether a fact is not in the log yet: an old one, sent again, gives nobody back what was taken since
   */
  learn(staffFacts: readonly WholeFact[], isNew: (fact: FactId) => boolean): void {
    let waiting = staffFacts.map((fact) => ({ fact, vouch: vouchOf(fact) }))
    for (let before = Infinity; waiting.length < before;) {
      before = waiting.length
      waiting = waiting.filter(({ fact, vouch }) => {
        // Whoever is known no more makes nobody known.
        if (!vouch || this.#state(vouch.by) === 'stranger' || this.refusal(fact) !== null) return true
        if (this.#changes(vouch, isNew)) this.#add(vouch)
        return false
      })
    }
  }

  #changes({ staff, scope, fact }: Vouch, isNew: (fact: FactId) => boolean): boolean {
    const known = this.#people.certificate(staff.key)
    if (!known) return this.#vouched.get(staff.key)?.roles.get(scope) !== staff.role
    return known.state === 'known' && this.#people.role(staff.key, scope) === null && isNew(fact)
  }

  #add(vouch: Vouch): void {
    const { staff, scope } = vouch
    const known = this.#vouched.get(staff.key) ?? { key: fromBase64url(staff.signingKey)!, roles: new Map() }
    this.#vouched.set(staff.key, known)
    known.roles.set(scope, staff.role)
    this.vouches.push(vouch)
  }

  #mayState(role: Role, fact: WholeFact): boolean {
    const { kind, verb, key } = fact.header
    if (kind !== staffKind.kind) return mayWrite(role, kind, verb)
    const given = staffOf(fact)
    // That one's own key is one's own, in the role that one has, everybody may say.
    if (given?.key === key && given.role === role) return true
    return (
      mayWrite(role, kind, verb) && (given === null || (isOwnName(given) && mayVouchFor(role, given.role)))
    )
  }

  #signingKey(key: KeyId): Uint8Array | null {
    const certificate = this.#people.certificate(key)?.certificate ?? this.#people.former(key)
    const found = certificate?.signingKey ?? this.#vouched.get(key)?.key
    if (found) return found
    return this.#by.key === key ? this.#by.signingKey : null
  }

  #state(key: KeyId): Caller['state'] {
    const known = this.#people.certificate(key)
    if (known) return known.state
    return this.#vouched.has(key) ? 'known' : 'stranger'
  }

  #role(key: KeyId, scope: ScopeId): Role | null {
    return this.#people.role(key, scope) ?? this.#vouched.get(key)?.roles.get(scope) ?? null
  }

  #isSigned(fact: WholeFact, signingKey: Uint8Array): boolean {
    let fits = this.#fits.get(fact)
    if (fits === undefined) {
      fits =
        fingerprintOf(signingKey) === fact.header.key &&
        verifies(signingKey, fact.signature, fact.headerBytes)
      this.#fits.set(fact, fits)
    }
    return fits
  }
}

function vouchOf(fact: WholeFact): Vouch | null {
  const { key, scope, device, verb } = fact.header
  const staff = verb === 'assert' || verb === 'amend' ? staffOf(fact) : null
  return staff && isOwnName(staff) && isRawKey(staff.agreementKey)
    ? { fact: fact.id, staff, by: key, scope, device }
    : null
}

/** Null where the fact gives no value that this version knows. */
function staffOf({ body }: WholeFact): Staff | null {
  const parsed = v.safeParse(staffKind.value, decodeBody(body).value)
  return parsed.success ? parsed.output : null
}

/** A key goes by the fingerprint of its bytes and by no other name. */
function isOwnName({ key, signingKey }: Staff): boolean {
  return isRawKey(signingKey) && fingerprintOf(fromBase64url(signingKey)!) === key
}

const isRawKey = (text: string) => fromBase64url(text)?.length === 32
