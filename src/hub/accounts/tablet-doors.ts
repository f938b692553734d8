import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import { bad, good } from '#domain/problem.ts'
import { decodeBreakGlassRequest } from '#contract/sync/break-glass.ts'
import { idText } from '#contract/sync/bytes.ts'
import { decodeEnrolRequest, encodeEnrolResponse } from '#contract/sync/enrolment.ts'
import { deviceRequest, type NewInvitation } from '#contract/sync/hub-page.ts'
import { fingerprintOf } from '../hub-keys.ts'
import {
  addressOf,
  answer,
  answerCbor,
  bytesOfBody,
  callerOf,
  fromOwnPage,
  jsonOfBody,
  refuse,
  type DoorFrame,
} from './doors.ts'
import { understood } from './request-problems.ts'
import { sessionToken } from './session-cookie.ts'

/** Sixty tablets of a class, or of a clinic, come from one address in a morning. */
const ENROLS_A_MINUTE = 60
const OTHERS_A_MINUTE = 120

const perMinute = (max: number) => ({ config: { rateLimit: { max, timeWindow: 60_000 } } })

/** What tablets ask, signed by whoever is open. */
export function openTabletDoors(server: FastifyInstance, frame: DoorFrame): void {
  const { people } = frame.hub

  server.post('/api/enrol', perMinute(ENROLS_A_MINUTE), async (request, reply) => {
    const caller = await callerOf(frame, request)
    if (!caller.ok) return refuse(frame, reply, caller.problem)
    const asked = decodeEnrolRequest(bytesOfBody(request))
    if (!asked) return answer(frame, reply, notUnderstood())
    if (fingerprintOf(asked.signingKey) !== caller.value.key)
      return refuse(frame, reply, anotherKey().problem, caller.value.key)
    // Only the session may let them in: then it must be their own page that asks.
    const own = asked.token === null ? fromOwnPage(frame, request) : good(null)
    if (!own.ok) return answer(frame, reply, own)
    const token = asked.token === null ? sessionToken(request) : null
    const address = addressOf(request)
    const outcome = await people.enrol(asked, { key: caller.value.key, token, address })
    return answerCbor(
      frame,
      reply,
      outcome.ok ? good(encodeEnrolResponse(outcome.value)) : outcome,
      caller.value.key,
    )
  })

  server.post('/api/invitations', perMinute(OTHERS_A_MINUTE), async (request, reply) => {
    const caller = await callerOf(frame, request)
    if (!caller.ok) return refuse(frame, reply, caller.problem)
    const given = jsonOfBody(request) as NewInvitation
    return answer(frame, reply, await people.inviteColleague(given, caller.value), caller.value.key)
  })

  server.post('/api/wiped', perMinute(OTHERS_A_MINUTE), async (request, reply) => {
    const caller = await callerOf(frame, request)
    if (!caller.ok) return refuse(frame, reply, caller.problem)
    const given = understood(deviceRequest, jsonOfBody(request))
    if (!given.ok) return answer(frame, reply, given)
    return answer(frame, reply, await people.wiped(given.value.device, caller.value.key), caller.value.key)
  })

  server.post('/api/break-glass', perMinute(OTHERS_A_MINUTE), async (request, reply) => {
    const caller = await callerOf(frame, request)
    if (!caller.ok) return refuse(frame, reply, caller.problem)
    const asked = decodeBreakGlassRequest(bytesOfBody(request))
    if (!asked) return answer(frame, reply, notUnderstood())
    return answerCbor(frame, reply, await people.breakGlass(caller.value, asked), caller.value.key)
  })

  server.get('/api/openings', perMinute(OTHERS_A_MINUTE), async (request, reply) => {
    const caller = await callerOf(frame, request)
    if (!caller.ok) return refuse(frame, reply, caller.problem)
    const given = understood(v.object({ subject: idText }), request.query)
    if (!given.ok) return answer(frame, reply, given)
    return answer(frame, reply, await people.openings(caller.value, given.value.subject), caller.value.key)
  })
}

function notUnderstood() {
  return bad(
    'request-not-understood',
    'The hub does not understand this request.',
    'The app may be older or newer than the hub: open it again while it is connected.',
  )
}

function anotherKey() {
  return bad('enrol-other-key', 'This request was signed by somebody else.', 'Scan the invitation again.')
}
