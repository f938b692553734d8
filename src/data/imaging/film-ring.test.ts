import { expect, test } from 'vitest'
import type { Frame } from '#domain/imaging/image.ts'
import { FrameRing } from './film-ring.ts'

const frame = (bytes: number): Frame => ({
  rows: 1,
  columns: bytes,
  samplesPerPixel: 1,
  pixels: new Uint8Array(bytes),
})

test('the frame that was not asked for longest leaves first', () => {
  const ring = new FrameRing(30)
  for (const key of ['a', 'b', 'c']) ring.put(key, frame(10))
  ring.get('a')
  ring.put('d', frame(10))
  expect(['a', 'b', 'c', 'd'].filter((key) => ring.has(key))).toEqual(['a', 'c', 'd'])
  expect(ring.heldBytes).toBe(30)
})

test('a frame larger than the budget is kept alone', () => {
  const ring = new FrameRing(30)
  ring.put('a', frame(10))
  ring.put('film', frame(100))
  expect([ring.has('a'), ring.has('film')]).toEqual([false, true])
})

test('a frame that was taken is held no more, and one that is put again counts once', () => {
  const ring = new FrameRing(30)
  ring.put('a', frame(10))
  ring.put('a', frame(12))
  expect(ring.heldBytes).toBe(12)
  expect(ring.take('a')?.columns).toBe(12)
  expect([ring.heldBytes, ring.take('a')]).toEqual([0, null])
})
