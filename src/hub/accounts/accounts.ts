import type { IncomingHttpHeaders } from 'node:http'
import type { Outcome } from '#domain/problem.ts'
import type { DeviceId, KeyId, SubjectId } from '#domain/record/fact.ts'
import type { Grant } from '#contract/sync/certificate.ts'
import type { BreakGlassRequest } from '#contract/sync/break-glass.ts'
import type { EnrolRequest, EnrolResponse } from '#contract/sync/enrolment.ts'
import type {
  AccountChange,
  HubAccount,
  HubClinics,
  HubDevices,
  HubHeld,
  HubInvitation,
  HubNotes,
  MadeInvitation,
  Me,
  NewAccount,
  NewInvitation,
  ReleaseRequest,
  RevokeRequest,
} from '#contract/sync/hub-page.ts'
import type { Openings } from '#contract/sync/openings.ts'
import type { Caller } from '../context.ts'
import type { LogNote } from '../store/store.ts'

/** Who did it, for the log: `account:<id>`, `terminal`, or the key of a tablet's user. */
export type Doer = string

/** A browser that somebody has just signed in with. */
export interface SignedIn {
  /** For the cookie; it is nowhere else. */
  readonly token: string
  readonly me: Me
}

/** Accounts, invitations, tablets: what hub keepers do, by the page or on the terminal. */
export interface Accounts {
  /** Nobody keeps this hub yet. */
  isEmpty(): boolean
  /** For the terminal: lets the page make the first hub keeper. Null once there is an account. */
  setupCode(): string | null
  /** @param code from the terminal. `not-first`, `setup-code-wrong`, `too-many-tries`, and what `addAccount` refuses */
  setUp(code: string, first: FirstKeeper, address: string): Promise<Outcome<HubAccount>>
  /** On the terminal itself. `not-first`, and what `addAccount` refuses */
  createFirstKeeper(login: string, name: string, password: string): Promise<Outcome<HubAccount>>

  accounts(): readonly HubAccount[]
  /** `login-taken`, `password-too-weak`, `grants-invalid`, `request-not-understood`, `hub-busy` */
  addAccount(given: NewAccount, by: Doer): Promise<Outcome<HubAccount>>
  /** @param account id or login. `no-such-account`, `last-keeper`, and what `addAccount` refuses */
  changeAccount(account: string, change: AccountChange, by: Doer): Promise<Outcome<HubAccount>>
  /** `sign-in-wrong`: the old one. `password-too-weak`, `too-many-tries` */
  changeOwnPassword(account: string, old: string, password: string, address: string): Promise<Outcome<null>>

  /** @param before the session that this browser had. `sign-in-wrong`, `too-many-tries`, `hub-busy` */
  signIn(login: string, password: string, address: string, before: string | null): Promise<Outcome<SignedIn>>
  /** Whoever another house has shown to be themselves. `account-unknown`, `account-disabled` */
  signInBySubject(who: OidcPerson, before: string | null): Promise<Outcome<SignedIn>>
  /** A session without further question: for somebody who has just shown who they are. */
  startSession(account: string, before: string | null): Promise<SignedIn>
  signOut(token: string): Promise<void>
  /** @param token null: no cookie came */
  me(token: string | null, oidc: boolean): Me
  /** Whoever keeps the hub and asks with this session; null: nobody who may. */
  keeperBy(token: string | null): HubAccount | null
  /** The same, out of the cookie. */
  keeperOf(request: { readonly headers: IncomingHttpHeaders }): HubAccount | null

  clinics(): HubClinics['clinics']
  invitations(): readonly HubInvitation[]
  /** @param given by a hub keeper. `no-such-clinic`, `invitations-full`, `request-not-understood` */
  invite(given: NewInvitation, by: Doer): Promise<Outcome<MadeInvitation>>
  /** By somebody who vouches, into their own clinic. `no-right`, and what `invite` refuses */
  inviteColleague(given: NewInvitation, caller: Caller): Promise<Outcome<MadeInvitation>>
  /** `no-such-invitation` */
  withdrawInvitation(id: string, by: Doer): Promise<Outcome<null>>
  /** See `Enrolment.enrol`; besides `enrol-other-key`: the request was signed by another key. */
  enrol(
    request: EnrolRequest,
    how: { readonly key: KeyId; readonly token: string | null; readonly address: string },
  ): Promise<Outcome<EnrolResponse>>

  devices(): Promise<HubDevices['devices']>
  oldestBehind(): Promise<{
    readonly device: DeviceId
    readonly sinceMs: number
    readonly facts: number
  } | null>
  /** `no-such-key`, `request-not-understood` */
  revoke(given: RevokeRequest, by: Doer): Promise<Outcome<{ readonly revoked: readonly KeyId[] }>>
  /** A tablet says that it erases itself now. `no-wipe-asked` */
  wiped(device: DeviceId, by: KeyId): Promise<Outcome<null>>
  /** Called with every key whose held facts should be judged again. @returns ends it */
  onRestored(listener: (key: KeyId) => void): () => void

  held(): Promise<HubHeld>
  /** `held-unsound`, `request-not-understood` */
  release(given: ReleaseRequest, by: Doer): Promise<Outcome<{ readonly released: number }>>
  notes(filter: {
    readonly what?: LogNote['what']
    readonly before?: number
    readonly limit: number
  }): Promise<HubNotes>
  /** CBOR of `BreakGlassResponse`. `no-right`, `break-glass-too-often`, `nobody-at-hub` */
  breakGlass(caller: Caller, request: BreakGlassRequest): Promise<Outcome<Uint8Array<ArrayBuffer>>>
  /** `no-right` */
  openings(caller: Caller, subject: SubjectId): Promise<Outcome<Openings>>
  /** A request was not taken: counted, told to whoever runs the hub, and noted, but not every one of a flood. */
  refused(why: string, by: KeyId | null): void

  /** What was seen since is on the disk. */
  close(): Promise<void>
}

export interface FirstKeeper {
  readonly login: string
  readonly name: string
  readonly password: string
}

/** As the OIDC provider says it. */
export interface OidcPerson {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  /** By a claim of the provider; null: the hub keeps the rights itself. */
  readonly grants: readonly Grant[] | null
}
