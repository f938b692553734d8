import { good, type Outcome } from '#domain/problem.ts'
import { rightsOf } from '#domain/access/rights.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { base64url } from '#contract/record/base64url.ts'
import { ROOM_BYTES_MAX, readRoomName, roomText, type RoomName } from '#contract/sync/room-name.ts'
import { isQuotaExceeded, locked, storageFull } from '../ground.ts'
import type { Written } from '../keeper.ts'
import type { Session } from '../session.ts'
import { PeerRelay, type RelayPeer } from './peer-relay.ts'
import { RoomList } from './room-list.ts'
import type { RoomParts } from './room-parts.ts'
import { noReason, noSuchRoom, roomFull, roomReadOnly, roomSigned } from './room-problems.ts'
import { RoomRows, type RoomHere } from './room-rows.ts'
import { RoomSigning } from './room-signing.ts'
import type { Pace, RoomSocket } from './room-socket.ts'
import type { RoomListener, RoomVisit } from './room-visit.ts'
import type { LateText, OpenRoom, RoomLine, RoomsApi } from './rooms-api.ts'

/** A title for a list; what it is about stands in the room. */
const TITLE_LENGTH_MAX = 200
/** So many rooms that wait for the hub are open at once. */
const DELIVERED_AT_ONCE = 20

/** The rooms of this tablet: opened for the page, kept sealed, taken to the hub and to tablets nearby. */
export class RoomDesk implements RoomsApi {
  readonly relay: { attach(peer: RelayPeer): ReturnType<PeerRelay['attach']> }
  readonly #parts: RoomParts
  readonly #rows: RoomRows
  readonly #list: RoomList
  readonly #signing: RoomSigning
  readonly #visits = new Map<string, Promise<RoomVisit>>()
  readonly #peers: PeerRelay
  readonly #pace: Partial<Pace>
  readonly #endOnline: () => void
  #socket: RoomSocket | null = null
  #ending: Promise<unknown> = Promise.resolve()

  constructor(parts: RoomParts, pace: Partial<Pace> = {}) {
    this.#parts = parts
    this.#pace = pace
    this.#rows = new RoomRows(parts.ground)
    this.#list = new RoomList(parts, this.#rows)
    this.#signing = new RoomSigning(parts, this.#rows, {
      session: () => this.#session(),
      visit: (name) => this.#visits.get(roomText(name)) ?? null,
    })
    this.#peers = new PeerRelay({
      rooms: () => this.#roomsForPeers(),
      visit: (name) => this.#visit(name),
      learn: (name, title, subject) => this.#list.learn(name, title, subject),
      scope: () => this.#session()?.scope ?? null,
    })
    this.relay = this.#peers
    parts.charts.onWritten((facts) => this.#signing.noteTaken(facts))
    this.#endOnline = parts.network?.onOnline(() => void this.deliver()) ?? (() => undefined)
  }

  #session(): Session | null {
    const { session } = this.#parts.ground
    return session && !session.station ? session : null
  }

  // Lists

  async list(subject?: SubjectId): Promise<readonly RoomLine[]> {
    const session = this.#session()
    if (!session) return []
    await this.#list.refresh()
    await this.#list.tidy(session)
    const lines = await this.#list.lines(session)
    return subject === undefined ? lines : lines.filter((line) => line.subject === subject)
  }

  async create({ kind, subject, title }: Parameters<RoomsApi['create']>[0]): Promise<Outcome<string>> {
    const session = this.#session()
    if (!session) return locked()
    if (!rightsOf(session.user.role).writesInRooms) return roomReadOnly()
    const { machine } = this.#parts.ground
    const name: RoomName = { scope: session.scope, kind, id: base64url(machine.randomBytes(16)), epoch: 1 }
    await this.#list.learn(name, title.trim().slice(0, TITLE_LENGTH_MAX), subject)
    return good(roomText(name))
  }

  // One room

  async open(room: string, listener: RoomListener): Promise<Outcome<OpenRoom>> {
    const session = this.#session()
    if (!session) return locked()
    const asked = readRoomName(room)
    const here = asked && asked.scope === session.scope ? await this.#rows.room(session, asked) : null
    if (!here) return noSuchRoom()
    const visit = await this.#visit(here.name)
    visit.listeners.add(listener)
    await this.#signing.lookForNote(visit)
    await this.#joinHub(visit)
    this.#peers.joinAll(visit)
    return good(this.#opened(visit, session))
  }

  async update(room: string, update: Uint8Array<ArrayBuffer>): Promise<Outcome<null>> {
    const visit = await this.#visits.get(room)
    if (!visit || !this.#session()) return locked()
    if (visit.content.signed) {
      await visit.writtenTooLate(update)
      return roomSigned()
    }
    if (this.#readOnly(visit)) return roomReadOnly()
    if (visit.full || !visit.room.hasRoomFor(update)) return roomFull(visit.room.bytes)
    try {
      await visit.write(update)
    } catch (cause) {
      if (isQuotaExceeded(cause)) return storageFull()
      throw cause
    }
    return good(null)
  }

  async presence(room: string, update: Uint8Array<ArrayBuffer>): Promise<void> {
    ;(await this.#visits.get(room))?.showPresence(update)
  }

  async close(room: string): Promise<void> {
    const visit = await this.#visits.get(room)
    if (!visit) return
    visit.listeners.clear()
    await this.#endIfIdle(visit)
  }

  async sign(room: string): Promise<Outcome<Written>> {
    const session = this.#session()
    const visit = await this.#visits.get(room)
    if (!session || !visit) return locked()
    if (visit.content.signed) return roomSigned()
    if (this.#readOnly(visit)) return roomReadOnly()
    return this.#signing.sign(visit, session)
  }

  // Late text

  async late(room: string): Promise<readonly LateText[]> {
    const here = await this.#here(room)
    return here?.content.late ?? []
  }

  async resolveLate(
    room: string,
    late: string,
    how: { readonly is: 'append' | 'drop'; readonly why: string },
  ): Promise<Outcome<null>> {
    const here = await this.#here(room)
    if (!here) return locked()
    const visit = await this.#visit(here.name)
    const text = visit.content.late.find(({ id }) => id === late)
    if (!text) return good(null)
    const why = how.why.trim()
    if (how.is === 'drop' && why === '') return noReason()
    if (how.is === 'append') {
      const appended = await this.#signing.append(visit, text)
      if (!appended.ok) return appended
    }
    await visit.settle(text, how.is, why)
    await this.#joinHub(visit)
    await this.#endIfIdle(visit)
    return good(null)
  }

  // What comes from elsewhere

  /** Everything that waits goes to the hub, and the list comes; called when the line may be back. */
  async deliver(): Promise<void> {
    const session = this.#session()
    if (!session || !this.#parts.network) return
    this.#socket?.wake()
    const waiting = new Set((await this.#rows.unsent()).keys())
    for (const { name, content } of await this.#rows.all(session))
      if (content.settled.length > 0 || content.signed?.judged === false) waiting.add(roomText(name))
    for (const room of [...waiting].slice(0, DELIVERED_AT_ONCE)) {
      const name = readRoomName(room)
      if (name && name.scope === session.scope) await this.#joinHub(await this.#visit(name))
    }
  }

  /** The person was erased: what was written about them here goes as well. */
  async forget(subject: SubjectId): Promise<void> {
    const session = this.#session()
    if (!session) return
    for (const { name, content } of await this.#rows.all(session)) {
      if (content.subject === subject) await this.#erase(name)
    }
  }

  async #erase(name: RoomName): Promise<void> {
    const visit = this.#visits.get(roomText(name))
    this.#visits.delete(roomText(name))
    await (await visit)?.end()
    await this.#rows.forget(name)
  }

  /** The clinic is closed: documents and keys leave memory; what others wrote is on the disk before. */
  async lock(): Promise<void> {
    const visits = [...this.#visits.values()]
    this.#visits.clear()
    this.#socket?.end()
    this.#socket = null
    this.#ending = Promise.all(visits.map(async (visit) => (await visit).end())).catch(() => undefined)
    await this.#ending
  }

  async end(): Promise<void> {
    this.#endOnline()
    await this.lock()
  }

  // Visits

  #visit(name: RoomName): Promise<RoomVisit> {
    const room = roomText(name)
    const known = this.#visits.get(room)
    if (known) return known
    const visit = this.#makeVisit(name)
    this.#visits.set(room, visit)
    visit.catch(() => this.#visits.delete(room))
    return visit
  }

  async #makeVisit(name: RoomName): Promise<RoomVisit> {
    const session = this.#session()!
    // Yjs comes with the first room, not with the keeper.
    const [{ LiveRoom }, { RoomVisit }, hub] = await Promise.all([
      import('./live-room.ts'),
      import('./room-visit.ts'),
      this.#parts.line.hub(),
      this.#ending,
    ])
    const here = (await this.#rows.room(session, name)) ?? (await this.#list.unknown(name))
    const { machine } = this.#parts.ground
    const told = {
      update: (update: Uint8Array<ArrayBuffer>) => visit.tell({ is: 'update', update }),
      saved: () => visit.toldSaved(),
    }
    const room = await LiveRoom.open(name, this.#rows, session, told)
    const visit: RoomVisit = new RoomVisit(room, here, {
      rows: this.#rows,
      session,
      nowMs: machine.nowMs,
      hasHub: hub !== null && this.#parts.network !== null,
      idle: () => void this.#endIfIdle(visit),
      erased: () => void this.#erase(name),
    })
    return visit
  }

  async #endIfIdle(visit: RoomVisit): Promise<void> {
    const room = roomText(visit.name)
    // What waits for a hub that this clinic has goes on waiting with its socket; without one it lies sealed.
    const waits = !visit.isIdle && (this.#socket !== null || visit.listeners.size > 0)
    if (waits || !this.#visits.has(room)) return
    this.#visits.delete(room)
    await visit.end()
  }

  async #joinHub(visit: RoomVisit): Promise<void> {
    const { network, line } = this.#parts
    const hub = network && (await line.hub())
    if (!hub || !this.#session()) return
    if (!this.#socket) {
      const { RoomSocket, PACE } = await import('./room-socket.ts')
      const token = () => line.authorization('GET', '/api/rooms')
      const pace = { ...PACE, ...this.#pace }
      this.#socket ??= new RoomSocket(network, token, pace, () => this.#list.askNow())
    }
    visit.joinHub(this.#socket)
  }

  async #here(room: string): Promise<RoomHere | null> {
    const session = this.#session()
    const name = readRoomName(room)
    return session && name ? this.#rows.room(session, name) : null
  }

  async #roomsForPeers(): Promise<readonly RoomHere[]> {
    const session = this.#session()
    return session ? (await this.#rows.all(session)).filter(({ content }) => !content.signed) : []
  }

  #readOnly(visit: RoomVisit): boolean {
    const session = this.#session()
    return visit.readOnlyAtHub || !session || !rightsOf(session.user.role).writesInRooms
  }

  #opened(visit: RoomVisit, session: Session): OpenRoom {
    const { content } = visit
    return {
      line: this.#list.line(visit.here, visit.room.unsent),
      signed: content.signed && {
        by: content.signed.by,
        atMs: content.signed.atMs,
        text: content.signed.text,
      },
      reach: visit.reach,
      bytes: { bytes: visit.room.bytes, max: ROOM_BYTES_MAX },
      state: visit.room.state,
      readOnly: content.signed !== null || this.#readOnly(visit),
      saved: visit.saved,
      me: { key: session.user.key, name: session.user.name },
    }
  }
}
