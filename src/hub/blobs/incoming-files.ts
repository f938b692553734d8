import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileStore } from '@tus/file-store'
import type { DeviceId, KeyId } from '#domain/record/fact.ts'
import { pieceCount, PIECE_BYTES, readBlobMetadata, type BlobMetadata } from '#contract/sync/blob.ts'
import { pieceDiffers } from './refusals.ts'

/** An upload that has begun: what was said of the blob, and who brings it. */
export interface Incoming extends BlobMetadata {
  readonly device: DeviceId
  readonly by: KeyId
}

const UPLOAD_ID = /^[0-9a-f]{32}$/

/** Names of files here are drawn by the hub and look like this; nothing else reaches the disk. */
export function isUploadId(id: string | undefined): id is string {
  return id !== undefined && UPLOAD_ID.test(id)
}

/** What was said at the start of an upload, as it lies beside its bytes. */
export function readIncoming(upload: {
  readonly size?: number | undefined
  readonly metadata?: Record<string, string | null> | undefined
}): Incoming | null {
  const { device, by, ...said } = upload.metadata ?? {}
  const metadata = readBlobMetadata(said, upload.size)
  return metadata && device && by ? { ...metadata, device, by } : null
}

/**
 * Unfinished uploads as files. The length of a file is how far its upload is, also after a kill: every byte that came is
 * written, flushed before its offset is told, and checked as soon as its piece is whole.
 */
export class IncomingFiles extends FileStore {
  readonly #expected = new Map<string, { readonly first: number; readonly pieces: readonly Uint8Array[] }>()

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    super({ directory })
    this.extensions = ['creation', 'termination']
  }

  path(id: string): string {
    return join(this.directory, id)
  }

  /** The hashes of the pieces that the next write touches. */
  expect(id: string, offset: number, pieces: readonly Uint8Array[]): void {
    this.#expected.set(id, { first: Math.floor(offset / PIECE_BYTES), pieces })
  }

  /** @throws BlobRefused where a piece differs: it and what follows are cut off again */
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const file = await open(this.path(id), 'r+')
    let at = offset
    try {
      for await (const chunk of readable as AsyncIterable<Uint8Array>) {
        await writeAll(file, chunk, at)
        at += chunk.length
      }
      await file.datasync()
      await this.#check(file, id, offset, at)
    } finally {
      this.#expected.delete(id)
      await file.close()
    }
    return at
  }

  /** Pieces that became whole between two offsets. */
  async #check(file: FileHandle, id: string, from: number, to: number): Promise<void> {
    const expected = this.#expected.get(id)
    const size = (await this.configstore.get(id))?.size ?? 0
    if (!expected) return
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size))
    for (const [i, hash] of expected.pieces.entries()) {
      const start = (expected.first + i) * PIECE_BYTES
      const end = Math.min(start + PIECE_BYTES, size)
      if (end <= from || end > to) continue
      const { bytesRead } = await file.read(piece, 0, end - start, start)
      if (createHash('sha256').update(piece.subarray(0, bytesRead)).digest().equals(hash)) continue
      await file.truncate(start)
      await file.datasync()
      throw pieceDiffers(expected.first + i)
    }
  }

  /** How many bytes of an upload are here; null where there is none. */
  async arrived(id: string): Promise<number | null> {
    return (await stat(this.path(id)).catch(() => null))?.size ?? null
  }

  /** Everything that has begun and is not finished. */
  async unfinished(): Promise<ReadonlyMap<string, Incoming>> {
    const found = new Map<string, Incoming>()
    for (const id of await this.#ids()) {
      const upload = await this.configstore.get(id)
      const incoming = upload && readIncoming(upload)
      if (incoming) found.set(id, incoming)
    }
    return found
  }

  /** Removes what nothing was added to since then. @returns their ids */
  async removeUntouchedSince(beforeMs: number): Promise<readonly string[]> {
    const ended: string[] = []
    for (const id of await this.#ids()) {
      const { mtimeMs } = (await stat(this.path(id)).catch(() => null)) ?? { mtimeMs: 0 }
      if (mtimeMs >= beforeMs) continue
      await this.end(id)
      ended.push(id)
    }
    return ended
  }

  /** The bytes of an upload, where they still are, and what was said of it. */
  async end(id: string): Promise<void> {
    await rm(this.path(id), { force: true })
    await rm(`${this.path(id)}.json`, { force: true })
  }

  async #ids(): Promise<Set<string>> {
    const names = await readdir(this.directory)
    return new Set(names.map((name) => name.replace(/\.json$/, '')).filter(isUploadId))
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

/** SHA-256 of a file and of each of its pieces, read piece by piece. */
export async function hashesOf(path: string, sizeBytes: number) {
  const whole = createHash('sha256')
  const pieces: Buffer[] = []
  const file = await open(path, 'r')
  try {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, sizeBytes)))
    for (let i = 0; i < pieceCount(sizeBytes); i++) {
      const { bytesRead } = await file.read(piece, 0, piece.length, i * PIECE_BYTES)
      const bytes = piece.subarray(0, bytesRead)
      whole.update(bytes)
      pieces.push(createHash('sha256').update(bytes).digest())
    }
  } finally {
    await file.close()
  }
  return { sha256: whole.digest('hex'), pieces }
}
