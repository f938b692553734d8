import type { Network } from '#data/keeper/network.ts'
import type { Random } from '#domain/random.ts'

const COPIES_MAX = 10
const REMEMBERED = 20

interface Sent {
  readonly path: string
  readonly init: RequestInit
}

/** A line on which everything happens that happens on lines: loss, doubles, late copies, cuts, silence, partition. */
export class FaultLine implements Network {
  /** Nothing goes through. */
  parted = false
  /** Chance of a fault, each request. */
  trouble = 0
  readonly #line: Network
  readonly #random: Random
  readonly #before: Sent[] = []

  constructor(line: Network, random: Random) {
    this.#line = line
    this.#random = random
  }

  async fetch(path: string, init: RequestInit): Promise<Response> {
    await this.#waits()
    if (this.parted) throw new TypeError('there is no line')
    if (this.#random.uniform() >= this.trouble) return this.#line.fetch(path, init)
    return this.#faulty(path, init)
  }

  async #faulty(path: string, init: RequestInit): Promise<Response> {
    const send = () => this.#line.fetch(path, init)
    const what = Math.floor(this.#random.between(0, 5))
    if (what === 0) throw new TypeError('the request was lost')
    if (what === 1) {
      // Half open: the hub heard it, and the answer never came.
      await send()
      throw new DOMException('nothing came for long', 'TimeoutError')
    }
    if (what === 2) return cut(await send(), this.#random)
    if (what === 3) {
      const copies = Array.from({ length: Math.ceil(this.#random.between(1, COPIES_MAX)) }, send)
      const answers = await Promise.allSettled(copies)
      const whole = answers.find((each) => each.status === 'fulfilled' && each.value.ok)
      if (whole?.status === 'fulfilled') return whole.value
      throw new TypeError('the line was cut')
    }
    // What was sent long ago arrives again, before this.
    this.#before.push({ path, init })
    if (this.#before.length > REMEMBERED) this.#before.shift()
    const old = this.#before[Math.floor(this.#random.between(0, this.#before.length))]!
    await this.#line.fetch(old.path, old.init).catch(() => undefined)
    return send()
  }

  /** Others are quicker now and then. */
  async #waits(): Promise<void> {
    for (let turns = Math.floor(this.#random.between(0, 4)); turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve))
  }

  socket(): null {
    return null
  }

  /** Browsers say so of many a line that leads nowhere. */
  online(): boolean {
    return true
  }

  metered(): boolean {
    return false
  }

  onOnline(): () => void {
    return () => undefined
  }
}

async function cut(answer: Response, random: Random): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const short = bytes.slice(0, Math.floor(bytes.length * random.uniform()))
  return new Response(short, { status: answer.status, headers: answer.headers })
}
