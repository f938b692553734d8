/** What is known of one input of the rules, or why nothing is. */
export interface Fact {
  readonly value: number | string | boolean | null
  readonly unit: string | null
  /** Set where `value` is null. */
  readonly reason: string | null
  /** `rules`, or the pack that says so. */
  readonly by: string
}

/** The inputs of the rules for one tracing. */
export interface Facts {
  /** @throws when the rules have no input of this name: our own mistake */
  fact(name: string): Fact
  /** Numbers of a limit that could be meant for this person; more than one where age or sex is not known. */
  limit(name: string): LimitAt
  beats(list: string): readonly number[]
  leads(list: string): readonly string[]
}

export interface LimitAt {
  readonly candidates: readonly number[]
  /** Why there are several candidates, or none. */
  readonly reason: string | null
  /** The age is not known and the limit of adults was taken. */
  readonly adultAssumed: boolean
}

export function known(value: number | string | boolean, unit: string | null = null, by = 'rules'): Fact {
  return { value, unit, reason: null, by }
}

export function unknown(reason: string, by = 'rules'): Fact {
  return { value: null, unit: null, reason, by }
}
