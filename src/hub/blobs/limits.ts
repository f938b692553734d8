import { BLOB_BYTES_MAX } from '#contract/sync/blob.ts'

const GIB = 1024 ** 3

export interface BlobLimits {
  readonly blobBytesMax: number
  /** What one clinic may have here, finished and on its way: a small box serves some dozens of them. */
  readonly scopeBytesMax: number
  /** What one tablet may have brought, so that a broken one does not take the room of all. */
  readonly deviceBytesMax: number
  /** Uploads that one tablet has begun and not ended. */
  readonly unfinishedMax: number
  /** An upload that nothing was added to for so long is given up: longer than a tablet is away. */
  readonly unfinishedForMs: number
  /** A request that brings nothing for so long is ended; what it brought is kept. */
  readonly silentMs: number
}

export const BLOB_LIMITS: BlobLimits = {
  blobBytesMax: BLOB_BYTES_MAX,
  scopeBytesMax: 20 * GIB,
  deviceBytesMax: 10 * GIB,
  unfinishedMax: 50,
  unfinishedForMs: 30 * 24 * 3_600_000,
  silentMs: 60_000,
}
