import { Hocuspocus, type Connection, type Document } from '@hocuspocus/server'
import type { FastifyInstance } from 'fastify'
import * as Y from 'yjs'
import { rightsOf } from '#domain/access/rights.ts'
import { roomBase, readRoomName, ROOM_BYTES_MAX, roomText, type RoomName } from '#contract/sync/room-name.ts'
import { encodeRoomFrame, ROOMS_PATH } from '#contract/sync/room-frames.ts'
import { decodeTabletSaid, encodeHubSaid, type HubSaid } from '#contract/sync/room-said.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'
import { NoteWatch, roomNote, type RoomNote } from './note-watch.ts'
import { RoomBooks, type Closed } from './room-books.ts'
import { callerOf, denied, RoomRights, type RoomCaller } from './room-rights.ts'
import { RoomSockets } from './room-socket.ts'
import { RoomStreams } from './room-stream.ts'
import { presentAs } from './presence.ts'
import { UpdateGate } from './update-gate.ts'

export interface RoomsAtHub {
  /** Whoever lost a right is out of the room at once, and not at the next look. */
  lookAgain(): void
  close(): Promise<void>
}

/** How long a withdrawn key may go on reading where nobody calls `lookAgain`. */
const RIGHTS_EVERY_MS = 5000
/** A tablet says something every 20 s. */
const SILENT_MS = 60_000
const BYTES_SAID_FROM = 0.8

/**
 * Rooms: what several people write at the same time. An update is a row on the disk before it is applied, shown to others
 * or answered; the note that ends a room freezes it; what comes later is kept aside for a person to decide.
 */
export async function registerRooms(server: FastifyInstance, hub: HubContext): Promise<RoomsAtHub> {
  const rooms = new Rooms(server, hub)
  await rooms.start()
  server.addHook('preClose', () => rooms.close())
  return rooms
}

class Rooms implements RoomsAtHub {
  readonly #hub: HubContext
  readonly #books: RoomBooks
  readonly #streams: RoomStreams
  readonly #gate: UpdateGate
  readonly #rights: RoomRights
  readonly #watch: NoteWatch
  readonly #sockets: RoomSockets
  readonly #hocuspocus: Hocuspocus<RoomCaller>
  readonly #moving = new Map<string, Promise<void>>()
  /** Which pending part was asked for last, so that it is asked once. */
  readonly #asked = new WeakMap<Document, string>()
  readonly #timer: NodeJS.Timeout
  #closing = false

  constructor(server: FastifyInstance, hub: HubContext) {
    this.#hub = hub
    this.#books = new RoomBooks(hub.store, hub.nowMs)
    this.#streams = new RoomStreams(hub.store, hub.nowMs)
    this.#gate = new UpdateGate(hub, this.#books, this.#streams)
    this.#rights = new RoomRights(hub)
    this.#watch = new NoteWatch(hub, {
      signed: (note) => this.#signed(note),
      erased: (subject) => this.#erase(subject),
    })
    this.#hocuspocus = this.#makeHocuspocus()
    this.#sockets = new RoomSockets(server.server, this.#hocuspocus, hub)
    this.#timer = setInterval(() => this.lookAgain(), RIGHTS_EVERY_MS)
    this.#timer.unref()
    hub.metrics.gauge('rooms_open', 'Rooms that somebody has open', () => this.#hocuspocus.documents.size)
    server.get(ROOMS_PATH, async (request, reply) => {
      const caller = await callerOf(hub, request.headers.authorization)
      if (!caller.ok) return reply.code(401).send(caller.problem)
      return reply.header('cache-control', 'no-store').send({ rooms: this.#list(caller.value.key) })
    })
  }

  async start(): Promise<void> {
    await this.#watch.start()
  }

  lookAgain(): void {
    for (const document of this.#hocuspocus.documents.values())
      for (const connection of document.getConnections()) {
        const { key } = connection.context as RoomCaller
        const name = readRoomName(document.name)!
        const may = this.#rights.of(key, name.scope)
        if (!may.ok) connection.close({ code: 4403, reason: may.problem.code })
        else (connection.context as { writes: boolean }).writes = may.value.writes
      }
  }

  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    clearInterval(this.#timer)
    await this.#watch.stop()
    this.#sockets.close()
    const documents = [...this.#hocuspocus.documents.values()]
    await Promise.all(
      documents.flatMap((document) =>
        document.getConnections().map((connection) => connection.waitForPendingMessages()),
      ),
    )
  }

  #list(key: string) {
    const certified = this.#hub.people.certificate(key)
    if (certified?.state !== 'known') return []
    const scopes = this.#hub.people.grantsOf(key).filter(({ role }) => rightsOf(role).reads)
    return this.#books.list(scopes.map(({ scope }) => scope))
  }

  #makeHocuspocus(): Hocuspocus<RoomCaller> {
    return new Hocuspocus<RoomCaller>({
      quiet: true,
      timeout: SILENT_MS,
      // One message a connection is asked for before it is known, and the token is it.
      maxUnauthenticatedQueueSize: 256 * 1024,
      maxUnauthenticatedQueueMessages: 20,
      maxPendingDocuments: 20,
      onAuthenticate: async ({ token, documentName, connectionConfig }) => {
        const entered = await this.#enter(readRoomName(documentName)!, token)
        connectionConfig.readOnly = !entered.writes || entered.closed
        return { key: entered.key, name: entered.name, role: entered.role, writes: entered.writes }
      },
      onLoadDocument: async ({ document, documentName }) => {
        const unreadable = await this.#streams.load(documentName, document)
        if (unreadable > 0) this.#hub.say.error('rooms: rows cannot be read', { rows: unreadable })
      },
      connected: async ({ connection }) => this.#welcome(connection),
      beforeSync: async ({ connection, document, type, payload }) => {
        if (type !== VECTOR) await this.#judge(connection, document, new Uint8Array(payload))
      },
      afterHandleMessage: async ({ connection, document }) => {
        connection.readOnly = this.#readOnly(connection)
        this.#askForMissing(document)
      },
      beforeHandleAwareness: async ({ states, connection, document }) => {
        if (connection) presentAs(connection.context as RoomCaller, connection, document, states)
      },
      onStateless: async ({ connection, payload }) => this.#said(connection, payload),
      afterUnloadDocument: async ({ documentName }) => {
        await this.#books.changed(readRoomName(documentName)!)
        await this.#streams.merge(documentName)
      },
    })
  }

  /** @throws `denied` with the reason that the tablet is told */
  async #enter(name: RoomName, token: string) {
    const caller = await callerOf(this.#hub, token)
    if (!caller.ok) throw denied(caller.problem.code)
    const may = this.#rights.of(caller.value.key, name.scope)
    if (!may.ok) throw denied(may.problem.code)
    const { writes } = may.value
    if (writes && !this.#books.closed(name)) {
      await this.#moveOn(name)
      if (!this.#books.hasPlace(name)) throw denied('rooms-full')
      if (!this.#books.closed(name)) await this.#books.opened(name)
    }
    if (this.#books.closed(name)?.is === 'erased') throw denied('room-erased')
    return { ...may.value, closed: this.#books.closed(name) !== null }
  }

  /**
   * Somebody who wrote in this epoch has left the clinic: the next writer who comes finds the text in a new one. What
   * the other still has is late from now on, by whichever way it comes.
   */
  async #moveOn(name: RoomName): Promise<void> {
    const base = roomBase(name)
    const moving = this.#moving.get(base)
    if (moving) return moving
    const book = this.#books.book(name)
    if (!book || book.epoch !== name.epoch) return
    if (book.writers.every((key) => this.#rights.isMember(key, name.scope))) return
    const next = { ...name, epoch: name.epoch + 1 }
    const move = (async () => {
      await this.#streams.beginNext(name, next)
      await this.#end(name, { is: 'moved', to: next.epoch, atMs: this.#hub.nowMs() })
    })().finally(() => this.#moving.delete(base))
    this.#moving.set(base, move)
    return move
  }

  async #signed({ room, note, by }: RoomNote): Promise<void> {
    await this.#end(room, { is: 'signed', note, by, atMs: this.#hub.nowMs() })
  }

  /** What was written about a person goes with them, in every epoch; the rooms' names stay, and open nothing. */
  async #erase(subject: SubjectId): Promise<void> {
    for (const name of this.#books.ofSubject(subject)) {
      await this.#books.erase(name)
      for (const room of await this.#streams.erase(name)) {
        const document = this.#hocuspocus.documents.get(room)
        for (const connection of document?.getConnections() ?? [])
          connection.close({ code: 4403, reason: 'room-erased' })
      }
    }
  }

  async #end(name: RoomName, closed: Closed): Promise<void> {
    if (!(await this.#books.close(name, closed))) return
    await this.#hub.store.log.note([
      {
        what: 'room-frozen',
        by: closed.is === 'signed' ? closed.by : null,
        scope: name.scope,
        subject: this.#books.book(name)?.subject ?? null,
        why: `${closed.is} ${roomText(name)}`,
        atMs: this.#hub.nowMs(),
      },
    ])
    const document = this.#hocuspocus.documents.get(roomText(name))
    for (const connection of document?.getConnections() ?? []) {
      connection.readOnly = true
      await this.#sayClosed(connection, closed)
    }
  }

  #readOnly(connection: Connection): boolean {
    const name = readRoomName(connection.document.name)!
    return !(connection.context as RoomCaller).writes || this.#books.closed(name) !== null
  }

  /** The update is a row before Hocuspocus reads it; what is no row it does not read. */
  async #judge(connection: Connection, document: Document, update: Uint8Array<ArrayBuffer>) {
    const name = readRoomName(document.name)!
    const caller = connection.context as RoomCaller
    const verdict = await this.#gate.take(name, document.name, document, caller, update)
    connection.readOnly = verdict.is !== 'stored'
    tell(connection, verdict)
    const bytes = this.#gate.bytes(document)
    if (bytes > ROOM_BYTES_MAX * BYTES_SAID_FROM)
      document.broadcastStateless(encodeHubSaid({ is: 'bytes', bytes, max: ROOM_BYTES_MAX }))
  }

  async #welcome(connection: Connection): Promise<void> {
    const name = readRoomName(connection.document.name)!
    tell(connection, { is: 'bytes', bytes: this.#gate.bytes(connection.document), max: ROOM_BYTES_MAX })
    const closed = this.#books.closed(name)
    if (closed) await this.#sayClosed(connection, closed)
  }

  async #sayClosed(connection: Connection, closed: Closed): Promise<void> {
    if (closed.is === 'erased') return connection.close({ code: 4403, reason: 'room-erased' })
    if (closed.is === 'moved') return tell(connection, { is: 'moved', to: closed.to })
    const fact = await this.#hub.store.facts.byId(closed.note)
    const note = fact ? roomNote(fact.id, fact.bytes) : null
    const name = this.#hub.people.certificate(closed.by)?.certificate.name ?? ''
    const { note: id, by, atMs } = closed
    const text = note?.text ?? ''
    tell(connection, {
      is: 'signed',
      note: id,
      by,
      name,
      atMs: note?.atMs ?? atMs,
      text,
      vector: note?.vector ?? null,
    })
  }

  async #said(connection: Connection, payload: string): Promise<void> {
    const said = decodeTabletSaid(payload)
    const name = readRoomName(connection.document.name)!
    const caller = connection.context as RoomCaller
    if (said?.is === 'ping') tell(connection, { is: 'pong', at: said.at })
    if (said?.is === 'about' && caller.writes) await this.#books.about(name, said.title, said.subject)
    if (said?.is !== 'settled') return
    await this.#hub.store.log.note([
      {
        what: 'room-late',
        by: caller.key,
        scope: name.scope,
        subject: this.#books.book(name)?.subject ?? null,
        why: `${said.how} ${connection.document.name} ${said.of} ${said.why}`,
        atMs: this.#hub.nowMs(),
      },
    ])
    tell(connection, { is: 'noted', of: said.of })
  }

  /** An update whose predecessor is missing stays unseen, and nothing looks wrong: it is asked for by state vector. */
  #askForMissing(document: Document): void {
    const missing = document.store.pendingStructs?.missing
    if (!missing) return
    const what = JSON.stringify([...missing])
    if (this.#asked.get(document) === what) return
    this.#asked.set(document, what)
    this.#hub.metrics.count('room_gaps_total')
    for (const connection of document.getConnections())
      connection.send(
        encodeRoomFrame(connection.messageAddress, {
          is: 'vector',
          vector: new Uint8Array(Y.encodeStateVector(document)),
        }),
      )
  }
}

const VECTOR = 0

function tell(connection: Connection, said: HubSaid): void {
  connection.sendStateless(encodeHubSaid(said))
}
