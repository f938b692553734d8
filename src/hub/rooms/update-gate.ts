import * as Y from 'yjs'
import type { KeyId } from '#domain/record/fact.ts'
import { base64url } from '#contract/record/base64url.ts'
import { ROOM_BYTES_MAX, type RoomName } from '#contract/sync/room-name.ts'
import type { HubSaid } from '#contract/sync/room-said.ts'
import type { HubContext } from '../context.ts'
import { sha256 } from '../hub-keys.ts'
import type { RoomBooks } from './room-books.ts'
import type { RoomStreams } from './room-stream.ts'

/** Whoever writes on a connection, as the hub found out. */
export interface Writer {
  readonly key: KeyId
  readonly writes: boolean
}

/** What becomes of an update; `stored` alone goes on into the room. */
export type Verdict = Extract<HubSaid, { is: 'stored' | 'full' | 'late' | 'refused' }>

/** Decides over every update before the room knows of it. */
export class UpdateGate {
  readonly #hub: Pick<HubContext, 'store' | 'metrics' | 'nowMs'>
  readonly #books: RoomBooks
  readonly #streams: RoomStreams
  /** Encoded bytes of a document when they were last counted, with what was added since: never less than there is. */
  readonly #bytes = new WeakMap<Y.Doc, number>()

  constructor(hub: Pick<HubContext, 'store' | 'metrics' | 'nowMs'>, books: RoomBooks, streams: RoomStreams) {
    this.#hub = hub
    this.#books = books
    this.#streams = streams
  }

  /** @param update that it can be read was seen when it came off the wire */
  async take(
    name: RoomName,
    room: string,
    document: Y.Doc,
    { key, writes }: Writer,
    update: Uint8Array<ArrayBuffer>,
  ): Promise<Verdict> {
    const of = base64url(sha256(update))
    // After each return of a tablet most of what it offers is here, and what is here is on the disk.
    if (Y.snapshotContainsUpdate(Y.snapshot(document), update)) return { is: 'stored', of }
    if (!writes) return this.#said({ is: 'refused', of })
    if (this.#books.closed(name)) return this.#aside({ is: 'late', of }, name, room, key, update)
    if (!this.#fits(document, update)) return this.#aside({ is: 'full', of }, name, room, key, update)
    await this.#books.writer(name, key)
    await this.#streams.keep(room, update, key)
    this.#bytes.set(document, this.bytes(document) + update.length)
    return this.#said({ is: 'stored', of })
  }

  /** Bytes of the room, its unmerged updates among them. */
  bytes(document: Y.Doc): number {
    return this.#bytes.get(document) ?? this.#count(document)
  }

  #count(document: Y.Doc): number {
    const bytes = Y.encodeStateAsUpdate(document).length
    this.#bytes.set(document, bytes)
    return bytes
  }

  /** Near the limit an update is tried on a copy: what only takes away is never refused. */
  #fits(document: Y.Doc, update: Uint8Array): boolean {
    if (update.length > ROOM_BYTES_MAX) return false
    if (this.bytes(document) + update.length <= ROOM_BYTES_MAX) return true
    const before = this.#count(document)
    if (before + update.length <= ROOM_BYTES_MAX) return true
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(document))
    Y.applyUpdate(copy, update)
    const after = Y.encodeStateAsUpdate(copy).length
    copy.destroy()
    return after <= Math.max(before, ROOM_BYTES_MAX)
  }

  async #aside(
    verdict: Verdict,
    name: RoomName,
    room: string,
    by: KeyId,
    update: Uint8Array<ArrayBuffer>,
  ): Promise<Verdict> {
    const kept = await this.#streams.keepLate(room, update, by)
    // Not kept is not answered for: the tablet goes on keeping it.
    if (kept === 'full') return this.#said({ is: 'refused', of: verdict.of })
    if (kept === 'kept')
      await this.#hub.store.log.note([
        {
          what: 'room-late',
          by,
          scope: name.scope,
          subject: this.#books.book(name)?.subject ?? null,
          why: `${verdict.is} ${room} ${verdict.of}`,
          atMs: this.#hub.nowMs(),
        },
      ])
    return this.#said(verdict)
  }

  #said(verdict: Verdict): Verdict {
    this.#hub.metrics.count('room_updates_total', { verdict: verdict.is })
    return verdict
  }
}
