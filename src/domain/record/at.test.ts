import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { atInstant, earliestMs, parseAt } from './at.ts'

test('an instant written as local time is found again, to the second, whatever the zone', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1800-01-02'), max: new Date('2199-12-30'), noInvalidDate: true }),
      fc.integer({ min: -840, max: 840 }),
      (date, utcOffsetMin) => {
        const ms = Math.floor(date.getTime() / 1000) * 1000
        const at = atInstant(ms, utcOffsetMin, 'second')
        expect(at.value).toBe(new Date(ms + utcOffsetMin * 60_000).toISOString().slice(0, 19))
        expect(earliestMs(at)).toBe(ms)
        expect(parseAt(at.value, utcOffsetMin)).toEqual(at)
      },
    ),
  )
})

test('a birth date may be a year, and means its first moment', () => {
  expect(parseAt('1968')).toEqual({ value: '1968', precision: 'year', utcOffsetMin: null })
  expect(earliestMs(parseAt('1968')!)).toBe(Date.UTC(1968, 0, 1))
  expect(earliestMs(parseAt('1968-03')!)).toBe(Date.UTC(1968, 2, 1))
  expect(earliestMs(parseAt('2026-11-21T08:51', 480)!)).toBe(Date.UTC(2026, 10, 21, 0, 51))
})

test.each([
  '2026-02-30',
  '2026-13',
  '1799-12-31',
  '2200',
  '2026-11-21T24:00',
  '2026-11-21T08:60',
  '20261121',
  '',
  '2026-1',
])('%s is no date', (value) => {
  expect(parseAt(value)).toBeNull()
})
