/** Of a day on this tablet's calendar. */
const HOUR_MAX = 23
const MINUTE_MAX = 59

/**
 * An instant from a time of day as it is typed: `14:02`, `1402`, `902`, `9：02`.
 * @param dayMs any instant of the day that is meant
 * @returns null for what is no time
 */
export function timeOfDay(typed: string, dayMs: number): number | null {
  const match = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed.normalize('NFKC').trim())
  if (!match) return null
  const [hour, minute] = [Number(match[1]), Number(match[2])]
  if (hour > HOUR_MAX || minute > MINUTE_MAX) return null
  const day = new Date(dayMs)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute).getTime()
}
