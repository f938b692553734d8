import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Hocuspocus } from '@hocuspocus/server'
import { WebSocketServer, type WebSocket } from 'ws'
import { decodeUpdate } from 'yjs'
import { decodeRoomFrame, ROOM_FRAME_BYTES_MAX, ROOMS_PATH } from '#contract/sync/room-frames.ts'
import { readRoomName } from '#contract/sync/room-name.ts'
import type { HubContext } from '../context.ts'

/** A clinic has a dozen tablets; a county some hundreds. */
const SOCKETS_MAX = 4000
/** A reader this slow has a dead line. */
const UNSENT_BYTES_MAX = 4 * 1024 * 1024
/** Typing makes a few frames a second; a burst after a week apart is one. */
const FRAMES_A_SECOND_MAX = 200
const POLICY = 1008
const GOING_AWAY = 1001

/**
 * The sockets of the rooms on the HTTP server that is there. Only frames that are whole and of a kind that tablets send
 * reach Hocuspocus: what it meets otherwise it would log and guess at.
 */
export class RoomSockets {
  readonly #hub: Pick<HubContext, 'metrics' | 'say'>
  readonly #rooms: Hocuspocus
  readonly #server: Server
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: ROOM_FRAME_BYTES_MAX,
    perMessageDeflate: false,
  })

  constructor(server: Server, rooms: Hocuspocus, hub: Pick<HubContext, 'metrics' | 'say'>) {
    this.#server = server
    this.#rooms = rooms
    this.#hub = hub
    server.on('upgrade', this.#upgrade)
    hub.metrics.gauge('room_sockets', 'Sockets of tablets in rooms', () => this.#sockets.clients.size)
    hub.metrics.gauge('ws_buffered_bytes', 'Bytes that wait for slow tablets', () =>
      [...this.#sockets.clients].reduce((sum, socket) => sum + socket.bufferedAmount, 0),
    )
  }

  close(): void {
    this.#server.off('upgrade', this.#upgrade)
    for (const socket of this.#sockets.clients) {
      socket.close(GOING_AWAY)
      socket.terminate()
    }
    this.#sockets.close()
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (new URL(request.url ?? '/', 'http://hub').pathname !== ROOMS_PATH) return
    if (this.#sockets.clients.size >= SOCKETS_MAX) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 30\r\nconnection: close\r\n\r\n')
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#opened(opened))
  }

  #opened(socket: WebSocket): void {
    // Nothing of the request is needed behind this point: who asks, the token of each room says.
    const client = this.#rooms.handleConnection(guarded(socket), new Request(`http://hub${ROOMS_PATH}`))
    let second = 0
    let frames = 0
    socket.on('message', (data: Buffer, binary) => {
      const now = Math.floor(Date.now() / 1000)
      frames = now === second ? frames + 1 : 1
      second = now
      const frame = binary ? decodeRoomFrame(data) : null
      if (!frame || !fromTablet(frame)) {
        this.#hub.metrics.count('room_frames_refused_total', { why: 'unreadable' })
        return socket.close(POLICY, 'no frame of a room')
      }
      if (frames > FRAMES_A_SECOND_MAX) {
        this.#hub.metrics.count('room_frames_refused_total', { why: 'too-many' })
        return socket.close(POLICY, 'too many frames')
      }
      client.handleMessage(new Uint8Array(data))
    })
    socket.on('close', (code, reason) => client.handleClose({ code, reason: reason.toString() }))
    socket.on('error', () => socket.terminate())
  }
}

const FROM_TABLETS: ReadonlySet<string> = new Set([
  'vector',
  'answer',
  'update',
  'presence',
  'token',
  'said',
  'left',
])

/** An update that is cut or altered ends here, and not half applied in a room. */
function fromTablet({ room, frame }: NonNullable<ReturnType<typeof decodeRoomFrame>>): boolean {
  if (!FROM_TABLETS.has(frame.is) || !readRoomName(room.split('\0')[0]!)) return false
  if (frame.is !== 'update' && frame.is !== 'answer') return true
  try {
    decodeUpdate(frame.update)
    return true
  } catch {
    return false
  }
}

/** A socket whose other end no longer reads is ended, instead of filling the hub's memory. */
function guarded(socket: WebSocket) {
  return {
    get readyState() {
      return socket.readyState
    },
    send: (data: Parameters<WebSocket['send']>[0]) => {
      if (socket.bufferedAmount > UNSENT_BYTES_MAX) return socket.terminate()
      socket.send(data)
    },
    close: (code?: number, reason?: string) => socket.close(code, reason),
  }
}
