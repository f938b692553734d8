import * as v from 'valibot'
import type { DeviceId, KeyId, ScopeId } from '#domain/record/fact.ts'
import { ROLES, type Role } from '#domain/record/kinds/staff.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, counted, idText, ms, shortText } from './bytes.ts'

/** What somebody may do in a scope; `domain/access/rights.ts` says what each role may. */
export interface Grant {
  readonly scope: ScopeId
  readonly role: Role
}

/**
 * Whose key a key is, as the hub says it: one user on one tablet. Signed by the hub (`signed.ts`). Valid offline until
 * `notAfterMs`; each sync renews the lease.
 */
export interface Certificate {
  readonly v: 1
  /** Fingerprint of the hub's signing key. */
  readonly hub: KeyId
  /** Counts up at every certificate that this hub issues. */
  readonly serial: number
  readonly key: KeyId
  /** Raw Ed25519, 32 bytes; `key` is its fingerprint. */
  readonly signingKey: Uint8Array<ArrayBuffer>
  /** Raw X25519, 32 bytes. */
  readonly agreementKey: Uint8Array<ArrayBuffer>
  readonly device: DeviceId
  readonly name: string
  readonly grants: readonly Grant[]
  readonly issuedAtMs: number
  readonly notAfterMs: number
}

const grant = v.strictObject({ scope: idText, role: v.picklist(ROLES) })
const shape = v.strictObject({
  v: v.literal(1),
  hub: idText,
  serial: counted,
  key: idText,
  signingKey: bytesOf(32),
  agreementKey: bytesOf(32),
  device: idText,
  name: shortText(200),
  grants: v.pipe(v.array(grant), v.maxLength(64)),
  issuedAtMs: ms,
  notAfterMs: ms,
})

export function encodeCertificate(certificate: Certificate): Uint8Array<ArrayBuffer> {
  return cbor(certificate)
}

export function decodeCertificate(payload: Uint8Array): Certificate | null {
  const parsed = v.safeParse(shape, fromCbor(payload))
  return parsed.success ? parsed.output : null
}
