import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  decodeParcel,
  encodeParcelAnswer,
  PARCEL_BYTES_MAX,
  parcelContext,
  readContent,
} from '#contract/sync/parcel.ts'
import { PUSH_FACTS_MAX } from '#contract/sync/sync-messages.ts'
import type { HubContext } from '../context.ts'
import { fingerprintOf, verifies } from '../hub-keys.ts'
import { refuseWith } from '../run/api-answers.ts'

/** From one address; a carrier that comes home with more tries again in a minute. */
const PARCELS_A_MINUTE = 30
const ADDRESSES_MAX = 5000
/** Opening and judging one takes as long as a thousand facts: not many at a time. */
const AT_ONCE_MAX = 4

/**
 * `POST /api/parcels`: what tablets that cannot reach the hub gave to somebody who can. Sealed to this hub, so whoever
 * delivers it need not be known, and learns nothing but that it was taken; every fact in it is judged for its own author.
 * The answer (`encodeParcelAnswer`: signed receipts) goes back the way it came.
 */
export async function registerParcels(
  server: FastifyInstance,
  { keys, intake, metrics }: Pick<HubContext, 'keys' | 'intake' | 'metrics'>,
): Promise<void> {
  await server.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: PARCEL_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    await door.register(rateLimit, { max: PARCELS_A_MINUTE, timeWindow: 60_000, cache: ADDRESSES_MAX })
    let atOnce = 0
    door.post('/api/parcels', { bodyLimit: PARCEL_BYTES_MAX }, async (request, reply) => {
      if (atOnce >= AT_ONCE_MAX) return refuseWith(reply, 503, { ...BUSY, details: {} })
      atOnce++
      try {
        return await take(request.body, reply)
      } finally {
        atOnce--
      }
    })
  })

  async function take(body: unknown, reply: FastifyReply): Promise<FastifyReply> {
    const parcel = body instanceof Uint8Array ? decodeParcel(body) : null
    if (!parcel) return refuse(reply, 'no-parcel')
    if (parcel.to !== keys.hub) return refuse(reply, 'parcel-not-for-this-hub')
    const opened = await keys.open(parcel.sealed, parcelContext(keys.hub)).catch(() => null)
    const read = opened && readContent(opened)
    if (!read) return refuse(reply, 'parcel-damaged')
    const { content, payload, signature } = read
    const isSenders =
      content.to === keys.hub &&
      fingerprintOf(content.signingKey) === content.key &&
      verifies(content.signingKey, signature, payload)
    if (!isSenders) return refuse(reply, 'parcel-damaged')
    const receipts: Uint8Array<ArrayBuffer>[] = []
    for (let at = 0; at < content.facts.length; at += PUSH_FACTS_MAX)
      receipts.push(await intake.take(content.facts.slice(at, at + PUSH_FACTS_MAX), content.key))
    metrics.count('parcels_total', { was: 'taken' })
    return reply.type('application/octet-stream').send(Buffer.from(encodeParcelAnswer(receipts)))
  }

  function refuse(reply: FastifyReply, code: keyof typeof REFUSALS): FastifyReply {
    metrics.count('parcels_total', { was: code })
    return refuseWith(reply, 400, { code, ...REFUSALS[code], details: {} })
  }
}

const BUSY = {
  code: 'hub-busy',
  message: 'The hub has much to do at the moment.',
  cure: 'The tablet tries again by itself.',
}

const REFUSALS = {
  'no-parcel': {
    message: 'This is no parcel.',
    cure: 'Send the file as the tablet made it.',
  },
  'parcel-not-for-this-hub': {
    message: 'This parcel is for another hub.',
    cure: 'It stays with whoever carries it, until they meet that hub.',
  },
  'parcel-damaged': {
    message: 'This parcel was altered or cut on the way.',
    cure: 'Have it made and copied again.',
  },
} as const
