import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, quantile } from './quantile.ts'

test('a quantile is the value at its place in the sorted values', () => {
  const values = fc.float32Array({ noNaN: true, minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 0.999, noNaN: true }), (x, share) => {
      const before = x.slice()
      expect(quantile(x, share) + 0).toBe(x.slice().sort()[Math.floor(x.length * share)]! + 0)
      expect(x).toEqual(before)
    }),
  )
})

test('the median of nothing is 0, of equal values that value', () => {
  expect(median(new Float32Array(0))).toBe(0)
  expect(median(new Float32Array(7).fill(3))).toBe(3)
})
