import type { PersonHit } from '#data/keeper/keeper.ts'
import { keeper } from '#data/workers/keeper.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { KeyId, SubjectId } from '#domain/record/fact.ts'

const RECENT_MAX = 6
const HITS_MAX = 6
/** Among whom the names of drafts are looked up before their charts are asked. */
const NAMES_MAX = 100

const VISIT_DRAFT = /^encounter:(.+)$/

/** A visit that was begun and not signed. */
export interface WaitingDraft {
  readonly subject: SubjectId
  readonly name: string | null
  readonly savedAtMs: number
  readonly by: KeyId
}

/** What waits in an open clinic: who was here, which visits are not signed, who is looked for. */
export class ClinicDay {
  query = $state('')
  /** Null until the keeper has answered. */
  recent = $state.raw<readonly PersonHit[] | null>(null)
  hits = $state.raw<readonly PersonHit[] | null>(null)
  drafts = $state.raw<readonly WaitingDraft[] | null>(null)
  problem = $state.raw<Problem | null>(null)
  active = $state(0)

  #answered = $state<string | null>(null)
  /** Of the last keystroke; the answer to an older one is dropped. */
  #turn = 0
  #looking: Promise<void> = Promise.resolve()

  /** Whom Enter opens; nobody while the rows still answer an older keystroke: it must never be the wrong chart. */
  get activeRow(): PersonHit | null {
    return this.searching && this.#answered === this.query ? (this.hits?.[this.active] ?? null) : null
  }

  get searching(): boolean {
    return this.query.trim() !== ''
  }

  get rows(): readonly PersonHit[] | null {
    return this.searching ? this.hits : this.recent
  }

  async open(): Promise<void> {
    await this.#guarded(async () => {
      const known = await keeper.recentPeople(NAMES_MAX)
      this.recent = known.slice(0, RECENT_MAX)
      const drafts = await keeper.drafts()
      this.drafts = await Promise.all(
        drafts.flatMap(({ name, savedAtMs, by }) => {
          const subject = VISIT_DRAFT.exec(name)?.[1]
          return subject === undefined ? [] : [waiting(subject, known, { savedAtMs, by })]
        }),
      )
    })
  }

  /** Whom Enter opens, once the answer to what is typed now has come; nobody when more was typed meanwhile. */
  async chosen(): Promise<PersonHit | null> {
    const asked = this.query
    await this.#looking
    return asked === this.query ? this.activeRow : null
  }

  type(query: string): Promise<void> {
    this.query = query
    this.#looking = this.#look(query)
    return this.#looking
  }

  async #look(query: string): Promise<void> {
    const turn = ++this.#turn
    if (!this.searching) {
      this.hits = null
      this.active = 0
      return
    }
    await this.#guarded(async () => {
      const hits = await keeper.search(query.trim(), { limit: HITS_MAX })
      if (turn !== this.#turn) return
      this.hits = hits
      this.#answered = query
      this.active = 0
    })
  }

  move(by: number): void {
    const last = (this.rows?.length ?? 0) - 1
    this.active = Math.max(0, Math.min(last, this.active + by))
  }

  async #guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      this.problem = null
    } catch (cause) {
      this.problem = bad(
        'keeper-silent',
        `The records did not answer: ${String(cause)}.`,
        'Nothing is lost. Reload the page; if it stays so, close other windows of the app.',
      ).problem
    }
  }
}

async function waiting(
  subject: SubjectId,
  known: readonly PersonHit[],
  kept: { readonly savedAtMs: number; readonly by: KeyId },
): Promise<WaitingDraft> {
  const hit = known.find((each) => each.subject === subject)
  if (hit) return { subject, name: hit.name, ...kept }
  const chart = await keeper.chart(subject)
  return { subject, name: chart.ok ? chart.value.chart.identity.name : null, ...kept }
}
