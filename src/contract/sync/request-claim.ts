import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { cbor } from '../cbor.ts'

/**
 * How a tablet says who asks: every request carries a signature of the open user's key over what is asked. Nothing is
 * stored that could be stolen, and no request is spent on signing in.
 * Header: `authorization: Hinterland <signing key> <atMs> <nonce> <signature>`, base64url.
 */
export interface RequestClaim {
  readonly method: string
  /** Path with query. */
  readonly path: string
  /** base64url SHA-256 of the body; empty where there is none, or where it is a piece of a blob. */
  readonly bodyHash: string
  /** The tablet's clock, corrected by what the hub's last answer said; the hub takes five minutes either way. */
  readonly atMs: number
  /** base64url of 12 random bytes; the hub takes each once. */
  readonly nonce: string
}

export function claimBytes({ method, path, bodyHash, atMs, nonce }: RequestClaim): Uint8Array<ArrayBuffer> {
  return cbor(['hinterland-request/1', method, path, bodyHash, atMs, nonce])
}

export function authorizationHeader(
  signingKey: Uint8Array,
  claim: Pick<RequestClaim, 'atMs' | 'nonce'>,
  signature: Uint8Array,
): string {
  return `Hinterland ${base64url(signingKey)} ${claim.atMs} ${claim.nonce} ${base64url(signature)}`
}

export interface Authorization {
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly atMs: number
  readonly nonce: string
  readonly signature: Uint8Array<ArrayBuffer>
}

const FORM = /^Hinterland ([\w-]{43}) (\d{1,16}) ([\w-]{16}) ([\w-]{86})$/

/** @returns null for anything else */
export function readAuthorization(header: string | undefined): Authorization | null {
  const found = FORM.exec(header ?? '')
  if (!found) return null
  const signingKey = fromBase64url(found[1]!)
  const signature = fromBase64url(found[4]!)
  if (!signingKey || !signature) return null
  return { signingKey, atMs: Number(found[2]), nonce: found[3]!, signature }
}
