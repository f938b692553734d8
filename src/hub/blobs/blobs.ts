import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rightsOf } from '#domain/access/rights.ts'
import type { ScopeId } from '#domain/record/fact.ts'
import { isBlobAddress } from '#contract/sync/blob.ts'
import type { Caller, HubContext } from '../context.ts'
import { refuseWith } from '../run/api-answers.ts'
import { sendBlob } from './fetching.ts'
import { Erasures } from './erasures.ts'
import { FinishedBlobs } from './finished-blobs.ts'
import { IncomingFiles, isUploadId } from './incoming-files.ts'
import { BLOB_LIMITS, type BlobLimits } from './limits.ts'
import { BlobRefused, leaseEnded, noRight, notThere, personErased, withdrawn } from './refusals.ts'
import { readHeaders, Uploads } from './uploads.ts'

const SWEEP_MS = 3_600_000

export interface BlobsAtHub {
  /** Blobs of people who were erased go now, and not at the next look a minute later. */
  lookForErased(): Promise<void>
}

/**
 * Large bytes: `POST`, `HEAD`, `PATCH`, `DELETE /api/blobs…` by tus 1.0, and `HEAD`, `GET` of finished ones by scope and
 * hash. Every request is signed; who brings needs the right to write in the scope, who fetches the right to read.
 */
export async function registerBlobs(
  server: FastifyInstance,
  hub: HubContext,
  given: Partial<BlobLimits> = {},
): Promise<BlobsAtHub> {
  const limits = { ...BLOB_LIMITS, ...given }
  const folder = join(hub.folder, 'blobs')
  const finished = new FinishedBlobs(hub, folder)
  const incoming = new IncomingFiles(join(folder, 'incoming'))
  const uploads = await Uploads.open(hub, { finished, incoming, limits })
  const failed = (cause: unknown) => hub.say.error('blob-sweep-failed', { name: (cause as Error).name })
  const erasures = new Erasures(hub.store, (subject) => uploads.erase(subject), failed)
  await erasures.look()
  const sweep = setInterval(() => void uploads.endForgotten().catch(failed), SWEEP_MS)
  sweep.unref()
  server.addHook('onClose', async () => {
    clearInterval(sweep)
    await erasures.close()
  })
  hub.metrics.gauge('blobs_stored', 'Finished blobs', () => finished.count)
  hub.metrics.gauge('blob_stored_bytes', 'Bytes of finished blobs', () => finished.bytes)
  hub.metrics.gauge('blobs_unfinished', 'Uploads that have begun', () => uploads.unfinished)

  const routes = new BlobRoutes(hub, { uploads, finished, erasures })
  await server.register(async (part) => {
    // The pieces of a blob are read by tus as they come; nothing of them is parsed here.
    part.removeAllContentTypeParsers()
    part.addContentTypeParser('*', (_request, _payload, done) => done(null))
    part.post('/api/blobs', (request, reply) => routes.answer(request, reply, routes.begin))
    part.route<{ Params: { id: string } }>({
      method: ['HEAD', 'PATCH', 'DELETE'],
      url: '/api/blobs/:id',
      handler: (request, reply) => routes.answer(request, reply, routes.goOn),
    })
    part.route<{ Params: { scope: string; sha256: string } }>({
      method: ['HEAD', 'GET'],
      url: '/api/blobs/by-hash/:scope/:sha256',
      handler: (request, reply) => routes.answer(request, reply, routes.fetch),
    })
  })
  return { lookForErased: () => erasures.look() }
}

type Answering = (asked: {
  readonly caller: Caller
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}) => Promise<FastifyReply>

class BlobRoutes {
  readonly #hub: HubContext
  readonly #uploads: Uploads
  readonly #finished: FinishedBlobs
  readonly #erasures: Erasures

  constructor(hub: HubContext, parts: { uploads: Uploads; finished: FinishedBlobs; erasures: Erasures }) {
    this.#hub = hub
    this.#uploads = parts.uploads
    this.#finished = parts.finished
    this.#erasures = parts.erasures
  }

  /** Who asks comes first; a refusal of any kind is said as our `Problem` and counted. */
  async answer(request: FastifyRequest, reply: FastifyReply, act: Answering): Promise<FastifyReply> {
    const { authorization } = request.headers
    const path = request.raw.url!
    const caller = await this.#hub.people.caller({ authorization, method: request.method, path, body: null })
    if (!caller.ok) return refuseWith(reply, 401, caller.problem)
    try {
      return await act({ caller: caller.value, request, reply })
    } catch (cause) {
      if (!(cause instanceof BlobRefused)) throw cause
      this.#hub.metrics.count('blobs_refused_total', { code: cause.problem.code })
      return refuseWith(reply, cause.status_code, cause.problem)
    }
  }

  readonly begin: Answering = async ({ caller, request, reply }) => {
    const metadata = readHeaders(request.raw)
    this.#mayWrite(caller, metadata.scope)
    if (await this.#erasures.wasErased(metadata.subject)) throw personErased()
    return answered(reply, await this.#uploads.begin(request.raw, metadata, caller))
  }

  readonly goOn: Answering = async ({ caller, request, reply }) => {
    const { id } = request.params as { id: string }
    if (!isUploadId(id)) throw notThere()
    const may = (scope: ScopeId) => this.#mayWrite(caller, scope)
    return answered(reply, await this.#uploads.goOn(request.raw as IncomingMessage, id, caller, may))
  }

  readonly fetch: Answering = async ({ caller, request, reply }) => {
    const address = request.params as { scope: string; sha256: string }
    if (!isBlobAddress(address)) throw notThere()
    this.#mayRead(caller, address.scope)
    const found = await this.#finished.find(address.scope, address.sha256)
    if (!found) throw notThere()
    return sendBlob(reply, found, { method: request.method, range: request.headers.range })
  }

  #mayWrite(caller: Caller, scope: ScopeId): void {
    if (rightsOf(this.#role(caller, scope)).writes === 'none') throw noRight()
  }

  #mayRead(caller: Caller, scope: ScopeId): void {
    if (!rightsOf(this.#role(caller, scope)).reads) throw noRight()
  }

  #role(caller: Caller, scope: ScopeId) {
    if (caller.state === 'lapsed') throw leaseEnded()
    if (caller.state === 'revoked') throw withdrawn()
    const role = caller.state === 'known' ? this.#hub.people.role(caller.key, scope) : null
    if (!role) throw noRight()
    return role
  }
}

/** What tus answered, without what it says to pages of other origins. */
const PASSED = ['location', 'tus-resumable', 'upload-offset', 'upload-length', 'upload-metadata']

async function answered(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  for (const name of PASSED) {
    const value = response.headers.get(name)
    if (value !== null) reply.header(name, value)
  }
  return reply.code(response.status).header('cache-control', 'no-store').send('')
}
