import { expect, test } from 'vitest'
import { daysAfter } from './days-after.ts'
import { timeOfDay } from './time-of-day.ts'

const noon = new Date(2026, 10, 21, 12, 0).getTime()
const at = (hour: number, minute: number) => new Date(2026, 10, 21, hour, minute).getTime()

test('a time of day is taken as it is typed', () => {
  for (const typed of ['14:02', '1402', '14.02', '１４：０２', ' 14:02 '])
    expect(timeOfDay(typed, noon)).toBe(at(14, 2))
  expect(timeOfDay('902', noon)).toBe(at(9, 2))
})

test('what is no time is none', () => {
  for (const typed of ['', '14', '25:00', '14:60', 'noon', '14:2']) expect(timeOfDay(typed, noon)).toBeNull()
})

test('a week later may be in another month', () => {
  expect(daysAfter('2026-11-26', 7)).toBe('2026-12-03')
})
