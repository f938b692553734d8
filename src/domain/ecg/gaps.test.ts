import { expect, test } from 'vitest'
import { bridgeGaps, restoreGaps } from './gaps.ts'

test('a gap between two samples is bridged by a straight line', () => {
  const { samples, missingCount } = bridgeGaps(Float32Array.of(1, NaN, NaN, 4))
  expect([...samples]).toEqual([1, 2, 3, 4])
  expect(missingCount).toBe(2)
})

test('a gap at either end holds the nearest sample', () => {
  expect([...bridgeGaps(Float32Array.of(NaN, NaN, 5, 6, Infinity)).samples]).toEqual([5, 5, 5, 6, 6])
})

test('a signal without gaps is the same and says so', () => {
  const { samples, missing } = bridgeGaps(Float32Array.of(1, 2))
  expect([...samples]).toEqual([1, 2])
  expect(missing).toBeNull()
})

test('a signal of gaps alone becomes zeros, and gaps again when restored', () => {
  const { samples, missing } = bridgeGaps(new Float32Array(3).fill(NaN))
  expect([...samples]).toEqual([0, 0, 0])
  restoreGaps(samples, missing)
  expect([...samples]).toEqual([NaN, NaN, NaN])
})
