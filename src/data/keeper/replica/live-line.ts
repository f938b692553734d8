import { LIVE_DEAD_MS, LIVE_PING_MS, readLiveWord } from '#contract/sync/live-frame.ts'
import type { Network } from '../network.ts'

const PATH = '/api/live'

/**
 * A socket on which the hub says that there is something new. It saves the asking and is never needed: where it fails the
 * timer goes on, and nobody is told.
 */
export class LiveLine {
  readonly #network: Network
  readonly #authorization: () => Promise<string>
  readonly #poked: () => void
  #socket: WebSocket | null = null
  #heardAtMs = 0
  #watch: ReturnType<typeof setInterval> | undefined

  constructor(network: Network, authorization: () => Promise<string>, poked: () => void) {
    this.#network = network
    this.#authorization = authorization
    this.#poked = poked
  }

  /** Nothing to do where it is open. */
  async open(): Promise<void> {
    if (this.#socket) return
    const socket = this.#network.socket(PATH)
    if (!socket) return
    this.#socket = socket
    const authorization = await this.#authorization().catch(() => null)
    if (authorization === null || this.#socket !== socket) return this.#end(socket)
    const enter = () => socket.send(authorization)
    if (socket.readyState === socket.OPEN) enter()
    else socket.addEventListener('open', enter)
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#heard(socket, data))
    socket.addEventListener('close', () => this.#end(socket))
    socket.addEventListener('error', () => this.#end(socket))
    this.#heardAtMs = performance.now()
    clearInterval(this.#watch)
    this.#watch = setInterval(() => this.#endIfDead(socket), LIVE_PING_MS)
    if (typeof this.#watch === 'object') (this.#watch as { unref(): void }).unref()
  }

  close(): void {
    if (this.#socket) this.#end(this.#socket)
  }

  #heard(socket: WebSocket, data: unknown): void {
    this.#heardAtMs = performance.now()
    const word = typeof data === 'string' ? readLiveWord(data) : null
    if (!word) return
    if ('ping' in word && socket.readyState === socket.OPEN) socket.send(JSON.stringify({ pong: word.ping }))
    if ('poke' in word) this.#poked()
  }

  /** Networks of telephones drop connections in silence. */
  #endIfDead(socket: WebSocket): void {
    if (performance.now() - this.#heardAtMs > LIVE_DEAD_MS) this.#end(socket)
  }

  #end(socket: WebSocket): void {
    if (this.#socket !== socket) return
    this.#socket = null
    clearInterval(this.#watch)
    try {
      socket.close()
    } catch {
      // Closed already, or never open.
    }
  }
}
