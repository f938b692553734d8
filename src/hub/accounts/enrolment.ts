import { bad, good, type Outcome } from '#domain/problem.ts'
import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Grant } from '#contract/sync/certificate.ts'
import type { EnrolClinic, EnrolRequest, EnrolResponse } from '#contract/sync/enrolment.ts'
import type { HubContext } from '../context.ts'
import { clinicGrants, keepsHub, type AccountRow } from './account-book.ts'
import { grantsWith, type Certificates, type KnownKey } from './certificates.ts'
import type { Clinics } from './clinics.ts'
import type { Invitations } from './invitations.ts'
import type { Lockouts } from './lockouts.ts'
import { tooManyTries } from './request-problems.ts'
import { Turns } from './turns.ts'

type Base = Pick<HubContext, 'keys' | 'name' | 'nowMs' | 'store'>
interface Parts {
  readonly certificates: Certificates
  readonly clinics: Clinics
  readonly invitations: Invitations
  readonly lockouts: Lockouts
}

export interface Enrolling {
  readonly request: EnrolRequest
  /** Fingerprint of the key that signed the request. */
  readonly key: KeyId
  /** Signed in with in this browser. */
  readonly account: AccountRow | null
  readonly address: string
}

/** What somebody is let in with: which clinic, and which rights there. */
interface Admission {
  readonly clinic: EnrolClinic
  /** The clinic comes with this tablet. */
  readonly isNew: boolean
  readonly grants: readonly Grant[]
  readonly account: string | null
  readonly invitation: { readonly hash: string; readonly usedBefore: boolean } | null
}

/** A tablet and its user meet the hub: by an invitation, or by an account that is signed in. */
export class Enrolment {
  readonly #base: Base
  readonly #parts: Parts
  readonly #turns = new Turns()

  constructor(base: Base, parts: Parts) {
    this.#base = base
    this.#parts = parts
  }

  /**
   * The same key with the same invitation gets the same answer, so that a lost one can be asked for again.
   * @returns `key-revoked`, `too-many-tries`, `invitation-unknown`, `invitation-expired`, `invitation-used`,
   * `invitation-withdrawn`, `hub-another-clinic`, `clinic-taken`, `clinic-needed`, `not-invited`
   */
  enrol(asked: Enrolling): Promise<Outcome<EnrolResponse>> {
    return this.#turns.take(async () => {
      const known = this.#parts.certificates.get(asked.key)
      if (known?.revoked)
        return bad(
          'key-revoked',
          'This user of this tablet was withdrawn.',
          'Make a new user on the tablet, and ask for a new invitation.',
        )
      const admitted =
        asked.request.token === null
          ? this.#byAccount(asked)
          : await this.#byInvitation(asked, asked.request.token)
      if (!admitted.ok) return admitted
      const { clinic, isNew, invitation } = admitted.value
      if (isNew) await this.#parts.clinics.found(clinic, this.#base.nowMs())
      if (invitation && !invitation.usedBefore) {
        const brought = isNew ? clinic.scope : null
        if (!(await this.#parts.invitations.use(invitation.hash, asked.key, brought))) return used()
      }
      const certified = await this.#certified(asked, known, admitted.value)
      return good(this.#response(clinic, certified))
    })
  }

  async #certified(asked: Enrolling, known: KnownKey | null, admitted: Admission): Promise<KnownKey> {
    const { certificates } = this.#parts
    const { request } = asked
    const name = asked.account?.name ?? request.name
    if (
      known &&
      certificates.state(known) === 'known' &&
      !certificates.isDue(known) &&
      known.certificate.device === request.device &&
      known.certificate.name === name &&
      known.account === admitted.account &&
      sameGrants(known.certificate.grants, admitted.grants)
    )
      return known
    const { signingKey, agreementKey, device } = request
    const { account, grants } = admitted
    const issued = await certificates.issue({ signingKey, agreementKey, device, name, grants, account })
    await this.#base.store.log.note([
      {
        what: 'enrolled',
        by: asked.key,
        scope: admitted.clinic.scope,
        subject: null,
        why: asked.account ? `account:${asked.account.id}` : 'invitation',
        atMs: this.#base.nowMs(),
      },
    ])
    certificates.restored(asked.key)
    return issued
  }

  async #byInvitation(asked: Enrolling, token: string): Promise<Outcome<Admission>> {
    const allowed = await this.#parts.lockouts.attempt([{ kind: 'address', name: asked.address }])
    if (!allowed.allowed) return tooManyTries(allowed.untilMs, this.#base.nowMs())
    const found = this.#parts.invitations.find(token)
    if (!found)
      return bad('invitation-unknown', 'This hub knows no such invitation.', 'Ask for a new invitation.')
    // Whoever knows a token guesses none.
    await allowed.succeeded()
    const { row, hash } = found
    const usedBefore = row.usedBy.includes(asked.key)
    const state = this.#parts.invitations.state(row)
    if (!usedBefore && state !== 'open') return state === 'used' ? used() : over(state)
    const scope = row.scope ?? row.brought
    const given = asked.request.clinic
    if (scope === null) {
      if (!given)
        return bad(
          'clinic-needed',
          'This invitation is for a tablet that has a clinic.',
          'Create the clinic on the tablet first, then scan again.',
        )
      if (this.#parts.clinics.get(given.scope)) return taken()
    } else if (given && given.scope !== scope) return another()
    const clinic = (scope !== null && this.#parts.clinics.get(scope)) || given
    if (!clinic) return over('withdrawn')
    const known = this.#parts.certificates.get(asked.key)
    const grant = { scope: clinic.scope, role: row.role }
    return good({
      clinic,
      isNew: scope === null,
      grants:
        usedBefore && known ? known.certificate.grants : grantsWith(known?.certificate.grants ?? [], grant),
      account: known?.account ?? null,
      invitation: { hash, usedBefore },
    })
  }

  #byAccount({ account, request }: Enrolling): Outcome<Admission> {
    if (!account)
      return bad('not-invited', 'Nobody has invited this tablet.', 'Scan an invitation, or sign in.')
    const grants = clinicGrants(account.grants)
    const scope: ScopeId | undefined = request.clinic?.scope ?? grants[0]?.scope
    const clinic = scope === undefined ? null : this.#parts.clinics.get(scope)
    if (clinic) {
      if (grants.some((grant) => grant.scope === scope))
        return good({ clinic, isNew: false, grants, account: account.id, invitation: null })
      return request.clinic && grants.length > 0 ? another() : taken()
    }
    if (!request.clinic || request.role === 'keeper' || !keepsHub(account))
      return bad('not-invited', 'This account belongs to no clinic.', 'Ask who keeps the hub.')
    // Whoever keeps the hub could write an invitation and scan it.
    const grant = { scope: request.clinic.scope, role: request.role }
    const invitation = null
    return good({
      clinic: request.clinic,
      isNew: true,
      grants: grantsWith(grants, grant),
      account: null,
      invitation,
    })
  }

  #response(clinic: EnrolClinic, { signed }: KnownKey): EnrolResponse {
    const { keys, name, store, nowMs } = this.#base
    return {
      v: 1,
      hub: keys.hub,
      hubName: name,
      hubEpoch: store.hubEpoch,
      hubSigningKey: keys.signingKey,
      hubAgreementKey: keys.agreementKey,
      certificate: signed,
      clinic,
      nowMs: nowMs(),
    }
  }
}

function sameGrants(a: readonly Grant[], b: readonly Grant[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ scope, role }) => b.some((grant) => grant.scope === scope && grant.role === role))
  )
}

function over(state: string) {
  return state === 'expired'
    ? bad('invitation-expired', 'This invitation has ended.', 'Ask for a new invitation.')
    : bad('invitation-withdrawn', 'This invitation was withdrawn.', 'Ask for a new invitation.')
}

function used() {
  return bad('invitation-used', 'This invitation was used already.', 'Ask for a new invitation.')
}

function taken() {
  return bad(
    'clinic-taken',
    'This clinic is known to the hub, and this user has no right in it.',
    'Ask a colleague of that clinic for an invitation.',
  )
}

function another() {
  return bad(
    'hub-another-clinic',
    'The invitation is for another clinic than the one of this tablet.',
    'Ask for an invitation to this clinic, or join with an empty tablet.',
  )
}
