import type { FastifyInstance } from 'fastify'
import { base64url } from '#contract/record/base64url.ts'
import { encodeReceipt } from '#contract/sync/receipt.ts'
import { encodeSigned } from '#contract/sync/signed.ts'
import { bad } from '#domain/problem.ts'
import type { HubContext } from '../context.ts'
import { refuseWith } from '../run/api-answers.ts'
import { scopeOfFact } from './openings.ts'
import { mayRead } from './pull.ts'
import type { CallerOf } from './let-in.ts'

/** The end of the log, signed, and proofs about it, for whoever has a certificate of this hub. */
export function registerLog(part: FastifyInstance, hub: HubContext, callerOf: CallerOf): void {
  const { store, keys, people } = hub

  part.get('/api/log/head', async (request, reply) => {
    const caller = await callerOf(request, reply)
    if (!caller) return reply
    if (caller.state !== 'known') return refuseWith(reply, 403, NO_RIGHT)
    const head = await store.log.head()
    const payload = encodeReceipt({
      v: 1,
      hub: keys.hub,
      hubEpoch: store.hubEpoch,
      head,
      taken: [],
      held: [],
      atMs: hub.nowMs(),
    })
    return { ...head, signed: base64url(encodeSigned({ payload, signature: keys.sign(payload) })) }
  })

  part.get<{ Querystring: { from?: string; to?: string } }>(
    '/api/log/consistency',
    async (request, reply) => {
      const caller = await callerOf(request, reply)
      if (!caller) return reply
      if (caller.state !== 'known') return refuseWith(reply, 403, NO_RIGHT)
      const { size } = await store.log.head()
      const from = countOf(request.query.from)
      const to = countOf(request.query.to)
      if (from === null || to === null || from > to || to > size) return refuseWith(reply, 400, NO_SUCH_ENTRY)
      return { from, to, proof: (await store.log.consistency(from, to)).map(base64url) }
    },
  )

  part.get<{ Querystring: { fact?: string } }>('/api/log/inclusion', async (request, reply) => {
    const caller = await callerOf(request, reply)
    if (!caller) return reply
    const { fact = '' } = request.query
    const stored = /^[\w-]{43}$/.test(fact) ? await store.facts.byId(fact) : null
    const scope = stored && scopeOfFact(stored)
    if (!stored || !scope || !mayRead(people, caller.key, scope)) return refuseWith(reply, 404, NO_SUCH_ENTRY)
    const head = await store.log.head()
    const proof = await store.log.inclusion(stored.n, head.size)
    const entry = (await store.log.entry(stored.n))!
    return { n: stored.n, entry: base64url(entry), head, proof: proof.map(base64url) }
  })
}

/** Null for what is no number of entries. */
function countOf(text: string | undefined): number | null {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : null
}

const NO_RIGHT = bad('no-right', 'Your role does not allow this.', 'Ask somebody whose role does.').problem
const NO_SUCH_ENTRY = bad(
  'no-such-entry',
  'The log of the hub has no such entry.',
  'Ask for entries up to its end.',
).problem
