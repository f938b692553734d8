import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Metadata, Server } from '@tus/server'
import type { ScopeId, SubjectId } from '#domain/record/fact.ts'
import { PIECES_HEADER, readBlobMetadata, readPieces, type BlobMetadata } from '#contract/sync/blob.ts'
import type { Caller, HubContext } from '../context.ts'
import { BodyFeed } from './body-feed.ts'
import type { FinishedBlobs } from './finished-blobs.ts'
import { readIncoming, type Incoming, type IncomingFiles } from './incoming-files.ts'
import type { BlobLimits } from './limits.ts'
import * as refusals from './refusals.ts'

/** Throws where the caller may not write there. */
type MayWrite = (scope: ScopeId) => void

interface Parts {
  readonly finished: FinishedBlobs
  readonly incoming: IncomingFiles
  readonly limits: BlobLimits
}

/** Who is at an upload now; the newest request of its tablet is the one that counts. */
interface Turn {
  end(): void
  readonly done: Promise<unknown>
}

/** Uploads on their way: `@tus/server` speaks the protocol, here stand rights, room, turns and what finishing means. */
export class Uploads {
  readonly #hub: HubContext
  readonly #finished: FinishedBlobs
  readonly #incoming: IncomingFiles
  readonly #limits: BlobLimits
  readonly #tus: Server
  readonly #ids = new WeakMap<object, string>()
  /** What tus threw, before it made text of it. */
  readonly #thrown = new WeakMap<object, unknown>()
  readonly #unfinished: Map<string, Incoming>
  readonly #turns = new Map<string, Turn>()

  static async open(hub: HubContext, parts: Parts): Promise<Uploads> {
    const uploads = new Uploads(hub, parts, await parts.incoming.unfinished())
    await uploads.endForgotten()
    return uploads
  }

  private constructor(hub: HubContext, parts: Parts, unfinished: ReadonlyMap<string, Incoming>) {
    this.#hub = hub
    this.#finished = parts.finished
    this.#incoming = parts.incoming
    this.#limits = parts.limits
    this.#unfinished = new Map(unfinished)
    this.#tus = new Server({
      path: '/api/blobs',
      datastore: parts.incoming,
      relativeLocation: true,
      namingFunction: (request) => this.#ids.get(request)!,
      onUploadFinish: async (_request, upload) => {
        await this.#finish(upload.id, readIncoming(upload))
        return {}
      },
      onResponseError: (request, cause) => {
        this.#thrown.set(request, cause)
        return undefined
      },
    })
  }

  get unfinished(): number {
    return this.#unfinished.size
  }

  /** `POST`: a place for the bytes that are named in `Upload-Metadata`. */
  async begin(request: IncomingMessage, metadata: BlobMetadata, caller: Caller): Promise<Response> {
    const { device } = caller.certificate!
    this.#makeSureOfRoom(metadata, device)
    const id = randomBytes(16).toString('hex')
    // Counted before anything is awaited: two at once do not both get the last room.
    this.#unfinished.set(id, { ...metadata, device, by: caller.key })
    const said = { ...Metadata.parse(header(request, 'upload-metadata')), device, by: caller.key }
    const asked = new Request(`http://hub/api/blobs`, {
      method: 'POST',
      headers: {
        'tus-resumable': header(request, 'tus-resumable'),
        'upload-length': String(metadata.sizeBytes),
        'upload-metadata': Metadata.stringify(said),
      },
    })
    this.#ids.set(asked, id)
    try {
      return await this.#ask(asked)
    } catch (cause) {
      this.#unfinished.delete(id)
      await this.#incoming.end(id)
      throw cause
    }
  }

  /** `HEAD`, `PATCH`, `DELETE` of an upload, by anybody who may write in its scope: shifts change, uploads go on. */
  async goOn(request: IncomingMessage, id: string, caller: Caller, may: MayWrite): Promise<Response> {
    const upload = this.#unfinished.get(id)
    if (!upload) throw refusals.notThere()
    may(upload.scope)
    const feed =
      request.method === 'PATCH' ? new BodyFeed(request, { silentMs: this.#limits.silentMs }) : null
    try {
      return await this.#inTurn(id, feed, async () => {
        if (request.method !== 'DELETE') await this.#finishIfWhole(id, upload)
        if (feed) this.#expectPieces(request, id)
        const response = await this.#ask(webRequest(request, id, feed))
        if (request.method === 'DELETE') this.#unfinished.delete(id)
        return response
      })
    } catch (cause) {
      if (cause instanceof refusals.BlobRefused)
        await this.#note('refused', upload, caller, cause.problem.code)
      throw cause
    } finally {
      feed?.end()
    }
  }

  async erase(subject: SubjectId): Promise<number> {
    const theirs = [...this.#unfinished].filter(([, upload]) => upload.subject === subject)
    for (const [id] of theirs) await this.#end(id)
    return theirs.length + (await this.#finished.erase(subject))
  }

  /** Uploads that nobody has gone on with for weeks. */
  async endForgotten(): Promise<void> {
    const before = this.#hub.nowMs() - this.#limits.unfinishedForMs
    for (const id of await this.#incoming.removeUntouchedSince(before)) this.#unfinished.delete(id)
  }

  /**
   * A tablet whose line broke is back before the hub has noticed: what the old request still brings is written, then
   * the new one goes on behind it.
   */
  async #inTurn<T>(id: string, feed: BodyFeed | null, act: () => Promise<T>): Promise<T> {
    for (let before = this.#turns.get(id); before; before = this.#turns.get(id)) {
      before.end()
      await before.done
    }
    const acting = act()
    const done = acting.catch(() => undefined).then(() => void this.#turns.delete(id))
    this.#turns.set(id, { end: () => feed?.end(), done })
    return acting
  }

  /** The hub was killed between the last byte and its answer: the tablet finds the blob by its hash. */
  async #finishIfWhole(id: string, upload: Incoming): Promise<void> {
    if ((await this.#incoming.arrived(id)) !== upload.sizeBytes) return
    await this.#finish(id, upload)
    throw refusals.notThere()
  }

  #expectPieces(request: IncomingMessage, id: string): void {
    const offset = Number(header(request, 'upload-offset'))
    const list = request.headers[PIECES_HEADER]
    if (list === undefined || !Number.isSafeInteger(offset)) return
    const pieces = readPieces(String(list))
    if (!pieces) throw refusals.notUnderstood()
    this.#incoming.expect(id, offset, pieces)
  }

  #makeSureOfRoom({ sizeBytes, scope }: BlobMetadata, device: string): void {
    const { blobBytesMax, scopeBytesMax, deviceBytesMax, unfinishedMax } = this.#limits
    if (sizeBytes > blobBytesMax) throw refusals.tooLarge(sizeBytes, blobBytesMax)
    const coming = [...this.#unfinished.values()]
    const inScope = coming.filter((upload) => upload.scope === scope)
    const ofDevice = coming.filter((upload) => upload.device === device)
    if (ofDevice.length >= unfinishedMax) throw refusals.tooManyOpen()
    if (this.#finished.bytesOfDevice(device) + sum(ofDevice) + sizeBytes > deviceBytesMax)
      throw refusals.deviceFull(deviceBytesMax)
    if (this.#finished.bytesOfScope(scope) + sum(inScope) + sizeBytes > scopeBytesMax)
      throw refusals.scopeFull(scopeBytesMax)
  }

  /** Asked by tus when the last byte is here, before it answers. */
  async #finish(id: string, incoming: Incoming | null): Promise<void> {
    try {
      if (!incoming) throw refusals.notUnderstood()
      const there = await this.#finished.find(incoming.scope, incoming.sha256)
      if (!there) await this.#finished.take(this.#incoming.path(id), incoming)
    } catch (cause) {
      if (cause instanceof refusals.BlobRefused) await this.#end(id)
      throw cause
    }
    await this.#end(id)
    const { scope, subject, sizeBytes, by } = incoming
    const atMs = this.#hub.nowMs()
    await this.#hub.store.log.note([
      { what: 'blob', by, scope, subject, why: `stored ${sizeBytes} bytes`, atMs },
    ])
    this.#hub.metrics.count('blob_bytes_total', {}, sizeBytes)
  }

  async #end(id: string): Promise<void> {
    this.#unfinished.delete(id)
    await this.#incoming.end(id)
  }

  /** Asks tus. @throws BlobRefused for every answer that is a refusal */
  async #ask(request: Request): Promise<Response> {
    const response = await this.#tus.handleWeb(request)
    if (response.status < 400) return response
    throw refusals.refusalOf(response.status, this.#thrown.get(request))
  }

  async #note(what: 'refused', upload: Incoming, caller: Caller, why: string): Promise<void> {
    const { scope, subject } = upload
    await this.#hub.store.log.note([
      { what, by: caller.key, scope, subject, why: `blob: ${why}`, atMs: this.#hub.nowMs() },
    ])
  }
}

function sum(uploads: readonly Incoming[]): number {
  return uploads.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0)
}

function header(request: IncomingMessage, name: string): string {
  return String(request.headers[name] ?? '')
}

/**
 * What `POST` says of the blob.
 * @throws BlobRefused where the headers are not those of a blob
 */
export function readHeaders(request: IncomingMessage): BlobMetadata {
  const length = header(request, 'upload-length')
  let said: Record<string, string | null>
  try {
    said = Metadata.parse(header(request, 'upload-metadata'))
  } catch {
    throw refusals.notUnderstood()
  }
  const metadata = /^\d{1,15}$/.test(length) ? readBlobMetadata(said, Number(length)) : null
  if (!metadata) throw refusals.notUnderstood()
  return metadata
}

/** The request as tus reads it: an address of our own making, and only the headers of its protocol. */
function webRequest(request: IncomingMessage, id: string, feed: BodyFeed | null): Request {
  const headers = new Headers()
  for (const name of ['tus-resumable', 'upload-offset', 'content-type', 'content-length']) {
    const value = request.headers[name]
    if (value !== undefined) headers.set(name, String(value))
  }
  return new Request(`http://hub/api/blobs/${id}`, {
    method: request.method!,
    headers,
    ...(feed ? { body: feed.stream, duplex: 'half' } : {}),
  } as RequestInit)
}
