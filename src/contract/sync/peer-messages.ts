import * as v from 'valibot'
import type { DeviceId, FactId, KeyId, ScopeId } from '#domain/record/fact.ts'
import { ROLES, type Role } from '#domain/record/kinds/staff.ts'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, counted, hashText, idText, shortText } from './bytes.ts'

/*
 * What two tablets say to each other over one data channel. Messages are CBOR; a message travels in frames of at most
 * 64 kB (`peer-frames.ts`). Order: `hello` both ways, `reveal` both ways, then `same` where two people have to compare, then
 * the rest. Facts go between members of one scope alone; strangers hand over sealed parcels and their answers.
 */

export const PEER_MESSAGE_BYTES_MAX = 1024 * 1024
/** Facts of one message: few enough to be stored in one short transaction. */
export const PEER_FACTS_MAX = 64
const PIECE_BYTES_MAX = 256 * 1024
/** So many facts are asked about in one message. */
export const PEER_ASKS_MAX = 8192
const ID_BYTES = 32

/** Who speaks: the payload of a `Signed`, by the key that it names. */
export interface PeerHello {
  readonly v: 1
  readonly app: string
  /** `channelBinding` of this very channel: signed, it fits no other. */
  readonly binding: string
  /** Whether this side made the offer, so that nobody's hello comes back to themselves. */
  readonly starts: boolean
  readonly key: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  readonly device: DeviceId
  /** Empty where nobody has a clinic here yet. */
  readonly name: string
  readonly clinic: string
  readonly scope: ScopeId | null
  /** Null where nobody has a clinic here yet. What it may do here, the receiver decides by what it knows. */
  readonly role: Role | null
  /** The hub's word for this key, signed; null where no hub was met. */
  readonly certificate: Uint8Array<ArrayBuffer> | null
  /** The `staff` fact about this key. */
  readonly staff: Uint8Array<ArrayBuffer> | null
  /** SHA-256 of the nonce that `reveal` tells: neither side can choose its own after having seen the other's. */
  readonly commit: Uint8Array<ArrayBuffer>
}

/** What one tablet has of one device: runs of seq, and the XOR of all ids, which tells a fork. */
export interface Held {
  readonly device: DeviceId
  /** Ascending, not touching: `[from, to]`, both in it. */
  readonly runs: readonly (readonly [number, number])[]
  readonly xor: Uint8Array<ArrayBuffer>
}

/** Public facts about the hub of a clinic, for a tablet that joins. */
export interface HubBrief {
  readonly hub: KeyId
  readonly hubName: string
  readonly hubEpoch: string
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
}

/** Somebody whose facts verify at the neighbour's: a tablet that joins takes its word for them. */
interface KnownToPeer {
  readonly key: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  readonly role: Role
  readonly name: string
}

export interface ClinicToJoin {
  readonly scope: ScopeId
  readonly name: string
  readonly recoveryKey: Uint8Array<ArrayBuffer>
  /** What the newcomer may do from now on: it may differ from what they asked for. */
  readonly role: Role
  readonly hub: HubBrief | null
  readonly known: readonly KnownToPeer[]
}

export interface ParcelBrief {
  readonly id: string
  readonly to: KeyId
  readonly bytes: number
}

export type PeerMessage =
  | { readonly is: 'hello'; readonly signed: Uint8Array<ArrayBuffer> }
  /** met: this side knows the other's key. member: as somebody of its own clinic who may read. */
  | {
      readonly is: 'reveal'
      readonly nonce: Uint8Array<ArrayBuffer>
      readonly met: boolean
      readonly member: boolean
    }
  /** A person compared the six digits. */
  | { readonly is: 'same'; readonly same: boolean }
  | { readonly is: 'certificates'; readonly signed: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly is: 'have'; readonly held: readonly Held[] }
  /** So many facts are on their way in this round. */
  | { readonly is: 'offers'; readonly facts: number }
  | { readonly is: 'facts'; readonly n: number; readonly facts: readonly Uint8Array<ArrayBuffer>[] }
  /** All of message `n` is on this side's disk, or was refused for good. */
  | { readonly is: 'stored'; readonly n: number; readonly refused: number }
  /** Facts that wait for a word of the hub. */
  | { readonly is: 'asks'; readonly ids: readonly FactId[] }
  | { readonly is: 'receipts'; readonly signed: readonly Uint8Array<ArrayBuffer>[]; readonly last: boolean }
  | { readonly is: 'carries'; readonly parcels: readonly ParcelBrief[] }
  | { readonly is: 'wants'; readonly ids: readonly string[] }
  | {
      readonly is: 'piece'
      readonly id: string
      readonly at: number
      readonly of: number
      readonly bytes: Uint8Array<ArrayBuffer>
    }
  /** The piece at `at` is here; the next may come. */
  | { readonly is: 'kept'; readonly id: string; readonly at: number }
  /** This side has sent what it had to send, and everything was answered. */
  | { readonly is: 'done' }
  | { readonly is: 'ask-in'; readonly name: string; readonly role: Role }
  /** Null: not let in. */
  | { readonly is: 'let-in'; readonly clinic: ClinicToJoin | null }
  | { readonly is: 'joined' }
  /** A person has vouched for the other side: it is one of the clinic now. */
  | { readonly is: 'member' }
  | { readonly is: 'room'; readonly frame: Uint8Array<ArrayBuffer> }

const key32 = bytesOf(32)
const hello = v.strictObject({
  v: v.literal(1),
  app: shortText(40),
  binding: shortText(200),
  starts: v.boolean(),
  key: idText,
  signingKey: key32,
  agreementKey: key32,
  device: idText,
  name: shortText(200),
  clinic: shortText(200),
  scope: v.nullable(idText),
  role: v.nullable(v.picklist(ROLES)),
  certificate: v.nullable(bytesOf(1, 16 * 1024)),
  staff: v.nullable(bytesOf(1, 16 * 1024)),
  commit: key32,
})

export const encodeHello = (given: PeerHello) => cbor(given)

export function decodeHello(payload: Uint8Array): PeerHello | null {
  const parsed = v.safeParse(hello, fromCbor(payload))
  return parsed.success ? parsed.output : null
}

const run = v.pipe(
  v.strictTuple([counted, counted]),
  v.check(([from, to]) => from >= 1 && from <= to, 'a run'),
)
const held = v.strictObject({
  device: idText,
  runs: v.pipe(
    v.array(run),
    v.maxLength(20_000),
    v.check((runs) => runs.every(([from], i) => i === 0 || from > runs[i - 1]![1] + 1), 'ascending runs'),
  ),
  xor: key32,
})
const many = (most: number, each = bytesOf(1, 64 * 1024)) => v.pipe(v.array(each), v.maxLength(most))
const known = v.strictObject({
  key: idText,
  signingKey: key32,
  agreementKey: key32,
  role: v.picklist(ROLES),
  name: shortText(200),
})
const hubBrief = v.strictObject({
  hub: idText,
  hubName: shortText(200),
  hubEpoch: idText,
  signingKey: key32,
  agreementKey: key32,
})
const clinic = v.strictObject({
  scope: idText,
  name: shortText(200),
  recoveryKey: key32,
  role: v.picklist(ROLES),
  hub: v.nullable(hubBrief),
  known: v.pipe(v.array(known), v.maxLength(2000)),
})
const idList = v.pipe(
  bytesOf(0, PEER_ASKS_MAX * ID_BYTES),
  v.check((bytes) => bytes.length % ID_BYTES === 0, 'whole ids'),
  v.transform((bytes) =>
    Array.from({ length: bytes.length / ID_BYTES }, (_, i) =>
      base64url(bytes.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)),
    ),
  ),
)

const message = v.variant('is', [
  v.strictObject({ is: v.literal('hello'), signed: bytesOf(1, 64 * 1024) }),
  v.strictObject({ is: v.literal('reveal'), nonce: key32, met: v.boolean(), member: v.boolean() }),
  v.strictObject({ is: v.literal('same'), same: v.boolean() }),
  v.strictObject({ is: v.literal('certificates'), signed: many(512, bytesOf(1, 16 * 1024)) }),
  v.strictObject({ is: v.literal('have'), held: v.pipe(v.array(held), v.maxLength(4096)) }),
  v.strictObject({ is: v.literal('offers'), facts: counted }),
  v.strictObject({
    is: v.literal('facts'),
    n: counted,
    facts: many(PEER_FACTS_MAX, bytesOf(1, PEER_MESSAGE_BYTES_MAX)),
  }),
  v.strictObject({ is: v.literal('stored'), n: counted, refused: counted }),
  v.strictObject({ is: v.literal('asks'), ids: idList }),
  v.strictObject({
    is: v.literal('receipts'),
    signed: many(64, bytesOf(1, PEER_MESSAGE_BYTES_MAX)),
    last: v.boolean(),
  }),
  v.strictObject({
    is: v.literal('carries'),
    parcels: v.pipe(v.array(v.strictObject({ id: hashText, to: idText, bytes: counted })), v.maxLength(256)),
  }),
  v.strictObject({ is: v.literal('wants'), ids: v.pipe(v.array(hashText), v.maxLength(256)) }),
  v.strictObject({
    is: v.literal('piece'),
    id: hashText,
    at: counted,
    of: counted,
    bytes: bytesOf(1, PIECE_BYTES_MAX),
  }),
  v.strictObject({ is: v.literal('kept'), id: hashText, at: counted }),
  v.strictObject({ is: v.literal('done') }),
  v.strictObject({ is: v.literal('ask-in'), name: shortText(200), role: v.picklist(ROLES) }),
  v.strictObject({ is: v.literal('let-in'), clinic: v.nullable(clinic) }),
  v.strictObject({ is: v.literal('joined') }),
  v.strictObject({ is: v.literal('member') }),
  v.strictObject({ is: v.literal('room'), frame: bytesOf(1, PIECE_BYTES_MAX) }),
])

export function encodePeerMessage(given: PeerMessage): Uint8Array<ArrayBuffer> {
  if (given.is !== 'asks') return cbor(given)
  const ids = new Uint8Array(given.ids.length * ID_BYTES)
  given.ids.forEach((id, i) => ids.set(fromBase64url(id)!, i * ID_BYTES))
  return cbor({ is: 'asks', ids })
}

/** @returns null for bytes that are no message of this version */
export function decodePeerMessage(bytes: Uint8Array): PeerMessage | null {
  if (bytes.length > PEER_MESSAGE_BYTES_MAX) return null
  const parsed = v.safeParse(message, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}
