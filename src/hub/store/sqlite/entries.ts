import { cbor } from '#contract/cbor.ts'
import { decodeSignedFact, encodeSignedFact, type SignedFact } from '#contract/record/fact-codec.ts'
import type { LogNote } from '../store.ts'

/*
 * What the log says of an entry, as the bytes of its leaf: deterministic CBOR. The signature stands for the fact, since
 * the id covers its header alone; the body is named by the header, so that it can be erased and the leaf still holds.
 */

interface FactEntry {
  readonly n: number
  readonly id: string
  readonly scope: string
  readonly device: string
  readonly seq: number
  readonly by: string
  readonly receivedAtMs: number
  readonly signature: Uint8Array
  /** It arrived without its body: whoever brought it had erased it. */
  readonly bodiless: boolean
}

export function factEntry(entry: FactEntry): Uint8Array<ArrayBuffer> {
  const { n, id, scope, device, seq, by, receivedAtMs, signature, bodiless } = entry
  return cbor([
    'fact',
    n,
    id,
    scope,
    device,
    seq,
    by,
    receivedAtMs,
    signature,
    ...(bodiless ? ['bodiless'] : []),
  ])
}

export function noteEntry(
  n: number,
  { what, by, scope, subject, why, atMs }: LogNote,
): Uint8Array<ArrayBuffer> {
  return cbor(['note', n, what, by, scope, subject, why, atMs])
}

/** @returns null for bytes that are no fact */
export function signedParts(bytes: Uint8Array): SignedFact | null {
  const decoded = decodeSignedFact(bytes)
  return decoded.ok ? decoded.value : null
}

/** @returns null where there is no body to take away */
export function withoutBody(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const parts = signedParts(bytes)
  return parts?.body ? encodeSignedFact({ ...parts, body: null }) : null
}
