import { bad, type Problem } from '../problem.ts'

/** What is wrong and the cure, by problem code; {names} stand for details. */
export type Sentences = Readonly<Record<string, readonly [message: string, cure: string]>>

export interface Refusal {
  readonly ok: false
  readonly problem: Problem
}

/** Makes the refusals of one subject from its sentences. */
export function refusals<S extends Sentences>(
  sentences: S,
): (code: keyof S & string, details?: Problem['details']) => Refusal {
  return (code, details = {}) => {
    const [message, cure] = sentences[code]!
    return bad(
      code,
      message.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name])),
      cure,
      details,
    )
  }
}
