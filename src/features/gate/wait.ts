import { m } from '#words/messages.js'

/** @returns `4 min 10 s`, counted up so that it never says 0 while there is time left */
export function sayWait(durationMs: number): string {
  const all = Math.ceil(durationMs / 1000)
  const minutes = Math.floor(all / 60)
  const seconds = all % 60
  if (minutes === 0) return m.wait_seconds({ seconds })
  return seconds === 0 ? m.wait_minutes({ minutes }) : m.wait_both({ minutes, seconds })
}
