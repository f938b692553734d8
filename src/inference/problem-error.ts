import type { Problem } from '#domain/problem.ts'

/** Carries a problem out of a call whose interface gives plain values; `caught` turns it back into a value. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/**
 * The problem in an error, or the given one where the error has none of its own.
 * @param code for errors of a library
 */
export function caught(error: unknown, code: string, sentence: string, cure: string): Problem {
  if (error instanceof ProblemError) return error.problem
  const why = error instanceof Error ? error.message : String(error)
  return { code, message: `${sentence} (${why})`, cure, details: { why: why.slice(0, 300) } }
}
