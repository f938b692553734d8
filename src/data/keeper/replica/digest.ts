import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import type { ScopeDigest } from '#contract/sync/sync-messages.ts'
import type { FactId } from '#domain/record/fact.ts'

const HASH_BYTES = 32

export const EMPTY_DIGEST: ScopeDigest = { count: 0, xor: base64url(new Uint8Array(HASH_BYTES)) }

/** Each id once: adding one twice takes it out again. */
export function withIds({ count, xor }: ScopeDigest, ids: Iterable<FactId>): ScopeDigest {
  const sum = fromBase64url(xor) ?? new Uint8Array(HASH_BYTES)
  let more = 0
  for (const id of ids) {
    const bytes = fromBase64url(id)!
    for (let i = 0; i < HASH_BYTES; i++) sum[i]! ^= bytes[i]!
    more++
  }
  return { count: count + more, xor: base64url(sum) }
}

export function sameDigest(a: ScopeDigest, b: ScopeDigest): boolean {
  return a.count === b.count && a.xor === b.xor
}
