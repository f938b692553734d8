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
  /** Null until a tablet has said what it is: until then nobody finds it in a list. */
  readonly title: string | null
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
  readonly #turns = new Map<string, Promise<void>>()

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
    const nowMs = this.#nowMs()
    const fresh = { title: null, subject: null, madeAtMs: nowMs, closed: {} }
    await this.#change(name, (book) =>
      book && name.epoch <= book.epoch
        ? null
        : { ...fresh, ...book, epoch: name.epoch, changedAtMs: nowMs, writers: [] },
    )
  }

  /** The first word about a room stands. */
  async about(name: RoomName, title: string, subject: SubjectId | null): Promise<void> {
    await this.#change(name, (book) => (!book || book.title !== null ? null : { ...book, title, subject }))
  }

  /** Kept before the first update of a writer is answered, so that a removed writer is always found again. */
  async writer(name: RoomName, key: KeyId): Promise<void> {
    const knows = (book: Book | null) => !book || book.epoch !== name.epoch || book.writers.includes(key)
    if (knows(this.book(name))) return
    await this.#change(name, (book) => (knows(book) ? null : { ...book!, writers: [...book!.writers, key] }))
  }

  async changed(name: RoomName): Promise<void> {
    await this.#change(name, (book) => book && { ...book, changedAtMs: this.#nowMs() })
  }

  /** @returns false where the epoch was over before */
  async close(name: RoomName, closed: Closed): Promise<boolean> {
    await this.opened(name)
    return this.#change(name, (book) => {
      if (!book || book.closed[name.epoch] !== undefined) return null
      const moved = closed.is === 'moved'
      return {
        ...book,
        epoch: moved ? closed.to : book.epoch,
        writers: moved ? [] : book.writers,
        changedAtMs: this.#nowMs(),
        closed: { ...book.closed, [name.epoch]: closed },
      }
    })
  }

  ofSubject(subject: SubjectId): RoomName[] {
    return [...this.#shelf.all()].flatMap(([base, book]) => {
      const name = book.subject === subject ? readRoomName(`${base}/${book.epoch}`) : null
      return name ?? []
    })
  }

  async erase(name: RoomName): Promise<void> {
    const erased = { is: 'erased', atMs: this.#nowMs() } as const
    await this.#change(
      name,
      (book) =>
        book && {
          ...book,
          title: null,
          subject: null,
          writers: [],
          closed: { ...book.closed, [name.epoch]: erased },
        },
    )
  }

  /** Rooms of these scopes, newest first. */
  list(scopes: readonly ScopeId[]): ListedRoom[] {
    return scopes
      .flatMap((scope) => this.#ofScope(scope).filter(([, { title }]) => title !== null))
      .map(([name, { title, subject, changedAtMs, closed, epoch }]) => ({
        room: roomText({ ...name, epoch }),
        kind: name.kind as RoomKind,
        title: title ?? '',
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

  /**
   * One change of a room after another: what the shelf says is true once it is on the disk, and the next change is made
   * of that. @returns whether there was anything to change
   */
  #change(name: RoomName, change: (book: Book | null) => Book | null): Promise<boolean> {
    const base = roomBase(name)
    const turn = (this.#turns.get(base) ?? Promise.resolve()).then(async () => {
      const changed = change(this.book(name))
      if (changed) await this.#shelf.put({ [base]: changed })
      return changed !== null
    })
    const ended = turn.then(
      () => undefined,
      () => undefined,
    )
    this.#turns.set(base, ended)
    void ended.then(() => this.#turns.get(base) === ended && this.#turns.delete(base))
    return turn
  }
}
