import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'

/**
 * Rows sealed with AES-256-GCM: format byte ‖ 12 random bytes (nonce) ‖ ciphertext and tag.
 *
 * Nonces are random and never counted: a restored profile or a second tab would count the same numbers again, and a
 * nonce used twice breaks GCM. A key may seal 2^32 rows so (NIST SP 800-38D, 8.3); at a row a second that is 136
 * years, and every epoch brings a new key.
 */

/** Where a sealed row belongs. It opens nowhere else: rows cannot be exchanged, not even by who holds the disk. */
export interface Aad {
  readonly store: string
  readonly row: string
  readonly scope: string
  readonly epoch: number
}

/** The bytes are not what was sealed here with this key: altered, cut, moved from elsewhere, or of another key. */
export class SealBroken extends Error {
  constructor() {
    super('these sealed bytes do not open: altered, of another place, or of another key')
    this.name = 'SealBroken'
  }
}

export const NONCE_BYTES = 12
export const TAG_BYTES = 16
const FORMAT = 1
const LENGTH_BYTES = 4
/** A header with its signature has about 270 bytes: without 384 every fact would carry 750 bytes of nothing. */
const SIZE_CLASSES = [64, 256, 384, 1024, 4096, 16_384] as const
const LARGEST_CLASS = 16_384

/** @param raw 32 bytes; the caller zeroes them where nobody else needs them */
export function importAesKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw as Uint8Array<ArrayBuffer>, 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
}

/** Seals the bytes of one row. Its length is told by the size class alone. */
export async function sealRow(
  key: CryptoKey,
  aad: Aad,
  plain: Uint8Array,
  machine: Pick<KeeperMachine, 'randomBytes'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = machine.randomBytes(NONCE_BYTES)
  const padded = pad(plain)
  const ciphertext = await crypto.subtle.encrypt(gcm(iv, aadBytes(aad)), key, padded)
  padded.fill(0)
  const sealed = new Uint8Array(1 + NONCE_BYTES + ciphertext.byteLength)
  sealed[0] = FORMAT
  sealed.set(iv, 1)
  sealed.set(new Uint8Array(ciphertext), 1 + NONCE_BYTES)
  return sealed
}

/** @throws SealBroken */
export async function openRow(
  key: CryptoKey,
  aad: Aad,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sealed[0] !== FORMAT || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) throw new SealBroken()
  const iv = sealed.subarray(1, 1 + NONCE_BYTES) as Uint8Array<ArrayBuffer>
  const ciphertext = sealed.subarray(1 + NONCE_BYTES) as Uint8Array<ArrayBuffer>
  let padded: ArrayBuffer
  try {
    padded = await crypto.subtle.decrypt(gcm(iv, aadBytes(aad)), key, ciphertext)
  } catch {
    throw new SealBroken()
  }
  return unpad(padded)
}

export function gcm(iv: Uint8Array<ArrayBuffer>, additionalData: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData, tagLength: TAG_BYTES * 8 }
}

function aadBytes({ store, row, scope, epoch }: Aad): Uint8Array<ArrayBuffer> {
  return fieldBytes(`row/${FORMAT}`, store, row, scope, String(epoch))
}

/** Length (u32) ‖ bytes ‖ zeros up to the size class. */
function pad(plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const needed = LENGTH_BYTES + plain.length
  const padded = new Uint8Array(
    SIZE_CLASSES.find((size) => needed <= size) ?? Math.ceil(needed / LARGEST_CLASS) * LARGEST_CLASS,
  )
  new DataView(padded.buffer).setUint32(0, plain.length)
  padded.set(plain, LENGTH_BYTES)
  return padded
}

function unpad(padded: ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (padded.byteLength < LENGTH_BYTES) throw new SealBroken()
  const length = new DataView(padded).getUint32(0)
  if (length > padded.byteLength - LENGTH_BYTES) throw new SealBroken()
  const plain = new Uint8Array(padded.slice(LENGTH_BYTES, LENGTH_BYTES + length))
  new Uint8Array(padded).fill(0)
  return plain
}
