import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import type { KeyId } from '#domain/record/fact.ts'
import { joined, sha256 } from '../bytes.ts'

/** Ed25519 signatures (RFC 8032): WebCrypto, or @noble/curves where the browser lacks the algorithm. */
export interface Signer {
  readonly key: KeyId
  /** 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>
  /** @returns 64 bytes */
  sign(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
}

const PUBLIC_KEY_BYTES = 32
const SIGNATURE_BYTES = 64
/** PKCS #8 frame of a 32-byte seed (RFC 8410, section 7): WebCrypto takes no bare one. */
const PKCS8_HEAD = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

/** @param seed32 32 bytes; not kept, the caller zeroes them */
export async function signerFromSeed(seed32: Uint8Array): Promise<Signer> {
  return (await webSigner(seed32)) ?? nobleSigner(seed32)
}

/** @returns false also for a key or a signature of another length */
export async function verify(
  publicKey: Uint8Array,
  signature: Uint8Array,
  bytes: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false
  let key: CryptoKey
  try {
    key = await crypto.subtle.importKey('raw', publicKey as Uint8Array<ArrayBuffer>, 'Ed25519', false, [
      'verify',
    ])
  } catch (cause) {
    if (!isNotSupported(cause)) return false
    const { ed25519 } = await import('@noble/curves/ed25519.js')
    return ed25519.verify(signature, bytes, publicKey, { zip215: false })
  }
  return crypto.subtle.verify(
    'Ed25519',
    key,
    signature as Uint8Array<ArrayBuffer>,
    bytes as Uint8Array<ArrayBuffer>,
  )
}

/** The name of a key everywhere: base64url of the first 16 bytes of its SHA-256. */
export async function fingerprint(publicKey: Uint8Array): Promise<KeyId> {
  return base64url((await sha256(publicKey as Uint8Array<ArrayBuffer>)).subarray(0, 16))
}

/** WebCrypto says so for an algorithm that it does not know; every other failure is our own mistake. */
export function isNotSupported(cause: unknown): boolean {
  return (cause as { name?: string } | null)?.name === 'NotSupportedError'
}

/** Null where the browser has no Ed25519. */
async function webSigner(seed32: Uint8Array): Promise<Signer | null> {
  const pkcs8 = joined(PKCS8_HEAD, seed32)
  try {
    // Only an extractable key tells its public half; the one that stays is not extractable. The text of the private
    // half that comes with it cannot be zeroed, only let go.
    const telling = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
    const { x } = await crypto.subtle.exportKey('jwk', telling)
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
    return named(fromBase64url(x!)!, async (bytes) => {
      return new Uint8Array(await crypto.subtle.sign('Ed25519', key, bytes as Uint8Array<ArrayBuffer>))
    })
  } catch (cause) {
    if (isNotSupported(cause)) return null
    throw cause
  } finally {
    pkcs8.fill(0)
  }
}

async function nobleSigner(seed32: Uint8Array): Promise<Signer> {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  const seed = Uint8Array.from(seed32)
  return named(Uint8Array.from(ed25519.getPublicKey(seed)), async (bytes) => {
    return Uint8Array.from(ed25519.sign(bytes, seed))
  })
}

async function named(publicKey: Uint8Array<ArrayBuffer>, sign: Signer['sign']): Promise<Signer> {
  return { key: await fingerprint(publicKey), publicKey, sign }
}
