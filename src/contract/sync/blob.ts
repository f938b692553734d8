import * as v from 'valibot'
import type { ScopeId, SubjectId } from '#domain/record/fact.ts'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { hashText, idText } from './bytes.ts'
import { leafHash, nodeHash, type Hash } from './merkle.ts'

/*
 * Large bytes go by tus 1.0 (`POST`, `HEAD`, `PATCH`, `DELETE` under `/api/blobs`), so that whatever arrived before a
 * line broke is never sent twice. Facts name a blob by the SHA-256 of its plain bytes.
 */

/** A blob is checked piece by piece while it comes; a sealed frame on the tablet holds one piece. */
export const PIECE_BYTES = 1 << 20
/** What one blob may have; a hub may allow less. */
export const BLOB_BYTES_MAX = 512 * PIECE_BYTES
/** SHA-256 of the pieces that a `PATCH` touches, first one first, so that an altered piece alone is sent again. */
export const PIECES_HEADER = 'hinterland-pieces'
/** A request touches so many pieces at most; more are checked at the end, with the whole. */
const PIECES_MAX = 64

/** 0 thumbnails, 1 previews and recordings, 2 originals: the order in which blobs go up. */
export const BLOB_PRIORITIES = [0, 1, 2] as const
export type BlobPriority = (typeof BLOB_PRIORITIES)[number]

/** What `POST /api/blobs` says of a blob in `Upload-Metadata`. */
export interface BlobMetadata {
  /** Of the plain bytes, 64 hex digits, as facts have it. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly scope: ScopeId
  readonly subject: SubjectId
  readonly priority: BlobPriority
  /** base64url; root of the tree over the hashes of the pieces (`treeRoot`). */
  readonly root: string
}

const hexHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const shape = v.strictObject({
  v: v.literal('1'),
  sha256: hexHash,
  scope: idText,
  subject: idText,
  priority: v.picklist(['0', '1', '2']),
  root: hashText,
})
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(BLOB_BYTES_MAX))

/** Keys and values of `Upload-Metadata`, before tus writes them in base64; the size is `Upload-Length`. */
export function blobMetadata({ sha256, scope, subject, priority, root }: Omit<BlobMetadata, 'sizeBytes'>) {
  return { v: '1', sha256, scope, subject, priority: String(priority), root }
}

/** @returns null for anything else, also for a size that no blob has */
export function readBlobMetadata(
  given: Readonly<Record<string, string | null>> | undefined,
  sizeBytes: number | undefined,
): BlobMetadata | null {
  const parsed = v.safeParse(shape, given)
  if (!parsed.success || !v.is(size, sizeBytes)) return null
  const { sha256, scope, subject, priority, root } = parsed.output
  return { sha256, sizeBytes, scope, subject, priority: Number(priority) as BlobPriority, root }
}

/** Where a finished blob is asked for (`HEAD`) and fetched (`GET`, with `Range`). */
export function blobPath(scope: ScopeId, sha256: string): string {
  return `/api/blobs/by-hash/${scope}/${sha256}`
}

export function isBlobAddress(given: { readonly scope: string; readonly sha256: string }): boolean {
  return v.is(idText, given.scope) && v.is(hexHash, given.sha256)
}

export function pieceCount(sizeBytes: number): number {
  return Math.ceil(sizeBytes / PIECE_BYTES)
}

/**
 * Root over the pieces' hashes (RFC 6962, 2.1; each leaf is the 32 bytes of a piece's SHA-256).
 * @returns base64url
 */
export function treeRoot(sha256: Hash, pieces: readonly Uint8Array[]): string {
  return base64url(rootOf(sha256, pieces))
}

function rootOf(sha256: Hash, pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 0) return sha256(new Uint8Array())
  if (pieces.length === 1) return leafHash(sha256, pieces[0]!)
  let left = 1
  while (left * 2 < pieces.length) left *= 2
  return nodeHash(sha256, rootOf(sha256, pieces.slice(0, left)), rootOf(sha256, pieces.slice(left)))
}

/** The value of `PIECES_HEADER`. */
export function writePieces(pieces: readonly Uint8Array[]): string {
  return pieces.slice(0, PIECES_MAX).map(base64url).join(' ')
}

/** @returns null for text that is no such list */
export function readPieces(header: string): readonly Uint8Array<ArrayBuffer>[] | null {
  const texts = header.split(' ')
  if (texts.length > PIECES_MAX) return null
  const pieces = texts.map((text) => (v.is(hashText, text) ? fromBase64url(text) : null))
  return pieces.every((piece) => piece !== null) ? pieces : null
}
