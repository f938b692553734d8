import * as v from 'valibot'
import type { DeviceId, FactId, KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, counted, hashText, idText, ms, shortText } from './bytes.ts'
import { HELD_REASONS, type HeldReason, type LogHead } from './receipt.ts'

/*
 * One request in the common case: what this tablet wrote goes up, what others wrote comes down. `POST /api/sync`, or a
 * binary frame on `/api/live`. Both bodies are CBOR, gzipped where that is shorter (`content-encoding: gzip`).
 */

/** So much fits one request; the tablet sends again at once while there is more. */
export const PUSH_FACTS_MAX = 1000
export const PUSH_BYTES_MAX = 4 * 1024 * 1024
export const PULL_FACTS_MAX = 2000

/** Count and XOR of the ids of all facts of a scope up to a cursor: unequal means that something is missing. */
export interface ScopeDigest {
  readonly count: number
  /** base64url, 32 bytes. */
  readonly xor: string
}

export interface SyncRequest {
  readonly v: 1
  /** Version of the app; the hub says where it is too old to be given facts. Upload is never refused for it. */
  readonly app: string
  readonly device: DeviceId
  /** End of this tablet's own chain: its own facts come back as ids only. 0: send them whole. */
  readonly seq: number
  /** What this tablet knew last; null at the first sync. */
  readonly hubEpoch: string | null
  readonly knownHead: LogHead | null
  /** `encodeSignedFact` of each, urgent ones first; facts of other tablets that this one carries are welcome. */
  readonly push: readonly Uint8Array<ArrayBuffer>[]
  /** Charts that were opened: who, whom, when, why (empty: usual care). Into the audit log. */
  readonly opened: readonly Opened[]
  readonly pull: readonly PullFrom[]
  /** Certificates after this serial are sent. */
  readonly certificatesAfter: number
  /** At most so many facts come back; less on a metered line. */
  readonly pullFactsMax: number
}

export interface Opened {
  readonly key: KeyId
  readonly subject: SubjectId
  readonly atMs: number
  readonly why: string
}

export interface PullFrom {
  readonly scope: ScopeId
  /** The hub's commit order; 0: from the start. */
  readonly cursor: number
  readonly digest: ScopeDigest
}

/** A fact's place in the log, or why it is held. */
export type Verdict =
  | { readonly is: 'taken'; readonly n: number }
  /** It was here before; `n` as then. */
  | { readonly is: 'had'; readonly n: number }
  | { readonly is: 'held'; readonly why: HeldReason }

export interface SyncResponse {
  readonly v: 1
  readonly hub: KeyId
  readonly hubEpoch: string
  readonly nowMs: number
  /** The oldest app that is given facts. */
  readonly minVersion: string
  readonly tooOld: boolean
  /** In the order of `push`. */
  readonly verdicts: readonly Verdict[]
  /** Signed `Receipt`; null where nothing was pushed. */
  readonly receipt: Uint8Array<ArrayBuffer> | null
  readonly head: LogHead
  /** From `knownHead` to `head` (RFC 6962, 2.1.2), 32 bytes each; empty where they are the same. */
  readonly consistency: readonly Uint8Array<ArrayBuffer>[]
  readonly pulled: readonly Pulled[]
  /** Signed certificates, the caller's renewed lease among them. */
  readonly certificates: readonly Uint8Array<ArrayBuffer>[]
  /** Keys that were withdrawn. */
  readonly revoked: readonly KeyId[]
  /**
   * new-device: this tablet's chain forked (a copied profile, a restored backup): take a new device id.
   * wipe: the hub asks this tablet to erase itself once nothing is unsent.
   */
  readonly orders: readonly ('new-device' | 'wipe')[]
}

export interface Pulled {
  readonly scope: ScopeId
  /** Whole facts, or ids (32 bytes) of the tablet's own, in commit order. */
  readonly facts: readonly { readonly n: number; readonly fact: Uint8Array<ArrayBuffer> }[]
  /** The next live cursor, after these facts and segments. */
  readonly cursor: number
  readonly more: boolean
  /** Over everything up to `cursor`. */
  readonly digest: ScopeDigest
  /** Cold start: fetch these first (`/api/segments/<name>`), then `facts`. */
  readonly segments: readonly SegmentRef[]
  /** Facts of the scope at the hub, and their bytes: warned at 80 % of 10,000 records or 50 MB. */
  readonly people: number
  readonly bytes: number
}

export interface SegmentRef {
  /** `<scope>/<from>-<through>-<sha256>.cbor.gz`; never changes. */
  readonly name: string
  readonly from: number
  readonly through: number
  readonly count: number
  /** base64url SHA-256 of the compressed bytes. */
  readonly sha256: string
  readonly bytes: number
}

const digest = v.strictObject({ count: counted, xor: hashText })
const head = v.strictObject({ size: counted, root: hashText })
const request = v.strictObject({
  v: v.literal(1),
  app: shortText(40),
  device: idText,
  seq: counted,
  hubEpoch: v.optional(v.nullable(idText), null),
  knownHead: v.optional(v.nullable(head), null),
  // One fact that is too large is held by itself; it must not keep the others out.
  push: v.optional(v.pipe(v.array(bytesOf(1, PUSH_BYTES_MAX)), v.maxLength(PUSH_FACTS_MAX)), () => []),
  opened: v.optional(
    v.pipe(
      v.array(v.strictObject({ key: idText, subject: idText, atMs: ms, why: shortText(500) })),
      v.maxLength(1000),
    ),
    () => [],
  ),
  pull: v.pipe(v.array(v.strictObject({ scope: idText, cursor: counted, digest })), v.maxLength(64)),
  certificatesAfter: counted,
  pullFactsMax: v.pipe(counted, v.maxValue(PULL_FACTS_MAX)),
})

const verdict = v.variant('is', [
  v.strictObject({ is: v.literal('taken'), n: counted }),
  v.strictObject({ is: v.literal('had'), n: counted }),
  v.strictObject({ is: v.literal('held'), why: v.picklist(HELD_REASONS) }),
])
const segmentRef = v.strictObject({
  name: shortText(300),
  from: counted,
  through: counted,
  count: counted,
  sha256: hashText,
  bytes: counted,
})
const response = v.strictObject({
  v: v.literal(1),
  hub: idText,
  hubEpoch: idText,
  nowMs: ms,
  minVersion: shortText(40),
  tooOld: v.optional(v.boolean(), false),
  verdicts: v.optional(v.array(verdict), () => []),
  receipt: v.optional(v.nullable(bytesOf(1, 1024 * 1024)), null),
  head,
  consistency: v.optional(v.array(bytesOf(32)), () => []),
  pulled: v.array(
    v.strictObject({
      scope: idText,
      facts: v.optional(v.array(v.strictObject({ n: counted, fact: bytesOf(1, 1024 * 1024) })), () => []),
      cursor: counted,
      more: v.optional(v.boolean(), false),
      digest,
      segments: v.optional(v.array(segmentRef), () => []),
      people: counted,
      bytes: counted,
    }),
  ),
  certificates: v.optional(v.array(bytesOf(1, 16 * 1024)), () => []),
  revoked: v.optional(v.array(idText), () => []),
  orders: v.optional(v.array(v.picklist(['new-device', 'wipe'])), () => []),
})

/** Parts that say nothing are left out: most requests bring nothing and are given nothing. */
export const encodeSyncRequest = (message: SyncRequest) => cbor(withoutEmpty(message, REQUEST_MAY_LACK))

export function encodeSyncResponse(message: SyncResponse): Uint8Array<ArrayBuffer> {
  const pulled = message.pulled.map((one) => withoutEmpty(one, PULLED_MAY_LACK))
  return cbor({ ...withoutEmpty(message, RESPONSE_MAY_LACK), pulled })
}

const REQUEST_MAY_LACK = new Set<string>([
  'hubEpoch',
  'knownHead',
  'push',
  'opened',
] satisfies (keyof SyncRequest)[])
const OFFER_MAY_LACK = new Set<string>(['certificates'] satisfies (keyof Offer)[])
const PULLED_MAY_LACK = new Set<string>(['facts', 'more', 'segments'] satisfies (keyof Pulled)[])
const RESPONSE_MAY_LACK = new Set<string>([
  'tooOld',
  'verdicts',
  'receipt',
  'consistency',
  'certificates',
  'revoked',
  'orders',
] satisfies (keyof SyncResponse)[])

function withoutEmpty(message: object, mayLack: ReadonlySet<string>): object {
  const isEmpty = (part: unknown) =>
    part === null || part === false || (Array.isArray(part) && part.length === 0)
  return Object.fromEntries(
    Object.entries(message).filter(([name, part]) => !mayLack.has(name) || !isEmpty(part)),
  )
}

/** @returns null for bytes that are no request of ours */
export function decodeSyncRequest(bytes: Uint8Array): SyncRequest | null {
  const parsed = v.safeParse(request, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}

export function decodeSyncResponse(bytes: Uint8Array): SyncResponse | null {
  const parsed = v.safeParse(response, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}

/** `POST /api/offer`, CBOR: after the hub's epoch changed, which of these does it lack? */
export interface Offer {
  readonly scope: ScopeId
  readonly ids: readonly FactId[]
  /** Signed by this hub, which may have lost them: of everybody whose facts the tablet has. */
  readonly certificates: readonly Uint8Array<ArrayBuffer>[]
}

/** Not in the log, nor held for what a colleague who brings it would not cure: the tablet sends them anew. */
export interface OfferAnswer {
  readonly lacking: readonly FactId[]
}

export const OFFER_IDS_MAX = 10_000
export const OFFER_CERTIFICATES_MAX = 1000

const offerIds = v.pipe(v.array(hashText), v.maxLength(OFFER_IDS_MAX))
const offer = v.strictObject({
  scope: idText,
  ids: offerIds,
  certificates: v.optional(
    v.pipe(v.array(bytesOf(1, 16 * 1024)), v.maxLength(OFFER_CERTIFICATES_MAX)),
    () => [],
  ),
})
const offerAnswer = v.strictObject({ lacking: offerIds })

export const encodeOffer = (message: Offer) => cbor(withoutEmpty(message, OFFER_MAY_LACK))
export const encodeOfferAnswer = (message: OfferAnswer) => cbor(message)

export function decodeOffer(bytes: Uint8Array): Offer | null {
  const parsed = v.safeParse(offer, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}

export function decodeOfferAnswer(bytes: Uint8Array): OfferAnswer | null {
  const parsed = v.safeParse(offerAnswer, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}
