import type { SubjectId } from '#domain/record/fact.ts'
import type { HubStore } from '../store/store.ts'

const LOOK_EVERY_MS = 60_000
const NOTES_AT_ONCE = 100

/**
 * Follows the log: where the bodies of a person went, their blobs go within a minute. How far it has looked lies on a
 * shelf, so that nobody is forgotten by a restart.
 */
export class Erasures {
  readonly #store: HubStore
  readonly #erase: (subject: SubjectId) => Promise<unknown>
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> = Promise.resolve()

  constructor(
    store: HubStore,
    erase: (subject: SubjectId) => Promise<unknown>,
    failed: (cause: unknown) => void,
  ) {
    this.#store = store
    this.#erase = erase
    this.#timer = setInterval(() => void this.look().catch(failed), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  /** Looks at what the log has said since the last time. */
  look(): Promise<void> {
    this.#looking = this.#looking.catch(() => undefined).then(() => this.#look())
    return this.#looking
  }

  async wasErased(subject: SubjectId): Promise<boolean> {
    return (await this.#store.log.notes({ what: 'erased', subject, limit: 1 })).length > 0
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking.catch(() => undefined)
  }

  async #look(): Promise<void> {
    const shelf = this.#store.shelf<number>('blob-erasures')
    const seen = shelf.get('through') ?? 0
    let newest = seen
    // Newest first, page by page, down to what was seen.
    for (let before: number | undefined; ;) {
      const notes = await this.#store.log.notes({
        what: 'erased',
        limit: NOTES_AT_ONCE,
        ...(before === undefined ? {} : { before }),
      })
      const fresh = notes.filter(({ n }) => n > seen)
      for (const { subject } of fresh) if (subject !== null) await this.#erase(subject)
      newest = Math.max(newest, ...fresh.map(({ n }) => n))
      if (fresh.length < NOTES_AT_ONCE) break
      before = fresh.at(-1)!.n
    }
    if (newest > seen) await shelf.put({ through: newest })
  }
}
