import type { Inflate } from '#contract/dicom/read.ts'

/** Bytes behind the end of the stream that writers leave there: none, a pad, the trailer of gzip, both. */
const TRAILING_BYTES = [0, 1, 8, 9]

/**
 * Raw deflate by the platform, stopped as soon as more than `maxBytes` come out. What stands behind the end of the stream
 * the platform takes for damage, so it is tried without.
 */
export const inflateRaw: Inflate = async (deflated, maxBytes) => {
  for (const trailing of TRAILING_BYTES) {
    if (trailing >= deflated.length) break
    const result = await inflated(deflated.subarray(0, deflated.length - trailing), maxBytes)
    if (result !== 'broken') return result
  }
  return 'broken'
}

async function inflated(
  deflated: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | 'broken' | 'too-large'> {
  const stream = new Blob([deflated as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
  const reader = stream.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > maxBytes) {
        await reader.cancel()
        return 'too-large'
      }
      parts.push(value)
    }
  } catch {
    // The platform throws where the stream is damaged, ends early or goes on behind its end.
    return 'broken'
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
