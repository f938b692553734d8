/** How two birth dates resemble each other: the first that fits holds. A date may be a year or a month. */
export type BirthDateLevel =
  | 'exact'
  | 'month-and-day-swapped'
  | 'one-digit-off'
  | 'same-month-day-unknown'
  | 'same-year-rest-unknown'
  | 'same-year'
  | 'within-two-years'
  | 'different'

/**
 * @param a `1968`, `1968-03` or `1968-03-12`
 * @returns null where one of them is not known
 */
export function compareBirthDates(a: string | undefined, b: string | undefined): BirthDateLevel | null {
  if (a === undefined || b === undefined) return null
  const common = Math.min(a.length, b.length)
  const isSame = a.slice(0, common) === b.slice(0, common)
  if (isSame && common === 10) return 'exact'
  if (isSame && common === 7) return 'same-month-day-unknown'
  if (isSame) return 'same-year-rest-unknown'
  if (common === 10 && b === swapped(a)) return 'month-and-day-swapped'
  if (common === 10 && isOneDigitOff(a, b)) return 'one-digit-off'
  const apart = yearsApart(a, b)
  if (apart === 0) return 'same-year'
  return apart <= 2 ? 'within-two-years' : 'different'
}

/** Whole calendar years between two dates. */
export function yearsApart(a: string, b: string): number {
  return Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4)))
}

function swapped(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(8)}-${date.slice(5, 7)}`
}

function isOneDigitOff(a: string, b: string): boolean {
  let off = 0
  for (let i = 0; i < a.length && off < 2; i++) if (a[i] !== b[i]) off++
  return off === 1
}
