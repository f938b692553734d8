const VALUES = new Int8Array(128).fill(-1)
for (const [value, digit] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  VALUES[digit.charCodeAt(0)] = value
}
const EQUALS = 0x3d
const SPACE = 0x20

export interface Base64Bytes {
  readonly bytes: Uint8Array
  /** Offsets of bytes that a character outside the alphabet spoiled, ascending; they read as if it were an `A`. */
  readonly spoiled: readonly number[]
}

/**
 * Bytes spelled in base64 (RFC 4648), with spaces and lines as XML files have them. A character outside the
 * alphabet takes its place and spoils two bytes; what follows keeps its own place. Ends at the first `=`.
 */
export function base64Bytes(text: string): Base64Bytes {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  const spoiled: number[] = []
  let [bits, held, length] = [0, 0, 0]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= SPACE) continue
    if (code === EQUALS) break
    const value = code < 128 ? VALUES[code]! : -1
    if (value < 0) {
      if (spoiled.at(-1) !== length) spoiled.push(length)
      // Six bits that cross into the next byte spoil that one, too.
      if (held + 6 > 8) spoiled.push(length + 1)
    }
    bits = ((bits << 6) | Math.max(value, 0)) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[length++] = (bits >> held) & 0xff
    }
  }
  return { bytes: bytes.subarray(0, length), spoiled: spoiled.filter((at) => at < length) }
}
