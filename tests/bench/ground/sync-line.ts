import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A line as DESIGN section 8 has it; null: as fast as the machine. */
export interface Shape {
  readonly name: string
  /** Each way, shared by all connections. */
  readonly bytesPerSecond: number
  readonly roundTripMs: number
}

export const SLOW_LINE: Shape = { name: '2 Mbit/s, 150 ms', bytesPerSecond: 250_000, roundTripMs: 150 }

/** What went through the line since it was last read. */
export interface Traffic {
  readonly upBytes: number
  readonly downBytes: number
  /** HTTP requests, a web socket's opening among them. */
  readonly requests: number
}

/** More than this waiting in one direction of a connection holds its sender back. */
const WAITING_BYTES_MAX = 256 * 1024
/** What leaves at once: nobody waits behind a larger piece of somebody else. */
const PIECE_BYTES = 8 * 1024
const REQUEST = /(?:^|\n)(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP\/1\.1\r\n/g

/**
 * A TCP proxy that counts every byte at the socket, both ways, and sends them on as a slow line would: each byte takes its
 * time on the line, then half a round trip; opening a connection costs one round trip.
 */
export class SyncLine {
  shape: Shape | null = null
  readonly #server: Server
  readonly #up = new Direction()
  readonly #down = new Direction()
  #requests = 0

  private constructor(port: number) {
    this.#server = createServer({ allowHalfOpen: true }, (tablet) => {
      const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      tablet.setNoDelay(true)
      server.setNoDelay(true)
      const end = () => [tablet, server].forEach((socket) => socket.destroy())
      for (const socket of [tablet, server]) socket.on('error', end)
      const opensAtMs = performance.now() + (this.shape?.roundTripMs ?? 0)
      this.#carry(this.#up, tablet, server, opensAtMs, (text) => {
        this.#requests += text.match(REQUEST)?.length ?? 0
      })
      this.#carry(this.#down, server, tablet, 0)
    })
  }

  static async to(port: number): Promise<SyncLine> {
    const line = new SyncLine(port)
    await once(line.#server.listen(0, '127.0.0.1'), 'listening')
    return line
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** What went through since the last call. */
  take(): Traffic {
    const traffic = { upBytes: this.#up.bytes, downBytes: this.#down.bytes, requests: this.#requests }
    this.#up.bytes = 0
    this.#down.bytes = 0
    this.#requests = 0
    return traffic
  }

  close(): void {
    this.#server.close()
  }

  #carry(way: Direction, from: Socket, to: Socket, opensAtMs: number, look?: (text: string) => void): void {
    const queue = new InOrder()
    let waiting = 0
    let lastAtMs = opensAtMs
    from.on('data', (bytes) => {
      way.bytes += bytes.length
      look?.(bytes.toString('latin1'))
      if (!this.shape) return void to.write(bytes)
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        const piece = bytes.subarray(at, at + PIECE_BYTES)
        waiting += piece.length
        lastAtMs = Math.max(lastAtMs, way.leaves(piece.length, this.shape) + this.shape.roundTripMs / 2)
        queue.add(lastAtMs, () => {
          waiting -= piece.length
          if (!to.destroyed) to.write(piece)
          if (waiting < WAITING_BYTES_MAX) from.resume()
        })
      }
      if (waiting >= WAITING_BYTES_MAX) from.pause()
    })
    from.on('end', () => queue.add(lastAtMs, () => void to.end()))
  }
}

/** What is to happen at its time and never before what was added earlier; timers alone may change places. */
class InOrder {
  readonly #queue: { readonly atMs: number; readonly act: () => void }[] = []
  #timer: NodeJS.Timeout | null = null

  add(atMs: number, act: () => void): void {
    this.#queue.push({ atMs, act })
    if (!this.#timer) this.#timer = this.#wait()
  }

  #wait(): NodeJS.Timeout | null {
    const [next] = this.#queue
    if (!next) return null
    return setTimeout(
      () => {
        while (this.#queue.length > 0 && this.#queue[0]!.atMs <= performance.now() + 0.5)
          this.#queue.shift()!.act()
        this.#timer = this.#wait()
      },
      Math.max(0, next.atMs - performance.now()),
    )
  }
}

/** One way of the line; whoever sends on it waits for who sent before. */
class Direction {
  bytes = 0
  #freeAtMs = 0

  /** When the last of these bytes has left. */
  leaves(bytes: number, { bytesPerSecond }: Shape): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, performance.now()) + (bytes / bytesPerSecond) * 1000
    return this.#freeAtMs
  }
}
