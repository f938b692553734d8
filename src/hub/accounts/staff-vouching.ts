import { mayVouchFor } from '#domain/access/rights.ts'
import type { DeviceId, KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Staff } from '#domain/record/kinds/staff.ts'
import { fromBase64url } from '#contract/record/base64url.ts'
import { fingerprintOf } from '../hub-keys.ts'
import { grantsWith, type Certificates, type KnownKey } from './certificates.ts'

const RAW_KEY_BYTES = 32

/**
 * A colleague on the tablet, certified by a `staff` fact of somebody who may vouch for that role. It gives a right in a
 * scope where the key had none, and never changes one, brings back a revoked key, or renews a lease.
 * @returns false where it certifies nobody
 */
export async function certifyStaff(
  certificates: Certificates,
  staff: Staff,
  by: KeyId,
  scope: ScopeId,
  device: DeviceId,
): Promise<boolean> {
  const keys = soundKeys(staff)
  const voucher = certificates.get(by)
  if (!keys || !voucher || by === staff.key || certificates.state(voucher) !== 'known') return false
  const own = voucher.certificate.grants.find((grant) => grant.scope === scope)
  if (!own || !mayVouchFor(own.role, staff.role)) return false
  const known = certificates.get(staff.key)
  if (known && !isUnknownIn(certificates, known, scope)) return false
  await certificates.issue({
    ...keys,
    device: known?.certificate.device ?? device,
    name: known?.certificate.name ?? staff.name,
    grants: grantsWith(known?.certificate.grants ?? [], { scope, role: staff.role }),
    account: known?.account ?? null,
  })
  certificates.restored(staff.key)
  return true
}

function soundKeys({ key, signingKey, agreementKey }: Staff) {
  const signing = fromBase64url(signingKey)
  const agreement = fromBase64url(agreementKey)
  if (signing?.length !== RAW_KEY_BYTES || agreement?.length !== RAW_KEY_BYTES) return null
  return fingerprintOf(signing) === key ? { signingKey: signing, agreementKey: agreement } : null
}

function isUnknownIn(certificates: Certificates, known: KnownKey, scope: ScopeId): boolean {
  return (
    certificates.state(known) === 'known' && !known.certificate.grants.some((grant) => grant.scope === scope)
  )
}
