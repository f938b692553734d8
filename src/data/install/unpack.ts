/**
 * Unpacks gzip with a limit: a small file that unpacks to gigabytes is cut off, not swallowed.
 * @returns the bytes, or null when they are not gzip or are more than `limitBytes`
 */
export async function gunzip(packed: Blob, limitBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let sizeBytes = 0
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      sizeBytes += value.byteLength
      if (sizeBytes > limitBytes) {
        await reader.cancel().catch(() => undefined)
        return null
      }
      parts.push(value)
    }
  } catch {
    return null
  }
  const bytes = new Uint8Array(sizeBytes)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return bytes
}
