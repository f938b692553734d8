import * as Y from 'yjs'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import type { RoomFrame } from '#contract/sync/room-frames.ts'
import { ROOM_BYTES_MAX, ROOM_TEXT, type RoomName } from '#contract/sync/room-name.ts'
import { sha256 } from '../bytes.ts'
import type { Session } from '../session.ts'
import type { RoomRows } from './room-rows.ts'

/** Rows of a room become one when there are so many (records-sync-hub 2.4). */
const MERGED_EVERY = 100
/** What others wrote is at the hub already: it may wait a moment and go to the disk in one row. */
const OTHERS_KEPT_AFTER_MS = 800

/** Where frames go: the hub, or a tablet nearby. */
export interface Carrier {
  readonly is: 'hub' | 'peer'
  send(frame: RoomFrame): void
}

export interface LiveRoomTold {
  /** For the page's mirror. */
  update(update: Uint8Array<ArrayBuffer>): void
  /** How many updates nobody else has. */
  saved(unsent: number): void
}

/**
 * The document of one room while somebody has it open or it has something to deliver. Rows on the disk come first,
 * what is shown as kept or sent comes after.
 */
export class LiveRoom {
  readonly name: RoomName
  readonly document = new Y.Doc()
  readonly #rows: RoomRows
  readonly #session: Session
  readonly #told: LiveRoomTold
  readonly #carriers = new Set<Carrier>()
  /** Rows that only this tablet has. */
  readonly #unsent = new Set<number>()
  readonly #sentRows = new Set<number>()
  /** What was sent and waits for the hub's word, by its hash: the rows that it answers for. */
  readonly #waiting = new Map<string, readonly number[]>()
  #others: Uint8Array[] = []
  #othersTimer: ReturnType<typeof setTimeout> | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #bytes: number | null = null
  #asked = ''
  #ended = false

  private constructor(name: RoomName, rows: RoomRows, session: Session, told: LiveRoomTold) {
    this.name = name
    this.#rows = rows
    this.#session = session
    this.#told = told
  }

  static async open(name: RoomName, rows: RoomRows, session: Session, told: LiveRoomTold): Promise<LiveRoom> {
    const room = new LiveRoom(name, rows, session, told)
    const kept = await rows.updates(session, name)
    for (const { n, unsent, update } of kept) {
      room.#apply(update, 'disk')
      ;(unsent ? room.#unsent : room.#sentRows).add(n)
    }
    room.document.on('update', (update: Uint8Array, origin: unknown) => room.#changed(update, origin))
    return room
  }

  get text(): string {
    return this.document.getText(ROOM_TEXT).toString()
  }

  get state(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Y.encodeStateAsUpdate(this.document))
  }

  get unsent(): number {
    return this.#unsent.size
  }

  /** Something of it lies at the hub, and was said to. */
  get wasSent(): boolean {
    return this.#sentRows.size > 0
  }

  /** Encoded bytes; never less than there are. */
  get bytes(): number {
    return (this.#bytes ??= Y.encodeStateAsUpdate(this.document).length)
  }

  /** Whether an update of the page still has room; near the limit it is counted anew. */
  hasRoomFor(update: Uint8Array): boolean {
    if (this.bytes + update.length <= ROOM_BYTES_MAX) return true
    this.#bytes = null
    if (this.bytes + update.length <= ROOM_BYTES_MAX) return true
    // What only takes words away makes the text shorter, and is never refused.
    return Y.decodeUpdate(update).structs.length === 0
  }

  /** What this tablet's user wrote: on the disk when it resolves, then on its way. @returns client ids in it */
  async write(update: Uint8Array<ArrayBuffer>): Promise<readonly number[]> {
    const { structs } = Y.decodeUpdate(update)
    await this.#inTurn(async () => {
      this.#apply(update, 'page')
      const n = await this.#rows.keep(this.#session, this.name, update, true)
      this.#unsent.add(n)
      await this.#send(update, [n], null)
      this.#told.saved(this.unsent)
      await this.#mergeRows()
    })
    return [...new Set(structs.map(({ id }) => id.client))]
  }

  /** A way to others: both sides say what they have, and send what the other lacks. */
  join(carrier: Carrier): void {
    this.#carriers.add(carrier)
    carrier.send({ is: 'vector', vector: this.#vector() })
  }

  leave(carrier: Carrier): void {
    this.#carriers.delete(carrier)
    if (carrier.is === 'hub') this.#waiting.clear()
  }

  /** Sync frames of a carrier; whatever else it says is the desk's business. */
  async received(carrier: Carrier, frame: RoomFrame, answers: boolean): Promise<void> {
    if (frame.is === 'vector' && answers) await this.#answer(carrier, frame.vector)
    if (frame.is !== 'answer' && frame.is !== 'update') return
    this.#apply(frame.update, carrier)
    this.#askForMissing(carrier)
    if (frame.is === 'answer') await this.keepOthers()
  }

  /** The hub's word on an update that was sent. */
  async answered(of: string): Promise<void> {
    const rows = this.#waiting.get(of)
    if (!rows) return
    this.#waiting.delete(of)
    await this.markSent(rows)
  }

  async markSent(rows: readonly number[] = [...this.#unsent]): Promise<void> {
    await this.#inTurn(async () => {
      await this.#rows.sent(rows)
      for (const n of rows) if (this.#unsent.delete(n)) this.#sentRows.add(n)
    })
    this.#told.saved(this.unsent)
  }

  /** Sends each unsent row as it lies here: for a room that is over, where the hub keeps it aside. */
  async sendUnsent(): Promise<void> {
    for (const { n, unsent, update } of await this.#rows.updates(this.#session, this.name))
      if (unsent) await this.#send(update, [n], null)
  }

  /** What lies beyond the state that was signed and was written on this tablet. */
  beyond(
    vector: string | null,
    clients: readonly number[],
  ): { readonly added: string; readonly is: boolean } {
    const signed = vector === null ? null : fromBase64url(vector)
    const reached = signed ? Y.decodeStateVector(signed) : new Map<number, number>()
    const passages: string[] = []
    let is = false
    let open = ''
    const close = () => {
      if (open.trim() !== '') passages.push(open.trim())
      open = ''
    }
    for (let item = this.document.getText(ROOM_TEXT)._start; item; item = item.right) {
      const from = Math.max(0, (reached.get(item.id.client) ?? 0) - item.id.clock)
      const late = clients.includes(item.id.client) && from < item.length
      is ||= late
      if (item.deleted) continue
      if (late && item.content instanceof Y.ContentString) open += item.content.str.slice(from)
      else close()
    }
    close()
    return { added: passages.join('\n'), is }
  }

  /** What the hub has answered for, as a document of its own. */
  async acknowledged(): Promise<{ readonly text: string; readonly vector: string }> {
    const kept = await this.#rows.updates(this.#session, this.name)
    const document = new Y.Doc()
    for (const { unsent, update } of kept) if (!unsent) Y.applyUpdate(document, update)
    const text = document.getText(ROOM_TEXT).toString()
    return { text, vector: base64url(Y.encodeStateVector(document)) }
  }

  /** Words were taken away here that nobody else knows of. */
  async hasUnsentRemovals(): Promise<boolean> {
    const kept = await this.#rows.updates(this.#session, this.name)
    return kept.some(({ unsent, update }) => unsent && Y.decodeUpdate(update).ds.clients.size > 0)
  }

  /** An update that puts a passage at the end of the text; the page's mirror is told of it as well. */
  async append(passage: string): Promise<void> {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, this.state)
    const text = copy.getText(ROOM_TEXT)
    const before = Y.encodeStateVector(copy)
    text.insert(text.length, text.length > 0 ? `\n${passage}` : passage)
    const update = new Uint8Array(Y.encodeStateAsUpdate(copy, before))
    copy.destroy()
    await this.write(update)
    this.#told.update(update)
  }

  /** SHA-256 of the state, and how far each writer has come. */
  async fingerprint(): Promise<{ readonly stateHash: string; readonly vector: string }> {
    const stateHash = base64url(await sha256(this.state))
    return { stateHash, vector: base64url(this.#vector()) }
  }

  /** What others wrote goes to the disk now. */
  keepOthers(): Promise<void> {
    if (this.#othersTimer) clearTimeout(this.#othersTimer)
    this.#othersTimer = null
    return this.#inTurn(async () => {
      const waiting = this.#others
      this.#others = []
      if (waiting.length === 0) return
      const update = Y.mergeUpdates(waiting)
      this.#sentRows.add(await this.#rows.keep(this.#session, this.name, update, false))
    })
  }

  async end(): Promise<void> {
    await this.keepOthers()
    await this.#inTurn(() => this.#mergeRows(2))
    this.#ended = true
    this.#carriers.clear()
    this.document.destroy()
  }

  #vector(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Y.encodeStateVector(this.document))
  }

  #apply(update: Uint8Array, origin: unknown): void {
    try {
      Y.applyUpdate(this.document, update, origin)
    } catch {
      // Cut on its way: what it held is asked for again by state vector.
    }
  }

  #changed(update: Uint8Array, origin: unknown): void {
    this.#bytes = this.#bytes === null ? null : this.#bytes + update.length
    if (origin === 'page' || this.#ended) return
    const bytes = new Uint8Array(update)
    this.#told.update(bytes)
    const from = origin as Carrier
    if (from.is === 'peer') void this.#fromPeer(bytes, from)
    else {
      this.#others.push(bytes)
      this.#othersTimer ??= setTimeout(() => void this.keepOthers(), OTHERS_KEPT_AFTER_MS)
      for (const carrier of this.#carriers)
        if (carrier.is === 'peer') carrier.send({ is: 'update', update: bytes })
    }
  }

  /** From a tablet nearby: the hub may never have had it, so it counts as unsent here as well. */
  #fromPeer(update: Uint8Array<ArrayBuffer>, from: Carrier): Promise<void> {
    return this.#inTurn(async () => {
      const n = await this.#rows.keep(this.#session, this.name, update, true)
      this.#unsent.add(n)
      await this.#send(update, [n], from)
      this.#told.saved(this.unsent)
      await this.#mergeRows()
    })
  }

  async #answer(carrier: Carrier, vector: Uint8Array): Promise<void> {
    let update: Uint8Array<ArrayBuffer>
    try {
      update = new Uint8Array(Y.encodeStateAsUpdate(this.document, vector))
    } catch {
      return
    }
    // Everything that lies here now is in it, or the other side has it.
    if (carrier.is === 'hub') this.#waiting.set(base64url(await sha256(update)), [...this.#unsent])
    carrier.send({ is: 'answer', update })
  }

  async #send(update: Uint8Array<ArrayBuffer>, rows: readonly number[], except: Carrier | null) {
    const of = base64url(await sha256(update))
    if ([...this.#carriers].some((carrier) => carrier.is === 'hub')) this.#waiting.set(of, rows)
    for (const carrier of this.#carriers) if (carrier !== except) carrier.send({ is: 'update', update })
  }

  #askForMissing(carrier: Carrier): void {
    const missing = this.document.store.pendingStructs?.missing
    const what = missing ? JSON.stringify([...missing]) : ''
    if (what !== '' && what !== this.#asked) carrier.send({ is: 'vector', vector: this.#vector() })
    this.#asked = what
  }

  /** Sent rows and unsent ones apart: merging must not make the one out of the other. */
  async #mergeRows(from = MERGED_EVERY): Promise<void> {
    for (const unsent of [false, true]) {
      const rows = unsent ? this.#unsent : this.#sentRows
      if (rows.size < (unsent ? Math.max(from, MERGED_EVERY) : from)) continue
      const kept = await this.#rows.updates(this.#session, this.name)
      const mine = kept.filter(({ n }) => rows.has(n))
      if (mine.length < 2) continue
      const merged = new Uint8Array(Y.mergeUpdates(mine.map(({ update }) => update)))
      const gone = mine.map(({ n }) => n)
      const n = await this.#rows.merged(this.#session, this.name, gone, merged, unsent)
      for (const each of gone) rows.delete(each)
      rows.add(n)
      // An answer for one of them is no answer for all: the whole is offered again at the next meeting.
      if (!unsent) continue
      for (const [of, answersFor] of this.#waiting)
        if (answersFor.some((each) => gone.includes(each))) this.#waiting.delete(of)
      await this.#send(merged, [n], null)
    }
  }

  /** One thing after another: rows are numbered in the order in which they were written. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act, act)
    this.#turn = next.catch(() => undefined)
    return next
  }
}
