import * as v from 'valibot'
import type { FactId, KeyId } from '#domain/record/fact.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { counted, hashText, idText, ms } from './bytes.ts'

/** The end of the hub's log (RFC 6962): so many entries, with this root. */
export interface LogHead {
  readonly size: number
  /** base64url SHA-256. */
  readonly root: string
}

/** Why a fact is stored at the hub and not in the log that others read. */
export const HELD_REASONS = [
  'unreadable', // no fact of ours, or not the one form of it
  'signature', // does not fit the key that it names
  'author-unknown', // nobody has vouched for this key; taken as soon as somebody does
  'scope', // the author has no right in this scope
  'role', // the author's role may not write this
  'lease', // the author's certificate had ended; taken when they sign in again
  'revoked', // the key or the tablet was withdrawn; a hub keeper looks
  'backdated', // an HLC before the one it follows, or a chain that bites its own tail
  'body', // does not fit the header's hash
  'too-large',
] as const
export type HeldReason = (typeof HELD_REASONS)[number]

/**
 * What the hub answers for, signed after fsync (`signed.ts`): these facts are in its log, those are held for a reason.
 * A later head that does not extend this one proves loss.
 */
export interface Receipt {
  readonly v: 1
  readonly hub: KeyId
  readonly hubEpoch: string
  readonly head: LogHead
  readonly taken: readonly FactId[]
  readonly held: readonly (readonly [FactId, HeldReason])[]
  readonly atMs: number
}

const shape = v.strictObject({
  v: v.literal(1),
  hub: idText,
  hubEpoch: idText,
  head: v.strictObject({ size: counted, root: hashText }),
  taken: v.array(hashText),
  held: v.array(v.strictTuple([hashText, v.picklist(HELD_REASONS)])),
  atMs: ms,
})

export function encodeReceipt(receipt: Receipt): Uint8Array<ArrayBuffer> {
  return cbor(receipt)
}

export function decodeReceipt(payload: Uint8Array): Receipt | null {
  const parsed = v.safeParse(shape, fromCbor(payload))
  return parsed.success ? parsed.output : null
}
