import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { ROOM_TEXT } from '#contract/sync/room-name.ts'
import type { OpenRoom, RoomsApi } from '#data/keeper/rooms/rooms-api.ts'
import type { Outcome, Problem } from '#domain/problem.ts'
import { presentPeople, type Present } from './who-is-here.ts'

/** Typing goes to the keeper in so long a piece: one sealed row for a word, not for a letter. */
const PIECE_MS = 250
const FROM_KEEPER = 'keeper'

export interface MirrorTold {
  typing(): void
  /** Everything that was typed is on the tablet's disk. */
  kept(): void
  notKept(problem: Problem): void
  people(people: readonly Present[]): void
}

/** The page's copy of the document: the editor writes into it, and what it writes goes to the keeper. */
export class RoomMirror {
  readonly document = new Y.Doc()
  readonly text = this.document.getText(ROOM_TEXT)
  readonly awareness: ShownAwareness
  readonly undo: Y.UndoManager
  readonly #rooms: RoomsApi
  readonly #room: string
  readonly #told: MirrorTold
  #waiting: Uint8Array[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #going: Promise<void> | null = null

  constructor(rooms: RoomsApi, room: string, opened: OpenRoom, told: MirrorTold) {
    this.#rooms = rooms
    this.#room = room
    this.#told = told
    Y.applyUpdate(this.document, opened.state, FROM_KEEPER)
    this.undo = new Y.UndoManager(this.text, { captureTimeout: 800 })
    this.document.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === FROM_KEEPER) return
      this.#waiting.push(update)
      this.#told.typing()
      this.#timer ??= setTimeout(() => void this.keep(), PIECE_MS)
    })
    this.awareness = new ShownAwareness(this.document, opened.me.key)
    this.awareness.setLocalState({ user: { key: opened.me.key, name: opened.me.name } })
    this.awareness.on('update', (_: unknown, origin: unknown) => {
      this.#told.people(this.awareness.people)
      if (origin !== FROM_KEEPER) this.#showPresence()
    })
    this.#showPresence()
    this.#told.people(this.awareness.people)
  }

  /** What others wrote. */
  take(update: Uint8Array): void {
    Y.applyUpdate(this.document, update, FROM_KEEPER)
  }

  takePresence(update: Uint8Array): void {
    try {
      applyAwarenessUpdate(this.awareness, update, FROM_KEEPER)
    } catch {
      // Of another version: they are here all the same, unseen.
    }
  }

  /** Nobody can be seen without a line. */
  alone(): void {
    const others = [...this.awareness.states.keys()].filter((client) => client !== this.document.clientID)
    removeAwarenessStates(this.awareness, others, FROM_KEEPER)
    // Whoever comes back is seen at once, and not at their next sign of life.
    for (const client of others) this.awareness.meta.delete(client)
  }

  /** Everything that was typed goes to the disk now. */
  async keep(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    while (this.#going) await this.#going
    if (this.#waiting.length === 0) return
    const pieces = this.#waiting
    this.#waiting = []
    this.#going = this.#send(pieces).finally(() => (this.#going = null))
    await this.#going
  }

  async #send(pieces: Uint8Array[]): Promise<void> {
    const update = new Uint8Array(Y.mergeUpdates(pieces))
    const outcome: Outcome<null> | null = await this.#rooms.update(this.#room, update).catch(() => null)
    if (outcome?.ok) {
      if (this.#waiting.length === 0) this.#told.kept()
      return
    }
    // Written after somebody signed: the keeper has it aside as late text. All else stands here and is tried again.
    if (outcome?.problem.code !== 'room-signed') this.#waiting = [...pieces, ...this.#waiting]
    if (outcome) this.#told.notKept(outcome.problem)
  }

  get hasUnkept(): boolean {
    return this.#waiting.length > 0 || this.#going !== null
  }

  #showPresence(): void {
    const update = new Uint8Array(encodeAwarenessUpdate(this.awareness, [this.document.clientID]))
    void this.#rooms.presence(this.#room, update).catch(() => undefined)
  }

  async end(): Promise<void> {
    await this.keep()
    this.awareness.setLocalState(null)
    this.awareness.destroy()
    this.undo.destroy()
    this.document.destroy()
  }
}

/** Presence as the editor draws it: name with a shape, colours by token. What is sent stays as it was. */
class ShownAwareness extends Awareness {
  readonly #me: string

  constructor(document: Y.Doc, me: string) {
    super(document)
    this.#me = me
  }

  get people(): readonly Present[] {
    return presentPeople(this.states.values(), this.#me)
  }

  override getStates(): Map<number, Record<string, unknown>> {
    const people = new Map(this.people.map((present) => [present.key, present]))
    const shown = new Map<number, Record<string, unknown>>()
    for (const [client, state] of this.states) {
      const present = people.get((state.user as { key?: string } | undefined)?.key ?? '')
      if (!present) continue
      const user = {
        name: `${present.shape} ${present.name}`,
        color: `var(--here-${present.tone})`,
        colorLight: `var(--here-${present.tone}-soft)`,
      }
      shown.set(client, { ...state, user })
    }
    return shown
  }
}
