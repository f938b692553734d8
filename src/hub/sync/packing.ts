import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

/** The largest push with what stands around it; a bomb bursts here, not in memory. */
export const UNPACKED_BYTES_MAX = 6 * 1024 * 1024
/** Shorter answers do not get shorter, or not by more than the packing of one more packet. */
const WORTH_PACKING_BYTES = 400

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
  const short = await gzipped(bytes)
  return short.length < bytes.length ? { gzip: true, bytes: short } : { gzip: false, bytes }
}
