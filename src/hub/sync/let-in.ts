import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '#domain/problem.ts'
import type { Caller } from '../context.ts'
import { refuseWith } from '../run/api-answers.ts'
import type { Gate } from './gate.ts'

const NOTHING = new Uint8Array(0)

/** Null: refused already. */
export type CallerOf = (request: FastifyRequest, reply: FastifyReply) => Promise<Caller | null>

/** Who signed this request; refused where nobody did, or too often. */
export async function letIn(
  gate: Gate,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | null> {
  const { authorization } = request.headers
  const body = request.body instanceof Uint8Array ? request.body : NOTHING
  const path = request.raw.url ?? ''
  const caller = await gate.caller(request.ip, { authorization, method: request.method, path, body })
  if (caller.ok) return caller.value
  refuseCaller(reply, caller.problem)
  return null
}

/** 401, or when to come again. */
export function refuseCaller(reply: FastifyReply, problem: Problem): void {
  const { waitS } = problem.details
  if (waitS !== undefined) reply.header('retry-after', String(waitS))
  const status = problem.code === 'request-too-often' ? 429 : problem.code === 'hub-busy' ? 503 : 401
  void refuseWith(reply, status, problem)
}
