import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { extendsLog, isIncluded, leafHash, nodeHash, type Hash } from './merkle.ts'

const sha256: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** The definitions of RFC 6962, section 2.1, word for word. */
function root(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256(new Uint8Array(0))
  if (entries.length === 1) return leafHash(sha256, entries[0]!)
  const k = split(entries.length)
  return nodeHash(sha256, root(entries.slice(0, k)), root(entries.slice(k)))
}

function path(m: number, entries: readonly Uint8Array[]): Uint8Array[] {
  if (entries.length <= 1) return []
  const k = split(entries.length)
  return m < k
    ? [...path(m, entries.slice(0, k)), root(entries.slice(k))]
    : [...path(m - k, entries.slice(k)), root(entries.slice(0, k))]
}

function proof(m: number, entries: readonly Uint8Array[], known = true): Uint8Array[] {
  if (m === entries.length) return known ? [] : [root(entries)]
  const k = split(entries.length)
  return m <= k
    ? [...proof(m, entries.slice(0, k), known), root(entries.slice(k))]
    : [...proof(m - k, entries.slice(k), false), root(entries.slice(0, k))]
}

function split(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}

/** The eight entries of the reference implementation's tests (google/certificate-transparency, merkle_tree_test.cc). */
const KNOWN = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => new Uint8Array(Buffer.from(text, 'hex')))
const KNOWN_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const logs = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 })
const log = (entries: readonly Uint8Array[], size = entries.length) => ({
  size,
  root: root(entries.slice(0, size)),
})
/** One bit of one of the hashes turned. */
const turned = (hashes: readonly Uint8Array[], at: number) =>
  hashes.map((hash, i) => {
    const copy = new Uint8Array(hash)
    if (i === at % hashes.length) copy[at % 32]! ^= 1 << (at % 8)
    return copy
  })

describe('the tree of the log', () => {
  test('has the roots of the reference implementation', () => {
    expect(KNOWN.map((_, i) => hex(root(KNOWN.slice(0, i + 1))))).toEqual(KNOWN_ROOTS)
  })

  test('proves every entry of every log, and no other entry', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(), (entries, pick, other) => {
        const index = pick % entries.length
        const head = log(entries)
        const hashes = path(index, entries)
        const leaf = leafHash(sha256, entries[index]!)
        expect(isIncluded(sha256, leaf, index, head, hashes)).toBe(true)
        expect(isIncluded(sha256, leafHash(sha256, new Uint8Array(9)), index, head, hashes)).toBe(false)
        if (hashes.length > 0) {
          expect(isIncluded(sha256, leaf, index, head, turned(hashes, other))).toBe(false)
          expect(isIncluded(sha256, leaf, index, head, hashes.slice(1))).toBe(false)
        }
        expect(isIncluded(sha256, leaf, index, head, [...hashes, leaf])).toBe(false)
        expect(isIncluded(sha256, leaf, entries.length, head, hashes)).toBe(false)
      }),
    )
  })

  test('proves that a log extends every earlier one of itself', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(), (entries, pick, other) => {
        const size = pick % (entries.length + 1)
        const hashes = size === 0 ? [] : proof(size, entries)
        expect(extendsLog(sha256, log(entries, size), log(entries), hashes)).toBe(true)
        if (hashes.length === 0) return
        expect(extendsLog(sha256, log(entries, size), log(entries), turned(hashes, other))).toBe(false)
        expect(extendsLog(sha256, log(entries, size), log(entries), hashes.slice(1))).toBe(false)
        expect(extendsLog(sha256, log(entries, size), log(entries), [...hashes, hashes[0]!])).toBe(false)
      }),
    )
  })

  test('takes no proof for a log that lost or altered an entry', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(), (entries, pick, at) => {
        const size = 1 + (pick % entries.length)
        const altered = entries.map((entry, i) => (i === at % size ? new Uint8Array(9) : entry))
        const hashes = proof(size, altered)
        expect(extendsLog(sha256, log(entries, size), log(altered), hashes)).toBe(false)
        if (size > 1) expect(extendsLog(sha256, log(entries, size), log(entries, size - 1), [])).toBe(false)
      }),
    )
  })

  test('an empty log has one root', () => {
    expect(extendsLog(sha256, { size: 0, root: sha256(new Uint8Array(0)) }, log(KNOWN), [])).toBe(true)
    expect(extendsLog(sha256, { size: 0, root: new Uint8Array(32) }, log(KNOWN), [])).toBe(false)
  })

  test('sizes near a power of two are not taken for one, however large', () => {
    const claimed = { size: 2 ** 52 - 1, root: KNOWN[1]! }
    expect(extendsLog(sha256, claimed, { size: 2 ** 52 + 1, root: KNOWN[2]! }, [])).toBe(false)
  })
})
