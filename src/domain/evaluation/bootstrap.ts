/** A figure with its 95 % interval; null where it cannot be formed. */
export interface Figure {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

const BOOTSTRAP_DRAWS = 1000

/**
 * 95 % interval by the percentile bootstrap over whole groups (patients), so that several recordings of one
 * person count as one draw. Source: Efron & Tibshirani 1993, chapter 13.
 * @param groups indices of the records of each patient
 * @param figure of a sample given as record indices, with repeats
 * @param random numbers in [0, 1); seeded by the caller
 */
export function bootstrap(
  groups: readonly (readonly number[])[],
  figure: (records: readonly number[]) => number | null,
  random: () => number,
  draws = BOOTSTRAP_DRAWS,
): Figure {
  const values: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    const records: number[] = []
    for (let i = 0; i < groups.length; i++) records.push(...groups[Math.floor(random() * groups.length)]!)
    const value = figure(records)
    if (value !== null) values.push(value)
  }
  values.sort((a, b) => a - b)
  return { value: figure(groups.flat()), low: quantile(values, 0.025), high: quantile(values, 0.975) }
}

/** Linear rule; `sorted` ascending. */
function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const next = sorted[Math.min(low + 1, sorted.length - 1)]!
  return sorted[low]! + (at - low) * (next - sorted[low]!)
}

/** Repeatable numbers in [0, 1) from a seed: mulberry32, 32 bits of state, enough to draw samples. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
