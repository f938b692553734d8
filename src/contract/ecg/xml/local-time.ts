/** `YYYY-MM-DD`, or null where there is no such day. */
export function localDate(year: string, month: string, day: string): string | null {
  const [y, m, d] = [whole(year, 4), whole(month, 2), whole(day, 2)]
  if (y === null || m === null || d === null || m < 1 || m > 12 || d < 1 || d > daysIn(y, m)) return null
  return `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}`
}

/** `YYYY-MM-DDThh:mm:ss` of a date and a time, or null where one of them is none. */
export function localDateTime(
  date: string | null,
  hour: string,
  minute: string,
  second: string,
): string | null {
  const [h, m, s] = [whole(hour, 2), whole(minute, 2), whole(second, 2)]
  if (date === null || h === null || m === null || s === null || h > 23 || m > 59 || s > 60) return null
  return `${date}T${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}`
}

/** `20021122091000.000+0800` (HL7 version 3): the local time of the device; its zone is not kept. */
export function hl7DateTime(text: string): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?/.exec(text.trim())
  if (parts === null) return null
  return localDateTime(localDate(parts[1]!, parts[2]!, parts[3]!), parts[4]!, parts[5]!, parts[6] ?? '00')
}

/** As much of `19530508` as is there: `1953-05-08`, `1953-05`, `1953`. */
export function hl7Date(text: string): string | null {
  const parts = /^(\d{4})(\d\d)?(\d\d)?/.exec(text.trim())
  if (parts === null) return null
  const [, year, month, day] = parts
  if (month === undefined) return year!
  if (day === undefined) return localDate(year!, month, '1')?.slice(0, 7) ?? null
  return localDate(year!, month, day)
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

function whole(text: string, digitsMax: number): number | null {
  const trimmed = text.trim()
  return /^\d+$/.test(trimmed) && trimmed.length <= digitsMax ? Number(trimmed) : null
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
