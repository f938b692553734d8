/**
 * Days of the Gregorian calendar without a clock: the domain is told what day it is.
 * Text is `YYYY-MM-DD`; a date known less precisely is `YYYY-MM` or `YYYY`.
 */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** A date as precisely as it is known: `1968`, `1968-03` or `1968-03-01`. */
export type PartialDate = string

/** A date with the places that are not known left null. */
export interface DateParts {
  readonly year: number
  readonly month: number | null
  readonly day: number | null
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export function dayExists({ year, month, day }: CalendarDay): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** @returns null for text that is no date, such as 2026-02-30 */
export function partsOf(text: PartialDate): DateParts | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text)
  if (!match) return null
  const year = Number(match[1])
  const month = match[2] === undefined ? null : Number(match[2])
  const day = match[3] === undefined ? null : Number(match[3])
  return dayExists({ year, month: month ?? 1, day: day ?? 1 }) ? { year, month, day } : null
}

/** @returns null for anything but a whole day that exists */
export function dayOf(text: string): CalendarDay | null {
  const parts = partsOf(text)
  if (parts === null || parts.month === null || parts.day === null) return null
  return { year: parts.year, month: parts.month, day: parts.day }
}

/** The day the caller says it is. @throws when that is no day: only our own code can say it wrongly */
export function todayOf(text: string): CalendarDay {
  const day = dayOf(text)
  if (day === null) throw new RangeError(`not a day: ${text}`)
  return day
}

export function textOf({ year, month, day }: DateParts): PartialDate {
  const places = [String(year).padStart(4, '0')]
  if (month !== null) places.push(String(month).padStart(2, '0'))
  if (month !== null && day !== null) places.push(String(day).padStart(2, '0'))
  return places.join('-')
}

/**
 * Days since 1970-01-01.
 * Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
 */
export function dayNumber({ year, month, day }: CalendarDay): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/**
 * The day that has this number, the inverse of `dayNumber`.
 * @param number days since 1970-01-01 @returns `YYYY-MM-DD`
 * Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
 */
export function calendarDay(number: number): string {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return textOf({ year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day })
}
