import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMeasured } from '../measured.ts'
import { ventricularRate } from './rate.ts'

test('a strip with two beats has no rate, and one without beats says so', () => {
  expect(ventricularRate([100, 900])).toEqual({ notMeasurable: 'fewer-than-three-beats' })
  expect(ventricularRate([])).toEqual({ notMeasurable: 'no-beats-found' })
})

test('beats every 750 ms are 80 a minute', () => {
  expect(ventricularRate([200, 950, 1700, 2450])).toMatchObject({ value: 80, unit: '/min' })
})

test('no interval is taken across an unreadable stretch', () => {
  const peaks = [0, 1000, 2000, 7000, 8000, 9000]
  expect(ventricularRate(peaks, [{ fromMs: 2500, toMs: 6500 }])).toMatchObject({ value: 60 })
  expect(ventricularRate(peaks)).toMatchObject({ value: 300_000 / 9000 })
})

test('the rate lies between those of the shortest and the longest interval', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 250, max: 3000 }), { minLength: 2, maxLength: 50 }),
      (intervals) => {
        let atMs = 0
        const rate = ventricularRate([0, ...intervals.map((rr) => (atMs += rr))])
        if (!isMeasured(rate)) throw new Error('measurable')
        expect(rate.value).toBeGreaterThanOrEqual(60_000 / Math.max(...intervals) - 1e-9)
        expect(rate.value).toBeLessThanOrEqual(60_000 / Math.min(...intervals) + 1e-9)
      },
    ),
  )
})
