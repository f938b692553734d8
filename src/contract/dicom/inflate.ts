import { joinedBytes } from '../pixels/joined-bytes.ts'
import type { Inflate } from './read.ts'

/** The platform's DecompressionStream, as far as it is used: neither floor below the machine has it. */
export interface Decompression {
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array<ArrayBuffer>): Promise<void>; close(): Promise<void> }
  }
  readonly readable: {
    getReader(): {
      read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>
      cancel(): Promise<void>
    }
  }
}

/** Deflate unpacks to a thousand times its size at most, and all of a piece before it can be stopped: 16 MB. */
const PIECE_BYTES = 16 * 1024
/** Bytes behind the end of the stream that writers leave there: none, a pad, the trailer of gzip, both. */
const TRAILING_BYTES = [0, 1, 8, 9]

/**
 * The inflater that `readDicom` wants. What stands behind the end of a stream the platform takes for damage, so a stream
 * is tried without it.
 * @param open a fresh stream of `deflate-raw`
 */
export function inflateWith(open: () => Decompression): Inflate {
  return async (deflated, maxBytes) => {
    for (const trailing of TRAILING_BYTES) {
      if (trailing >= deflated.length) break
      const result = await inflated(deflated.subarray(0, deflated.length - trailing), maxBytes, open())
      if (result !== 'broken') return result
    }
    return 'broken'
  }
}

/** Stopped as soon as more than `maxBytes` come out: a small stream can hold gigabytes. */
export async function inflated(
  deflated: Uint8Array,
  maxBytes: number,
  { writable, readable }: Decompression,
): Promise<Uint8Array<ArrayBuffer> | 'broken' | 'too-large'> {
  void feed(writable.getWriter(), deflated)
  const reader = readable.getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || value === undefined) return joinedBytes(pieces)
      length += value.length
      if (length > maxBytes) {
        await reader.cancel()
        return 'too-large'
      }
      pieces.push(value)
    }
  } catch {
    return 'broken'
  }
}

async function feed(
  writer: ReturnType<Decompression['writable']['getWriter']>,
  deflated: Uint8Array,
): Promise<void> {
  try {
    for (let at = 0; at < deflated.length; at += PIECE_BYTES) {
      await writer.write(deflated.slice(at, at + PIECE_BYTES))
    }
    await writer.close()
  } catch {
    // What goes wrong on this side comes out where it is read.
  }
}
