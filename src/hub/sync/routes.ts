import { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { base64url } from '#contract/record/base64url.ts'
import {
  decodeOffer,
  decodeSyncRequest,
  encodeOfferAnswer,
  encodeSyncResponse,
} from '#contract/sync/sync-messages.ts'
import { bad } from '#domain/problem.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'
import { refuseWith } from '../run/api-answers.ts'
import { minVersionOf } from './app-version.ts'
import { byteRange } from './byte-range.ts'
import { Gate, type Paces } from './gate.ts'
import { letIn, refuseCaller, type CallerOf } from './let-in.ts'
import { registerLive } from './live.ts'
import { registerLog } from './log-routes.ts'
import { packed, unpacked, UNPACKED_BYTES_MAX } from './packing.ts'
import { mayRead } from './pull.ts'

/** Requests whose bodies are here or on their way: what they hold together stays below 1 GB. */
const AT_ONCE_MAX = 300
const AT_ONCE_AN_ADDRESS_MAX = 100
const SILENT_MS = 30_000

export interface SyncOptions {
  readonly paces?: Partial<Paces>
  /** A line that says nothing for so long is dead; the tablet sends again. */
  readonly silentMs?: number
}

/** `POST /api/sync`, `/api/offer`, segments, the log's proofs, the live line, and who this hub is. */
export async function registerSync(
  server: FastifyInstance,
  hub: HubContext,
  { paces = {}, silentMs = SILENT_MS }: SyncOptions = {},
): Promise<void> {
  const gate = new Gate(hub.people, paces)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/cbor',
    { parseAs: 'buffer', bodyLimit: UNPACKED_BYTES_MAX },
    (_request, body, done) => done(null, body),
  )
  limitAtOnce(server, silentMs)
  const callerOf: CallerOf = (request, reply) => letIn(gate, request, reply)
  registerExchange(server, hub, callerOf)
  registerSegments(server, hub, callerOf)
  registerLog(server, hub, callerOf)
  registerHello(server, hub, gate)
  registerLive(server, hub, gate, paces.lines)
}

function registerExchange(part: FastifyInstance, hub: HubContext, callerOf: CallerOf): void {
  part.post('/api/sync', async (request, reply) => {
    const caller = await callerOf(request, reply)
    if (!caller) return reply
    const bytes = await plainBody(request)
    const asked = bytes && decodeSyncRequest(bytes)
    if (!asked) return refuseWith(reply, 400, NOT_UNDERSTOOD)
    return sendCbor(request, reply, encodeSyncResponse(await hub.intake.exchange(caller, asked)))
  })

  part.post('/api/offer', async (request, reply) => {
    const caller = await callerOf(request, reply)
    if (!caller) return reply
    if (caller.state !== 'known') return refuseWith(reply, 403, NO_RIGHT)
    const bytes = await plainBody(request)
    const offer = bytes && decodeOffer(bytes)
    if (!offer) return refuseWith(reply, 400, NOT_UNDERSTOOD)
    await hub.people.recall(offer.certificates, caller.key)
    const lacking = await hub.store.facts.lacking(offer.ids)
    const waiting = await waitingFor(hub, offer.ids)
    return sendCbor(request, reply, encodeOfferAnswer({ lacking: [...lacking, ...waiting] }))
  })
}

/** Held since nobody knew the author: a colleague who has it may be who can bring it. */
async function waitingFor({ store }: HubContext, ids: readonly FactId[]): Promise<FactId[]> {
  const held = await store.facts.held({ why: 'author-unknown' })
  if (held.length === 0) return []
  const offered = new Set(ids)
  return held.flatMap(({ id }) => (offered.has(id) ? [id] : []))
}

/** Unpacked where the request says that it is packed; null where it cannot be. What was signed is what was sent. */
async function plainBody(request: FastifyRequest): Promise<Uint8Array | null> {
  const { body } = request
  if (!(body instanceof Uint8Array)) return null
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'gzip') return unpacked(body)
  return encoding === 'identity' ? body : null
}

async function sendCbor(request: FastifyRequest, reply: FastifyReply, bytes: Uint8Array<ArrayBuffer>) {
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  const answer = takesGzip ? await packed(bytes) : { gzip: false, bytes }
  if (answer.gzip) reply.header('content-encoding', 'gzip')
  return reply.type('application/cbor').send(Buffer.from(answer.bytes))
}

/** Closed pieces of a scope's log, for who may read the scope: they never change, and come by range. */
function registerSegments(part: FastifyInstance, hub: HubContext, callerOf: CallerOf): void {
  part.get<{ Params: { '*': string } }>('/api/segments/*', async (request, reply) => {
    const caller = await callerOf(request, reply)
    if (!caller) return reply
    const name = request.params['*']
    const scope = name.slice(0, Math.max(0, name.lastIndexOf('/')))
    if (!mayRead(hub.people, caller.key, scope)) return refuseWith(reply, 403, NO_RIGHT)
    const bytes = await hub.store.facts.segment(name)
    if (!bytes) return refuseWith(reply, 404, NO_SEGMENT)

    const etag = `"${/-([\w-]{43})\.cbor\.gz$/.exec(name)?.[1] ?? ''}"`
    reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    const sameFile = (request.headers['if-range'] ?? etag) === etag
    const range = sameFile ? byteRange(request.headers.range, bytes.length) : 'whole'
    reply.type('application/octet-stream')
    if (range === 'whole') return reply.send(Buffer.from(bytes.buffer))
    if (range === 'beyond')
      return reply.code(416).header('content-range', `bytes */${bytes.length}`).send(Buffer.alloc(0))
    return reply
      .code(206)
      .header('content-range', `bytes ${range.first}-${range.last}/${bytes.length}`)
      .send(Buffer.from(bytes.subarray(range.first, range.last + 1)))
  })
}

/** What a tablet may ask before it knows anybody here: is this a hub, and what time is it. */
function registerHello(part: FastifyInstance, hub: HubContext, gate: Gate): void {
  part.get('/api/hello', async (request, reply) => {
    const flood = gate.address(request.ip)
    if (flood) {
      refuseCaller(reply, flood)
      return reply
    }
    return {
      hub: hub.keys.hub,
      name: hub.name,
      signingKey: base64url(hub.keys.signingKey),
      hubEpoch: hub.store.hubEpoch,
      nowMs: hub.nowMs(),
      minVersion: minVersionOf(hub.store),
    }
  })
}

/** Who comes when too many are being served is told when to come again; who falls silent makes room. */
function limitAtOnce(part: FastifyInstance, silentMs: number): void {
  const serving = new Map<string, number>()
  let all = 0
  part.addHook('onRequest', (request, reply, done) => {
    const ofAddress = serving.get(request.ip) ?? 0
    if (all >= AT_ONCE_MAX || ofAddress >= AT_ONCE_AN_ADDRESS_MAX) {
      // Not all at the same moment again.
      reply.header('retry-after', String(5 + Math.floor(Math.random() * 25)))
      void refuseWith(reply, 503, BUSY)
      return
    }
    all++
    serving.set(request.ip, ofAddress + 1)
    const { socket } = request.raw
    if (socket instanceof Socket) socket.setTimeout(silentMs)
    reply.raw.once('close', () => {
      all--
      const left = serving.get(request.ip)! - 1
      if (left === 0) serving.delete(request.ip)
      else serving.set(request.ip, left)
    })
    done()
  })
}

const NOT_UNDERSTOOD = bad(
  'request-not-understood',
  'The hub does not understand this request.',
  'The app may be older or newer than the hub: open it again while it is connected.',
).problem
const NO_RIGHT = bad('no-right', 'Your role does not allow this.', 'Ask somebody whose role does.').problem
const NO_SEGMENT = bad(
  'segment-gone',
  'This part of the record is not here any more in this form.',
  'Sync again: the hub names the parts that there are now.',
).problem
const BUSY = bad('hub-busy', 'The hub has too much to do.', 'Wait some minutes, then try again.').problem
