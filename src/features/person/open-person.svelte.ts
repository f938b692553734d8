import { clinic } from '#data/clinic.svelte.ts'
import type { OpenChart } from '#data/keeper/keeper.ts'
import { keeper } from '#data/workers/keeper.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { Chart, ChartKind, Statement } from '#domain/record/chart.ts'
import type { FactDraft, FactId, KeyId, SubjectId } from '#domain/record/fact.ts'
import { undoOf } from './undo.ts'

/** What was just done, in words, and how it is taken back. */
export interface Done {
  readonly text: string
  /** Null where it cannot be taken back; then it was asked before. */
  readonly undo: (() => Promise<void>) | null
}

/** A statement of the chart, of whatever kind. */
export interface AnyStatement extends Statement<unknown> {
  readonly kind: ChartKind
}

/** One person's chart on the screen, and what is written into it. */
export class OpenPerson {
  readonly subject: SubjectId
  readonly today: string
  readonly nowMs: number
  opened = $state.raw<OpenChart | null>(null)
  /** Why the chart cannot be shown. */
  problem = $state.raw<Problem | null>(null)
  /** Why the last act was not written; what was typed stays where it is. */
  writeProblem = $state.raw<Problem | null>(null)
  done = $state.raw<Done | null>(null)
  writing = $state(false)

  readonly #byFact = $derived(byFact(this.opened?.chart ?? null))

  constructor(subject: SubjectId, today: string, nowMs: number) {
    this.subject = subject
    this.today = today
    this.nowMs = nowMs
  }

  get chart(): Chart | null {
    return this.opened?.chart ?? null
  }

  async load(): Promise<void> {
    const outcome = await asked(() => keeper.chart(this.subject))
    if (outcome.ok) this.opened = outcome.value
    this.problem = outcome.ok ? null : outcome.problem
  }

  /** Follows changes that another window, a station or an import made. @returns how to stop */
  watch(): () => void {
    return clinic.onCharts((subjects) => {
      const mine = this.opened?.subjects ?? [this.subject]
      if (subjects.some((subject) => mine.includes(subject))) void this.load()
    })
  }

  /** The statement in which a fact speaks, whichever of its values it gave. */
  statementOf(fact: FactId): AnyStatement | null {
    return this.#byFact.get(fact) ?? null
  }

  author(key: KeyId): string {
    return clinic.names[key]?.name ?? `${key.slice(0, 6)}…`
  }

  received(fact: FactId): boolean {
    return this.opened?.received.includes(fact) ?? false
  }

  /**
   * Writes one act.
   * @param text what was done, as a sentence beside "Undo"
   * @param why a few words for the reason of taking it back
   * @returns whether it was written
   */
  async write(drafts: readonly FactDraft[], text: string, why: string): Promise<boolean> {
    const before = this.chart
    const outcome = await this.#writing(() => keeper.write(drafts))
    if (!outcome.ok) return false
    const back = before && undoOf(drafts, outcome.value.facts, before, why)
    const undo = back && (async () => void (await this.#writing(() => keeper.write(back))))
    this.done = { text, undo }
    return true
  }

  /** "Saved under the wrong person": the undo moves the new entries back. */
  async move(
    ids: readonly FactId[],
    to: SubjectId,
    why: string,
    said: { done: string; back: string },
  ): Promise<boolean> {
    const outcome = await this.#writing(() => keeper.moveToPerson(ids, this.subject, to, why))
    if (!outcome.ok) return false
    const { facts } = outcome.value
    const undo = async () =>
      void (await this.#writing(async () => {
        const there = await keeper.chart(to)
        if (!there.ok) return there
        const statements: readonly Statement<unknown>[] = Object.values(there.value.chart.statements).flat()
        const moved = statements.filter(({ id, standing }) => facts.includes(id) && standing === 'stands')
        const back = moved.map(({ id }) => id)
        return keeper.moveToPerson(back, to, this.subject, said.back)
      }))
    this.done = { text: said.done, undo }
    return true
  }

  async erase(why: string): Promise<boolean> {
    const outcome = await asked(() => keeper.erase(this.subject, why))
    this.writeProblem = outcome.ok ? null : outcome.problem
    return outcome.ok
  }

  async #writing<T>(act: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.writing = true
    this.done = null
    const outcome = await asked(act)
    this.writing = false
    this.writeProblem = outcome.ok ? null : outcome.problem
    if (outcome.ok) await this.load()
    return outcome
  }
}

function byFact(chart: Chart | null): ReadonlyMap<FactId, AnyStatement> {
  const all = Object.values(chart?.statements ?? {}).flat() as readonly AnyStatement[]
  return new Map(all.flatMap((each) => each.history.map(({ fact }) => [fact, each] as const)))
}

async function asked<T>(act: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await act()
  } catch (cause) {
    return bad(
      'keeper-silent',
      `The records did not answer: ${String(cause)}.`,
      'Nothing on the screen is lost. Try again; if it stays so, close other windows of the app.',
    )
  }
}
