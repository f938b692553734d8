import { hash } from 'node:crypto'

/** SHA-256 in one call: half the time of `createHash` for the few hundred bytes of a fact. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hash('sha256', bytes, 'buffer') as Uint8Array<ArrayBuffer>
}

const HASH_BYTES = 32

/** @throws for text that is no SHA-256 in base64url: our own mistake */
export function hashBytes(id: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(id, 'base64url')
  if (bytes.length !== HASH_BYTES || id.length !== 43) throw new Error('no id of a fact')
  return bytes
}

export function hashText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** What the store gives away is never a view into a pool. */
export function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
