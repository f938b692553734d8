import { base64url } from '#contract/record/base64url.ts'
import { clinic } from '#data/clinic.svelte.ts'
import type { OpenChart } from '#data/keeper/keeper.ts'
import { keeper } from '#data/workers/keeper.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { FactDraft, FactId, KeyId, SubjectId } from '#domain/record/fact.ts'
import { DraftKeeping, draftSettled, type KeepingState } from './draft-keeping.ts'
import { pageClock } from './page-clock.ts'
import { isUntouched, readVisitDraft, type VisitDraft } from './visit-draft.ts'

const ACT_BYTES = 16

/** A visit that begins now, under a name of its own. */
function fresh(): Pick<VisitDraft, 'act' | 'startedAtMs'> {
  return { act: base64url(crypto.getRandomValues(new Uint8Array(ACT_BYTES))), startedAtMs: pageClock.nowMs() }
}

/** A draft that was found when the form was opened. */
export interface Recovered {
  readonly atMs: number
  readonly by: KeyId
}

function draftName(subject: SubjectId): string {
  return `encounter:${subject}`
}

/** The chart and the draft of one visit: opened, kept while it is typed, signed. */
export class OpenVisit {
  readonly subject: SubjectId
  opened = $state.raw<OpenChart | null>(null)
  draft = $state<VisitDraft>(readVisitDraft({}, fresh()))
  recovered = $state.raw<Recovered | null>(null)
  keeping = $state.raw<KeepingState>({ is: 'nothing-yet' })
  /** The form may be written on: chart and draft have answered. */
  ready = $state(false)
  /** Why the chart cannot be opened. */
  problem = $state.raw<Problem | null>(null)
  /** Why the last act was not written; everything stays on the form. */
  writeProblem = $state.raw<Problem | null>(null)
  writing = $state(false)

  readonly #keeping: DraftKeeping<VisitDraft>
  #last = ''

  constructor(subject: SubjectId) {
    this.subject = subject
    this.#keeping = new DraftKeeping(
      draftName(subject),
      (draft) => keeper.saveDraft(draftName(subject), draft),
      (state) => (this.keeping = state),
      pageClock,
    )
  }

  get chart(): Chart | null {
    return this.opened?.chart ?? null
  }

  async open(): Promise<void> {
    const chart = await this.load()
    if (!chart) return
    await draftSettled(draftName(this.subject))
    const found = await asked(() => keeper.draft(draftName(this.subject)))
    this.problem = found.ok ? null : found.problem
    if (!found.ok) return
    if (found.value) {
      const { value, savedAtMs, by } = found.value
      this.draft = readVisitDraft(value, { ...fresh(), startedAtMs: savedAtMs })
      this.recovered = { atMs: savedAtMs, by }
      this.keeping = { is: 'kept', atMs: savedAtMs }
    }
    this.#last = JSON.stringify(this.draft)
    this.ready = true
  }

  /** Whether the chart holds this very visit: its draft was left behind by an answer that never came. */
  get signed(): boolean {
    return this.chart?.timeline.some(({ act }) => act === this.draft.act) ?? false
  }

  /** The chart anew; the draft stays. @returns whether it is there */
  async load(): Promise<boolean> {
    const outcome = await asked(() => keeper.chart(this.subject))
    if (outcome.ok) this.opened = outcome.value
    if (!this.ready) this.problem = outcome.ok ? null : outcome.problem
    return outcome.ok
  }

  /** Follows what a colleague or another window writes. @returns how to stop */
  watch(): () => void {
    return clinic.onCharts((subjects) => {
      const mine = this.opened?.subjects ?? [this.subject]
      if (subjects.some((subject) => mine.includes(subject))) void this.load()
    })
  }

  /** Called with every change of the form. An untouched form is no draft. */
  typed(): void {
    const draft = $state.snapshot(this.draft) as VisitDraft
    const text = JSON.stringify(draft)
    if (!this.ready || text === this.#last) return
    this.#last = text
    if (isUntouched(draft) && this.keeping.is === 'nothing-yet') return
    this.#keeping.offer(draft)
  }

  /** A field is left, the app goes out of sight, the screen is left. */
  keepNow(): Promise<void> {
    return this.#keeping.flush()
  }

  /** Throws the draft away. @returns how to get it back */
  async startAnew(): Promise<() => void> {
    const before = $state.snapshot(this.draft) as VisitDraft
    const recovered = this.recovered
    await this.#keeping.end()
    await keeper.dropDraft(draftName(this.subject))
    this.#begin(readVisitDraft({}, fresh()))
    return () => {
      this.#begin(before)
      this.recovered = recovered
      this.#keeping.resume(before)
    }
  }

  #begin(draft: VisitDraft): void {
    this.draft = draft
    this.#last = JSON.stringify(draft)
    this.recovered = null
    this.keeping = { is: 'nothing-yet' }
    this.#keeping.begin()
  }

  /** Writes into the chart besides the visit, such as an allergy that was just told. */
  async write(drafts: readonly FactDraft[]): Promise<readonly FactId[] | null> {
    const outcome = await this.#writing(() => keeper.write(drafts))
    return outcome.ok ? outcome.value.facts : null
  }

  /** Signs: all facts in one act, and the draft goes in the same transaction. @returns whether it is signed */
  async sign(drafts: readonly FactDraft[]): Promise<boolean> {
    if (this.writing) return false
    // Nothing may be kept under this name once it is signed; what is on its way is waited for.
    await this.#keeping.end()
    await this.load()
    if (this.signed) return this.#dropSigned()
    const outcome = await this.#writing(() => keeper.write(drafts, this.draft.act, draftName(this.subject)))
    if (!outcome.ok) this.#keeping.resume($state.snapshot(this.draft) as VisitDraft)
    return outcome.ok
  }

  /** It was signed before, in another window or by an answer that got lost: the draft is of no use any more. */
  async #dropSigned(): Promise<true> {
    await keeper.dropDraft(draftName(this.subject)).catch(() => undefined)
    return true
  }

  async #writing<T>(act: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.writing = true
    const outcome = await asked(act)
    this.writing = false
    this.writeProblem = outcome.ok ? null : outcome.problem
    if (outcome.ok) await this.load()
    return outcome
  }
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
