import type { DeviceId, KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Outcome } from '#domain/problem.ts'
import type { Role, Staff } from '#domain/record/kinds/staff.ts'
import type { Certificate, Grant } from '#contract/sync/certificate.ts'
import type { EnrolClinic } from '#contract/sync/enrolment.ts'
import type { SyncRequest, SyncResponse } from '#contract/sync/sync-messages.ts'
import type { HubKeys } from './hub-keys.ts'
import type { HubStore } from './store/store.ts'

/** What the rooms of the hub share. Each part is made in `hub.ts`, in the order of these lines. */
export interface HubContext {
  /** Data folder: database, segments, blobs, keys. */
  readonly folder: string
  /** As people know it, on invitations. */
  readonly name: string
  readonly nowMs: () => number
  readonly store: HubStore
  readonly keys: HubKeys
  readonly metrics: HubMetrics
  readonly say: HubVoice
  readonly people: HubPeople
  readonly intake: Intake
}

/** Structured lines for whoever runs it; never a name, a value, an address of a page, or a body. */
export interface HubVoice {
  info(what: string, details?: Readonly<Record<string, string | number | boolean>>): void
  warn(what: string, details?: Readonly<Record<string, string | number | boolean>>): void
  error(what: string, details?: Readonly<Record<string, string | number | boolean>>): void
}

/** Counters and times; `/metrics` prints them for Prometheus. Names as Prometheus wants them, without `hinterland_`. */
export interface HubMetrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void
  /** Seconds. */
  took(name: string, seconds: number): void
  /** Asked when somebody reads the metrics. */
  gauge(name: string, help: string, ask: () => number): void
}

/** Who asks, as far as the signature of the request tells. */
export interface Caller {
  readonly key: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
  /** Null: nobody vouched for this key yet. A stranger may deliver, and reads nothing. */
  readonly certificate: Certificate | null
  readonly state: 'known' | 'stranger' | 'lapsed' | 'revoked'
}

/** Keys, certificates, accounts, enrolment, revoking: `accounts/`. Looked up in memory. */
export interface HubPeople {
  /**
   * Checks the signature of a request, its time and its nonce.
   * Problems: `request-unsigned`, `request-clock` (details.nowMs), `request-replayed`, `request-signature`
   */
  caller(request: {
    readonly authorization: string | undefined
    readonly method: string
    readonly path: string
    /** Null: the claim's body hash is taken as empty (pieces of blobs). */
    readonly body: Uint8Array | null
  }): Promise<Outcome<Caller>>
  certificate(key: KeyId): { readonly certificate: Certificate; readonly state: Caller['state'] } | null
  /**
   * What this hub certified of a key before it lost its memory; null where the key has a certificate now, or never had
   * one. It says whose facts are carried here by others, and gives no right.
   */
  former(key: KeyId): Certificate | null
  /** Certificates that a known tablet kept and this hub, which signed them, may have lost. */
  recall(certificates: readonly Uint8Array<ArrayBuffer>[], by: KeyId): Promise<void>
  /** The role of a key in a scope; null where it has none. */
  role(key: KeyId, scope: ScopeId): Role | null
  /** A `staff` fact that somebody who may vouch has signed: its key is certified for that scope from now on. */
  vouch(staff: Staff, by: KeyId, scope: ScopeId, device: DeviceId): Promise<void>
  /** By somebody who may vouch for them: no fact of this key is taken, and nothing is given to it, from now on. `no-right` */
  revokeColleague(key: KeyId, why: string, caller: Caller): Promise<Outcome<unknown>>
  /** Signed certificates of everybody in these scopes after a serial. */
  certificatesAfter(serial: number, scopes: readonly ScopeId[]): readonly Uint8Array<ArrayBuffer>[]
  /** A new lease for the caller, where less than half of it is left; null otherwise. */
  renewed(key: KeyId): Promise<Uint8Array<ArrayBuffer> | null>
  revokedKeys(): readonly KeyId[]
  /** The device was asked to wipe itself. */
  wipeOrdered(device: DeviceId): boolean
  /** Last seen, clock offset, unsent as it said: for the hub page. */
  seen(device: DeviceId, what: { readonly key: KeyId; readonly app: string; readonly seq: number }): void
  /** A copied profile or a restored backup wrote on: the tablet must take a new id. */
  forked(device: DeviceId): Promise<void>
  isForked(device: DeviceId): boolean
  clinic(scope: ScopeId): EnrolClinic | null
  grantsOf(key: KeyId): readonly Grant[]
}

/** Judges and stores facts: `sync/`. */
export interface Intake {
  exchange(caller: Caller, request: SyncRequest): Promise<SyncResponse>
  /** Facts that came another way (a parcel, FHIR). @returns a signed receipt */
  take(facts: readonly Uint8Array<ArrayBuffer>[], by: KeyId): Promise<Uint8Array<ArrayBuffer>>
  /** Held facts of this key are judged again: somebody vouched for it, or its lease came back. */
  judgeAgain(key: KeyId): Promise<void>
  /** Called with every scope that got something new, after fsync. @returns ends it */
  onTaken(listener: (scope: ScopeId, n: number) => void): () => void
}
