const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** `14:05` of the tablet's clock; also `1405` and with a full-width colon. */
const TIME = /^([01]?\d|2[0-3])[:：]?([0-5]\d)$/

/**
 * The last moment at which the tablet's clock showed this time, a minute of grace ahead.
 * @param typed `14:05`
 * @param zoneMin minutes that the tablet's clock is ahead of UTC
 * @returns ISO 8601 instant; null for what is no time
 */
export function toldAt(typed: string, nowMs: number, zoneMin: number): string | null {
  const match = TIME.exec(typed.trim())
  if (!match) return null
  const minutes = 60 * Number(match[1]) + Number(match[2])
  const localMs = nowMs + zoneMin * MINUTE_MS
  const midnightMs = Math.floor(localMs / DAY_MS) * DAY_MS
  const today = midnightMs + minutes * MINUTE_MS
  const latest = today > localMs + MINUTE_MS ? today - DAY_MS : today
  return new Date(latest - zoneMin * MINUTE_MS).toISOString()
}

/** What the tablet's clock shows: `14:05`. */
export function clockTime(nowMs: number, zoneMin: number): string {
  return new Date(nowMs + zoneMin * MINUTE_MS).toISOString().slice(11, 16)
}
