import type { KeptReading } from '#data/readings/reading-store.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { readingStore } from '#data/workers/keeper.ts'
import { bad, type Problem } from '#domain/problem.ts'

/** A removed reading can be brought back for this long, also after a reload. */
const UNDO_MS = 30_000

/** What is kept on this tablet, newest first, and what was removed a moment ago. */
export class KeptList {
  readings = $state.raw<readonly KeptReading[] | null>(null)
  removed = $state.raw<readonly KeptReading[]>([])
  problem = $state.raw<Problem | null>(null)

  load(): Promise<void> {
    return this.#after(async () => undefined)
  }

  remove(reading: KeptReading): Promise<void> {
    return this.#after(() => readingStore().remove(reading.id))
  }

  undo(reading: KeptReading): Promise<void> {
    return this.#after(() => readingStore().restore(reading.id))
  }

  /** Acts, then shows the store as it is now; `purge` ends what can no longer be brought back. */
  async #after(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      await readingStore().purge(Date.now() - UNDO_MS)
      this.removed = await readingStore().removed()
      this.readings = await readingStore().list()
      this.problem = null
      if (this.removed.length > 0) setTimeout(() => void this.load(), UNDO_MS + 100)
      await tabletState.refreshKept()
    } catch (cause) {
      const cure = 'Close other windows of the app and open this page again.'
      this.problem = bad('storage-failed', `The store did not answer: ${String(cause)}.`, cure).problem
    }
  }
}
