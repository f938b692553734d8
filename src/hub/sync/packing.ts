import { promisify } from 'node:util'
import { gunzip, gzip, gzipSync } from 'node:zlib'

/** The largest push with what stands around it; a bomb bursts here, not in memory. */
export const UNPACKED_BYTES_MAX = 6 * 1024 * 1024
/** Hashes and signatures do not get shorter: below this nearly everything is one of them. */
const WORTH_PACKING_BYTES = 2048
/** Packed at once in a tenth of a millisecond or two; for more than this another thread is asked. */
const AT_ONCE_BYTES_MAX = 32 * 1024

const gunzipped = promisify(gunzip)
const gzipped = promisify(gzip)

/** @returns null for bytes that are no gzip, are cut, or grow larger than any request */
export async function unpacked(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    return await gunzipped(bytes, { maxOutputLength: UNPACKED_BYTES_MAX })
  } catch {
    return null
  }
}

/** Gzip where that is shorter. */
export async function packed(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly gzip: boolean; readonly bytes: Uint8Array }> {
  if (bytes.length < WORTH_PACKING_BYTES) return { gzip: false, bytes }
  const short = bytes.length > AT_ONCE_BYTES_MAX ? await gzipped(bytes) : gzipSync(bytes)
  return short.length < bytes.length ? { gzip: true, bytes: short } : { gzip: false, bytes }
}
