/**
 * The same data set in another transfer syntax, for tests. Takes explicit little endian with defined lengths, as our
 * writer makes it.
 */
export function transcoded(
  bytes: Uint8Array,
  to: 'implicit' | 'big-endian' | 'undefined-lengths',
): Uint8Array<ArrayBuffer> {
  const out: number[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isBig = to === 'big-endian'
  const put16 = (value: number): unknown =>
    out.push(...(isBig ? [value >> 8, value & 255] : [value & 255, value >> 8]))
  const put32 = (value: number): void => {
    const [low, high] = [value & 0xffff, value >>> 16]
    for (const half of isBig ? [high, low] : [low, high]) put16(half)
  }
  const elements = (from: number, end: number): void => {
    for (let at = from; at < end;) {
      const vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!)
      const isLong = /^(?:OB|OW|SQ)$/.test(vr)
      const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true)
      const data = at + (isLong ? 12 : 8)
      put16(view.getUint16(at, true))
      put16(view.getUint16(at + 2, true))
      if (to !== 'implicit') {
        out.push(bytes[at + 4]!, bytes[at + 5]!)
        if (isLong) put16(0)
      }
      const lengthAt = out.length
      const isOpen = vr === 'SQ' && to === 'undefined-lengths'
      if (isLong || to === 'implicit') put32(isOpen ? 0xffffffff : length)
      else put16(length)
      const dataAt = out.length
      if (vr === 'SQ') items(data, data + length)
      else if (isBig && /^(?:OW|US|SS)$/.test(vr))
        for (let i = 0; i < length; i += 2) put16(view.getUint16(data + i, true))
      else if (isBig && vr === 'UL') put32(view.getUint32(data, true))
      else for (let i = 0; i < length; i++) out.push(bytes[data + i]!)
      if (isOpen) {
        put16(0xfffe)
        put16(0xe0dd)
        put32(0)
      } else if (vr === 'SQ') patch(lengthAt, out.length - dataAt)
      at = data + length
    }
  }
  const patch = (at: number, length: number): void => {
    const value = [length & 255, (length >> 8) & 255, (length >> 16) & 255, length >>> 24]
    ;(isBig ? value.reverse() : value).forEach((byte, i) => (out[at + i] = byte))
  }
  const items = (from: number, end: number): void => {
    for (let at = from; at < end;) {
      const length = view.getUint32(at + 4, true)
      put16(0xfffe)
      put16(0xe000)
      const lengthAt = out.length
      put32(to === 'undefined-lengths' ? 0xffffffff : length)
      const dataAt = out.length
      elements(at + 8, at + 8 + length)
      if (to === 'undefined-lengths') {
        put16(0xfffe)
        put16(0xe00d)
        put32(0)
      } else patch(lengthAt, out.length - dataAt)
      at += 8 + length
    }
  }
  elements(0, bytes.length)
  return Uint8Array.from(out)
}
