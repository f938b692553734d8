import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDay, dayNumber, dayOf, partsOf, textOf, todayOf } from './calendar.ts'

describe('a day of the calendar', () => {
  test('exists or does not: leap years by the Gregorian rule', () => {
    expect(dayOf('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 })
    expect(dayOf('2015-02-29')).toBeNull()
    expect(dayOf('1900-02-29')).toBeNull()
    expect(dayOf('2000-02-29')).not.toBeNull()
    expect(dayOf('2026-04-31')).toBeNull()
    expect(dayOf('2026-00-10')).toBeNull()
  })

  test('a year or a month alone is a date, but no day', () => {
    expect(partsOf('1968')).toEqual({ year: 1968, month: null, day: null })
    expect(partsOf('1968-13')).toBeNull()
    expect(dayOf('1968-03')).toBeNull()
    expect(() => todayOf('1968-03')).toThrow('not a day')
  })

  test('counts days as the machine does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 80_000 }), (days) => {
        const text = new Date(days * 86_400_000).toISOString().slice(0, 10)
        const day = dayOf(text)!
        expect(dayNumber(day)).toBe(days)
        expect(textOf(day)).toBe(text)
      }),
    )
  })
})

test('days agree with the calendar of the machine over nine thousand years, and give their number back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (number) => {
      const day = calendarDay(number)
      expect(day).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10))
      expect(dayNumber(dayOf(day)!)).toBe(number)
    }),
    { seed: 1970, numRuns: 2000 },
  )
})
