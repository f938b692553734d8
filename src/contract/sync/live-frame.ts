import * as v from 'valibot'
import type { Problem } from '#domain/problem.ts'
import type { ScopeId } from '#domain/record/fact.ts'
import { counted, idText } from './bytes.ts'

/*
 * `GET /api/live`, a web socket that saves a tablet the asking. First the tablet sends, as text, what would stand in the
 * authorization header of that request; the hub answers `{ hello }`, or `{ problem }` and closes. Then binary frames are
 * what the bodies of `POST /api/sync` are, each with a number that its answer carries too; text from the hub says that
 * something new is there, or asks for a sign of life.
 */
export interface LiveFrame {
  /** Chosen by the tablet, up to 2^32 − 1. */
  readonly id: number
  readonly gzip: boolean
  readonly bytes: Uint8Array
}

const HEAD_BYTES = 5
/** A request with the largest push; never more. */
export const LIVE_FRAME_BYTES_MAX = 5 * 1024 * 1024
/** Requests of one socket that may wait for their answers. */
export const LIVE_WAITING_MAX = 8
/** The hub asks so often, and a side that heard nothing for `LIVE_DEAD_MS` takes the line for dead. */
export const LIVE_PING_MS = 20_000
export const LIVE_DEAD_MS = 45_000

/** Four bytes of number (the highest first), one that says whether it is packed, then the body. */
export function encodeLiveFrame({ id, gzip, bytes }: LiveFrame): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD_BYTES + bytes.length)
  new DataView(frame.buffer).setUint32(0, id)
  frame[4] = gzip ? 1 : 0
  frame.set(bytes, HEAD_BYTES)
  return frame
}

/** @returns null for bytes that are no frame */
export function decodeLiveFrame(frame: Uint8Array): LiveFrame | null {
  if (frame.length <= HEAD_BYTES || frame.length > LIVE_FRAME_BYTES_MAX || frame[4]! > 1) return null
  const id = new DataView(frame.buffer, frame.byteOffset, HEAD_BYTES).getUint32(0)
  return { id, gzip: frame[4] === 1, bytes: frame.subarray(HEAD_BYTES) }
}

/** What the hub says as text. */
export type LiveWord =
  | { readonly hello: { readonly nowMs: number; readonly hubEpoch: string } }
  /** Something new in this scope, up to `n`. */
  | { readonly poke: { readonly scope: ScopeId; readonly n: number } }
  | { readonly ping: number }
  /** `id`: of the frame that it answers; without one the socket closes. */
  | { readonly problem: Problem; readonly id?: number | undefined }

const problem = v.object({
  code: v.string(),
  message: v.string(),
  cure: v.string(),
  details: v.record(v.string(), v.union([v.string(), v.number()])),
})
const word = v.union([
  v.strictObject({ hello: v.object({ nowMs: v.number(), hubEpoch: idText }) }),
  v.strictObject({ poke: v.object({ scope: idText, n: counted }) }),
  v.strictObject({ ping: v.number() }),
  v.strictObject({ problem, id: v.optional(counted) }),
])

/** @returns null for anything else, which a tablet passes over: a newer hub may say more */
export function readLiveWord(text: string): LiveWord | null {
  try {
    const parsed = v.safeParse(word, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
