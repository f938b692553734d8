import type { Chart, Statement } from '#domain/record/chart.ts'
import type { FactDraft, FactId } from '#domain/record/fact.ts'
import { assertFact, unlink } from './drafts.ts'

/**
 * What takes back an act that was just written: nothing is deleted, each fact is answered by one.
 * @param drafts as they were written
 * @param written their facts, in the same order
 * @param before the chart as it was before
 * @param why a few words for the reason of a withdrawal
 * @returns null where a part of the act cannot be taken back
 */
export function undoOf(
  drafts: readonly FactDraft[],
  written: readonly FactId[],
  before: Chart,
  why: string,
): readonly FactDraft[] | null {
  const [first] = drafts
  // A link is written into both charts; its half in this one comes first, and parting it parts both.
  if (
    first?.kind === 'link' &&
    drafts.length === 1 &&
    written[0] !== undefined &&
    first.subject !== undefined
  )
    return first.verb === 'unlink' ? null : [unlink(first.subject, written[0], why)]
  if (drafts.length !== written.length) return null
  const answers: FactDraft[] = []
  for (const [i, draft] of drafts.entries()) {
    const answer = answerTo(draft, written[i]!, before, why)
    if (answer === null) return null
    answers.push(...answer)
  }
  return answers
}

function answerTo(draft: FactDraft, id: FactId, before: Chart, why: string): readonly FactDraft[] | null {
  const { kind, subject, verb, body } = draft
  const reason = { code: 'mistaken', text: why } as const
  const about = { kind, ...(subject === undefined ? {} : { subject }) }
  const takenBack: FactDraft = { ...about, verb: 'retract', refs: [id], body: { reason } }
  if (verb === 'assert' || verb === 'propose' || verb === 'retract') return [takenBack]
  if (verb === 'sign' && body.value === undefined) return [takenBack]
  if (verb === 'amend') {
    // A change of identity is a proposal until it is checked: withdrawing it leaves what stood.
    if (kind === 'identity' || kind === 'contact') return [takenBack]
    const old = statementOf(before, draft.refs ?? [])?.current
    return old === undefined || old.value === null
      ? null
      : [{ ...about, verb, refs: [id], at: old.at, body: { value: old.value, source: old.source, reason } }]
  }
  return verb === 'sign' ? sidesAgain(draft, before) : null
}

/** A reconciliation that chose one side: the other sides are stated again, and the conflict is as it was. */
function sidesAgain(
  { kind, subject, refs = [], body }: FactDraft,
  before: Chart,
): readonly FactDraft[] | null {
  if (subject === undefined || kind === 'identity') return null
  const chosen = statementOf(before, refs.slice(0, 1))
  const others = refs.slice(1).flatMap((ref) => {
    const statement = statementOf(before, [ref])
    const revision = statement && [statement.current, ...statement.rivals].find(({ fact }) => fact === ref)
    const same = JSON.stringify(revision?.value) === JSON.stringify(body.value)
    return revision && revision.value !== null && !same ? [{ statement, revision }] : []
  })
  if (!chosen || others.length === 0) return null
  return others.map(({ revision }) =>
    assertFact(subject, kind, revision.value, { at: revision.at, source: revision.source }),
  )
}

function statementOf(chart: Chart, facts: readonly FactId[]): Statement<unknown> | undefined {
  const all: readonly Statement<unknown>[] = Object.values(chart.statements).flat()
  return all.find(({ id, current, rivals }) =>
    facts.some((fact) => fact === id || fact === current.fact || rivals.some((rival) => rival.fact === fact)),
  )
}
