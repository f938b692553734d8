import { m } from '#words/messages.js'

const AFTERNOON_FROM = 12
const EVENING_FROM = 18

/** @param hour of the tablet's clock, 0 to 23 */
export function greeting(hour: number, name: string): string {
  if (hour < AFTERNOON_FROM) return m.today_good_morning({ name })
  return hour < EVENING_FROM ? m.today_good_afternoon({ name }) : m.today_good_evening({ name })
}
