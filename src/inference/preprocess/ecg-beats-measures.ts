import { sampleAt } from './ecg-beats-kinds.ts'

/** Keeps ratios of what is hardly there within bounds, mV. */
export const QUIET = 1e-4

/** A stretch, samples of 4 ms from a peak. */
interface Stretch {
  readonly from: number
  readonly to: number
}

export function part(x: Float32Array, at: number, { from, to }: Stretch): Float64Array {
  const out = new Float64Array(to - from)
  for (let i = 0; i < out.length; i++) out[i] = sampleAt(x, at + from + i)
  return withoutMean(out)
}

export function withoutMean(x: Float64Array): Float64Array {
  let sum = 0
  for (const v of x) sum += v
  const mean = sum / x.length
  for (let i = 0; i < x.length; i++) x[i]! -= mean
  return x
}

export function logRatio(a: number, b: number): number {
  return Math.max(-4, Math.min(4, Math.log((a + QUIET) / (b + QUIET))))
}

export function range(x: ArrayLike<number>): number {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < x.length; i++) {
    low = Math.min(low, x[i]!)
    high = Math.max(high, x[i]!)
  }
  return high - low
}

/** 1 where it only rises above its mean, -1 where it only falls below. */
export function tilt(x: Float64Array): number {
  const [low, high] = [Math.min(...x), Math.max(...x)]
  return (high + low) / (high - low + QUIET)
}

export function area(x: Float64Array): number {
  return x.reduce((sum, v) => sum + Math.abs(v), 0)
}

export function steepest(x: Float64Array): number {
  let most = 0
  for (let i = 2; i < x.length; i++) most = Math.max(most, Math.abs(x[i]! - x[i - 2]!))
  return most
}

/** Spread of the steepness around its own centre, samples: grows with the width of the QRS. */
export function spread(x: Float64Array): number {
  let [mass, first, second] = [0, 0, 0]
  for (let i = 1; i < x.length; i++) {
    const steep = (x[i]! - x[i - 1]!) ** 2
    mass += steep
    first += steep * i
    second += steep * i * i
  }
  if (mass < 1e-9) return 1
  return Math.max(1, Math.sqrt(Math.max(0, second / mass - (first / mass) ** 2)))
}

/** Samples that hold the middle nine tenths of all steepness. */
export function steepSpan(x: Float64Array): number {
  let total = 0
  for (let i = 1; i < x.length; i++) total += (x[i]! - x[i - 1]!) ** 2
  let [sum, from, to] = [0, 0, x.length - 1]
  for (let i = 1; i < x.length; i++) {
    sum += (x[i]! - x[i - 1]!) ** 2
    if (sum < 0.05 * total) from = i
    if (sum < 0.95 * total) to = i
  }
  return Math.max(1, to - from + 1)
}
