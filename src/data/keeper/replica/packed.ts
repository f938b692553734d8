/** Smaller bodies gain nothing by packing. */
const PACK_FROM_BYTES = 600

/** Gzip where that is shorter. */
export async function packed(
  body: Uint8Array<ArrayBuffer>,
): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> }> {
  const headers = { 'content-type': 'application/cbor' }
  if (body.length < PACK_FROM_BYTES || typeof CompressionStream === 'undefined') return { body, headers }
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))
  const small = new Uint8Array(await new Response(stream).arrayBuffer())
  return small.length < body.length
    ? { body: small, headers: { ...headers, 'content-encoding': 'gzip' } }
    : { body, headers }
}

/** @returns null for bytes that do not unpack, or to more than `bytesMax` */
export async function unpacked(
  bytes: Uint8Array<ArrayBuffer>,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > bytesMax) {
        await reader.cancel()
        return null
      }
      parts.push(value as Uint8Array<ArrayBuffer>)
    }
  } catch {
    return null
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
