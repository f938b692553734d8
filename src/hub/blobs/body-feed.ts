import type { IncomingMessage } from 'node:http'

/** Held in memory while the disk is slower than the line; what lies in it when a line breaks is written still. */
const HELD_BYTES = 1 << 20

/**
 * The body of a request as a stream that ends where the line breaks instead of failing: whoever reads it keeps every
 * byte that arrived, and the next request goes on behind them.
 */
export class BodyFeed {
  readonly stream: ReadableStream<Uint8Array>
  readonly #source: IncomingMessage
  readonly #silentMs: number
  #controller!: ReadableStreamDefaultController<Uint8Array>
  #timer: NodeJS.Timeout | null = null
  #ended = false

  constructor(source: IncomingMessage, { silentMs }: { readonly silentMs: number }) {
    this.#source = source
    this.#silentMs = silentMs
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => void source.resume(),
        cancel: () => this.end(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HELD_BYTES }),
    )
    source.on('data', this.#take)
    for (const event of ['end', 'error', 'close']) source.once(event, this.end)
    this.#wait()
  }

  /** No more is taken; what came is still read. The rest of the request is read past, so that its line stays usable. */
  readonly end = (): void => {
    if (this.#ended) return
    this.#ended = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#source.off('data', this.#take)
    this.#source.resume()
    try {
      this.#controller.close()
    } catch {
      // Cancelled by its reader: closed already.
    }
  }

  readonly #take = (chunk: Uint8Array): void => {
    this.#controller.enqueue(chunk)
    if ((this.#controller.desiredSize ?? 0) <= 0) this.#source.pause()
    this.#wait()
  }

  /** A half-open line says nothing for ever; its upload must not be held by it. */
  #wait(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.end()
      this.#source.destroy()
    }, this.#silentMs)
    this.#timer.unref()
  }
}
