import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockTime, toldAt } from './told-at.ts'

const CHINA = 480
const NOON = Date.parse('2026-11-21T04:05:30.000Z')

test('a time of the clock is the last moment at which it showed it', () => {
  expect(toldAt('12:05', NOON, CHINA)).toBe('2026-11-21T04:05:00.000Z')
  expect(toldAt('12:04', NOON, CHINA)).toBe('2026-11-21T04:04:00.000Z')
  expect(toldAt('23:50', NOON, CHINA)).toBe('2026-11-20T15:50:00.000Z')
  expect(toldAt('12：06', NOON, CHINA)).toBe('2026-11-21T04:06:00.000Z')
  expect(toldAt('1204', NOON, CHINA)).toBe('2026-11-21T04:04:00.000Z')
})

test('a call before midnight is yesterday', () => {
  const afterMidnight = Date.parse('2026-11-20T16:02:00.000Z')
  expect(toldAt('23:58', afterMidnight, CHINA)).toBe('2026-11-20T15:58:00.000Z')
})

test.each(['', 'noon', '25:00', '12:61', '12:5'])('%s is no time', (typed) => {
  expect(toldAt(typed, NOON, CHINA)).toBeNull()
})

test('what the clock shows is now, to the minute, in every zone', () => {
  const zones = fc.constantFrom(-570, 0, 330, 480)
  fc.assert(
    fc.property(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), zones, (nowMs, zone) => {
      const at = toldAt(clockTime(nowMs, zone), nowMs, zone)
      expect(nowMs - Date.parse(at!)).toBeLessThan(60_000)
      expect(nowMs - Date.parse(at!)).toBeGreaterThanOrEqual(0)
    }),
  )
})
