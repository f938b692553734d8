import { sha256 } from '@noble/hashes/sha2.js'
import type { DicomObject } from './read.ts'

/** What an object goes by on the desk and in marks: its own UID, or `sha256:<hex>` of the file where it has none. */
export function identityOf({ sopInstance, bytes }: DicomObject): string {
  return sopInstance || hashName(bytes)
}

export function hashName(bytes: Uint8Array): string {
  const hex = [...sha256(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `sha256:${hex}`
}
