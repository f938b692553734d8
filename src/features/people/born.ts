import { parseBirthDate } from '#domain/identity/birth-date.ts'
import { textOf, todayOf, type PartialDate } from '#domain/identity/calendar.ts'
import { good, type Outcome } from '#domain/problem.ts'

/** What one or two digits in the field of the birth date count. */
export type AgeUnit = 'years' | 'months'

/** Older than anybody; three digits above it are the beginning of a year. */
const AGE_YEARS_MAX = 120

/** Whether the text is an age rather than a date: 58, 58岁, 7个月. */
export function isAge(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  return /^\d{1,3}(?:周?岁|y|个?月|m)?$/i.test(plain) && Number.parseInt(plain) <= AGE_YEARS_MAX
}

/**
 * A birth date or an age. An age in years leaves a year of birth, one in months a month: no more is known.
 * @param unit of a bare number
 * @param today `YYYY-MM-DD`
 */
export function readBorn(text: string, unit: AgeUnit, today: string): Outcome<PartialDate> {
  if (!isAge(text)) return parseBirthDate(text, today)
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  const count = Number.parseInt(plain)
  const inMonths = /月|m$/i.test(plain) || (unit === 'months' && /^\d+$/.test(plain))
  const { year, month } = todayOf(today)
  if (!inMonths) return good(textOf({ year: year - count, month: null, day: null }))
  const index = year * 12 + month - 1 - count
  return good(textOf({ year: Math.floor(index / 12), month: (index % 12) + 1, day: null }))
}
