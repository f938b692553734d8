import type { BirthDateLevel } from './birth-date-levels.ts'
import type { LevelOdds } from './fellegi-sunter.ts'
import type { NameLevel } from './similarity.ts'

/*
 * Starting values, unverified (`fellegi-sunter.ts`). Agreement as in anchors 4.2; what is left of m is divided by
 * judgement among the ways in which two records of one person differ; u of these ways was counted among pairs of
 * synthetic people and brought to the scale of the anchors' names.
 */

/** m sums to 1: a pair has one level. */
export const NAME_ODDS: Readonly<Record<NameLevel, LevelOdds>> = {
  identical: { m: 0.9, u: 0.0002 },
  'same-sound-and-tone': { m: 0.03, u: 0.00004 },
  'same-sound': { m: 0.012, u: 0.00007 },
  'near-sound': { m: 0.012, u: 0.00013 },
  'glyph-confused': { m: 0.01, u: 0.00003 },
  'order-swapped': { m: 0.002, u: 0.00002 },
  'other-name': { m: 0.008, u: 0.0002 },
  'surname-only': { m: 0.01, u: 0.026 },
  different: { m: 0.016, u: 0.973 },
}

/** Two names chosen at random sound the same so often. */
export const SAME_SOUND_USUAL = 0.00031

/** m of full dates sums to 1; the two levels of dates known in part stand for themselves. */
export const BIRTH_DATE_ODDS: Readonly<Record<BirthDateLevel, LevelOdds>> = {
  exact: { m: 0.95, u: 0.000034 },
  'month-and-day-swapped': { m: 0.008, u: 0.000012 },
  'one-digit-off': { m: 0.015, u: 0.001 },
  'same-month-day-unknown': { m: 0.97, u: 0.00104 },
  'same-year-rest-unknown': { m: 0.98, u: 0.0125 },
  'same-year': { m: 0.01, u: 0.012 },
  'within-two-years': { m: 0.007, u: 0.048 },
  different: { m: 0.01, u: 0.939 },
}

export const SEX_ODDS: LevelOdds = { m: 0.99, u: 0.5 }

/** Four digits agree by chance once in 10,000 pairs; 0.0005 are families who share a telephone. */
export const PHONE_ODDS: LevelOdds = { m: 0.75, u: 0.0006 }

export const PLACE_ODDS: LevelOdds = { m: 0.85, u: 0.0067 }

/** Knowledge entry id.linkage. */
export const IDENTIFIER_ODDS: LevelOdds = { m: 0.98, u: 0.000001 }

/** The last four of an identity number: serial and check digit. Low serials are common. */
export const IDENTIFIER_TAIL_ODDS: LevelOdds = { m: 0.98, u: 0.0005 }
