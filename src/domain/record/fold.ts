import type {
  Chart,
  ChartKind,
  Conflict,
  FoldFacts,
  Statement,
  StatementsByKind,
  TimelineEntry,
} from './chart.ts'
import type { Fact, FactId, SubjectId } from './fact.ts'
import { KINDS } from './kinds.ts'
import type { Tag } from './kinds/tag.ts'
import { slotConflicts, statementConflict } from './merge/careful.ts'
import { stockOf } from './merge/counter.ts'
import { readEntry } from './merge/entry.ts'
import { createGroups } from './merge/groups.ts'
import { identityOf } from './merge/identity.ts'
import { taskState } from './merge/monotone.ts'
import { reordered } from './merge/order.ts'
import { contactOf } from './merge/plain.ts'
import type { EntryOf, StatementState } from './merge/state.ts'

/**
 * The facts about one person come to a chart, in whatever order and however often they arrive (DESIGN section 3, the
 * table; `README.md` beside this file says each rule in a sentence). Facts about others are ignored, a fact that this
 * version does not understand is listed as `newer`; nothing throws.
 */
export const foldFacts: FoldFacts = (facts, subjects) => {
  const fold = createFold(subjects)
  for (const fact of facts) fold.add(fact)
  return fold.chart()
}

export interface Fold {
  /** A fact that is already here changes nothing. */
  add(fact: Fact): void
  /** Plain data that later facts do not change; parts that no fact touched since the last call are the same objects. */
  chart(): Chart
}

/** Kinds that are no statements of the chart: fields, a set, and what concerns the clinic. */
const NOT_LISTED: readonly string[] = ['contact', 'tag', 'staff', 'clinic-setting']
const CHART_KINDS = [...KINDS.keys()].filter((kind) => !NOT_LISTED.includes(kind)) as ChartKind[]

/** @param subjects the chart that is opened first, then those linked to it */
export function createFold(subjects: readonly SubjectId[]): Fold {
  const facts = new Set<FactId>()
  const newer: FactId[] = []
  const groups = createGroups()
  const lists = new Map<string, readonly StatementState[]>([...KINDS.keys()].map((kind) => [kind, []]))
  const conflicts = new Map<string, readonly Conflict[]>()
  let timeline: readonly StatementState[] = []
  let last: Chart | null = null
  let stale = true

  function add(fact: Fact): void {
    const { subject } = fact.header
    const rank = subject === undefined ? -1 : subjects.indexOf(subject)
    if (rank < 0 || facts.has(fact.id)) return
    facts.add(fact.id)
    const entry = readEntry(fact, rank)
    if (entry) groups.add(entry)
    else newer.push(fact.id)
    stale = true
  }

  /** Brings the lists up to date. @returns the kinds that changed */
  function resettle(): ReadonlySet<string> {
    const { gone, made } = groups.resettle()
    const changed = new Set([...gone, ...made].map(({ kind }) => kind.kind))
    for (const kind of changed)
      lists.set(
        kind,
        reordered(lists.get(kind)!, { gone, made: made.filter((each) => each.kind.kind === kind) }),
      )
    const listed = made.filter(({ kind }) => !NOT_LISTED.includes(kind.kind))
    if (CHART_KINDS.some((kind) => changed.has(kind))) timeline = reordered(timeline, { gone, made: listed })
    return changed
  }

  function chart(): Chart {
    if (last && !stale) return last
    const changed = resettle()
    const { entryOf } = groups
    const of = (kind: string) => lists.get(kind)!
    const same = (...kinds: readonly string[]) => !kinds.some((kind) => changed.has(kind))
    const before = last ?? emptyChart(subjects[0] ?? '')
    const statements = { ...before.statements }
    for (const kind of CHART_KINDS)
      if (changed.has(kind)) {
        Object.assign(statements, { [kind]: statementsOf(kind, of(kind), entryOf) })
        conflicts.set(kind, conflictsOf(kind, of(kind), entryOf))
      }
    let { identity } = before
    if (!same('identity', 'identifier')) {
      const found = identityOf(of('identity'), statements.identifier, entryOf)
      identity = found.identity
      conflicts.set('identity fields', found.conflicts)
    }
    last = {
      subject: before.subject,
      identity,
      contact: same('contact') ? before.contact : contactOf(of('contact')),
      statements,
      tags: same('tag') ? before.tags : tagsOf(of('tag')),
      stock: same('stock') ? before.stock : stockOf(of('stock')),
      conflicts: [...conflicts.values()].flat().sort(byPlace),
      links: same('link') ? before.links : linksOf(statements.link),
      timeline: same(...CHART_KINDS)
        ? before.timeline
        : timeline.map((state) => (state.line ??= timelineEntry(state))),
      newer: [...newer].sort(),
      waiting: groups.waiting((id) => facts.has(id)),
      factCount: facts.size,
    }
    stale = false
    return last
  }

  return { add, chart }
}

function emptyChart(subject: SubjectId): Chart {
  return {
    subject,
    identity: identityOf([], [], () => undefined).identity,
    contact: {},
    statements: Object.fromEntries(CHART_KINDS.map((kind) => [kind, []])) as unknown as StatementsByKind,
    tags: [],
    stock: [],
    conflicts: [],
    links: [],
    timeline: [],
    newer: [],
    waiting: [],
    factCount: 0,
  }
}

function statementsOf(
  kind: ChartKind,
  states: readonly StatementState[],
  entryOf: EntryOf,
): readonly Statement<unknown>[] {
  if (kind !== 'task') return states.map(({ statement }) => statement)
  return states.map((state) => ({ ...state.statement, state: taskState(state, entryOf) }))
}

function conflictsOf(
  kind: ChartKind,
  states: readonly StatementState[],
  entryOf: EntryOf,
): readonly Conflict[] {
  const within = states.map(statementConflict).filter((conflict) => conflict !== null)
  const { merges } = KINDS.get(kind)!
  if (merges !== 'careful' && kind !== 'link') return within
  return [...within, ...slotConflicts(KINDS.get(kind)!, states, entryOf)]
}

function timelineEntry({ origin, current, kind }: StatementState): TimelineEntry {
  const { act } = origin.fact.header
  const entry = { statement: origin.id, kind: kind.kind as ChartKind, at: current.fact.header.at }
  return act === undefined ? entry : { ...entry, act }
}

/** Merge class E: an addition wins over a removal that did not name it. */
function tagsOf(states: readonly StatementState[]): readonly string[] {
  const tags = states
    .filter(({ statement }) => statement.standing === 'stands')
    .map(({ statement }) => (statement.current.value as Tag).tag)
  return [...new Set(tags)].sort()
}

function linksOf(links: StatementsByKind['link']): Chart['links'] {
  return links
    .filter(({ standing }) => standing === 'stands')
    .map(({ id, current }) => ({ id, other: current.value!.other, same: current.value!.same }))
}

function byPlace(a: Conflict, b: Conflict): number {
  const place = ({ kind, slot, statements, facts }: Conflict) =>
    [kind, slot, statements[0], facts.join()].join('\u0000')
  const [x, y] = [place(a), place(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
