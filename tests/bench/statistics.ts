/** The only place where a figure of the bench is made from many. */

export interface Spread {
  readonly median: number
  readonly p95: number
  readonly runs: number
}

/**
 * Median and 95th percentile (nearest rank) of what was measured.
 * @throws RangeError where nothing was measured: a figure of no runs is no figure
 */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
  return { median, p95: sorted[Math.ceil(0.95 * sorted.length) - 1]!, runs: sorted.length }
}

/** So much of what was measured is not above it (nearest rank). @param share above 0, up to 1 */
export function percentileOf(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('nothing was measured')
  return [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1]!
}

/** Runs something a few times unmeasured, then `runs` times; milliseconds of each. */
export async function timed(
  runs: number,
  run: () => unknown,
  { warmUps = 3 }: { readonly warmUps?: number } = {},
): Promise<number[]> {
  for (let i = 0; i < warmUps; i++) await run()
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const startMs = performance.now()
    await run()
    times.push(performance.now() - startMs)
  }
  return times
}
