import type { DeviceId, FactId, KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { HeldReason, LogHead } from '#contract/sync/receipt.ts'
import type { Signed } from '#contract/sync/signed.ts'
import type { ScopeDigest, SegmentRef } from '#contract/sync/sync-messages.ts'

/**
 * What the hub keeps, and the only door to it: nothing above knows SQL, so that another database can stand behind it
 * (`store.contract.ts` is what it must pass). Every write is answered after fsync; writes that wait share one commit.
 */
export interface HubStore {
  /** Drawn when the data folder was made, and anew by every restore: tablets then offer again what is lacking. */
  readonly hubEpoch: string
  readonly facts: FactStore
  readonly log: HubLog
  /** Small named tables of JSON values: accounts, certificates, tokens, sessions, devices. */
  shelf<T>(name: string): Shelf<T>
  /** Append-only bytes by name: the updates of rooms. */
  readonly streams: Streams
  /** The whole store into one file while it goes on working. */
  backup(path: string): Promise<void>
  /** Bytes of the database and its journal. */
  sizeBytes(): { readonly database: number; readonly journal: number }
  close(): Promise<void>
}

/** A fact as it was judged. Bytes are stored as they came. */
export interface JudgedFact {
  readonly id: FactId
  /** Null for bytes that nobody can route. */
  readonly routing: FactRouting | null
  /** `encodeSignedFact`. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly held: HeldReason | null
  /** Whose request brought it; another than the author when it was carried. */
  readonly by: KeyId
  readonly receivedAtMs: number
}

export interface FactRouting {
  readonly key: KeyId | null
  readonly device: DeviceId
  readonly seq: number
  readonly prev: FactId | null
  readonly hlcMs: number
  readonly hlcCounter: number
  readonly kind: string
  readonly scope: ScopeId
  readonly subject: SubjectId | null
}

export type Stored =
  | { readonly is: 'taken'; readonly n: number; readonly fork: boolean }
  | { readonly is: 'had'; readonly n: number }
  /** Again or for the first time: it is here, and nobody but a hub keeper reads it. */
  | { readonly is: 'held'; readonly why: HeldReason }

export interface StoredFact {
  /** Commit order of the whole hub: the cursor. */
  readonly n: number
  readonly id: FactId
  readonly device: DeviceId
  readonly seq: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface HeldFact {
  readonly id: FactId
  readonly why: HeldReason
  readonly routing: FactRouting | null
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly by: KeyId
  readonly receivedAtMs: number
}

export interface FactStore {
  /**
   * In this order, in one commit; idempotent by id. A second hash at the same device and seq of the log is kept and told as
   * a fork. What is in the log stays as it is; what was held takes its place with these bytes once `held` is null, and is
   * otherwise held as it was judged last.
   */
  append(facts: readonly JudgedFact[]): Promise<readonly Stored[]>
  /** Held facts that may go on now: they take their place in the log. Ids that are not held are passed over. */
  release(ids: readonly FactId[]): Promise<readonly Stored[]>
  /** In the order in which they first came. */
  held(filter?: {
    readonly key?: KeyId
    readonly why?: HeldReason
    readonly limit?: number
  }): Promise<readonly HeldFact[]>
  heldCounts(): Promise<Partial<Record<HeldReason, number>>>
  /** At least one fact, however large. */
  page(
    scope: ScopeId,
    after: number,
    most: { readonly facts: number; readonly bytes: number },
  ): Promise<{ readonly facts: readonly StoredFact[]; readonly more: boolean }>
  ofSubject(subject: SubjectId): Promise<readonly StoredFact[]>
  byId(id: FactId): Promise<StoredFact | null>
  /** Which of these are neither in the log nor held. */
  lacking(ids: readonly FactId[]): Promise<readonly FactId[]>
  /** Over every fact of the scope with `n` up to `through`. */
  digest(scope: ScopeId, through: number): Promise<ScopeDigest>
  scopeSize(
    scope: ScopeId,
  ): Promise<{ readonly facts: number; readonly people: number; readonly bytes: number }>
  /** The fact of a device with the highest seq in the log, for the rules of a chain. */
  head(
    device: DeviceId,
  ): Promise<{ readonly id: FactId; readonly seq: number; readonly hlcMs: number } | null>
  at(device: DeviceId, seq: number): Promise<readonly FactId[]>
  /**
   * Body bytes go, header and signature stay; segments with them are made anew. The log notes it.
   * @returns how many facts had a body
   */
  erase(subject: SubjectId): Promise<number>
  /**
   * Closed segments of the scope that reach beyond a cursor, oldest first and without a gap between them: the first may
   * begin before the cursor. Made when enough facts are there. `from` and `through` are `n` of its first and last fact.
   */
  segments(scope: ScopeId, after: number): Promise<readonly SegmentRef[]>
  /** @returns null for a name that is no segment: a path never leaves this door */
  segment(name: string): Promise<Uint8Array<ArrayBuffer> | null>
}

/** What the log says besides facts. Never a name, never a value: ids, times, reasons as people wrote them. */
export interface LogNote {
  readonly what:
    | 'opened' // a chart was opened
    | 'break-glass' // read outside the usual right, with a reason
    | 'export'
    | 'enrolled'
    | 'certificate'
    | 'revoked'
    | 'account'
    | 'signed-in'
    | 'refused' // a request or a fact that was not taken, with its reason
    | 'released'
    | 'room-frozen'
    | 'room-late'
    | 'blob'
    | 'backup'
    | 'restore'
    | 'fork'
    | 'erased' // bodies of a subject went; `why` says how many
  readonly by: KeyId | string | null
  readonly scope: ScopeId | null
  readonly subject: SubjectId | null
  readonly why: string
  readonly atMs: number
}

export interface NotedEntry extends LogNote {
  readonly n: number
}

/** One Merkle log over facts and notes, in commit order; entry n has index n − 1. */
export interface HubLog {
  note(notes: readonly LogNote[]): Promise<void>
  head(): Promise<LogHead>
  /** 32 bytes each (RFC 6962, 2.1.2). */
  consistency(fromSize: number, toSize: number): Promise<readonly Uint8Array<ArrayBuffer>[]>
  inclusion(n: number, size: number): Promise<readonly Uint8Array<ArrayBuffer>[]>
  /**
   * What the leaf of an entry is the hash of: deterministic CBOR of `['fact', n, id, scope, device, seq, by, receivedAtMs,
   * signature]` (and `'bodiless'` where it came so) or `['note', n, what, by, scope, subject, why, atMs]`.
   */
  entry(n: number): Promise<Uint8Array<ArrayBuffer> | null>
  notes(filter: {
    readonly subject?: SubjectId
    readonly scope?: ScopeId
    readonly what?: LogNote['what']
    readonly before?: number
    readonly limit: number
  }): Promise<readonly NotedEntry[]>
  /** A signed head, kept every minute and at every receipt that is the first of its minute. */
  keepHead(signed: Uint8Array<ArrayBuffer>, head: LogHead, atMs: number): Promise<void>
  heads(
    limit: number,
  ): Promise<readonly { readonly signed: Uint8Array<ArrayBuffer>; readonly atMs: number }[]>
  /**
   * Reads every entry, hash, fact and kept head again, while others have their turns.
   * @param isOurs whether the signature of a kept head is the hub's; left out: it is not looked at
   * @returns the first thing that was altered, with its n; null: all is well
   */
  verify(
    onProgress?: ((done: number, total: number) => void) | null,
    isOurs?: (head: Signed) => boolean,
  ): Promise<LogFault | null>
}

export interface LogFault {
  readonly n: number
  readonly what: 'entry' | 'fact' | 'node' | 'missing' | 'head'
  readonly detail: string
}

export interface Shelf<T> {
  get(key: string): T | null
  all(): ReadonlyMap<string, T>
  /** All of it or nothing, after fsync; `null` removes. */
  put(changes: Readonly<Record<string, T | null>>): Promise<void>
}

export interface Streams {
  /** @returns the number of each within its stream, after fsync */
  append(stream: string, pieces: readonly StreamPiece[]): Promise<readonly number[]>
  read(stream: string, after?: number): Promise<readonly (StreamPiece & { readonly n: number })[]>
  /** What came up to `through` is now these bytes: merged, nothing lost. */
  replace(stream: string, through: number, piece: StreamPiece): Promise<void>
  names(prefix: string): Promise<readonly string[]>
}

export interface StreamPiece {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly by: KeyId | null
  readonly atMs: number
}
