import type { Chart, TimelineEntry } from './chart.ts'
import type { Fact, SubjectId } from './fact.ts'
import { KINDS } from './kinds.ts'
import { TASK_STATES } from './kinds/task.ts'
import { conflictsOf } from './oracle/conflicts.fixture.ts'
import { contactOf, identityOf, stockOf } from './oracle/fields.fixture.ts'
import { tell, type View } from './oracle/statements.fixture.ts'
import { later, latest, understood, type Any } from './oracle/words.fixture.ts'

/**
 * The fold said plainly, from the definitions in README.md, over the whole set of facts, with no thought of speed
 * (cubic and worse). It shares no code with `fold.ts`; tests hold the two against each other.
 */
export function oracle(given: readonly Fact[], subjects: readonly SubjectId[]): Chart {
  const told = tell(given, subjects)
  const { all, facts, views, of, standing, verb, valueOf, covers } = told
  const elsewhere = ['contact', 'tag', 'staff', 'clinic-setting']
  const listed = [...KINDS.keys()].filter((kind) => !elsewhere.includes(kind))
  const stateOf = ({ values }: View) => {
    const back = values.filter((f) => verb(f) === 'amend' && f.body?.reason?.code === 'back')
    const counted = values.filter((f) => valueOf(f) !== null && !back.some((b) => covers(b, f.id)))
    return TASK_STATES[Math.max(0, ...counted.map((f) => TASK_STATES.indexOf((valueOf(f) as Any).state)))]
  }
  const { identity, conflicts } = identityOf(told, subjects)
  return {
    subject: subjects[0] ?? '',
    identity,
    contact: contactOf(told),
    statements: Object.fromEntries(
      listed.map((kind) => [
        kind,
        of(kind).map((view) =>
          kind === 'task' ? { ...view.statement, state: stateOf(view) } : view.statement,
        ),
      ]),
    ),
    tags: [...new Set(standing('tag').map(({ current }) => (valueOf(current) as Any).tag))].sort(),
    stock: stockOf(told),
    conflicts: [...conflicts, ...conflictsOf(listed, told)].sort((a, b) => {
      const [x, y] = [a, b].map(({ kind, slot, statements, facts }) =>
        [kind, slot, statements[0], facts.join()].join('\u0000'),
      ) as [string, string]
      return x < y ? -1 : 1
    }),
    links: standing('link').map(({ id, current }) => ({
      id,
      other: (valueOf(current) as Any).other,
      same: (valueOf(current) as Any).same,
    })),
    timeline: views
      .filter(({ kind }) => listed.includes(kind))
      .sort(latest)
      .map((view): TimelineEntry => ({
        statement: view.id,
        kind: view.kind as never,
        at: view.current.header.at,
        ...(view.origin.header.act === undefined ? {} : { act: view.origin.header.act }),
      })),
    newer: all
      .filter((f) => !understood(f))
      .map(({ id }) => id)
      .sort(),
    waiting: facts
      .filter((f) => f.header.refs.some((ref) => !all.some(({ id }) => id === ref)))
      .sort(later)
      .map(({ id }) => id),
    factCount: all.length,
  } as unknown as Chart
}
