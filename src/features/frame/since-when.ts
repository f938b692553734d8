import { getLocale } from '#words/runtime.js'

/** @returns the time for today, the day for this year, else the month of a year: as short as it stays clear */
export function sinceWhen(instantMs: number, nowMs: number): string {
  const then = new Date(instantMs)
  const now = new Date(nowMs)
  const style: Intl.DateTimeFormatOptions =
    then.toDateString() === now.toDateString()
      ? { timeStyle: 'short' }
      : then.getFullYear() === now.getFullYear()
        ? { day: 'numeric', month: 'short' }
        : { month: 'short', year: 'numeric' }
  return new Intl.DateTimeFormat(getLocale(), style).format(then)
}
