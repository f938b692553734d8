/**
 * Something a person can meet and mend: what is wrong, where, and the cure.
 *
 * `message` and `cure` are plain English for the command line; the app says the same in its own
 * languages from `code` and `details` (`messages/*.json`, keys `problem_<code>` and `cure_<code>`).
 * Exceptions are for our own mistakes; a problem is a value.
 */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly cure: string
  readonly details: Readonly<Record<string, string | number>>
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export function good<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

export function bad(
  code: string,
  message: string,
  cure: string,
  details: Readonly<Record<string, string | number>> = {},
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { code, message, cure, details } }
}
