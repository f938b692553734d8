import { keeper } from './workers/keeper.ts'
import type { Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { storeProblem } from './store-problem.ts'

/**
 * Notes on a person's chart that a copy of theirs leaves the tablet, before it does.
 * @returns why it could not be noted: then it must not leave
 */
export async function recordLeaving(
  subject: SubjectId,
  what: 'print' | 'export',
  why: string,
): Promise<Problem | null> {
  const draft = { kind: 'access', verb: 'assert', subject, body: { value: { what, why } } } as const
  const written = await keeper.write([draft]).catch(storeProblem)
  return written.ok ? null : written.problem
}
