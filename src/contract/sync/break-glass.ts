import * as v from 'valibot'
import type { SubjectId } from '#domain/record/fact.ts'
import { cbor, fromCbor } from '../cbor.ts'
import { bytesOf, idText } from './bytes.ts'

/**
 * `POST /api/break-glass`, CBOR, signed: the record of a person of another clinic, in an emergency. The hub has written
 * down who asked and why before it answers.
 */
export interface BreakGlassRequest {
  readonly v: 1
  readonly subject: SubjectId
  /** At least ten characters. */
  readonly why: string
}

export interface BreakGlassResponse {
  readonly v: 1
  /** `encodeSignedFact` of each, in the order of the hub's log. */
  readonly facts: readonly Uint8Array<ArrayBuffer>[]
  /** Signed certificates of their authors. */
  readonly certificates: readonly Uint8Array<ArrayBuffer>[]
}

const BREAK_GLASS_WHY_MIN = 10
const WHY_MAX = 500

const request = v.strictObject({
  v: v.literal(1),
  subject: idText,
  why: v.pipe(v.string(), v.trim(), v.minLength(BREAK_GLASS_WHY_MIN), v.maxLength(WHY_MAX)),
})
const response = v.object({
  v: v.literal(1),
  facts: v.array(bytesOf(1, 1024 * 1024)),
  certificates: v.array(bytesOf(1, 16 * 1024)),
})

export const encodeBreakGlassRequest = (message: BreakGlassRequest) => cbor(message)
export const encodeBreakGlassResponse = (message: BreakGlassResponse) => cbor(message)

/** @returns null also for a reason that is too short */
export function decodeBreakGlassRequest(bytes: Uint8Array): BreakGlassRequest | null {
  const parsed = v.safeParse(request, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}

export function decodeBreakGlassResponse(bytes: Uint8Array): BreakGlassResponse | null {
  const parsed = v.safeParse(response, fromCbor(bytes))
  return parsed.success ? parsed.output : null
}
