import * as v from 'valibot'
import { instant, text, word } from './kind.ts'

/** Names of rules and terms are no longer. */
export const RULE_MAX = 80
export const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** The reading that was locked before ours was uncovered, or that it was skipped (`domain/reading/reader-first.ts`). */
export const ownReading = v.object({
  /** `normal`, `abnormal`, `unreadable`. */
  conclusion: v.optional(word(20)),
  /** Names of rules, or of terms of a picture's report. */
  statements: v.pipe(v.array(word(RULE_MAX)), v.maxLength(60)),
  words: text(8000),
  openedAt: instant,
  lockedAt: v.optional(instant),
  secondsUnaided: seconds,
  secondsAided: seconds,
  skipped: v.boolean(),
})
