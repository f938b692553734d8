import { joined } from '../bytes.ts'
import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'
import { openRow, SealBroken, sealRow, type Aad } from './sealing.ts'
import { isNotSupported } from './signing.ts'

/** X25519 (RFC 7748): WebCrypto, or @noble/curves where the browser lacks the algorithm. */
export interface AgreementKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>
  /** Not extractable; bytes only where the browser lacks X25519. */
  readonly privateKey: CryptoKey | Uint8Array<ArrayBuffer>
}

const FORMAT = 1
const KEY_BYTES = 32
/** PKCS #8 frame of a 32-byte private key (RFC 8410, section 7). */
const PKCS8_HEAD = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20)
/** The base point of the curve: agreeing with it gives the public key. */
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31))

/** @param seed32 32 bytes; not kept, the caller zeroes them */
export async function agreementFromSeed(seed32: Uint8Array): Promise<AgreementKey> {
  const pkcs8 = joined(PKCS8_HEAD, seed32)
  let privateKey: CryptoKey | Uint8Array<ArrayBuffer>
  try {
    privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits'])
  } catch (cause) {
    if (!isNotSupported(cause)) throw cause
    privateKey = Uint8Array.from(seed32)
  } finally {
    pkcs8.fill(0)
  }
  return { publicKey: await agree(privateKey, BASE_POINT), privateKey }
}

/**
 * Seals bytes to one reader: a fresh key of this parcel agrees with the reader's key, HKDF-SHA-256 over both public
 * keys and the context gives the key of an AES-GCM row. Format byte ‖ 32 bytes (fresh public key) ‖ sealed row.
 * @param context what it is for; it opens under the same context alone
 */
export async function sealTo(
  publicKey: Uint8Array,
  plain: Uint8Array,
  context: string,
  machine: Pick<KeeperMachine, 'randomBytes'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const seed = machine.randomBytes(KEY_BYTES)
  const fresh = await agreementFromSeed(seed)
  seed.fill(0)
  const key = await parcelKey(await agree(fresh.privateKey, publicKey), fresh.publicKey, publicKey, context)
  return joined(
    Uint8Array.of(FORMAT),
    fresh.publicKey,
    await sealRow(key, parcelAad(context), plain, machine),
  )
}

/** @throws SealBroken when it was altered, or sealed to another reader or under another context */
export async function openSealed(
  agreement: AgreementKey,
  sealed: Uint8Array,
  context: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sealed[0] !== FORMAT || sealed.length <= 1 + KEY_BYTES) throw new SealBroken()
  const freshKey = sealed.slice(1, 1 + KEY_BYTES)
  const shared = await agree(agreement.privateKey, freshKey).catch(() => {
    // A point of small order gives no secret; nobody seals with one.
    throw new SealBroken()
  })
  const key = await parcelKey(shared, freshKey, agreement.publicKey, context)
  return openRow(key, parcelAad(context), sealed.subarray(1 + KEY_BYTES))
}

const parcelAad = (context: string): Aad => ({ store: 'parcel', row: context, scope: '', epoch: FORMAT })

/** @throws for a public key of small order */
async function agree(
  privateKey: CryptoKey | Uint8Array<ArrayBuffer>,
  publicKey: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (privateKey instanceof Uint8Array) {
    const { x25519 } = await import('@noble/curves/ed25519.js')
    return Uint8Array.from(x25519.getSharedSecret(privateKey, publicKey))
  }
  const raw = publicKey as Uint8Array<ArrayBuffer>
  const theirs = await crypto.subtle.importKey('raw', raw, 'X25519', false, [])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, privateKey, 256))
}

async function parcelKey(
  shared: Uint8Array<ArrayBuffer>,
  freshKey: Uint8Array,
  readerKey: Uint8Array,
  context: string,
): Promise<CryptoKey> {
  const info = joined(fieldBytes('hinterland/parcel/1', context), freshKey, readerKey)
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  shared.fill(0)
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}
