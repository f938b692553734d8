import { calendarDay, dayNumber, todayOf } from '#domain/identity/calendar.ts'

/** @param today `YYYY-MM-DD` @returns the day that many days later */
export function daysAfter(today: string, days: number): string {
  return calendarDay(dayNumber(todayOf(today)) + days)
}
