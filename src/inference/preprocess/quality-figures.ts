/** Figures of one lead that go into the network beside its samples (PREPROCESS.md, step 5). */
export const PLAIN_FIGURES = 10

const SECOND_SAMPLES = 128
/** A second counts where half of it is there. */
const SECOND_SAMPLES_MIN = 64
const FLAT_MV = 0.02
const LARGE_MV = 3
/** An end of the range this far from the median, and what lies within this share of the range of it, is a rail. */
const RAIL_MV = 2
const RAIL_SHARE = 0.01

/**
 * @param piece 10 s at 128 Hz in mV around its median; NaN where missing, at least 2 s present
 * @returns shares of flat and of large seconds, logarithms of swing per second (median, largest, smallest),
 * of the mean step, of the median curvature, of the wander between seconds, share at a rail, peakedness of the steps
 */
export function plainFigures(piece: Float32Array): readonly number[] {
  const seconds = swingsAndMeans(piece)
  const swings = Float64Array.from(seconds, ({ swing }) => swing).sort()
  const { steps, curvatures } = differences(piece)
  const meanStep = mean(steps)
  return [
    mean(swings.map((swing) => (swing < FLAT_MV ? 1 : 0))),
    mean(swings.map((swing) => (swing > LARGE_MV ? 1 : 0))),
    Math.log(0.01 + lowerMedian(swings)),
    Math.log(0.01 + (swings.at(-1) ?? 0)),
    Math.log(0.01 + (swings[0] ?? 0)),
    Math.log(0.001 + meanStep),
    Math.log(0.001 + lowerMedian(curvatures.sort())),
    Math.log(0.01 + spread(seconds.map((second) => second.mean))),
    railShare(piece),
    Math.log((0.001 + meanStep) / (0.001 + lowerMedian(steps.sort()))),
  ]
}

function swingsAndMeans(piece: Float32Array): { readonly swing: number; readonly mean: number }[] {
  const seconds: { swing: number; mean: number }[] = []
  for (let from = 0; from < piece.length; from += SECOND_SAMPLES) {
    const second = piece.subarray(from, from + SECOND_SAMPLES).filter(Number.isFinite)
    if (second.length < SECOND_SAMPLES_MIN) continue
    seconds.push({ swing: Math.max(...second) - Math.min(...second), mean: mean(second) })
  }
  return seconds
}

/** Magnitudes of first and second differences between samples that are there. */
function differences(piece: Float32Array): {
  readonly steps: Float64Array
  readonly curvatures: Float64Array
} {
  const steps: number[] = []
  const curvatures: number[] = []
  for (let i = 1; i < piece.length; i++) {
    const step = piece[i]! - piece[i - 1]!
    if (Number.isNaN(step)) continue
    steps.push(Math.abs(step))
    const curvature = i < 2 ? NaN : step - (piece[i - 1]! - piece[i - 2]!)
    if (!Number.isNaN(curvature)) curvatures.push(Math.abs(curvature))
  }
  return { steps: Float64Array.from(steps), curvatures: Float64Array.from(curvatures) }
}

function railShare(piece: Float32Array): number {
  const there = piece.filter(Number.isFinite)
  const [low, high] = [Math.min(...there), Math.max(...there)]
  const near = RAIL_SHARE * (high - low)
  return mean(
    there.map((v) => ((high > RAIL_MV && v > high - near) || (low < -RAIL_MV && v < low + near) ? 1 : 0)),
  )
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return values.length === 0 ? 0 : sum / values.length
}

function spread(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((v) => (v - middle) ** 2)))
}

/** `sorted` ascending; of an even number the lower of the two middle values. */
function lowerMedian(sorted: Float64Array): number {
  return sorted[(sorted.length - 1) >> 1] ?? 0
}
