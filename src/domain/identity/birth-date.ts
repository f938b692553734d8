import { good, type Outcome } from '../problem.ts'
import {
  dayExists,
  dayNumber,
  daysInMonth,
  partsOf,
  textOf,
  todayOf,
  type CalendarDay,
  type DateParts,
  type PartialDate,
} from './calendar.ts'
import { refusals } from './sentences.ts'
import { plainText } from './typed-text.ts'

export type { PartialDate } from './calendar.ts'

/** Nobody alive was born before; older years are slips of the finger. */
const EARLIEST_YEAR = 1890

const LUNAR = /农历|阴历|旧历|夏历|lunar|闰|腊月|正月|冬月|初[一二三四五六七八九十]|廿/i

/**
 * Reads a birth date as people write it: 1968-03-01, 1968.3.1, 1968/3/1, 19680301, 1968年3月1日, 196803, 1968年3月,
 * 1968; full-width digits too. A lunar birthday is refused, never converted: the same words mean another day each
 * year, and only the person knows which calendar the rest of their papers follow.
 * @param today `YYYY-MM-DD`
 */
export function parseBirthDate(text: string, today: string): Outcome<PartialDate> {
  const plain = plainText(text)
  if (plain === '') return refuse('birth-date-empty')
  if (LUNAR.test(plain)) return refuse('birth-date-lunar')
  const parts = written(plain)
  if (typeof parts === 'string') return refuse(parts, { text: plain.slice(0, 20) })
  const { year, month, day } = parts
  if (!dayExists({ year, month: month ?? 1, day: day ?? 1 }))
    return refuse('birth-date-does-not-exist', { date: textOf(parts) })
  if (startsAfter(parts, todayOf(today)))
    return refuse('birth-date-in-future', { date: textOf(parts), today })
  if (year < EARLIEST_YEAR)
    return refuse('birth-date-too-early', { date: textOf(parts), earliest: EARLIEST_YEAR })
  return good(textOf(parts))
}

type Unread = 'birth-date-unreadable' | 'birth-date-century-missing' | 'birth-date-ambiguous'

function written(plain: string): DateParts | Unread {
  if (/^\d+$/.test(plain)) return digitsOnly(plain)
  const match = /^(\d{2}|\d{4})[-./。年](\d{1,2})(?:[-./。月](\d{1,2})[日号]?|月)?$/.exec(plain)
  const yearOnly = /^(\d{2}|\d{4})年$/.exec(plain)
  const [, year = '', month, day] = match ?? yearOnly ?? []
  if (year === '') return 'birth-date-unreadable'
  if (year.length === 2) return 'birth-date-century-missing'
  return {
    year: Number(year),
    month: month === undefined ? null : Number(month),
    day: day === undefined ? null : Number(day),
  }
}

/** 8 digits are a day, 4 a year; 6 are a year and a month unless they could also be a short year, month and day. */
function digitsOnly(digits: string): DateParts | Unread {
  const number = (from: number, to: number): number => Number(digits.slice(from, to))
  if (digits.length === 8) return { year: number(0, 4), month: number(4, 6), day: number(6, 8) }
  if (digits.length === 4) return { year: number(0, 4), month: null, day: null }
  if (digits.length !== 6) return 'birth-date-unreadable'
  const asMonth = number(0, 2) >= 18 && number(0, 2) <= 20 && number(4, 6) >= 1 && number(4, 6) <= 12
  const asShortDay = dayExists({ year: 1900 + number(0, 2), month: number(2, 4), day: number(4, 6) })
  if (asMonth && asShortDay) return 'birth-date-ambiguous'
  if (asMonth) return { year: number(0, 4), month: number(4, 6), day: null }
  return asShortDay ? 'birth-date-century-missing' : 'birth-date-unreadable'
}

function startsAfter({ year, month, day }: DateParts, today: CalendarDay): boolean {
  return dayNumber({ year, month: month ?? 1, day: day ?? 1 }) > dayNumber(today)
}

const FULL = 'Write year, month and day with the full year, such as 1968-03-01; the year alone is enough.'
const refuse = refusals({
  'birth-date-empty': ['No birth date is given.', 'If only the year is known, enter the year.'],
  'birth-date-lunar': [
    'This is a lunar birthday; it is not converted.',
    'Take the date from the identity card, or enter the year alone.',
  ],
  'birth-date-unreadable': ['This is not a date that can be read.', FULL],
  'birth-date-century-missing': ['The year has two digits only.', FULL],
  'birth-date-ambiguous': ['This could be a month of a year, or a day of a short year.', FULL],
  'birth-date-does-not-exist': [
    'There is no such day in the calendar.',
    'Look at the month and the day again.',
  ],
  'birth-date-in-future': ['This birth date lies in the future.', 'Look at the year again.'],
  'birth-date-too-early': ['Nobody alive was born so early.', 'Look at the year again.'],
})

/** Completed years, months beyond them, days beyond these. */
export interface Age {
  readonly years: number
  readonly months: number
  readonly days: number
  /** False where the birth date names a month or a year only: then the age is that of its middle. */
  readonly exact: boolean
}

/**
 * Age on a day. A date known to the month counts from its 15th, to the year from 1 July.
 * One born on the 29th to 31st completes a month on the last day of a shorter one.
 * @param on `YYYY-MM-DD`
 * @returns null when `birth` is no date or lies after `on`
 */
export function ageAt(birth: PartialDate, on: string): Age | null {
  const born = bornOn(birth, todayOf(on))
  if (born === null) return null
  const { start, exact } = born
  const end = todayOf(on)
  const monthsTouched = (end.year - start.year) * 12 + end.month - start.month
  const reached = dayNumber(end) >= dayNumber(monthsAfter(start, monthsTouched))
  const months = reached ? monthsTouched : monthsTouched - 1
  const days = dayNumber(end) - dayNumber(monthsAfter(start, months))
  return { years: Math.floor(months / 12), months: months % 12, days, exact }
}

/** Age in days; `plusMinusDays` is how far the true age may lie from it, 0 where the day of birth is known. */
export interface AgeInDays {
  readonly days: number
  readonly plusMinusDays: number
}

/** @returns null when `birth` is no date or lies after `on` */
export function ageInDaysAt(birth: PartialDate, on: string): AgeInDays | null {
  const born = bornOn(birth, todayOf(on))
  if (born === null) return null
  const { start, plusMinusDays } = born
  return { days: dayNumber(todayOf(on)) - dayNumber(start), plusMinusDays }
}

/** The day of birth, or the middle of what is known of it; never after `on`. */
function bornOn(
  birth: PartialDate,
  on: CalendarDay,
): { start: CalendarDay; exact: boolean; plusMinusDays: number } | null {
  const parts = partsOf(birth)
  if (parts === null || startsAfter(parts, on)) return null
  const { year, month, day } = parts
  const exact = month !== null && day !== null
  const middle = { year, month: month ?? 7, day: day ?? (month === null ? 1 : 15) }
  const start = dayNumber(middle) > dayNumber(on) ? on : middle
  const plusMinusDays = exact ? 0 : month === null ? 183 : 16
  return { start, exact, plusMinusDays }
}

function monthsAfter({ year, month, day }: CalendarDay, months: number): CalendarDay {
  const index = year * 12 + month - 1 + months
  const y = Math.floor(index / 12)
  const m = index - y * 12 + 1
  return { year: y, month: m, day: Math.min(day, daysInMonth(y, m)) }
}
