import type { FactId, KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import { readRoomName, roomBase, roomText, type RoomKind, type RoomName } from '#contract/sync/room-name.ts'
import type { ListedRoom } from '#contract/sync/room-said.ts'
import type { HubStore, Shelf } from '../store/store.ts'

/** Why an epoch of a room takes nothing more. */
export type Closed =
  | { readonly is: 'signed'; readonly note: FactId; readonly by: KeyId; readonly atMs: number }
  | { readonly is: 'moved'; readonly to: number; readonly atMs: number }
  | { readonly is: 'erased'; readonly atMs: number }

/** What the hub knows of a room besides its updates. */
interface Book {
  readonly title: string
  readonly subject: SubjectId | null
  /** The epoch that is written now, or the last one. */
  readonly epoch: number
  readonly madeAtMs: number
  readonly changedAtMs: number
  /** Keys that wrote in this epoch. */
  readonly writers: readonly KeyId[]
  readonly closed: Readonly<Record<string, Closed>>
}

/** So many lie in one scope at most; a clinic that signs twenty a day comes this far in three years. */
const ROOMS_IN_SCOPE_MAX = 20_000
const LISTED_MAX = 500

/** The rooms of this hub by name: titles, epochs, who wrote, what was signed. */
export class RoomBooks {
  readonly #shelf: Shelf<Book>
  readonly #nowMs: () => number

  constructor(store: HubStore, nowMs: () => number) {
    this.#shelf = store.shelf('rooms')
    this.#nowMs = nowMs
  }

  book(name: RoomName): Book | null {
    return this.#shelf.get(roomBase(name))
  }

  /** @returns null while the epoch is written */
  closed(name: RoomName): Closed | null {
    const book = this.book(name)
    if (!book) return null
    const said = book.closed[name.epoch]
    if (said) return said
    // A hub that was restored, and a tablet that knows of less: whatever is not the newest is over.
    return name.epoch < book.epoch ? { is: 'moved', to: book.epoch, atMs: book.changedAtMs } : null
  }

  hasPlace(name: RoomName): boolean {
    return this.book(name) !== null || this.#ofScope(name.scope).length < ROOMS_IN_SCOPE_MAX
  }

  /** A room that a writer opens for the first time, or an epoch that this hub did not know. */
  async opened(name: RoomName): Promise<void> {
    const book = this.book(name)
    if (book && name.epoch <= book.epoch) return
    const nowMs = this.#nowMs()
    const fresh = { title: '', subject: null, madeAtMs: nowMs, closed: {} }
    await this.#put(name, { ...fresh, ...book, epoch: name.epoch, changedAtMs: nowMs, writers: [] })
  }

  /** The first word about a room stands. */
  async about(name: RoomName, title: string, subject: SubjectId | null): Promise<void> {
    const book = this.book(name)
    if (!book || book.title !== '' || title === '') return
    await this.#put(name, { ...book, title, subject })
  }

  /** Kept before the first update of a writer is answered, so that a removed writer is always found again. */
  async writer(name: RoomName, key: KeyId): Promise<void> {
    const book = this.book(name)
    if (!book || book.epoch !== name.epoch || book.writers.includes(key)) return
    await this.#put(name, { ...book, writers: [...book.writers, key] })
  }

  async changed(name: RoomName): Promise<void> {
    const book = this.book(name)
    if (book) await this.#put(name, { ...book, changedAtMs: this.#nowMs() })
  }

  /** @returns false where the epoch was over before */
  async close(name: RoomName, closed: Closed): Promise<boolean> {
    await this.opened(name)
    const book = this.book(name)!
    if (book.closed[name.epoch]?.is === 'signed') return false
    const epoch = closed.is === 'moved' ? closed.to : book.epoch
    const writers = closed.is === 'moved' ? [] : book.writers
    await this.#put(name, {
      ...book,
      epoch,
      writers,
      changedAtMs: this.#nowMs(),
      closed: { ...book.closed, [name.epoch]: closed },
    })
    return true
  }

  ofSubject(subject: SubjectId): RoomName[] {
    return [...this.#shelf.all()].flatMap(([base, book]) => {
      const name = book.subject === subject ? readRoomName(`${base}/${book.epoch}`) : null
      return name ?? []
    })
  }

  async erase(name: RoomName): Promise<void> {
    const book = this.book(name)
    if (!book) return
    const closed = { ...book.closed, [name.epoch]: { is: 'erased', atMs: this.#nowMs() } as const }
    await this.#put(name, { ...book, title: '', subject: null, writers: [], closed })
  }

  /** Rooms of these scopes, newest first. */
  list(scopes: readonly ScopeId[]): ListedRoom[] {
    return scopes
      .flatMap((scope) => this.#ofScope(scope))
      .filter(([, { closed, epoch }]) => closed[epoch]?.is !== 'erased')
      .map(([name, { title, subject, changedAtMs, closed, epoch }]) => ({
        room: roomText({ ...name, epoch }),
        kind: name.kind as RoomKind,
        title,
        subject,
        changedAtMs,
        signed: closed[epoch]?.is === 'signed',
      }))
      .sort((a, b) => b.changedAtMs - a.changedAtMs)
      .slice(0, LISTED_MAX)
  }

  #ofScope(scope: ScopeId): [RoomName, Book][] {
    const found: [RoomName, Book][] = []
    for (const [base, book] of this.#shelf.all()) {
      if (!base.startsWith(`${scope}/`)) continue
      const name = readRoomName(`${base}/1`)
      if (name) found.push([name, book])
    }
    return found
  }

  #put(name: RoomName, book: Book): Promise<void> {
    return this.#shelf.put({ [roomBase(name)]: book })
  }
}
