import * as v from 'valibot'
import type { ScopeId } from '#domain/record/fact.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, counted, idText } from './bytes.ts'

/** A closed piece of a scope's log, as a file: gzip outside, named by its hash, never changed. */
export interface Segment {
  readonly scope: ScopeId
  readonly from: number
  readonly through: number
  readonly facts: readonly { readonly n: number; readonly fact: Uint8Array<ArrayBuffer> }[]
}

export const SEGMENT_FACTS = 2000
const SEGMENT_BYTES_MAX = 64 * 1024 * 1024

const shape = v.strictTuple([
  v.literal(1),
  idText,
  counted,
  counted,
  v.array(v.strictTuple([counted, bytesOf(1, 1024 * 1024)])),
])

export function encodeSegment({ scope, from, through, facts }: Segment): Uint8Array<ArrayBuffer> {
  return cbor([1, scope, from, through, facts.map(({ n, fact }) => [n, fact])])
}

export function decodeSegment(bytes: Uint8Array): Segment | null {
  if (bytes.length > SEGMENT_BYTES_MAX) return null
  const parsed = v.safeParse(shape, fromCbor(bytes))
  if (!parsed.success) return null
  const [, scope, from, through, facts] = parsed.output
  return { scope, from, through, facts: facts.map(([n, fact]) => ({ n, fact })) }
}
