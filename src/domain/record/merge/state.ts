import type { Revision, Statement, TimelineEntry } from '../chart.ts'
import type { Decision, Fact, FactId, Verb } from '../fact.ts'
import type { Hlc } from '../hlc.ts'
import type { Kind } from '../kinds/kind.ts'

/**
 * A fact as the fold reads it: checked against the schema of its kind, with what it does to others.
 * Everything below `value` is worked out anew whenever a fact joins its group (`settle.ts`).
 */
export interface Entry {
  readonly id: FactId
  readonly fact: Fact
  readonly kind: Kind
  readonly verb: Verb
  /** Named once each, in the order in which the author named them. */
  readonly refs: readonly FactId[]
  /** 0 for the chart that was opened, 1 and more for charts linked to it. */
  readonly subjectRank: number
  readonly clinicalMs: number
  readonly hlc: Hlc
  /** assert, propose and link begin a statement; amend and a sign with a value continue one. */
  readonly gives: 'first' | 'next' | 'nothing'
  /** retract and unlink. */
  readonly withdraws: boolean
  readonly decision: Decision | null
  /** Null where the body was erased, or the verb gives none. */
  readonly value: unknown

  statement: StatementState | null
  /** Withdrawn itself: as if it had never been written (a retraction, an unlinking, a decision without value). */
  void: boolean
  /** What the chart shows of it, made once. */
  revision: Revision<unknown> | null
  /** What a reconciling sign named together with this fact. */
  acknowledged: Set<FactId> | null
}

/** One statement with all that was said about it: what `settle` collects and `finish` draws the conclusion from. */
export interface StatementState {
  readonly origin: Entry
  readonly kind: Kind
  /** Facts that give it a value, each after those that it names. */
  readonly values: Entry[]
  /** Retractions and unlinkings that hold. */
  readonly withdrawals: Entry[]
  /** Signs that put another statement in its place. */
  readonly reconciliations: Entry[]
  /** Every sign that names it. */
  readonly signs: Entry[]
  /** Values that no later one names and nobody withdrew. */
  live: readonly Entry[]
  /** The value that is shown. */
  current: Entry
  /** Signs that let a proposal stand, as far as no later decision names them. */
  accepts: readonly Entry[]
  /** Facts within the statement that contradict each other and that nobody has named together. */
  disputed: readonly Entry[]
  statement: Statement<unknown>
  /** Its line in the timeline, made once. */
  line: TimelineEntry | null
}

/** The entry of a fact, if it has arrived. */
export type EntryOf = (id: FactId) => Entry | undefined
