import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BLOB_BYTES_MAX,
  BLOB_PRIORITIES,
  blobMetadata,
  blobPath,
  isBlobAddress,
  pieceCount,
  PIECE_BYTES,
  readBlobMetadata,
  readPieces,
  treeRoot,
  writePieces,
} from './blob.ts'
import { isIncluded, leafHash, nodeHash, type Hash } from './merkle.ts'

const sha256: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())
const piece = fc.uint8Array({ minLength: 32, maxLength: 32 })
const metadata = fc.record({
  sha256: piece.map((bytes) => Buffer.from(bytes).toString('hex')),
  scope: fc.stringMatching(/^[\w:-]{1,80}$/),
  subject: fc.stringMatching(/^[\w:-]{1,80}$/),
  priority: fc.constantFrom(...BLOB_PRIORITIES),
  root: piece.map((bytes) => Buffer.from(bytes).toString('base64url')),
  sizeBytes: fc.integer({ min: 0, max: BLOB_BYTES_MAX }),
})

test('what is said of a blob is read as it was said', () => {
  fc.assert(
    fc.property(metadata, (said) => {
      expect(readBlobMetadata(blobMetadata(said), said.sizeBytes)).toEqual(said)
    }),
  )
})

const good = blobMetadata({
  sha256: 'a'.repeat(64),
  scope: 'clinic',
  subject: 'child',
  priority: 1,
  root: 'A'.repeat(43),
})

test.each<[string, Record<string, string | null> | undefined, number | undefined]>([
  ['nothing', undefined, 1],
  ['no length', good, undefined],
  ['more than a blob may have', good, BLOB_BYTES_MAX + 1],
  ['half a byte', good, 1.5],
  ['a hash in capitals', { ...good, sha256: 'A'.repeat(64) }, 1],
  ['a scope that climbs', { ...good, scope: '../other' }, 1],
  ['a subject with a slash', { ...good, subject: 'a/b' }, 1],
  ['a fourth priority', { ...good, priority: '3' }, 1],
  ['a file name beside it', { ...good, filename: 'x.html' }, 1],
  ['another version', { ...good, v: '2' }, 1],
])('%s is no blob', (_, given, sizeBytes) => {
  expect(readBlobMetadata(given, sizeBytes)).toBeNull()
})

test('an address that climbs out of its folder is no address', () => {
  expect(isBlobAddress({ scope: 'clinic', sha256: 'a'.repeat(64) })).toBe(true)
  for (const scope of ['..', '../x', 'a/b', 'a%2fb', '', 'a\0', 'a'.repeat(81)])
    expect(isBlobAddress({ scope, sha256: 'a'.repeat(64) })).toBe(false)
  for (const hash of ['..', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(62)}/.`])
    expect(isBlobAddress({ scope: 'clinic', sha256: hash })).toBe(false)
  expect(blobPath('clinic', 'a'.repeat(64))).toBe(`/api/blobs/by-hash/clinic/${'a'.repeat(64)}`)
})

test('a blob has one piece a mebibyte and one for the rest', () => {
  expect([0, 1, PIECE_BYTES, PIECE_BYTES + 1].map(pieceCount)).toEqual([0, 1, 1, 2])
})

test('the root of a blob is the tree of RFC 6962 over its pieces', () => {
  const [a, b, c] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  const leaf = (entry: Uint8Array) => leafHash(sha256, entry)
  const node = (left: Uint8Array, right: Uint8Array) => nodeHash(sha256, left, right)
  const text = (hash: Uint8Array) => Buffer.from(hash).toString('base64url')
  expect(treeRoot(sha256, [])).toBe(text(sha256(new Uint8Array())))
  expect(treeRoot(sha256, [a])).toBe(text(leaf(a)))
  expect(treeRoot(sha256, [a, b, c])).toBe(text(node(node(leaf(a), leaf(b)), leaf(c))))
  const root = node(node(leaf(a), leaf(b)), leaf(c))
  expect(isIncluded(sha256, leaf(c), 2, { size: 3, root }, [node(leaf(a), leaf(b))])).toBe(true)
})

test('another piece, or another order, is another root', () => {
  fc.assert(
    fc.property(fc.uniqueArray(piece, { minLength: 2, maxLength: 9, selector: String }), (pieces) => {
      expect(treeRoot(sha256, [...pieces].reverse())).not.toBe(treeRoot(sha256, pieces))
      expect(treeRoot(sha256, pieces.slice(1))).not.toBe(treeRoot(sha256, pieces))
    }),
  )
})

test('hashes of pieces travel in a header, and nothing else does', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 64 }), (pieces) => {
      expect(readPieces(writePieces(pieces))).toEqual(pieces.map((each) => new Uint8Array(each)))
    }),
  )
  for (const text of [
    '',
    ' ',
    'x',
    'A'.repeat(42),
    `${'A'.repeat(43)}  `,
    Array(65).fill('A'.repeat(43)).join(' '),
  ])
    expect(readPieces(text)).toBeNull()
})
