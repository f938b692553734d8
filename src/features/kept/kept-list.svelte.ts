import type { KeptReading } from '#data/readings/reading-store.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { readingStore } from '#data/workers/keeper.ts'

/** A removed reading can be brought back for this long, also after a reload. */
const UNDO_MS = 30_000

/** What is kept on this tablet, newest first, with one step of undo for a removal. */
export class KeptList {
  readings = $state.raw<readonly KeptReading[] | null>(null)
  removed = $state.raw<KeptReading | null>(null)
  #forget: ReturnType<typeof setTimeout> | undefined

  async load(): Promise<void> {
    await readingStore().purge(Date.now() - UNDO_MS)
    await this.#show()
  }

  async remove(reading: KeptReading): Promise<void> {
    await readingStore().remove(reading.id)
    this.removed = reading
    clearTimeout(this.#forget)
    this.#forget = setTimeout(() => (this.removed = null), UNDO_MS)
    await this.#show()
  }

  async undo(): Promise<void> {
    if (!this.removed) return
    clearTimeout(this.#forget)
    await readingStore().restore(this.removed.id)
    this.removed = null
    await this.#show()
  }

  async #show(): Promise<void> {
    this.readings = await readingStore().list()
    await tabletState.refreshKept()
  }
}
