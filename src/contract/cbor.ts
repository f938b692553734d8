import { decode, encode, rfc8949EncodeOptions } from 'cborg'

/** Deterministic CBOR (RFC 8949, 4.2.1): the same value is always the same bytes. */
export function cbor(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode(value, rfc8949EncodeOptions))
}

/** @returns undefined for bytes that are no CBOR of ours (tags, endless parts, double keys, 25 levels deep) */
export function fromCbor(bytes: Uint8Array): unknown {
  return nestsDeeperThan(bytes, DEPTH_MAX) ? undefined : strictly(bytes, false)
}

/** The same with maps as `Map`, so that a key may be a number and no key can reach a prototype. */
export function fromCborWithMaps(bytes: Uint8Array): unknown {
  return nestsDeeperThan(bytes, DEPTH_MAX) ? undefined : strictly(bytes, true)
}

function strictly(bytes: Uint8Array, useMaps: boolean): unknown {
  try {
    return decode(bytes, {
      useMaps,
      strict: true,
      rejectDuplicateMapKeys: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
    })
  } catch {
    return undefined
  }
}

const DEPTH_MAX = 24

/** Looks at heads only, so that a thousand opening brackets never reach a parser that recurses. */
export function nestsDeeperThan(bytes: Uint8Array, limit: number): boolean {
  const left: number[] = []
  let at = 0
  while (at < bytes.length) {
    const major = bytes[at]! >> 5
    const info = bytes[at]! & 31
    at++
    let argument = info
    if (info >= 24 && info <= 27) {
      const count = 1 << (info - 24)
      argument = 0
      for (let i = 0; i < count; i++) argument = argument * 256 + (bytes[at + i] ?? 0)
      at += count
    } else if (info > 27) return true
    if (major === 2 || major === 3) at += argument
    const items = major === 4 ? argument : major === 5 ? argument * 2 : major === 6 ? 1 : 0
    if (items > 0) {
      left.push(items)
      if (left.length > limit) return true
      continue
    }
    while (left.length > 0 && --left[left.length - 1]! === 0) left.pop()
  }
  return false
}

/** Whether these bytes are the one form of what was read from them; a key that no map of ours has (a list) is no form. */
export function isDeterministic(value: unknown, bytes: Uint8Array): boolean {
  try {
    return sameBytes(cbor(value), bytes)
  } catch {
    return false
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
