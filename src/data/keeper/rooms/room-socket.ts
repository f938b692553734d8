import { decodeRoomFrame, encodeRoomFrame, ROOMS_PATH, type RoomFrame } from '#contract/sync/room-frames.ts'
import { decodeHubSaid, encodeTabletSaid } from '#contract/sync/room-said.ts'
import type { Network } from '../network.ts'

/** How patient the line is; tests are less so. */
export interface Pace {
  readonly pingMs: number
  /** Nothing heard for so long: the line is dead, whatever the browser says. */
  readonly deadMs: number
  readonly retryMinMs: number
  readonly retryMaxMs: number
}

export const PACE: Pace = { pingMs: 20_000, deadMs: 45_000, retryMinMs: 1000, retryMaxMs: 60_000 }

/** What a room hears from its hub. */
export interface RoomEar {
  /** The hub knows who we are, and lets us in. */
  entered(readOnly: boolean): void
  heard(frame: RoomFrame): void
  /** The line is gone, or the hub does not let us in (`why`). */
  lost(why: string | null): void
}

/**
 * One socket for all rooms of this tablet. It is open while a room is, comes back by itself, and never believes an open
 * socket: only what the hub says counts, and silence ends it.
 */
export class RoomSocket {
  readonly #network: Network
  readonly #token: () => Promise<string>
  readonly #pace: Pace
  readonly #misunderstood: () => Promise<unknown>
  readonly #rooms = new Map<string, { readonly ear: RoomEar; entered: boolean }>()
  #socket: WebSocket | null = null
  #heardAtMs = 0
  #tries = 0
  #retry: ReturnType<typeof setTimeout> | null = null
  #beat: ReturnType<typeof setInterval> | null = null
  readonly #endOnline: () => void

  /** @param misunderstood asked once the hub did not take our signature for its time: learns the hub's clock */
  constructor(
    network: Network,
    token: () => Promise<string>,
    pace: Pace,
    misunderstood: () => Promise<unknown>,
  ) {
    this.#network = network
    this.#token = token
    this.#pace = pace
    this.#misunderstood = misunderstood
    this.#endOnline = network.onOnline(() => this.#again(0))
  }

  join(room: string, ear: RoomEar): void {
    this.#rooms.set(room, { ear, entered: false })
    if (this.#socket?.readyState === OPEN) void this.#ask(room, this.#socket)
    else if (!this.#socket && !this.#retry) this.#connect()
  }

  leave(room: string): void {
    const joined = this.#rooms.get(room)
    if (!joined) return
    this.#rooms.delete(room)
    if (joined.entered) this.#put(encodeRoomFrame(room, { is: 'left', why: '' }))
    if (this.#rooms.size === 0) this.#drop()
  }

  /** Goes out only while the hub has let us in: whatever does not is offered again by state vector. */
  send(room: string, frame: RoomFrame): void {
    if (this.#rooms.get(room)?.entered) this.#put(encodeRoomFrame(room, frame))
  }

  /** Tries at once: a sync has just shown that the hub is there. */
  wake(): void {
    if (this.#rooms.size > 0 && this.#retry) this.#again(0)
    if (this.#socket?.readyState !== OPEN) return
    for (const [room, { entered }] of this.#rooms) if (!entered) void this.#ask(room, this.#socket)
  }

  end(): void {
    this.#endOnline()
    this.#rooms.clear()
    this.#drop()
  }

  #connect(): void {
    this.#retry = null
    if (this.#rooms.size === 0 || this.#socket) return
    const socket = this.#network.socket(ROOMS_PATH)
    if (!socket) return this.#later()
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    this.#heardAtMs = performance.now()
    socket.addEventListener('open', () => {
      for (const room of this.#rooms.keys()) void this.#ask(room, socket)
    })
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== this.#socket) return
      this.#heardAtMs = performance.now()
      if (data instanceof ArrayBuffer) this.#heard(new Uint8Array(data))
    })
    socket.addEventListener('close', () => this.#closed(socket))
    socket.addEventListener('error', () => this.#closed(socket))
    this.#beat = setInterval(() => this.#check(socket), Math.min(this.#pace.pingMs, this.#pace.deadMs / 2))
  }

  async #ask(room: string, socket: WebSocket): Promise<void> {
    try {
      const token = await this.#token()
      if (socket === this.#socket && this.#rooms.has(room))
        this.#put(encodeRoomFrame(room, { is: 'token', token }))
    } catch {
      // Locked meanwhile: the rooms are closed with it.
      this.#rooms.get(room)?.ear.lost(null)
    }
  }

  #heard(bytes: Uint8Array): void {
    const found = decodeRoomFrame(bytes)
    const joined = found && this.#rooms.get(found.room)
    if (!joined) return
    const { room, frame } = found
    if (frame.is === 'allowed') {
      this.#tries = 0
      joined.entered = true
      joined.ear.entered(frame.readOnly)
    } else if (frame.is === 'denied' || frame.is === 'left') {
      joined.entered = false
      joined.ear.lost(frame.why)
      if (frame.why === 'request-clock') void this.#misunderstood().then(() => this.#again(0))
      else this.#later()
    } else if (frame.is === 'token-wanted' && this.#socket) void this.#ask(room, this.#socket)
    else joined.ear.heard(frame)
  }

  /** Pings in one room are enough: they ask whether the hub is there. */
  #check(socket: WebSocket): void {
    if (performance.now() - this.#heardAtMs > this.#pace.deadMs) {
      this.#closed(socket)
      return
    }
    const entered = [...this.#rooms].find(([, room]) => room.entered)
    const ping = encodeTabletSaid({ is: 'ping', at: Math.round(performance.now()) })
    if (entered) this.#put(encodeRoomFrame(entered[0], { is: 'said', text: ping }))
  }

  #put(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(bytes)
  }

  #closed(socket: WebSocket): void {
    if (socket !== this.#socket) return
    this.#drop()
    for (const room of this.#rooms.values()) {
      room.entered = false
      room.ear.lost(null)
    }
    if (this.#rooms.size > 0) this.#later()
  }

  #drop(): void {
    if (this.#beat) clearInterval(this.#beat)
    if (this.#retry) clearTimeout(this.#retry)
    this.#beat = null
    this.#retry = null
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  /** Full jitter: after a power cut not all tablets of a county come in the same second. */
  #later(): void {
    const { retryMinMs, retryMaxMs } = this.#pace
    const most = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(this.#tries++, 10))
    this.#again(most * Math.random())
  }

  #again(afterMs: number): void {
    if (this.#rooms.size === 0) return
    if (this.#retry) clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.#retry = null
      if (!this.#socket) this.#connect()
      else this.wake()
    }, afterMs)
  }
}

const OPEN = 1

/** What the hub said besides Yjs; null for what this version does not know. */
export const hubSaid = (frame: RoomFrame) => (frame.is === 'said' ? decodeHubSaid(frame.text) : null)
