/** Where a wave lies, in samples (fractions), and how sure the network is where it is surest. */
export interface Extent {
  readonly onset: number
  readonly offset: number
  /** Sample where the share is largest. */
  readonly at: number
  readonly top: number
}

/** Below this share of its top a wave is over. */
const QUIET = 0.02
/** A share that rises again by this much of the top after it has fallen below half is another wave. */
const RISES = 0.15

/** The sample where the share is largest; null where there are no samples between. */
export function surest(share: Float32Array, from: number, to: number): number | null {
  const [first, last] = bounds(share, from, to)
  if (first > last) return null
  let at = first
  for (let i = first + 1; i <= last; i++) if (share[i]! > share[at]!) at = i
  return at
}

/**
 * The extent of the wave around its surest sample.
 *
 * The share at a moment is how likely that moment lies within the wave, so the sum of the shares before its surest
 * moment is the expected length of that side: the expected onset, finer than a sample, instead of the place where a
 * threshold is crossed.
 * @param share 0 to 1, one a sample; more than 0 at `at`
 * @param from the wave reaches no further than these two samples
 */
export function extentAt(share: Float32Array, at: number, from: number, to: number): Extent {
  const [first, last] = bounds(share, from, to)
  return {
    onset: at + 0.5 - sideLength(share, at, -1, first),
    offset: at - 0.5 + sideLength(share, at, 1, last),
    at,
    top: share[at]!,
  }
}

/** Sum of the shares, in units of the top, from the surest moment to where the wave is over; that moment included. */
function sideLength(share: Float32Array, at: number, direction: 1 | -1, limit: number): number {
  const top = share[at]!
  let [sum, lowest, sumAtLowest] = [0, 1, 0]
  for (let i = at; direction * (limit - i) >= 0; i += direction) {
    const part = share[i]! / top
    sum += part
    if (part < lowest) [lowest, sumAtLowest] = [part, sum]
    if (part < QUIET) break
    if (lowest < 0.5 && part > lowest + RISES) return sumAtLowest
  }
  return sum
}

/**
 * Every wave between two samples whose share reaches `least`, in time order. Stretches that lie closer than
 * `bridged` samples are one wave.
 */
export function extentsIn(
  share: Float32Array,
  from: number,
  to: number,
  least: number,
  bridged: number,
): Extent[] {
  const [first, last] = bounds(share, from, to)
  const runs: [number, number][] = []
  for (let i = first; i <= last; i++) {
    if (share[i]! < least) continue
    const run = runs.at(-1)
    if (run !== undefined && i - run[1] <= bridged) run[1] = i
    else runs.push([i, i])
  }
  return runs.map(([start, end], k) => {
    const left = k === 0 ? first : (runs[k - 1]![1] + start) / 2
    const right = k === runs.length - 1 ? last : (end + runs[k + 1]![0]) / 2
    return extentAt(share, surest(share, start, end)!, left, right)
  })
}

function bounds(share: Float32Array, from: number, to: number): [first: number, last: number] {
  return [Math.max(0, Math.ceil(from)), Math.min(share.length - 1, Math.floor(to))]
}
