import { formatInstant } from '#ui/format.ts'
import { getLocale } from '#words/runtime.js'

const STEPS = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const

export function instant(atMs: number): string {
  return formatInstant(new Date(atMs).toISOString())
}

/** "5 minutes ago", "3 hours ago", "2 days ago", as the reader's language says it. */
export function ago(atMs: number, nowMs: number): string {
  const passedMs = Math.max(0, nowMs - atMs)
  const [unit, stepMs] = STEPS.findLast(([, step]) => passedMs >= step) ?? STEPS[0]
  return new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' }).format(
    -Math.floor(passedMs / stepMs),
    unit,
  )
}
