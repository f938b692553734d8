import type { Certainty, StatementCategory, StatementEvidence, Weight } from './statement.ts'

/**
 * A rule as data: what must hold, how sure that makes the statement, and which statements stand in its place.
 * Conditions are three-valued: an input that cannot be told makes the rule undecided, unless the others decide it.
 */
export interface StatementRule extends RuleHead {
  /** Entry of the knowledge whose criteria these are. */
  readonly source: string
  /**
   * Some of its numbers are this house's own: the source has the sign, or its form, but not how much of it counts. It is
   * said with the statement, and never called verified.
   */
  readonly ownThresholds?: true
  readonly when: Condition
  /** What the criteria alone allow; `raised` and `lowered` change it, the first whose condition holds. */
  readonly certainty: Certainty
  readonly raised?: readonly { readonly to: Certainty; readonly when: Condition }[]
  readonly lowered?: readonly { readonly to: Certainty; readonly when: Condition }[]
  readonly modifiers?: readonly { readonly code: number; readonly when?: Condition }[]
  readonly caveats?: readonly { readonly caveat: string; readonly when?: Condition }[]
  /** Another weight than the usual one; the first whose condition holds. */
  readonly weighs?: readonly { readonly weight: Weight; readonly when: Condition }[]
  /** The weight of the statement where it is no more than possible. */
  readonly weightIfPossible?: Weight
  /** Name of the list of beats, or of leads, that the statement speaks of (`Facts.beats`, `Facts.leads`). */
  readonly beats?: string
  readonly leads?: string
  /** Rules that say the same thing better: where one of them is made, this one is not. */
  readonly unless?: readonly string[]
  /** Rules that take the ground from this one: where one is made (at least probably), this one cannot be assessed. */
  readonly blockedBy?: readonly string[]
}

/** What a picker needs of a rule. */
export interface RuleHead {
  readonly rule: string
  readonly code: number | null
  readonly category: StatementCategory
  readonly weight: Weight
}

/** A number of the limits for a person (`limits-at.ts`), or a value. */
export type Threshold = number | string | boolean | readonly [number, number] | { readonly limit: string }

export type Comparison = StatementEvidence['comparison']

export type Condition =
  | { readonly input: string; readonly comparison: Comparison; readonly threshold: Threshold }
  | { readonly all: readonly Condition[] }
  | { readonly atLeast: number; readonly of: readonly Condition[] }
  | { readonly not: Condition }
  /** Where it cannot be told it does not hold: for voices that add to a statement and are often absent. */
  | { readonly ifTold: Condition }
  /** So many of the leads; `where` speaks of one lead by `*`: `*.stJMv`. Neighbours in the list are contiguous. */
  | {
      readonly leads: readonly string[]
      readonly atLeast: number
      readonly contiguous: boolean
      readonly where: Condition
    }
  /** Another rule's statement stands. */
  | { readonly rule: string }

const compare = (input: string, comparison: Comparison, threshold: Threshold): Condition => ({
  input,
  comparison,
  threshold,
})
export const is = (input: string, threshold: string | boolean): Condition => compare(input, 'is', threshold)
export const above = (input: string, threshold: Threshold): Condition => compare(input, '>', threshold)
export const atLeast = (input: string, threshold: Threshold): Condition => compare(input, '>=', threshold)
export const below = (input: string, threshold: Threshold): Condition => compare(input, '<', threshold)
export const atMost = (input: string, threshold: Threshold): Condition => compare(input, '<=', threshold)
export const between = (input: string, from: number, to: number): Condition =>
  compare(input, 'between', [from, to])
export const all = (...conditions: readonly Condition[]): Condition => ({ all: conditions })
export const any = (...conditions: readonly Condition[]): Condition => ({ atLeast: 1, of: conditions })
export const some = (count: number, ...conditions: readonly Condition[]): Condition => ({
  atLeast: count,
  of: conditions,
})
export const not = (condition: Condition): Condition => ({ not: condition })
export const ifTold = (condition: Condition): Condition => ({ ifTold: condition })
export const made = (rule: string): Condition => ({ rule })
export const limit = (name: string): Threshold => ({ limit: name })
/** In so many of the leads. */
export const inLeads = (count: number, leads: readonly string[], where: Condition): Condition => ({
  leads,
  atLeast: count,
  contiguous: false,
  where,
})
/** In so many neighbours of the list. */
export const inNeighbours = (count: number, leads: readonly string[], where: Condition): Condition => ({
  leads,
  atLeast: count,
  contiguous: true,
  where,
})
