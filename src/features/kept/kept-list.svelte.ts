import { clinic } from '#data/clinic.svelte.ts'
import type { PersonHit } from '#data/keeper/keeper.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { keeper, readingStore } from '#data/workers/keeper.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'

/** A removed reading can be brought back for this long, also after a reload. */
const UNDO_MS = 30_000

/** What is kept on this tablet, newest first, whose it is, and what was removed a moment ago. */
export class KeptList {
  readings = $state.raw<readonly KeptReading[] | null>(null)
  removed = $state.raw<readonly KeptReading[]>([])
  people = $state.raw<Readonly<Record<SubjectId, PersonHit>>>({})
  problem = $state.raw<Problem | null>(null)

  load(): Promise<void> {
    return this.#after(async () => good(null))
  }

  remove(reading: KeptReading): Promise<void> {
    return this.#after(() => readingStore().remove(reading.id))
  }

  undo(reading: KeptReading): Promise<void> {
    return this.#after(async () => good(await readingStore().restore(reading.id)))
  }

  /** Null for nobody, and for somebody who is not on this tablet. */
  personOf(reading: KeptReading): PersonHit | null {
    return this.people[reading.subject ?? ''] ?? null
  }

  /** Acts, then shows the store as it is now; `purge` ends what can no longer be brought back. */
  async #after(act: () => Promise<Outcome<unknown>>): Promise<void> {
    try {
      const acted = await act()
      await readingStore().purge(Date.now() - UNDO_MS)
      this.removed = await readingStore().removed()
      const readings = await readingStore().list()
      this.people = await whose(readings)
      this.readings = readings
      this.problem = acted.ok ? null : acted.problem
      if (this.removed.length > 0) setTimeout(() => void this.load(), UNDO_MS + 100)
      await tabletState.refreshKept()
    } catch (cause) {
      this.problem = silence(cause).problem
    }
  }
}

/** Everybody of a list in one question, however many readings it has. */
async function whose(readings: readonly KeptReading[]): Promise<Readonly<Record<SubjectId, PersonHit>>> {
  const subjects = new Set(readings.flatMap(({ subject }) => subject ?? []))
  if (!clinic.open || subjects.size === 0) return {}
  const hits = await keeper.hits([...subjects])
  return Object.fromEntries(hits.map((hit) => [hit.subject, hit]))
}

/** The list cannot be shown: the clinic was locked meanwhile, or the store does not speak. */
function silence(cause: unknown) {
  if (cause instanceof Error && cause.name === 'KeeperLocked')
    return bad('locked', 'The clinic is locked.', 'Open it with your PIN or passphrase, then try again.')
  const cure = 'Close other windows of the app and open this page again.'
  return bad('storage-failed', `The store did not answer: ${String(cause)}.`, cure)
}
