import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareHlc, observe, tick, type Hlc } from './hlc.ts'

const reading = fc.record({
  ms: fc.integer({ min: 0, max: 2 ** 45 }),
  counter: fc.integer({ min: 0, max: 0xffff }),
})

test('our own clock only goes forward, also when the tablet was set back', () => {
  fc.assert(
    fc.property(reading, fc.integer({ min: 0, max: 2 ** 45 }), (last: Hlc, nowMs) => {
      const next = tick(last, nowMs)
      expect(compareHlc(next, last)).toBeGreaterThan(0)
      expect(next.counter).toBeLessThanOrEqual(0xffff)
    }),
  )
})

test('a remote clock that is ahead by minutes is followed, one that is ahead by years is not', () => {
  const last = { ms: 1000, counter: 3 }
  expect(observe(last, { ms: 60_000, counter: 0 }, 1000)).toEqual({ ms: 60_000, counter: 0 })
  expect(observe(last, { ms: 400_000, counter: 0 }, 1000)).toBe(last)
  expect(observe(last, { ms: 999, counter: 9 }, 1000)).toBe(last)
})
