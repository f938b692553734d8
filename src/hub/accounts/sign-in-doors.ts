import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bad, type Outcome } from '#domain/problem.ts'
import { passwordRequest, setupRequest, signInRequest } from '#contract/sync/hub-page.ts'
import type { SignedIn } from './accounts.ts'
import { addressOf, answer, fromOwnPage, jsonOfBody, refuse, type DoorFrame } from './doors.ts'
import { understood } from './request-problems.ts'
import { endedCookies, isSecure, mayHoldSession, sessionCookie, sessionToken } from './session-cookie.ts'

/** A clinic's people sign in from one address, each rarely. */
const SIGN_INS_A_MINUTE = 30

/** Sign in and out with a password, and the first hub keeper. */
export function openSignInDoors(server: FastifyInstance, frame: DoorFrame, hasOidc: () => boolean): void {
  const { people } = frame.hub
  const limited = { config: { rateLimit: { max: SIGN_INS_A_MINUTE, timeWindow: 60_000 } } }

  server.get('/api/me', (request, reply) =>
    reply.header('cache-control', 'no-store').send(people.me(sessionToken(request), hasOidc())),
  )

  server.post('/api/sign-in', limited, async (request, reply) => {
    const refused = cannotHoldSession(frame, request)
    if (refused) return refuse(frame, reply, refused.problem)
    const given = understood(signInRequest, jsonOfBody(request))
    if (!given.ok) return answer(frame, reply, given)
    const { login, password } = given.value
    const outcome = await people.signIn(login, password, addressOf(request), sessionToken(request))
    return answerSignedIn(request, reply, outcome)
  })

  server.post('/api/setup', limited, async (request, reply) => {
    const refused = cannotHoldSession(frame, request)
    if (refused) return refuse(frame, reply, refused.problem)
    const given = understood(setupRequest, jsonOfBody(request))
    if (!given.ok) return answer(frame, reply, given)
    const { code, ...first } = given.value
    const account = await people.setUp(code, first, addressOf(request))
    if (!account.ok) return answer(frame, reply, account)
    const signedIn = await people.startSession(account.value.id, sessionToken(request))
    return answerSignedIn(request, reply, { ok: true, value: signedIn })
  })

  server.post('/api/sign-out', async (request, reply) => {
    const own = fromOwnPage(frame, request)
    if (!own.ok) return answer(frame, reply, own)
    const token = sessionToken(request)
    if (token !== null) await people.signOut(token)
    return reply.header('set-cookie', endedCookies()).header('cache-control', 'no-store').send({})
  })

  server.post('/api/password', limited, async (request, reply) => {
    const own = fromOwnPage(frame, request)
    if (!own.ok) return answer(frame, reply, own)
    const { account } = people.me(sessionToken(request), false)
    if (!account) return refuse(frame, reply, notSignedIn().problem)
    const given = understood(passwordRequest, jsonOfBody(request))
    if (!given.ok) return answer(frame, reply, given)
    const { old, password } = given.value
    const outcome = await people.changeOwnPassword(account.id, old, password, addressOf(request))
    if (!outcome.ok) return answer(frame, reply, outcome)
    const signedIn = await people.startSession(account.id, null)
    return answerSignedIn(request, reply, { ok: true, value: signedIn })
  })

  function answerSignedIn(request: FastifyRequest, reply: FastifyReply, outcome: Outcome<SignedIn>) {
    if (!outcome.ok) return refuse(frame, reply, outcome.problem)
    const { token, me } = outcome.value
    const secure = isSecure(request.headers, request.protocol)
    const cookie = sessionCookie(token, secure, me.account!.sessionEndsAtMs - me.nowMs)
    const value = { ...me, oidc: hasOidc() }
    return answer(frame, reply.header('set-cookie', cookie), { ok: true, value })
  }
}

export function notSignedIn() {
  return bad('not-signed-in', 'Nobody is signed in in this browser.', 'Sign in.')
}

/** Before a password is looked at: it must not go over a line that anybody reads, nor come from another page. */
function cannotHoldSession(frame: DoorFrame, request: FastifyRequest) {
  const own = fromOwnPage(frame, request)
  if (!own.ok) return own
  if (mayHoldSession(request, isSecure(request.headers, request.protocol))) return null
  return bad('needs-https', 'This address is not protected.', 'Open the hub at its https address.')
}
