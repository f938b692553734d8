import { sha256 as sha256Now } from '@noble/hashes/sha2.js'
import { treeRoot } from '#contract/sync/blob.ts'
import { sha256 } from '../bytes.ts'
import { FRAME_BYTES, type SealedFrames } from '../keys/blob-sealing.ts'

/** A part of a blob as tus sends it: it asks for the `size` of whatever it is given. */
type Slice = Uint8Array<ArrayBuffer> & { size: number }

/**
 * A sealed blob as tus reads one: frames are opened as their turn comes, so that a study of any length takes the memory
 * of one chunk. A plain `Blob` would not do: the browser lays large ones on the disk, unsealed.
 */
export class BlobSource {
  readonly size: number
  readonly #frames: SealedFrames
  #open: { readonly frame: number; readonly bytes: Uint8Array } | null = null

  constructor(frames: SealedFrames) {
    this.#frames = frames
    this.size = frames.sizeBytes
  }

  async slice(start: number, end: number): Promise<{ value: Slice; done: boolean }> {
    const to = Math.min(end, this.size)
    const bytes = new Uint8Array(to - start)
    for (let at = start; at < to;) {
      const frame = Math.floor(at / FRAME_BYTES)
      const plain = await this.#frame(frame)
      const from = at - frame * FRAME_BYTES
      const part = plain.subarray(from, from + to - at)
      bytes.set(part, at - start)
      at += part.length
    }
    return { value: Object.assign(bytes, { size: bytes.length }), done: to === this.size }
  }

  close(): void {
    this.#open = null
  }

  async #frame(frame: number): Promise<Uint8Array> {
    if (this.#open?.frame !== frame) this.#open = { frame, bytes: await this.#frames.open(frame) }
    return this.#open.bytes
  }
}

/** SHA-256 of each piece and the root over them; a sealed frame holds exactly one piece. */
export async function hashTree(frames: SealedFrames) {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const count = Math.ceil(frames.sizeBytes / FRAME_BYTES)
  for (let frame = 0; frame < count; frame++) pieces.push(await sha256(await frames.open(frame)))
  return { pieces, root: treeRoot(sha256Now, pieces) }
}
