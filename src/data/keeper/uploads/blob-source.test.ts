import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PIECE_BYTES, treeRoot } from '#contract/sync/blob.ts'
import { sealBlob, sealedFrames } from '../keys/blob-sealing.ts'
import { TestMachine } from '../keys/machine.testing.ts'
import { importAesKey } from '../keys/sealing.ts'
import { BlobSource, hashTree } from './blob-source.ts'

const machine = new TestMachine()
const key = await importAesKey(machine.randomBytes(32))
const aad = { store: 'blobs', row: 'a', scope: 'subject', epoch: 0 }
const hash = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

async function sealed(sizeBytes: number) {
  const plain = new Uint8Array(sizeBytes).map((_, i) => (i * 31 + (i >> 8)) & 255)
  const file = await sealBlob(key, aad, plain, machine)
  const opened: number[] = []
  const frames = await sealedFrames(key, aad, file.length, async (from, to) => file.subarray(from, to))
  const counted = {
    ...frames,
    open: (frame: number) => {
      opened.push(frame)
      return frames.open(frame)
    },
  }
  return { plain, frames: counted, opened }
}

test('any part of a sealed blob is what it was, across its frames', async () => {
  const { plain, frames } = await sealed(3 * PIECE_BYTES + 1234)
  const source = new BlobSource(frames)
  const place = fc.integer({ min: 0, max: plain.length })
  await fc.assert(
    fc.asyncProperty(place, place, async (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const { value, done } = await source.slice(from, to)
      expect(Buffer.compare(value, plain.subarray(from, to))).toBe(0)
      expect([value.size, done]).toEqual([to - from, to === plain.length])
    }),
    { numRuns: 30 },
  )
})

test('chunks of a quarter of a frame open each frame once', async () => {
  const { plain, frames, opened } = await sealed(2 * PIECE_BYTES)
  const source = new BlobSource(frames)
  for (let at = 0; at < plain.length; at += PIECE_BYTES / 4) await source.slice(at, at + PIECE_BYTES / 4)
  expect(opened).toEqual([0, 1])
})

test('a last chunk that reaches behind the end is what is left', async () => {
  const { plain, frames } = await sealed(1000)
  const { value, done } = await new BlobSource(frames).slice(900, 5000)
  expect([value.size, done]).toEqual([100, true])
  expect(Buffer.compare(value, plain.subarray(900))).toBe(0)
})

test.each([0, 1, PIECE_BYTES, 2 * PIECE_BYTES + 1])(
  'the tree over %i bytes is that of its pieces',
  async (size) => {
    const { plain, frames } = await sealed(size)
    const pieces: Uint8Array[] = []
    for (let at = 0; at < size; at += PIECE_BYTES) pieces.push(hash(plain.subarray(at, at + PIECE_BYTES)))
    const tree = await hashTree(frames)
    expect(tree.pieces).toEqual(pieces)
    expect(tree.root).toBe(treeRoot(hash, pieces))
  },
)
