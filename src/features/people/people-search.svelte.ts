import { keeper } from '#data/workers/keeper.ts'
import type { PersonHit } from '#data/keeper/keeper.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'

const HITS_MAX = 30
const RECENT_MAX = 12

/** Finding somebody as one types: what was asked last, who answers it, which row is under the arrow keys. */
export class PeopleSearch {
  query = $state('')
  school = $state<string | null>(null)
  className = $state<string | null>(null)
  /** Null until the first answer. */
  hits = $state.raw<readonly PersonHit[] | null>(null)
  recent = $state.raw<readonly PersonHit[] | null>(null)
  schools = $state.raw<readonly { readonly school: string; readonly classes: readonly string[] }[]>([])
  count = $state<number | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** Index in `rows` of the row that Enter opens. */
  active = $state(0)

  #answered = $state<string | null>(null)
  #moved = $state(false)
  /** Of the last keystroke; the answer to an older one is dropped. */
  #turn = 0
  #looking: Promise<void> = Promise.resolve()

  get searching(): boolean {
    return this.query.trim() !== '' || this.school !== null
  }

  /** What the list shows: who answers the query, else who was here last. Null while nothing has come. */
  get rows(): readonly PersonHit[] | null {
    return this.searching ? this.hits : this.recent
  }

  /**
   * Whom Enter opens. Nobody while the rows still answer an older keystroke, and nobody of the recent people unless the
   * arrow keys chose them: a late answer must never open the wrong chart.
   */
  get activeRow(): PersonHit | null {
    const chosen = this.searching ? this.#answered === this.query : this.#moved
    return chosen ? (this.rows?.[this.active] ?? null) : null
  }

  /** Whom Enter opens, once the answer to what is typed now has come; nobody when more was typed meanwhile. */
  async chosen(): Promise<PersonHit | null> {
    const asked = this.query
    // Charts that change meanwhile are looked through again, and the older answer is dropped: the last one counts.
    let looking: Promise<void>
    do await (looking = this.#looking)
    while (looking !== this.#looking)
    return asked === this.query ? this.activeRow : null
  }

  get classes(): readonly string[] {
    return this.schools.find(({ school }) => school === this.school)?.classes ?? []
  }

  async open(): Promise<void> {
    await this.#guarded(async () => {
      this.recent = await keeper.recentPeople(RECENT_MAX)
      this.count = await keeper.peopleCount()
      this.schools = await keeper.schools()
    })
    if (this.searching) await this.#look()
  }

  type(query: string): Promise<void> {
    this.query = query
    this.active = 0
    this.#moved = false
    return this.#look()
  }

  chooseSchool(school: string | null): Promise<void> {
    this.school = school
    this.className = null
    return this.#look()
  }

  chooseClass(className: string | null): Promise<void> {
    this.className = className
    return this.#look()
  }

  move(by: number): void {
    const last = (this.rows?.length ?? 0) - 1
    this.active = Math.max(0, Math.min(last, this.active + by))
    this.#moved = true
  }

  /** @returns whose the scanned number is, where it is one person's only */
  async findNumber(number: string): Promise<SubjectId | null> {
    await this.type(number)
    return this.hits?.length === 1 ? this.hits[0]!.subject : null
  }

  #look(): Promise<void> {
    this.#looking = this.#lookNow()
    return this.#looking
  }

  async #lookNow(): Promise<void> {
    const turn = ++this.#turn
    if (!this.searching) {
      this.hits = null
      this.active = 0
      return
    }
    const filter = {
      limit: HITS_MAX,
      ...(this.school ? { school: this.school } : {}),
      ...(this.className ? { className: this.className } : {}),
    }
    await this.#guarded(async () => {
      const asked = this.query
      const hits = await keeper.search(asked.trim(), filter)
      if (turn !== this.#turn) return
      this.hits = hits
      this.#answered = asked
      this.active = Math.min(this.active, Math.max(0, hits.length - 1))
    })
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
