/** A number as it is known and as it was answered, in one unit. */
export interface MeasuredPair {
  readonly reference: number
  readonly answer: number
}

/** Mean of the absolute differences; null of nothing. */
export function meanAbsoluteError(pairs: readonly MeasuredPair[]): number | null {
  return mean(pairs.map(({ reference, answer }) => Math.abs(answer - reference)))
}

/** Mean of answer minus reference; null of nothing. */
export function meanDifference(pairs: readonly MeasuredPair[]): number | null {
  return mean(pairs.map(({ reference, answer }) => answer - reference))
}

/**
 * Symmetric mean absolute percentage error: mean of |answer − reference| / (answer + reference), in per cent; a pair of
 * two zeros counts as 0. The formula of the AASCE challenge for one angle (Wang et al., Med Image Anal 2021;72:102115).
 */
export function symmetricPercentageError(pairs: readonly MeasuredPair[]): number | null {
  return mean(
    pairs.map(({ reference, answer }) => {
      const sum = Math.abs(reference) + Math.abs(answer)
      return sum === 0 ? 0 : (100 * Math.abs(answer - reference)) / sum
    }),
  )
}

/** Share of pairs that differ by no more than `limit`. */
export function shareWithin(pairs: readonly MeasuredPair[], limit: number): number | null {
  return mean(pairs.map(({ reference, answer }) => (Math.abs(answer - reference) <= limit ? 1 : 0)))
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
