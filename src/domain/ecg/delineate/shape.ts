/** Two running means of 2 · half + 1 samples, one after the other: smooth, without moving anything. */
export function smooth(x: Float64Array, half: number): Float64Array {
  return half < 1 ? x.slice() : runningMean(runningMean(x, half), half)
}

function runningMean(x: Float64Array, half: number): Float64Array {
  const n = x.length
  const y = new Float64Array(n)
  let [sum, count] = [0, 0]
  for (let i = -half; i < n; i++) {
    if (i + half < n) {
      sum += x[i + half]!
      count++
    }
    if (i - half - 1 >= 0) {
      sum -= x[i - half - 1]!
      count--
    }
    if (i >= 0) y[i] = sum / count
  }
  return y
}

/** Slope in units of x per sample; 0 at both ends. */
export function slopeOf(x: Float64Array): Float64Array {
  const y = new Float64Array(x.length)
  for (let i = 1; i < x.length - 1; i++) y[i] = (x[i + 1]! - x[i - 1]!) / 2
  return y
}

/** Root of the mean square over several signals, sample by sample. */
export function rootMeanSquare(signals: readonly Float64Array[]): Float64Array {
  const y = new Float64Array(signals[0]?.length ?? 0)
  for (const x of signals) for (let i = 0; i < y.length; i++) y[i]! += x[i]! ** 2
  for (let i = 0; i < y.length; i++) y[i] = Math.sqrt(y[i]! / signals.length)
  return y
}

/** x less the straight line through its means around `from` and `to` (each ± half). */
export function levelled(x: Float64Array, from: number, to: number, half: number): Float64Array {
  const [a, b] = [meanAround(x, from, half), meanAround(x, to, half)]
  const step = (b - a) / Math.max(1, to - from)
  const y = new Float64Array(x.length)
  for (let i = 0; i < y.length; i++) y[i] = x[i]! - a - step * (i - from)
  return y
}

function meanAround(x: Float64Array, at: number, half: number): number {
  let [sum, n] = [0, 0]
  for (let i = Math.max(0, at - half); i <= Math.min(x.length - 1, at + half); i++, n++) sum += x[i]!
  return n === 0 ? 0 : sum / n
}

/**
 * The mixture of signals that moves most between two samples, as weights (first principal component; each signal
 * is taken against zero). All zero where nothing moves.
 */
export function strongestMixture(signals: readonly Float64Array[], from: number, to: number): number[] {
  const covariance = signals.map((a) =>
    signals.map((b) => {
      let sum = 0
      for (let i = from; i <= to; i++) sum += a[i]! * b[i]!
      return sum
    }),
  )
  // Starts at the signal with the most power and its own share in each other one.
  const largest = covariance.reduce((best, row, k) => (row[k]! > covariance[best]![best]! ? k : best), 0)
  let weights = covariance[largest]?.slice() ?? []
  for (let pass = 0; pass < 8; pass++) {
    const size = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0))
    if (size === 0) return weights
    const unit = weights.map((w) => w / size)
    weights = covariance.map((row) => row.reduce((sum, c, k) => sum + c * unit[k]!, 0))
  }
  const size = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0))
  return size === 0 ? weights : weights.map((w) => w / size)
}

export function mixture(signals: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const y = new Float64Array(signals[0]?.length ?? 0)
  signals.forEach((x, k) => {
    for (let i = 0; i < y.length; i++) y[i]! += weights[k]! * x[i]!
  })
  return y
}

/** What is left of a magnitude where nothing happens: its lowest quarter away from the QRS at `at`. */
export function quietLevel(magnitude: Float64Array, at: number, rateHz: number): number {
  const step = Math.max(1, Math.round(0.004 * rateHz))
  const rest = new Float64Array(Math.ceil(magnitude.length / step))
  let count = 0
  for (let i = step; i < magnitude.length - step; i += step) {
    if (i < at - 0.14 * rateHz || i > at + 0.18 * rateHz) rest[count++] = magnitude[i]!
  }
  return rest.subarray(0, count).sort()[count >> 2] ?? 0
}
