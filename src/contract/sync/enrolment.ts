import * as v from 'valibot'
import type { DeviceId, KeyId, ScopeId } from '#domain/record/fact.ts'
import { ROLES, type Role } from '#domain/record/kinds/staff.ts'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, idText, shortText } from './bytes.ts'

/**
 * What the QR code of a hub says: come to this hub, with this token. One origin for life (DESIGN section 2): the code
 * works in the app of the same origin.
 */
export interface Invitation {
  readonly v: 1
  /** Fingerprint of the hub's signing key: what answers must be signed by. */
  readonly hub: KeyId
  readonly hubName: string
  /** base64url of 16 random bytes, good for a day and once unless said otherwise; empty: sign in with an account. */
  readonly token: string
  /** The clinic to join; null: the tablet brings its own. */
  readonly clinic: { readonly scope: ScopeId; readonly name: string } | null
  readonly role: Role
}

const HEAD = 'hinterland-join:1:'
const invitation = v.strictObject({
  v: v.literal(1),
  hub: idText,
  hubName: shortText(200),
  token: shortText(64),
  clinic: v.nullable(v.strictObject({ scope: idText, name: shortText(200) })),
  role: v.picklist(ROLES),
})

export function invitationText(given: Invitation): string {
  return HEAD + base64url(cbor(given))
}

/** @returns null for any other text */
export function readInvitation(text: string): Invitation | null {
  const trimmed = text.replace(/\s+/g, '')
  if (!trimmed.startsWith(HEAD)) return null
  const bytes = fromBase64url(trimmed.slice(HEAD.length))
  const parsed = bytes && v.safeParse(invitation, fromCbor(bytes))
  return parsed?.success ? parsed.output : null
}

/** `POST /api/enrol`, CBOR; signed by the user's new key like every request. With a token, or a session cookie. */
export interface EnrolRequest {
  readonly v: 1
  readonly token: string | null
  readonly device: DeviceId
  readonly name: string
  readonly role: Role
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  /** The clinic that this tablet has; null: it joins the one of the token or of the account. */
  readonly clinic: EnrolClinic | null
}

export interface EnrolClinic {
  readonly scope: ScopeId
  readonly name: string
  /** Raw X25519 of the recovery sheet, so that a tablet that joins can seal its keys to the same sheet. */
  readonly recoveryKey: Uint8Array<ArrayBuffer>
}

export interface EnrolResponse {
  readonly v: 1
  readonly hub: KeyId
  readonly hubName: string
  readonly hubEpoch: string
  /** Raw keys of the hub: what it signs with, and what is sealed to it. */
  readonly hubSigningKey: Uint8Array<ArrayBuffer>
  readonly hubAgreementKey: Uint8Array<ArrayBuffer>
  /** Signed. */
  readonly certificate: Uint8Array<ArrayBuffer>
  readonly clinic: EnrolClinic
  readonly nowMs: number
}

const clinic = v.strictObject({ scope: idText, name: shortText(200), recoveryKey: bytesOf(32) })
const request = v.strictObject({
  v: v.literal(1),
  token: v.nullable(shortText(64)),
  device: idText,
  name: shortText(200),
  role: v.picklist(ROLES),
  signingKey: bytesOf(32),
  agreementKey: bytesOf(32),
  clinic: v.nullable(clinic),
})
const response = v.strictObject({
  v: v.literal(1),
  hub: idText,
  hubName: shortText(200),
  hubEpoch: idText,
  hubSigningKey: bytesOf(32),
  hubAgreementKey: bytesOf(32),
  certificate: bytesOf(1, 16 * 1024),
  clinic,
  nowMs: v.number(),
})

export const encodeEnrolRequest = (message: EnrolRequest) => cbor(message)
export const encodeEnrolResponse = (message: EnrolResponse) => cbor(message)

export function decodeEnrolRequest(bytes: Uint8Array): EnrolRequest | null {
  const parsed = v.safeParse(request, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}

export function decodeEnrolResponse(bytes: Uint8Array): EnrolResponse | null {
  const parsed = v.safeParse(response, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}
