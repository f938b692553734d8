import type { RoomFrame } from '#contract/sync/room-frames.ts'
import { ROOM_BYTES_MAX, roomText, type RoomName } from '#contract/sync/room-name.ts'
import { encodeTabletSaid, type HubSaid } from '#contract/sync/room-said.ts'
import type { Session } from '../session.ts'
import type { Carrier, LiveRoom } from './live-room.ts'
import type { RoomContent, RoomHere, RoomRows, SignedHere } from './room-rows.ts'
import { saysTheSame } from './room-sentences.ts'
import { hubSaid, type RoomSocket } from './room-socket.ts'
import type { LateText, RoomEvent, RoomReach, RoomSaved } from './rooms-api.ts'

export type RoomListener = (event: RoomEvent) => void

/** What a visit needs of its desk. */
export interface VisitGround {
  readonly rows: RoomRows
  readonly session: Session
  readonly nowMs: () => number
  /** This clinic has a hub: what it has is seen before anything is called late. */
  readonly hasHub: boolean
  /** The person was erased at the hub: what is here of the room goes as well. */
  erased(): void
  /** Nobody listens and nothing waits: the visit may end. */
  idle(): void
}

/** Reasons of the hub that a person should read; everything else is a line that will come back. */
const TOLD: ReadonlySet<string> = new Set(['room-revoked', 'room-no-right', 'rooms-full', 'room-erased'])
/** A presence that was passed on is known again by its bytes: it never goes round in circles. */
const PRESENCES_KNOWN = 64

/** One room while it is open here or has something to deliver: its document, its ways to others, its page. */
export class RoomVisit {
  readonly room: LiveRoom
  readonly listeners = new Set<RoomListener>()
  here: RoomHere
  /** The hub lets this role read only. */
  readOnlyAtHub = false
  full = false
  readonly #ground: VisitGround
  readonly #peers = new Map<object, Carrier>()
  #socket: RoomSocket | null = null
  #hub: Carrier | null = null
  /** The hub's answer to our state vector has come since we entered. */
  #even = false
  #presence: Uint8Array<ArrayBuffer> | null = null
  #presences: string[] = []
  #over: SignedHere | { readonly movedTo: number } | null = null
  #judging = false

  constructor(room: LiveRoom, here: RoomHere, ground: VisitGround) {
    this.room = room
    this.here = here
    this.#ground = ground
    const { signed } = here.content
    if (signed && !signed.judged) this.#over = signed
  }

  get name(): RoomName {
    return this.room.name
  }

  get content(): RoomContent {
    return this.here.content
  }

  get reach(): RoomReach {
    return this.#hub ? 'hub' : this.#peers.size > 0 ? 'nearby' : 'none'
  }

  get saved(): RoomSaved {
    // Nothing was ever sent where there is no hub: what lies here alone is said to lie here.
    return this.room.unsent === 0 && (this.#hub !== null || this.room.wasSent) ? 'hub' : 'here'
  }

  get isIdle(): boolean {
    const { settled } = this.content
    return this.listeners.size === 0 && this.#peers.size === 0 && this.room.unsent + settled.length === 0
  }

  tell(event: RoomEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  toldSaved(): void {
    this.tell({ is: 'saved', saved: this.saved, unsent: this.room.unsent })
    this.tell({ is: 'bytes', bytes: this.room.bytes, max: ROOM_BYTES_MAX })
    if (this.isIdle) this.#ground.idle()
  }

  async put(content: Partial<RoomContent>, name: RoomName = this.name): Promise<void> {
    const changedAtMs = this.#ground.nowMs()
    this.here = { name, changedAtMs, content: { ...this.content, ...content } }
    await this.#ground.rows.put(this.#ground.session, this.here)
  }

  // The hub

  joinHub(socket: RoomSocket): void {
    if (this.#socket) return
    this.#socket = socket
    const room = roomText(this.name)
    const carrier: Carrier = { is: 'hub', send: (frame) => socket.send(room, frame) }
    socket.join(room, {
      entered: (readOnly) => {
        this.readOnlyAtHub = readOnly
        this.#even = false
        this.#hub = carrier
        this.#announce(carrier)
        if (this.#presence) carrier.send({ is: 'presence', update: this.#presence })
        this.room.join(carrier)
        this.#saySettled()
        this.#toldReach()
      },
      heard: (frame) => void this.#fromHub(carrier, frame),
      lost: (why) => {
        if (this.#hub) this.room.leave(carrier)
        this.#hub = null
        if (why !== null && TOLD.has(why)) this.tell({ is: 'trouble', code: why })
        this.#toldReach()
        if (why === 'room-erased') this.#ground.erased()
      },
    })
  }

  async #fromHub(carrier: Carrier, frame: RoomFrame): Promise<void> {
    if (frame.is === 'presence') return this.#passPresence(frame.update, carrier)
    const said = hubSaid(frame)
    if (said) return this.#said(said)
    await this.room.received(carrier, frame, !this.readOnlyAtHub && !this.#over && !this.content.signed)
    if (frame.is !== 'answer') return
    this.#even = true
    this.toldSaved()
    await this.#judge()
  }

  async #said(said: HubSaid): Promise<void> {
    switch (said.is) {
      case 'stored':
        return this.room.answered(said.of)
      case 'late':
        return this.room.answered(said.of)
      case 'full':
      case 'refused':
        this.full ||= said.is === 'full'
        return this.tell({ is: 'trouble', code: said.is === 'full' ? 'room-full' : 'room-read-only' })
      case 'signed': {
        const { note, name, atMs, text, vector } = said
        return this.signed({ note, by: name, atMs, text, vector, here: false, judged: false })
      }
      case 'moved':
        this.#over = { movedTo: said.to }
        return this.#judge()
      case 'noted':
        await this.put({ settled: this.content.settled.filter(({ of }) => of !== said.of) })
        if (this.isIdle) this.#ground.idle()
    }
  }

  /** What the room is, for the lists of others. */
  #announce(carrier: Carrier): void {
    const { title, subject } = this.content
    carrier.send({ is: 'said', text: encodeTabletSaid({ is: 'about', title, subject }) })
  }

  #saySettled(): void {
    for (const { of, how, why } of this.content.settled)
      this.#hub?.send({ is: 'said', text: encodeTabletSaid({ is: 'settled', of, how, why }) })
  }

  // Signed, moved, late

  /** A note was signed over this room, here or elsewhere. */
  async signed(signed: SignedHere): Promise<void> {
    if (this.content.signed?.judged) return
    this.#over = this.content.signed ?? signed
    if (!this.content.signed) {
      await this.put({ signed })
      const { by, atMs, text } = signed
      this.tell({ is: 'signed', signed: { by, atMs, text } })
    }
    await this.#judge()
  }

  /** What the user of this tablet wrote. Who wrote it here is known before it is answered. */
  async write(update: Uint8Array<ArrayBuffer>): Promise<void> {
    const clients = await this.room.write(update)
    const fresh = clients.filter((client) => !this.content.clients.includes(client))
    if (fresh.length > 0) await this.put({ clients: [...this.content.clients, ...fresh] })
  }

  /** Typed before the page knew that somebody had signed: kept, and offered for an addition. */
  async writtenTooLate(update: Uint8Array<ArrayBuffer>): Promise<void> {
    const { signed } = this.content
    await this.write(update)
    if (signed) await this.#judgeSigned({ ...signed, here: false })
  }

  /** A decision about late text, told to the hub now or at the next meeting. */
  async settle(late: LateText, how: 'append' | 'drop', why: string): Promise<void> {
    await this.put({
      late: this.content.late.filter(({ id }) => id !== late.id),
      settled: [...this.content.settled, { of: late.id, how, why }],
    })
    this.tell({ is: 'late', late: this.content.late.length })
    this.#saySettled()
  }

  /** Once we have all that the hub has: is there anything of ours that the signed text does not know? */
  async #judge(): Promise<void> {
    const over = this.#over
    if (!over || this.#judging) return
    const knowsEnough = this.#even || !this.#ground.hasHub || ('here' in over && over.here)
    if (!knowsEnough) return
    this.#judging = true
    try {
      if ('movedTo' in over) await this.#judgeMoved(over.movedTo)
      else await this.#judgeSigned(over)
    } finally {
      this.#judging = false
    }
  }

  async #judgeSigned(signed: SignedHere): Promise<void> {
    if (signed.here) {
      // Whoever signs has signed what lies here.
      await this.room.markSent()
    } else {
      const { added, is } = this.room.beyond(signed.vector, this.content.clients)
      const removed = await this.room.hasUnsentRemovals()
      if ((is || removed) && !saysTheSame(this.room.text, signed.text))
        await this.#late(signed.text, this.room.text, added, this.name)
      await this.room.sendUnsent()
    }
    await this.put({ signed: { ...signed, judged: true } })
    if (this.isIdle) this.#ground.idle()
  }

  async #judgeMoved(to: number): Promise<void> {
    const next = { ...this.name, epoch: to }
    if (this.room.unsent > 0) {
      const before = await this.room.acknowledged()
      const { added } = this.room.beyond(before.vector, this.content.clients)
      if (!saysTheSame(this.room.text, before.text))
        await this.#late(before.text, this.room.text, added, this.name)
      await this.room.sendUnsent()
    }
    await this.put({ clients: [] }, next)
    this.tell({ is: 'moved', room: roomText(next) })
  }

  async #late(signedText: string, lateText: string, added: string, name: RoomName): Promise<void> {
    const { session, nowMs } = this.#ground
    // One for each document that is over: what comes later still replaces it.
    const id = `${this.name.id}-${this.name.epoch}`
    const late: LateText = {
      id,
      by: session.user.name,
      atMs: nowMs(),
      signedText,
      lateText,
      added,
    }
    await this.put({ late: [...this.content.late.filter((each) => each.id !== id), late] }, name)
    this.tell({ is: 'late', late: this.content.late.length })
  }

  // Tablets nearby

  joinPeer(peer: object, send: (frame: RoomFrame) => void): Carrier {
    const known = this.#peers.get(peer)
    if (known) return known
    const carrier: Carrier = { is: 'peer', send }
    this.#peers.set(peer, carrier)
    this.#announce(carrier)
    if (this.#presence) carrier.send({ is: 'presence', update: this.#presence })
    this.room.join(carrier)
    this.#toldReach()
    return carrier
  }

  async fromPeer(carrier: Carrier, frame: RoomFrame): Promise<void> {
    if (frame.is === 'presence') return this.#passPresence(frame.update, carrier)
    // A room that is over gives what it has, and takes nothing.
    if (this.content.signed && frame.is !== 'vector') return
    await this.room.received(carrier, frame, true)
  }

  leavePeer(peer: object): void {
    const carrier = this.#peers.get(peer)
    if (!carrier) return
    this.#peers.delete(peer)
    this.room.leave(carrier)
    this.#toldReach()
    if (this.isIdle) this.#ground.idle()
  }

  // Presence

  showPresence(update: Uint8Array<ArrayBuffer>): void {
    this.#presence = update
    for (const carrier of [this.#hub, ...this.#peers.values()]) carrier?.send({ is: 'presence', update })
  }

  #passPresence(update: Uint8Array<ArrayBuffer>, from: Carrier): void {
    const known = update.join()
    if (this.#presences.includes(known)) return
    this.#presences = [known, ...this.#presences].slice(0, PRESENCES_KNOWN)
    this.tell({ is: 'presence', update })
    for (const carrier of this.#peers.values()) if (carrier !== from) carrier.send({ is: 'presence', update })
  }

  #toldReach(): void {
    this.tell({ is: 'line', line: this.reach })
    this.toldSaved()
  }

  async end(): Promise<void> {
    this.#socket?.leave(roomText(this.name))
    this.#socket = null
    this.#hub = null
    this.#peers.clear()
    await this.room.end()
  }
}
