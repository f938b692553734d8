import type { FastifyInstance, FastifyReply } from 'fastify'
import { bad } from '#domain/problem.ts'
import { refuse, type DoorFrame } from './doors.ts'
import type { OidcFlow } from './oidc-flow.ts'
import { cookieText, cookieValue, mayHoldSession, sessionCookie, sessionToken } from './session-cookie.ts'

const ASKED_A_MINUTE = 60
const RETURN_MAX = 500
const WAY_S = 600

/**
 * The way out to the provider and back.
 *
 * Coming back is a step from another site, so the cookie of the way is `Lax`: it goes along with a page that is opened,
 * and with nothing else. The session stays `Strict`. The page that is opened next comes without it, and needs none:
 * it is the app, which then asks from our own site.
 */
export function openOidcDoors(server: FastifyInstance, frame: DoorFrame, flow: OidcFlow | null): void {
  const { people } = frame.hub
  const limited = { config: { rateLimit: { max: ASKED_A_MINUTE, timeWindow: 60_000 } } }
  const isSecure = flow?.settings.origin.startsWith('https://') ?? true
  const cookieName = isSecure ? '__Host-hinterland-oidc' : 'hinterland-oidc'

  server.get('/api/oidc/start', limited, async (request, reply) => {
    if (!flow) return refuse(frame, reply, noProvider().problem)
    const returnTo = ownPath((request.query as { return?: unknown }).return ?? '/')
    if (returnTo === null) return refuse(frame, reply, noOwnPath().problem)
    const begun = await flow.begin(returnTo)
    if (!begun.ok) return refuse(frame, reply, begun.problem)
    wayCookie(reply, begun.value.cookie)
    return reply.header('cache-control', 'no-store').redirect(begun.value.url.href, 303)
  })

  server.get('/api/oidc/callback', limited, async (request, reply) => {
    if (!flow) return refuse(frame, reply, noProvider().problem)
    const way = flow.flowOf(cookieValue(request.headers.cookie, cookieName))
    wayCookie(reply, null)
    if (!way) return back(reply, '/', 'oidc-refused')
    if (!mayHoldSession(request, isSecure)) return back(reply, way.returnTo, 'needs-https')
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
    const person = await flow.finish(way, query)
    if (!person.ok) return back(reply, way.returnTo, person.problem.code)
    const signedIn = await people.signInBySubject(person.value, sessionToken(request))
    if (!signedIn.ok) return back(reply, way.returnTo, signedIn.problem.code)
    const { token, me } = signedIn.value
    const cookie = sessionCookie(token, isSecure, me.account!.sessionEndsAtMs - me.nowMs)
    return back(reply.header('set-cookie', cookie), way.returnTo, null)
  })

  /** A person stands in front of it: what went wrong is said by the page, from its code. */
  function back(reply: FastifyReply, path: string, problem: string | null) {
    if (problem !== null) people.refused(problem, null)
    const [before, fragment] = path.split('#')
    const query = problem === null ? '' : `${before!.includes('?') ? '&' : '?'}sign-in=${problem}`
    const target = before + query + (fragment === undefined ? '' : `#${fragment}`)
    return reply.header('cache-control', 'no-store').redirect(target, 303)
  }

  function wayCookie(reply: FastifyReply, value: string | null) {
    const maxAgeS = value === null ? 0 : WAY_S
    reply.header(
      'set-cookie',
      cookieText({ name: cookieName, value: value ?? '', isSecure, sameSite: 'Lax', maxAgeS }),
    )
  }
}

/** @returns null for everything that a browser could take for another origin's address, and for the API */
export function ownPath(given: unknown): string | null {
  if (typeof given !== 'string' || given.length > RETURN_MAX) return null
  // Browsers read a backslash as a slash, and drop tabs and line ends, before they look at the path.
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(given) || given.includes('\\')) return null
  const url = URL.parse(given, 'http://own.invalid')
  if (url?.origin !== 'http://own.invalid' || url.pathname.startsWith('/api/')) return null
  // As it was understood, so that a browser understands nothing else: dots are gone, and so are doubled slashes.
  return url.pathname.startsWith('//') ? null : url.pathname + url.search + url.hash
}

function noProvider() {
  return bad('oidc-absent', 'This hub signs nobody in at another house.', 'Sign in with a password.')
}

function noOwnPath() {
  return bad('foreign-address', 'This address is not one of this hub.', 'Begin again from the app.')
}
