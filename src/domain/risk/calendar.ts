import { textOf } from '../identity/calendar.ts'

/**
 * The day that has this number, the inverse of `dayNumber` (identity/calendar.ts).
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
