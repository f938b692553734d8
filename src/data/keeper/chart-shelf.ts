import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { ActId, Fact, FactDraft, FactId, SubjectId } from '#domain/record/fact.ts'
import { filmParts } from '#domain/record/film-parts.ts'
import { createFold } from '#domain/record/fold.ts'
import type { Link } from '#domain/record/kinds/link.ts'
import type { DraftDrawer } from './draft-drawer.ts'
import type { FactLog, Logged, WriteOrder } from './fact-log.ts'
import { locked, type Ground } from './ground.ts'
import type { OpenChart, Written } from './keeper.ts'
import type { PeopleSegment } from './people-segment.ts'
import type { Session } from './session.ts'

/** Folded charts kept in memory; a clinic has few people open at once. */
const CHARTS_MAX = 24

type OpenFold = ReturnType<typeof createFold>

/** Told after every write, with the facts as they stand. */
export type Written_ = (facts: readonly Fact[]) => Promise<void>

/** Opening and writing charts. A chart is the fold of the facts of a person and of everybody linked to them. */
export class ChartShelf {
  /** Subjects opened or written last, newest first. */
  recent: SubjectId[] = []
  readonly #ground: Ground
  readonly #log: FactLog
  readonly #segment: PeopleSegment
  readonly #drafts: DraftDrawer
  readonly #folds = new Map<SubjectId, { readonly subjects: readonly SubjectId[]; readonly fold: OpenFold }>()
  readonly #after: Written_[] = []

  constructor(ground: Ground, log: FactLog, segment: PeopleSegment, drafts: DraftDrawer) {
    this.#ground = ground
    this.#log = log
    this.#segment = segment
    this.#drafts = drafts
  }

  onWritten(then: Written_): void {
    this.#after.push(then)
  }

  close(): void {
    this.#folds.clear()
    this.recent = []
  }

  /** Charts that another window, a station or an import changed. */
  drop(subjects: readonly SubjectId[]): void {
    for (const [subject, open] of this.#folds)
      if (open.subjects.some((each) => subjects.includes(each))) this.#folds.delete(subject)
  }

  async chart(subject: SubjectId): Promise<Outcome<OpenChart>> {
    const { session } = this.#ground
    if (!session || session.station) return locked()
    const open = this.#folds.get(subject) ?? (await this.#openFold(session, subject))
    if (!open) return nobody()
    this.#shelve(subject, open)
    const rows = await this.#ground.db.facts.where('subject').anyOf(open.subjects).toArray()
    const received = rows.filter((row) => row.unsent === 0).map(({ id }) => id)
    const damaged = rows.filter(({ id }) => this.#log.damaged.has(id)).length
    return good({ chart: open.fold.chart(), subjects: open.subjects, received, damaged })
  }

  /** One act, and the fold, the index and the listeners after it. */
  async write(
    drafts: readonly FactDraft[],
    how: { readonly act?: ActId; readonly finishes?: string } & Pick<WriteOrder, 'along' | 'onSealed'> = {},
  ): Promise<Outcome<Written>> {
    const { session } = this.#ground
    if (!session || session.station) return locked()
    const { act, finishes, along, onSealed } = how
    const logged = await this.#log.write(session, {
      drafts: await this.#bothWays(drafts),
      ...(act === undefined ? {} : { act }),
      ...(onSealed ? { onSealed } : {}),
      ...(along
        ? { along }
        : finishes === undefined
          ? {}
          : { along: () => this.#drafts.dropping(session, finishes) }),
    })
    if (!logged.ok) return logged
    await this.#take(session, logged.value)
    return good(logged.value.written)
  }

  /**
   * The values of these statements as they stand are asserted for the right person and withdrawn from the wrong one,
   * in one act; history stays where it was written.
   */
  async move(ids: readonly FactId[], from: SubjectId, to: SubjectId, why: string): Promise<Outcome<Written>> {
    const opened = await this.chart(from)
    if (!opened.ok) return opened
    if (from === to) return samePerson()
    const reason = { code: 'wrong-person', text: why } as const
    const drafts: FactDraft[] = []
    const { chart } = opened.value
    const moved = [...ids, ...criticalOf(chart, ids), ...filmParts(chart, ids).map(({ id }) => id)]
    for (const statement of Object.values(chart.statements).flat()) {
      if (!moved.includes(statement.id) || statement.standing !== 'stands') continue
      const revisions = [statement.current, ...statement.rivals]
      for (const { value, source, at } of revisions) {
        if (value === null) continue
        const by = { ...source, inputs: [...(source.inputs ?? []), statement.id] }
        drafts.push({ kind: statement.kind, verb: 'assert', subject: to, at, body: { value, source: by } })
      }
      const refs = [...new Set([statement.id, ...revisions.map(({ fact }) => fact)])]
      drafts.push({ kind: statement.kind, verb: 'retract', subject: from, refs, body: { reason } })
    }
    if (drafts.length === 0) return nothingToMove()
    return this.write(drafts)
  }

  async #take(session: Session, logged: Logged): Promise<void> {
    const { facts } = logged
    const subjects = [...new Set(facts.flatMap(({ header }) => header.subject ?? []))]
    for (const { subjects: open, fold } of this.#folds.values())
      for (const fact of facts) if (open.includes(fact.header.subject ?? '')) fold.add(fact)
    // A link makes two charts one: what was folded apart is folded anew.
    if (facts.some(({ header }) => header.kind === 'link')) this.drop(subjects)
    for (const subject of subjects.slice(0, CHARTS_MAX)) this.#recall(subject)
    await this.#segment.follow(session, logged)
    for (const then of this.#after) await then(facts)
    this.#ground.changed(subjects)
  }

  /**
   * Facts that came from elsewhere were stored: indexes, the emergency lines and readings follow, open charts are
   * folded anew when they are asked for.
   * @param came.filled people whose words came after the headers of their facts
   */
  async took(
    session: Session,
    came: {
      readonly facts: readonly Fact[]
      readonly arrived: readonly [number, number] | null
      readonly newcomers: ReadonlySet<SubjectId>
      readonly filled: readonly SubjectId[]
    },
  ): Promise<void> {
    const { facts, arrived, filled, newcomers } = came
    const subjects = [...new Set([...facts.flatMap(({ header }) => header.subject ?? []), ...filled])]
    this.drop(subjects)
    if (arrived) await this.#segment.follow(session, { facts, arrived, newcomers })
    if (filled.length > 0) await this.#segment.refresh(session, [...new Set(filled)])
    // Whoever looks after the charts opens some of them: that is not what a person had open last.
    const { recent } = this
    for (const then of this.#after) await then(facts)
    this.recent = recent
    this.#ground.changed(subjects)
  }

  async #openFold(session: Session, subject: SubjectId) {
    let subjects: readonly SubjectId[] = [subject]
    for (;;) {
      const facts = await this.#log.about(session, subjects)
      if (facts.length === 0) return null
      const fold = createFold(subjects)
      for (const fact of facts) fold.add(fact)
      const linked = fold.chart().links.flatMap(({ other, same }) => (same ? other : []))
      const all = [...new Set([...subjects, ...linked])]
      if (all.length === subjects.length) return { subjects, fold }
      subjects = all
    }
  }

  /** A link stands in both charts, so that either finds the other. */
  async #bothWays(drafts: readonly FactDraft[]): Promise<FactDraft[]> {
    const all: FactDraft[] = []
    for (const draft of drafts) {
      all.push(draft)
      if (draft.kind !== 'link' || draft.subject === undefined) continue
      const value = draft.body.value as Link | undefined
      if (value)
        all.push({
          ...draft,
          subject: value.other,
          body: { ...draft.body, value: { ...value, other: draft.subject } },
        })
      if (draft.verb === 'unlink') all.push(...(await this.#partings(draft, draft.subject)))
    }
    return all
  }

  /** The other chart's half of the links that a draft parts. */
  async #partings(draft: FactDraft, subject: SubjectId): Promise<FactDraft[]> {
    const opened = await this.chart(subject)
    if (!opened.ok) return []
    const { links } = opened.value.chart
    const parted = links.filter(({ id }) => draft.refs?.includes(id)).map(({ other }) => other)
    const halves = links.filter(({ other }) => other === subject)
    const rows = await this.#ground.db.facts
      .where('id')
      .anyOf(halves.map(({ id }) => id))
      .toArray()
    return rows
      .filter((row) => parted.includes(row.subject))
      .map((row) => ({ ...draft, subject: row.subject, refs: [row.id] }))
  }

  #shelve(subject: SubjectId, open: { subjects: readonly SubjectId[]; fold: OpenFold }): void {
    this.#recall(subject)
    this.#folds.delete(subject)
    this.#folds.set(subject, open)
    if (this.#folds.size > CHARTS_MAX) this.#folds.delete(this.#folds.keys().next().value!)
  }

  #recall(subject: SubjectId): void {
    this.recent = [subject, ...this.recent.filter((each) => each !== subject)].slice(0, CHARTS_MAX)
  }
}

/** Critical values belong to whoever's tracing raised them: they go where their reading goes. */
function criticalOf({ statements }: Chart, ids: readonly FactId[]): FactId[] {
  const readings = statements['ecg-reading']
    .filter(({ id }) => ids.includes(id))
    .map(({ current }) => current.value?.reading)
  return statements['critical-value']
    .filter(({ current }) => current.value && readings.includes(current.value.reading))
    .map(({ id }) => id)
}

function nobody() {
  return bad(
    'nobody-here',
    'This person is not on this tablet.',
    'Look for them by name; they may have been erased.',
  )
}

function samePerson() {
  return bad('same-person', 'This is the same person.', 'Choose the person in whose chart it belongs.')
}

function nothingToMove() {
  return bad(
    'nothing-to-move',
    'None of these entries stands in this chart any more.',
    'Open the chart again.',
  )
}
