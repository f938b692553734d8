import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Outcome, Problem } from '#domain/problem.ts'
import { bad, good } from '#domain/problem.ts'
import type { KeyId } from '#domain/record/fact.ts'
import type { Caller, HubContext, HubPeople } from '../context.ts'
import { refuseWith } from '../run/api-answers.ts'
import type { Accounts } from './accounts.ts'

export type HubWithAccounts = HubContext & { readonly people: HubPeople & Accounts }

/** What every door of this room knows. */
export interface DoorFrame {
  readonly hub: HubWithAccounts
  /** As hub.json says it; null: the host that was asked is the own one. */
  readonly origin: string | null
}

/** Codes by the status that they are answered with; the others with 400. */
const STATUS = new Map(
  Object.entries({
    401: 'request-unsigned request-clock request-replayed request-signature sign-in-wrong setup-code-wrong not-signed-in',
    403: 'no-right foreign-origin not-first key-revoked not-invited needs-https enrol-other-key',
    404: 'oidc-absent no-such-account no-such-clinic no-such-invitation no-such-key nobody-at-hub invitation-unknown no-wipe-asked',
    409: 'login-taken clinic-taken hub-another-clinic invitation-used last-keeper',
    410: 'invitation-expired invitation-withdrawn',
    422: 'password-too-weak grants-invalid clinic-needed held-unsound accounts-full invitations-full',
    429: 'too-many-tries break-glass-too-often',
    503: 'hub-busy oidc-unreachable',
  }).flatMap(([status, codes]) => codes.split(' ').map((code) => [code, Number(status)] as const)),
)

/** A person's slip, not somebody at the door who should not be there. */
const HARMLESS = new Set(
  'password-too-weak login-taken grants-invalid request-not-understood not-signed-in nobody-at-hub'.split(
    ' ',
  ),
)

/** @param by whose key signed the request, where one did */
export function refuse(
  { hub }: DoorFrame,
  reply: FastifyReply,
  problem: Problem,
  by: KeyId | null = null,
): FastifyReply {
  // What a signature is refused for, `people.caller` has counted.
  if (!HARMLESS.has(problem.code) && !problem.code.startsWith('request-'))
    hub.people.refused(problem.code, by)
  const { waitS } = problem.details
  if (waitS !== undefined) reply.header('retry-after', String(waitS))
  return refuseWith(reply, STATUS.get(problem.code) ?? 400, problem)
}

/** The value as JSON, or the refusal. */
export function answer(
  frame: DoorFrame,
  reply: FastifyReply,
  outcome: Outcome<unknown>,
  by: KeyId | null = null,
): FastifyReply {
  if (!outcome.ok) return refuse(frame, reply, outcome.problem, by)
  return reply.header('cache-control', 'no-store').send(outcome.value ?? {})
}

export function answerCbor(
  frame: DoorFrame,
  reply: FastifyReply,
  outcome: Outcome<Uint8Array<ArrayBuffer>>,
  by: KeyId | null = null,
): FastifyReply {
  if (!outcome.ok) return refuse(frame, reply, outcome.problem, by)
  return reply
    .header('cache-control', 'no-store')
    .type('application/cbor')
    .send(Buffer.from(outcome.value.buffer))
}

/** Bodies of this room come as bytes, since signatures are over bytes. */
export function bytesOfBody({ body }: FastifyRequest): Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array ? new Uint8Array(body) : new Uint8Array(0)
}

/** @returns undefined for what is no JSON */
export function jsonOfBody(request: FastifyRequest): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOfBody(request)))
  } catch {
    return undefined
  }
}

export function callerOf({ hub }: DoorFrame, request: FastifyRequest): Promise<Outcome<Caller>> {
  return hub.people.caller({
    authorization: request.headers.authorization,
    method: request.method,
    path: request.url,
    body: bytesOfBody(request),
  })
}

/**
 * What a cookie decides is asked by our own page: browsers say with every POST where it comes from (Fetch, 3.2.5).
 * @returns `foreign-origin`, also where it is not said
 */
export function fromOwnPage({ origin }: DoorFrame, request: FastifyRequest): Outcome<null> {
  const said = request.headers.origin
  if (said !== undefined && (said === origin || hostOf(said) === request.host)) return good(null)
  return bad('foreign-origin', 'Another page asked for this.', 'Open the app at its own address.')
}

function hostOf(origin: string): string | null {
  return URL.parse(origin)?.host ?? null
}

/** Of one connection: an IPv6 network counts as one, since whoever has one address of it has them all. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped) return mapped[1]!
  if (!ip.includes(':')) return ip
  const [head = '', tail] = ip.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0')
  return [...groups, ...zeros, ...last].slice(0, 4).join(':')
}
