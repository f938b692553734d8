import type { Finding, Given, Inputs, Part } from './calculator.ts'

/** Ascending: from this value on (included), that. The first row stands for everything below the second as well. */
export type Steps<T> = readonly [
  readonly [from: number, then: T],
  ...(readonly (readonly [from: number, then: T])[]),
]

/** What a table of lower limits gives for a value. */
export function stepAt<T>(value: number, steps: Steps<T>): T {
  let found = steps[0][1]
  for (const [from, then] of steps) if (value >= from) found = then
  return found
}

/**
 * What each input brought to a score: flags and choices by the points they carry, the others as the rule says.
 * @param own points of inputs that carry none themselves (age, a measured value)
 */
export function pointsOf<I extends Inputs>(
  inputs: I,
  given: Given<I>,
  own: { readonly [K in keyof I]?: number } = {},
): Part[] {
  const parts: Part[] = []
  for (const [input, described] of Object.entries(inputs)) {
    const value = given[input]
    const ruled = own[input]
    if (ruled !== undefined) parts.push({ input, contribution: ruled })
    else if (described.kind === 'flag' && described.points !== undefined)
      parts.push({ input, contribution: value === true ? described.points : 0 })
    else if (described.kind === 'choice') {
      const points = described.choices.find(({ code }) => code === value)?.points
      if (points !== undefined) parts.push({ input, contribution: points })
    }
  }
  return parts
}

export function total(parts: readonly Part[]): number {
  return parts.reduce((sum, { contribution }) => sum + (contribution ?? 0), 0)
}

/** A score that is the sum of its parts, and the class it falls into. */
export function scored<B extends string>(parts: readonly Part[], bands: Steps<B>): Finding<B> {
  const value = total(parts)
  return { value, parts, band: stepAt(value, bands) }
}

/** The inputs of a formula that have no share of their own in its result. */
export function factors(...inputs: readonly string[]): Part[] {
  return inputs.map((input) => ({ input, contribution: null }))
}
