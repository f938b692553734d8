/** Beats are compared over this long on each side of their peak, and moved by up to the second. */
const REACH_MS = 60
const SHIFT_MS = 40
/** Comparing needs no finer steps than this. */
const STEP_RATE_HZ = 250
/** Laid on one of them first, then on the mean of all: from there none moves far. */
const SECOND_SHIFT_MS = 6

/**
 * Lays beats on one another: moves each to where it correlates best with the others over all readable leads.
 * @param at peaks, in samples
 * @param typical index of the one that the others are laid on first
 * @returns peaks in samples, each of them moved to the same place of its beat
 */
export function alignBeats(
  leads: readonly (Float32Array | null)[],
  sampleRateHz: number,
  at: readonly number[],
  typical: number,
): number[] {
  const step = Math.max(1, Math.round(sampleRateHz / STEP_RATE_HZ))
  const reach = Math.round((REACH_MS / 1000) * sampleRateHz)
  const shift = Math.round((SHIFT_MS / 1000) * sampleRateHz)
  const read = leads.filter((samples) => samples !== null)
  const count = Math.floor((2 * reach) / step) + 1
  const patterns = (peaks: readonly number[]) =>
    read.map((samples) => patternOf(samples, peaks, reach, step, count))
  const first = patterns([at[typical]!])
  const once = at.map((peak) => bestPlace(read, first, peak, shift, reach, step))
  const second = patterns(once)
  const little = Math.max(1, Math.round((SECOND_SHIFT_MS / 1000) * sampleRateHz))
  return once.map((peak) => bestPlace(read, second, peak, little, reach, step))
}

/** The mean of what stands around the peaks, with its own mean taken out. */
function patternOf(
  samples: Float32Array,
  at: readonly number[],
  reach: number,
  step: number,
  count: number,
): Float32Array {
  const pattern = new Float32Array(count)
  for (const peak of at) {
    for (let i = 0; i < count; i++) {
      const value = samples[peak - reach + i * step] ?? NaN
      if (value - value === 0) pattern[i]! += value / at.length
    }
  }
  const mean = pattern.reduce((sum, v) => sum + v, 0) / count
  return pattern.map((v) => v - mean)
}

/** Within `shift` of where a peak was found; stays there where nothing correlates. */
function bestPlace(
  leads: readonly Float32Array[],
  pattern: readonly Float32Array[],
  found: number,
  shift: number,
  reach: number,
  step: number,
): number {
  let [best, place] = [0, found]
  for (let peak = found - shift; peak <= found + shift; peak++) {
    let [product, energy] = [0, 0]
    for (let l = 0; l < leads.length; l++) {
      const samples = leads[l]!
      const like = pattern[l]!
      let [sum, square, seen] = [0, 0, 0]
      for (let i = 0; i < like.length; i++) {
        const value = samples[peak - reach + i * step] ?? NaN
        if (value - value !== 0) continue
        product += value * like[i]!
        sum += value
        square += value * value
        seen++
      }
      if (seen > 0) energy += square - (sum * sum) / seen
    }
    const likeness = energy > 0 ? product / Math.sqrt(energy) : 0
    if (likeness > best) [best, place] = [likeness, peak]
  }
  return place
}
