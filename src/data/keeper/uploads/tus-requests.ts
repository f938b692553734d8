import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import { PIECE_BYTES, PIECES_HEADER, writePieces } from '#contract/sync/blob.ts'
import type { Network } from '../network.ts'
import type { HubLine } from '../replica/hub-line.ts'
import { Silence } from './silence.ts'

/** The hub is this origin; tus wants whole addresses, and gives them back. */
export const HUB_ORIGIN = 'http://hub.invalid'

/** A chunk that nothing is heard of for so long is given up: its line is dead and does not say so. */
const SILENT_MS = 20_000
/** Where the line cannot tell how much has left: below this a chunk is given so much more time, by its size. */
const SLOWEST_BYTES_PER_SECOND = 8 * 1024

interface Way {
  readonly line: HubLine
  readonly network: Network
  readonly silentMs?: number
  /** Asks for something whose refusal tells the hub's time, which the answer to a `HEAD` cannot. */
  readonly learnClock: () => Promise<unknown>
}

/** How tus asks the hub: signed, by the keeper's own network, and never silent for long. */
export class TusRequests implements HttpStack {
  readonly #way: Way
  readonly #pieces: readonly Uint8Array[]

  /** @param pieces hashes of all pieces of the blob: each request names those that it touches */
  constructor(way: Way, pieces: readonly Uint8Array[]) {
    this.#way = way
    this.#pieces = pieces
  }

  getName(): string {
    return 'keeper'
  }

  createRequest(method: string, url: string): HttpRequest {
    return new TusRequest(this.#way, this.#pieces, method, url)
  }
}

class TusRequest implements HttpRequest {
  readonly #way: Way
  readonly #pieces: readonly Uint8Array[]
  readonly #method: string
  readonly #url: string
  readonly #headers: Record<string, string> = {}
  readonly #ending = new AbortController()
  #onSent: (bytes: number) => void = () => undefined

  constructor(way: Way, pieces: readonly Uint8Array[], method: string, url: string) {
    this.#way = way
    this.#pieces = pieces
    this.#method = method
    this.#url = url
  }

  getMethod = () => this.#method
  getURL = () => this.#url
  getHeader = (name: string) => this.#headers[name]
  getUnderlyingObject = () => null

  setHeader(name: string, value: string): void {
    this.#headers[name] = value
  }

  setProgressHandler(handler: (bytes: number) => void): void {
    this.#onSent = handler
  }

  async abort(): Promise<void> {
    this.#ending.abort()
  }

  async send(body: Uint8Array<ArrayBuffer> | null = null): Promise<HttpResponse> {
    const answer = await this.#ask(body)
    if (answer.getStatus() !== 401) return answer
    await this.#way.learnClock()
    return this.#ask(body)
  }

  async #ask(body: Uint8Array<ArrayBuffer> | null): Promise<HttpResponse> {
    const { line, network, silentMs = SILENT_MS } = this.#way
    const path = this.#url.slice(HUB_ORIGIN.length)
    const method = this.#method
    const headers = { ...this.#headers, authorization: await line.authorization(method, path) }
    const silence = new Silence(this.#ending)
    try {
      const { signal } = this.#ending
      if (!body) {
        silence.bear(silentMs)
        return await heard(await network.fetch(path, { method, headers, signal }))
      }
      const init = { method, headers: { ...headers, ...this.#named(body.length) }, body, signal }
      if (!network.upload) {
        silence.bear(silentMs + (body.length / SLOWEST_BYTES_PER_SECOND) * 1000)
        return await heard(await network.fetch(path, init))
      }
      silence.bear(silentMs)
      const sent = (bytes: number) => {
        silence.bear(silentMs)
        this.#onSent(bytes)
      }
      return await heard(await network.upload(path, init, sent))
    } finally {
      silence.end()
    }
  }

  /** The hashes of the pieces that this request touches. */
  #named(bodyBytes: number): Record<string, string> {
    const offset = Number(this.#headers['Upload-Offset'] ?? 0)
    const first = Math.floor(offset / PIECE_BYTES)
    const last = Math.ceil((offset + bodyBytes) / PIECE_BYTES)
    return { [PIECES_HEADER]: writePieces(this.#pieces.slice(first, last)) }
  }
}

async function heard(response: Response): Promise<HttpResponse> {
  // Refusals say why; what else comes back has no body.
  const body = await response.text()
  return {
    getStatus: () => response.status,
    getHeader: (name) => response.headers.get(name) ?? undefined,
    getBody: () => body,
    getUnderlyingObject: () => response,
  }
}
