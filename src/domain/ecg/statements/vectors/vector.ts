import type { Certainty } from '../statement.ts'

export type Values = Readonly<Record<string, number | string | boolean>>

/**
 * One rule over given inputs: with `given` it is made with this certainty, with `not` in their place it is not, and
 * without the inputs in `without` (where there are any) it cannot be told. Inputs that are not given are unknown.
 */
export interface Vector {
  readonly rule: string
  readonly as: Certainty
  readonly given: Values
  readonly not: Values
  readonly without: readonly string[]
}

export const vector = (
  rule: string,
  as: Certainty,
  given: Values,
  not: Values,
  without: readonly string[] = Object.keys(not),
): Vector => ({ rule, as, given, not, without })

/** The same measures in several leads. */
export function inLeads(leads: string, measures: Values): Values {
  const all = leads
    .split(' ')
    .flatMap((lead) => Object.entries(measures).map(([name, value]) => [`${lead}.${name}`, value] as const))
  return Object.fromEntries(all)
}
