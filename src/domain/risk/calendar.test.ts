import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayNumber, dayOf } from '../identity/calendar.ts'
import { calendarDay } from './calendar.ts'

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
