import * as v from 'valibot'
import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, idText, shortText } from './bytes.ts'

/**
 * A parcel: facts and what goes with them, sealed to one reader, as a file or in the hands of somebody who cannot open it.
 * `HPCL` ‖ version ‖ length and name of the reader's key ‖ `sealTo(…, parcelContext(to))` of `encodeContent`. Its length
 * tells a size class alone.
 */
export interface Parcel {
  readonly to: KeyId
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** A month of a busy clinic; one that has more pairs or sends several. */
export const PARCEL_BYTES_MAX = 16 * 1024 * 1024
export const PARCEL_ENDING = '.hpcl'
const MAGIC = [0x48, 0x50, 0x43, 0x4c] as const
const VERSION = 1
const TO_CHARS_MAX = 80

export const parcelContext = (to: KeyId) => `hinterland/parcel/${VERSION}/${to}`

export function encodeParcel({ to, sealed }: Parcel): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(to)
  const bytes = new Uint8Array(MAGIC.length + 2 + name.length + sealed.length)
  bytes.set([...MAGIC, VERSION, name.length])
  bytes.set(name, MAGIC.length + 2)
  bytes.set(sealed, MAGIC.length + 2 + name.length)
  return bytes
}

/** @returns null for a file that is no parcel, or too large for one */
export function decodeParcel(bytes: Uint8Array): Parcel | null {
  if (bytes.length > PARCEL_BYTES_MAX || MAGIC.some((byte, i) => bytes[i] !== byte)) return null
  const length = bytes[MAGIC.length + 1] ?? 0
  const start = MAGIC.length + 2
  if (bytes[MAGIC.length] !== VERSION || length === 0 || length > TO_CHARS_MAX) return null
  if (bytes.length <= start + length) return null
  const to = String.fromCharCode(...bytes.subarray(start, start + length))
  if (!v.is(idText, to)) return null
  return { to, sealed: new Uint8Array(bytes.subarray(start + length)) }
}

/** What is inside. Each fact, receipt and certificate carries its own signature; the sender signs that they are together. */
export interface ParcelContent {
  readonly v: 1
  readonly to: KeyId
  readonly key: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly name: string
  readonly clinic: string
  readonly scope: ScopeId
  /** `encodeSignedFact` of each, in the order of arrival: who vouches stands before whom they vouch for. */
  readonly facts: readonly Uint8Array<ArrayBuffer>[]
  readonly receipts: readonly Uint8Array<ArrayBuffer>[]
  readonly certificates: readonly Uint8Array<ArrayBuffer>[]
}

const content = v.strictObject({
  v: v.literal(1),
  to: idText,
  key: idText,
  signingKey: bytesOf(32),
  name: shortText(200),
  clinic: shortText(200),
  scope: idText,
  facts: v.pipe(v.array(bytesOf(1, 1024 * 1024)), v.maxLength(100_000)),
  receipts: v.pipe(v.array(bytesOf(1, 1024 * 1024)), v.maxLength(10_000)),
  certificates: v.pipe(v.array(bytesOf(1, 16 * 1024)), v.maxLength(2000)),
})

/** @param signature of the sender over `contentBytes` */
export function sealedContent(payload: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  return cbor([payload, signature])
}

export const contentBytes = (given: ParcelContent) => cbor(given)

const signedContent = v.strictTuple([bytesOf(1, PARCEL_BYTES_MAX), bytesOf(64)])

/** @returns null for other bytes; whether the signature holds is the receiver's to check */
export function readContent(opened: Uint8Array): {
  readonly content: ParcelContent
  readonly payload: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
} | null {
  const outer = v.safeParse(signedContent, fromCbor(opened))
  if (!outer.success) return null
  const [payload, signature] = outer.output
  const inner = v.safeParse(content, fromCbor(payload))
  return inner.success ? { content: inner.output, payload, signature } : null
}

/** What a hub answers to a parcel: signed receipts. */
export const encodeParcelAnswer = (receipts: readonly Uint8Array<ArrayBuffer>[]) => cbor(receipts)

export function decodeParcelAnswer(bytes: Uint8Array): readonly Uint8Array<ArrayBuffer>[] | null {
  const parsed = v.safeParse(v.pipe(v.array(bytesOf(1, 4 * 1024 * 1024)), v.maxLength(1000)), fromCbor(bytes))
  return parsed.success ? parsed.output : null
}
