import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'

/** What came from outside becomes what it says it is, or a refusal. `request-not-understood` (details.path, why) */
export function understood<S extends v.GenericSchema>(schema: S, given: unknown): Outcome<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, given)
  if (parsed.success) return good(parsed.output)
  const [issue] = parsed.issues
  return bad(
    'request-not-understood',
    'The hub does not understand this request.',
    'The app may be older or newer than the hub: open it again while it is connected.',
    // The words of the schema may quote what was sent.
    { path: v.getDotPath(issue) ?? '', why: issue.type },
  )
}

export function tooManyTries(untilMs: number, nowMs: number) {
  return bad(
    'too-many-tries',
    'There were too many wrong tries.',
    'Wait until the time that is shown, then try again.',
    { untilMs, waitS: Math.ceil((untilMs - nowMs) / 1000) },
  )
}

export function noRight() {
  return bad('no-right', 'Your role does not allow this.', 'Ask somebody whose role does.')
}

export function busy() {
  return bad('hub-busy', 'The hub has too much to do.', 'Wait some minutes, then try again.')
}
