import { calendarDay, dayNumber, partsOf } from '../identity/calendar.ts'

/**
 * When something happened, as a person says it: only as precise as it is known.
 * `value` is local time (`2026`, `2026-11`, `2026-11-21`, `2026-11-21T08:51`, …); the offset says where local was,
 * null when nobody knows. The tablet's clock orders nothing by it.
 */
export interface At {
  readonly value: string
  readonly precision: AtPrecision
  readonly utcOffsetMin: number | null
}

export const AT_PRECISIONS = ['year', 'month', 'day', 'minute', 'second'] as const
export type AtPrecision = (typeof AT_PRECISIONS)[number]

const LENGTHS: Readonly<Record<AtPrecision, number>> = { year: 4, month: 7, day: 10, minute: 16, second: 19 }
const FORM = /^\d{4}(-\d\d(-\d\d(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?)?)?$/
const DAY_MS = 86_400_000

/** @returns null for text that is no date of 1800 to 2199, such as 2026-02-30 */
export function parseAt(value: string, utcOffsetMin: number | null = null): At | null {
  const precision = AT_PRECISIONS.find((each) => LENGTHS[each] === value.length)
  if (!precision || !FORM.test(value) || partsOf(value.slice(0, 10)) === null) return null
  return value >= '1800' && value < '2200' ? { value, precision, utcOffsetMin } : null
}

/** The first instant that `at` can mean, for sorting and charts; local time is taken as UTC where no offset is known. */
export function earliestMs({ value, utcOffsetMin }: At): number {
  const day = { year: number(value, 0, 4), month: number(value, 5, 7) || 1, day: number(value, 8, 10) || 1 }
  const seconds = number(value, 11, 13) * 3600 + number(value, 14, 16) * 60 + number(value, 17, 19)
  return dayNumber(day) * DAY_MS + seconds * 1000 - (utcOffsetMin ?? 0) * 60_000
}

/** The digits at these places; 0 where the text ends before. Charts sort thousands of these. */
function number(text: string, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to && i < text.length; i++) n = n * 10 + text.charCodeAt(i) - 48
  return n
}

/** @param instantMs of the tablet's clock; @param utcOffsetMin of the tablet's zone at that instant */
export function atInstant(instantMs: number, utcOffsetMin: number, precision: AtPrecision = 'minute'): At {
  const localMs = instantMs + utcOffsetMin * 60_000
  const day = Math.floor(localMs / DAY_MS)
  const second = Math.floor((localMs - day * DAY_MS) / 1000)
  const clock = [second / 3600, (second / 60) % 60, second % 60].map((n) =>
    String(Math.floor(n)).padStart(2, '0'),
  )
  const local = `${calendarDay(day)}T${clock.join(':')}`
  return { value: local.slice(0, LENGTHS[precision]), precision, utcOffsetMin }
}
