import type { Chart, ChartKind, Conflict, Statement } from '#domain/record/chart.ts'
import {
  BY_HAND,
  type Decision,
  type FactBody,
  type FactDraft,
  type FactId,
  type ReasonCode,
  type SubjectId,
  type ValueSource,
} from '#domain/record/fact.ts'
import { seenOf, seenInSlot } from '#domain/record/seen.ts'
import type { At } from '#domain/record/at.ts'
import type { Access } from '#domain/record/kinds/access.ts'
import { KINDS } from '#domain/record/kinds.ts'
import type { Link } from '#domain/record/kinds/link.ts'

/*
 * Facts as a person on this page states them. Each names what was seen on the screen: a value that somebody else
 * wrote meanwhile is not named, and stands.
 */

/**
 * @param chart the careful kinds ask for reconciliation where two speak of one thing: what is written in sight of
 *   what stands there names it, and does not
 */
export function assertFact<T>(
  subject: SubjectId,
  kind: string,
  value: T,
  how: { readonly at?: At | undefined; readonly source?: ValueSource; readonly chart?: Chart | null } = {},
): FactDraft<T> {
  const { at, source = BY_HAND, chart } = how
  const careful = KINDS.get(kind)?.merges === 'careful'
  const refs = chart && careful ? [...new Set(seenInSlot(chart, kind as ChartKind, value))] : []
  return {
    kind,
    verb: 'assert',
    subject,
    ...(refs.length > 0 ? { refs } : {}),
    ...(at ? { at } : {}),
    body: { value, source },
  }
}

/** A new value in the place of one that is on the screen; the old one stays in its history. */
export function correct<T>(
  subject: SubjectId,
  statement: Statement<T>,
  value: T,
  why: { readonly code: ReasonCode; readonly text: string } | null,
): FactDraft<T> {
  const body: FactBody<T> = { value, source: BY_HAND, ...(why ? { reason: why } : {}) }
  // The time of the act stays what it was: only what was written about it changes.
  return {
    kind: statement.kind,
    verb: 'amend',
    subject,
    refs: seenOf(statement),
    at: statement.current.at,
    body,
  }
}

export function withdraw(
  subject: SubjectId,
  statement: Statement<unknown>,
  code: ReasonCode,
  text: string,
): FactDraft {
  const refs = seenOf(statement)
  return { kind: statement.kind, verb: 'retract', subject, refs, body: { reason: { code, text } } }
}

/** One side of a conflict stands from now on; every fact of the conflict is named, the chosen one first. */
export function settle(subject: SubjectId, conflict: Conflict, chosen: FactId, value: unknown): FactDraft {
  const refs = [chosen, ...conflict.facts.filter((fact) => fact !== chosen)]
  const body: FactBody = { value, source: BY_HAND, decision: 'reconciled' }
  return { kind: conflict.kind, verb: 'sign', subject, refs, body }
}

/** Both sides of a conflict hold, and a person has seen that they do. */
export function settleBoth(subject: SubjectId, conflict: Conflict): FactDraft {
  const body: FactBody = { source: BY_HAND, decision: 'reconciled' }
  return { kind: conflict.kind, verb: 'sign', subject, refs: conflict.facts, body }
}

/** What a model, a student or a change of identity proposed: accepted or refused. */
export function decide(
  subject: SubjectId,
  proposal: Statement<unknown>,
  decision: Extract<Decision, 'accepted' | 'rejected'>,
): FactDraft {
  return {
    kind: proposal.kind,
    verb: 'sign',
    subject,
    refs: seenOf(proposal),
    body: { source: BY_HAND, decision },
  }
}

/** Two charts of one person, or two people who were taken for one. */
export function link(subject: SubjectId, value: Link): FactDraft<Link> {
  return { kind: 'link', verb: value.same ? 'link' : 'assert', subject, body: { value, source: BY_HAND } }
}

export function unlink(subject: SubjectId, id: FactId, why: string): FactDraft {
  const reason = { code: 'mistaken', text: why } as const
  return { kind: 'link', verb: 'unlink', subject, refs: [id], body: { source: BY_HAND, reason } }
}

export function recordAccess(subject: SubjectId, what: Access['what'], why: string): FactDraft<Access> {
  return assertFact(subject, 'access', { what, why })
}
