import * as v from 'valibot'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf } from './bytes.ts'

/** Bytes with the Ed25519 signature of the hub or of a user: `[payload, signature]`. */
export interface Signed {
  readonly payload: Uint8Array<ArrayBuffer>
  /** 64 bytes. */
  readonly signature: Uint8Array<ArrayBuffer>
}

const shape = v.strictTuple([bytesOf(1, 4 * 1024 * 1024), bytesOf(64)])

export function encodeSigned({ payload, signature }: Signed): Uint8Array<ArrayBuffer> {
  return cbor([payload, signature])
}

/** @returns null for other bytes; whether the signature holds is the receiver's to check */
export function decodeSigned(bytes: Uint8Array): Signed | null {
  const parsed = v.safeParse(shape, fromCbor(bytes))
  return parsed.success ? { payload: parsed.output[0], signature: parsed.output[1] } : null
}
