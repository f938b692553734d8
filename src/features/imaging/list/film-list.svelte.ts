import { clinic } from '#data/clinic.svelte.ts'
import type { KeptFilm } from '#data/imaging/film-store.ts'
import type { PersonHit } from '#data/keeper/keeper.ts'
import { storeProblem } from '#data/store-problem.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { filmStore, keeper } from '#data/workers/keeper.ts'
import { inOrder } from '#domain/imaging/report/list-state.ts'
import { good, type Outcome, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'

/** A removed study can be brought back for this long, also after a reload. */
const UNDO_MS = 30_000

/** The studies that are kept on this tablet, in the order of work, and whose they are. */
export class FilmList {
  films = $state.raw<readonly KeptFilm[] | null>(null)
  removed = $state.raw<readonly KeptFilm[]>([])
  people = $state.raw<Readonly<Record<SubjectId, PersonHit>>>({})
  problem = $state.raw<Problem | null>(null)

  #again: ReturnType<typeof setTimeout> | undefined

  load(): Promise<void> {
    return this.#after(async () => good(null))
  }

  remove(film: KeptFilm): Promise<void> {
    return this.#after(() => filmStore().remove(film.id))
  }

  undo(film: KeptFilm): Promise<void> {
    return this.#after(async () => good(await filmStore().restore(film.id)))
  }

  /** Null for nobody, and for somebody who is not on this tablet. */
  personOf({ subject }: KeptFilm): PersonHit | null {
    return this.people[subject ?? ''] ?? null
  }

  end(): void {
    clearTimeout(this.#again)
  }

  /** Acts, then shows the store as it is now; `purge` ends what can no longer be brought back. */
  async #after(act: () => Promise<Outcome<unknown>>): Promise<void> {
    clearTimeout(this.#again)
    try {
      const acted = await act()
      await filmStore().purge(Date.now() - UNDO_MS)
      this.removed = await filmStore().removed()
      const films = inOrder(await filmStore().list())
      this.people = await whose(films)
      this.films = films
      this.problem = acted.ok ? null : acted.problem
      if (this.removed.length > 0) this.#again = setTimeout(() => void this.load(), UNDO_MS + 100)
      await tabletState.refreshKept()
    } catch (cause) {
      this.problem = storeProblem(cause).problem
    }
  }
}

/** Everybody of a list in one question. */
async function whose(films: readonly KeptFilm[]): Promise<Readonly<Record<SubjectId, PersonHit>>> {
  const subjects = new Set(films.flatMap(({ subject }) => subject ?? []))
  if (!clinic.open || subjects.size === 0) return {}
  const hits = await keeper.hits([...subjects])
  return Object.fromEntries(hits.map((hit) => [hit.subject, hit]))
}
