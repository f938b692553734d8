import * as v from 'valibot'
import { bad, type Problem } from '#domain/problem.ts'

const shape = v.object({
  code: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,60}$/)),
  message: v.pipe(v.string(), v.maxLength(1000)),
  cure: v.pipe(v.string(), v.maxLength(1000)),
  details: v.optional(v.record(v.string(), v.union([v.string(), v.number()])), {}),
})

/** What the hub says where it refuses; null for an answer of something else (a proxy, a portal). */
export async function readRefusal(answer: Response): Promise<Problem | null> {
  const parsed = v.safeParse(shape, await answer.json().catch(() => null))
  return parsed.success ? parsed.output : null
}

/** The problem of an answer that is no success. */
export async function problemOf(answer: Response): Promise<Problem> {
  return (await readRefusal(answer)) ?? hubUnreachable(answer.status)
}

export function hubUnreachable(status = 0): Problem {
  return bad(
    'hub-unreachable',
    'The hub does not answer.',
    'Nothing is lost: everything stays on this tablet and is sent as soon as the hub answers.',
    status === 0 ? {} : { status },
  ).problem
}

export function notTheHub(): Problem {
  return bad(
    'hub-not-the-one',
    'Something else answers in the place of the hub.',
    'Sign nothing into it; ask whoever keeps the hub.',
  ).problem
}
