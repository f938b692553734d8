import * as Y from 'yjs'
import type { KeyId } from '#domain/record/fact.ts'
import { roomBase, ROOM_TEXT, roomText, type RoomName } from '#contract/sync/room-name.ts'
import type { HubStore } from '../store/store.ts'
import { sha256 } from '../hub-keys.ts'

const streamOf = (room: string) => `room/${room}`
const lateOf = (room: string) => `late/${room}`
/** What one room may have aside; beyond it the tablets keep theirs, and say so. */
const LATE_BYTES_MAX = 1024 * 1024

/** A Yjs update in which nothing is. */
const NOTHING = new Uint8Array([0, 0])

/** The durable side of a room: every update is a row before anybody is told of it. */
export class RoomStreams {
  readonly #store: HubStore
  readonly #nowMs: () => number
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: HubStore, nowMs: () => number) {
    this.#store = store
    this.#nowMs = nowMs
  }

  /** Resolves after fsync. */
  async keep(room: string, update: Uint8Array<ArrayBuffer>, by: KeyId): Promise<void> {
    await this.#store.streams.append(streamOf(room), [{ bytes: update, by, atMs: this.#nowMs() }])
  }

  /**
   * Puts aside what the room cannot take.
   * @returns 'had' for the same bytes again, 'full' where too much lies there
   */
  async keepLate(room: string, update: Uint8Array<ArrayBuffer>, by: KeyId): Promise<'kept' | 'had' | 'full'> {
    const { streams } = this.#store
    const there = await streams.read(lateOf(room))
    const hash = Buffer.from(sha256(update))
    if (there.some(({ bytes }) => hash.equals(sha256(bytes)))) return 'had'
    const size = there.reduce((sum, { bytes }) => sum + bytes.length, update.length)
    if (size > LATE_BYTES_MAX) return 'full'
    await streams.append(lateOf(room), [{ bytes: update, by, atMs: this.#nowMs() }])
    return 'kept'
  }

  /** Applies every row, in any order and any number of times the same. @returns how many rows could not be read */
  async load(room: string, into: Y.Doc): Promise<number> {
    let unreadable = 0
    for (const { bytes } of await this.#store.streams.read(streamOf(room))) {
      try {
        Y.applyUpdate(into, bytes)
      } catch {
        unreadable++
      }
    }
    return unreadable
  }

  /** Merging and erasing never overlap: rows that were read before an erasure would come back behind it. */
  #alone<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  merge(room: string): Promise<void> {
    return this.#alone(() => this.#merge(room))
  }

  /** Many rows become one, with everything that was in them; what came meanwhile stays behind it. */
  async #merge(room: string): Promise<void> {
    const rows = await this.#store.streams.read(streamOf(room))
    const last = rows.at(-1)
    if (!last || rows.length < 2) return
    const document = new Y.Doc()
    try {
      for (const { bytes } of rows) Y.applyUpdate(document, bytes)
    } catch {
      // A row that does not open stays where it is, with all others.
      return
    }
    const bytes = new Uint8Array(Y.encodeStateAsUpdate(document))
    await this.#store.streams.replace(streamOf(room), last.n, { bytes, by: null, atMs: this.#nowMs() })
    document.destroy()
  }

  /** Every epoch of a room and what lies aside becomes empty. @returns their names */
  erase(name: RoomName): Promise<readonly string[]> {
    return this.#alone(() => this.#erase(name))
  }

  async #erase(name: RoomName): Promise<readonly string[]> {
    const { streams } = this.#store
    const base = `${roomBase(name)}/`
    const nothing = { bytes: NOTHING, by: null, atMs: this.#nowMs() }
    const found = [...(await streams.names(streamOf(base))), ...(await streams.names(lateOf(base)))]
    for (const stream of found) {
      const last = (await streams.read(stream)).at(-1)
      if (last) await streams.replace(stream, last.n, nothing)
    }
    return found.map((stream) => stream.slice(stream.indexOf('/') + 1))
  }

  /** The text of one epoch begins the next one, once: a second beginning would double it. */
  async beginNext(from: RoomName, to: RoomName): Promise<void> {
    const next = streamOf(roomText(to))
    if ((await this.#store.streams.read(next)).length > 0) return
    const old = new Y.Doc()
    await this.load(roomText(from), old)
    const fresh = new Y.Doc()
    fresh.getText(ROOM_TEXT).insert(0, old.getText(ROOM_TEXT).toString())
    const bytes = new Uint8Array(Y.encodeStateAsUpdate(fresh))
    await this.#store.streams.append(next, [{ bytes, by: null, atMs: this.#nowMs() }])
  }
}
