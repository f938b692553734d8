import { sameBytes } from '../cbor.ts'

/*
 * The tree of RFC 6962, section 2.1: leaf hash = H(0x00 ‖ entry), node hash = H(0x01 ‖ left ‖ right), SHA-256.
 * Pure; the caller gives the hash, so that the hub takes Node's and a tablet another.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array

export function leafHash(sha256: Hash, entry: Uint8Array): Uint8Array {
  return sha256(headed(0, entry))
}

export function nodeHash(sha256: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(headed(1, left, right))
}

function headed(head: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0))
  bytes[0] = head
  let at = 1
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * Whether a log of `toSize` entries with root `to` extends the one of `fromSize` with root `from` (RFC 9162, 2.1.4.2).
 * @param proof hashes of 32 bytes as the hub sent them
 */
export function extendsLog(
  sha256: Hash,
  from: { readonly size: number; readonly root: Uint8Array },
  to: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (from.size > to.size) return false
  if (from.size === to.size) return proof.length === 0 && sameBytes(from.root, to.root)
  if (from.size === 0) return proof.length === 0 && sameBytes(from.root, sha256(new Uint8Array(0)))
  const path = [...proof]
  if (isPowerOfTwo(from.size)) path.unshift(from.root)
  if (path.length === 0) return false
  let fn = from.size - 1
  let sn = to.size - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  let fr = path[0]!
  let sr = path[0]!
  for (const hash of path.slice(1)) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(sha256, hash, fr)
      sr = nodeHash(sha256, hash, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else sr = nodeHash(sha256, sr, hash)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && sameBytes(fr, from.root) && sameBytes(sr, to.root)
}

/** Whether the entry with this leaf hash stands at `index` (from 0) of the log (RFC 9162, 2.1.3.2). */
export function isIncluded(
  sha256: Hash,
  leaf: Uint8Array,
  index: number,
  head: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (index >= head.size) return false
  let fn = index
  let sn = head.size - 1
  let root = leaf
  for (const hash of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      root = nodeHash(sha256, hash, root)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else root = nodeHash(sha256, root, hash)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && sameBytes(root, head.root)
}

function isPowerOfTwo(size: number): boolean {
  let rest = size
  while (rest > 1 && rest % 2 === 0) rest /= 2
  return rest === 1
}
