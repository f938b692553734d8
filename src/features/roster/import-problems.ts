import { bad, type Problem } from '#domain/problem.ts'

/** The worker that reads was ended: by the tablet for memory, or by time. */
export function readerGone(cause: unknown): Problem {
  return bad(
    'roster-reader-ended',
    `The reading was ended by the tablet (${String(cause)}).`,
    'Choose the file again; if it happens again, divide the file.',
    { cause: String(cause) },
  ).problem
}

/** The keeper gave no answer at all. */
export function notTaken(cause: unknown): Problem {
  return bad(
    'roster-not-taken',
    `The store did not answer (${String(cause)}).`,
    'Look whether the people are here; if not, try again.',
    { cause: String(cause) },
  ).problem
}
