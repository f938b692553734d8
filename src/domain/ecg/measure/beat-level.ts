/** The level of a beat is the mean of the stretch that ends this long before its QRS begins: one period of 50 Hz. */
const LEVEL_ENDS_MS = 4
const LEVEL_LENGTH_MS = 20

/**
 * The baseline of a lead: a smooth curve through the level before each QRS.
 * After Meyer & Keiser 1977 (Comput Biomed Res 10:459), with Hermite pieces; level before the first and after the last.
 * @param onsets of the QRS complexes, in samples, ascending
 * @returns the level at a sample, millivolts; NaN where no beat has one
 */
export function levelsAlong(
  samples: Float32Array,
  sampleRateHz: number,
  onsets: readonly number[],
): (sample: number) => number {
  const length = Math.max(1, Math.round((LEVEL_LENGTH_MS / 1000) * sampleRateHz))
  const gap = (LEVEL_ENDS_MS / 1000) * sampleRateHz
  const knots: Knot[] = []
  for (const onset of onsets) {
    const to = Math.round(onset - gap)
    const level = meanOf(samples, to - length, to)
    const at = to - (length + 1) / 2
    if (level !== null && at > (knots.at(-1)?.at ?? -Infinity)) knots.push({ at, level })
  }
  return curveThrough(knots)
}

interface Knot {
  readonly at: number
  readonly level: number
}

/** @returns null where nothing is recorded there */
function meanOf(samples: Float32Array, from: number, to: number): number | null {
  let [sum, count] = [0, 0]
  for (let i = Math.max(0, from); i < Math.min(to, samples.length); i++) {
    const value = samples[i]!
    if (value - value !== 0) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}

/** Asked for ascending samples mostly, so that it remembers the piece it was in. */
function curveThrough(knots: readonly Knot[]): (sample: number) => number {
  if (knots.length === 0) return () => NaN
  const slopes = knots.map((_, k) => slopeAt(knots, k))
  const last = knots.length - 1
  let piece = 0
  return (sample) => {
    if (sample <= knots[0]!.at) return knots[0]!.level
    if (sample >= knots[last]!.at) return knots[last]!.level
    while (knots[piece]!.at > sample) piece--
    while (knots[piece + 1]!.at < sample) piece++
    const [a, b] = [knots[piece]!, knots[piece + 1]!]
    const width = b.at - a.at
    const t = (sample - a.at) / width
    const u = 1 - t
    return (
      u * u * ((1 + 2 * t) * a.level + t * width * slopes[piece]!) +
      t * t * ((3 - 2 * t) * b.level - u * width * slopes[piece + 1]!)
    )
  }
}

function slopeAt(knots: readonly Knot[], k: number): number {
  const [before, after] = [knots[k - 1], knots[k + 1]]
  return before && after ? (after.level - before.level) / (after.at - before.at) : 0
}
