import { localDay } from '#ui/displays/person-line/person-words.ts'

/** The clock of this page: a visit is written by the tablet's time. */
export const pageClock = {
  nowMs: () => Date.now(),
  /** `YYYY-MM-DD` on the tablet's calendar. */
  dayOf: (atMs: number) => localDay(new Date(atMs)),
  utcOffsetMin: (atMs: number) => -new Date(atMs).getTimezoneOffset(),
  later(act: () => void, ms: number) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}
