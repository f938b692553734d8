import type { FastifyError, FastifyReply } from 'fastify'
import type { Problem } from '#domain/problem.ts'
import type { HubVoice } from '../context.ts'

/** Refusals of the API are JSON: a `Problem`, in plain English; the app says it in its own languages by `code`. */
export function refuseWith(reply: FastifyReply, status: number, problem: Problem): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(problem)
}

export function noSuchAddress(reply: FastifyReply): FastifyReply {
  return refuseWith(reply, 404, {
    code: 'no-such-address',
    message: 'There is nothing at this address.',
    cure: 'The app may be older or newer than the hub: open it again while it is connected.',
    details: {},
  })
}

/** What Fastify or a plugin threw: said by its status, never by its words, which may hold what was sent. */
export function refuseThrown(
  error: FastifyError,
  reply: FastifyReply,
  say: HubVoice,
  route: string,
): FastifyReply {
  const status = error.statusCode ?? 500
  const known = THROWN[status]
  if (known) return refuseWith(reply, status, { ...known, details: {} })
  if (status < 500) return refuseWith(reply, status, { ...NOT_UNDERSTOOD, details: {} })
  say.error('request-failed', { route, name: error.name, code: error.code ?? '', where: placeOf(error) })
  return refuseWith(reply, 500, {
    code: 'hub-failed',
    message: 'The hub could not do this.',
    cure: 'Nothing was lost on the tablet; it tries again. If this goes on, tell whoever runs the hub.',
    details: {},
  })
}

/** Where in our code it broke: a file and a line, never what was being worked on. */
export function placeOf(error: Error): string {
  return /\/(src\/[\w./-]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1] ?? ''
}

const NOT_UNDERSTOOD = {
  code: 'request-not-understood',
  message: 'The hub does not understand this request.',
  cure: 'The app may be older or newer than the hub: open it again while it is connected.',
}

const THROWN: Readonly<Record<number, Omit<Problem, 'details'>>> = {
  413: {
    code: 'request-too-large',
    message: 'This is more than the hub takes at once.',
    cure: 'Send it in smaller parts.',
  },
  429: {
    code: 'request-too-often',
    message: 'This was asked too often in a short time.',
    cure: 'Wait a minute and try again.',
  },
  503: {
    code: 'hub-stopping',
    message: 'The hub is being stopped or started.',
    cure: 'It is back in a moment; the tablet tries again by itself.',
  },
}
