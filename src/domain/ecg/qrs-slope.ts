import { butterworthBand, zeroPhase } from './filter.ts'
import { bridgeGaps } from './gaps.ts'

/** Beats are looked for at about this rate; leads are averaged down to it. */
const WORKING_RATE_HZ = 170
/** Where QRS complexes stand out from P, T, wander and muscle; kept wide for wide beats. */
const QRS_BAND_HZ = { low: 5, high: 20 } as const
/** Length over which slope is averaged: about one QRS. */
const QRS_LENGTH_MS = 120
/** Length over which a lead's own QRS size and weight are measured; half of it overlaps its neighbour. */
const SEGMENT_MS = 10_000

/** What one lead says about where its QRS complexes are, at the working rate. */
export interface QrsSlope {
  readonly rateHz: number
  /** Native samples averaged into one working sample. */
  readonly stride: number
  /** The QRS band, millivolts. */
  readonly band: Float32Array
  /** Mean absolute slope over one QRS length, millivolts per working sample. */
  readonly slope: Float32Array
  /** Starts of the half-overlapping segments of `size` and `weight` are `segment` samples apart. */
  readonly segment: number
  /** Typical slope of a QRS in each segment (its 97th percentile); 0 where the lead is flat. */
  readonly size: Float32Array
  /** How far QRS complexes stand out in each segment: 0.05 (noise) to about 18 (clean); 0 where flat. */
  readonly weight: Float32Array
}

/** Working rate and stride for a sampling rate. */
export function workingRate(sampleRateHz: number): { readonly rateHz: number; readonly stride: number } {
  const stride = Math.max(1, Math.floor(sampleRateHz / WORKING_RATE_HZ))
  return { rateHz: sampleRateHz / stride, stride }
}

/** Measures the slope of one lead. @param samplesMv at `sampleRateHz` ≥ 50; NaN in gaps */
export function qrsSlope(samplesMv: Float32Array, sampleRateHz: number): QrsSlope {
  const { rateHz, stride } = workingRate(sampleRateHz)
  const highHz = Math.min(QRS_BAND_HZ.high, 0.45 * rateHz)
  const averaged = averageDown(bridgeGaps(samplesMv).samples, stride)
  const band = zeroPhase(averaged, butterworthBand(1, QRS_BAND_HZ.low, highHz, rateHz), rateHz)
  const slope = meanSlope(band, Math.max(1, Math.round((QRS_LENGTH_MS / 2000) * rateHz)))
  return { rateHz, stride, band, slope, ...segments(slope, Math.round((SEGMENT_MS / 2000) * rateHz)) }
}

/**
 * One slope for all leads: each in units of its own QRS, weighted by how far its QRS stand out at that time.
 * About 1 on a QRS complex, whatever the gain and the polarity of the leads; 0 where every lead is flat.
 */
export function combinedSlope(leads: readonly QrsSlope[]): Float32Array {
  const length = leads[0]?.slope.length ?? 0
  const sum = new Float32Array(length)
  const total = new Float32Array(length)
  for (const { slope, size, weight, segment } of leads) {
    const last = size.length - 1
    for (let i = 0; i < length; i++) {
      const at = Math.min(last, Math.max(0, i / segment - 0.5))
      const left = Math.floor(at)
      const right = Math.min(last, left + 1)
      const share = at - left
      const unit = size[left]! * (1 - share) + size[right]! * share
      if (unit === 0) continue
      const w = weight[left]! * (1 - share) + weight[right]! * share
      sum[i]! += (w * slope[i]!) / unit
      total[i]! += w
    }
  }
  for (let i = 0; i < length; i++) if (total[i]! > 0) sum[i]! /= total[i]!
  return sum
}

function averageDown(x: Float64Array, stride: number): Float32Array {
  const y = new Float32Array(Math.floor(x.length / stride))
  for (let i = 0; i < y.length; i++) {
    let sum = 0
    for (let j = 0; j < stride; j++) sum += x[i * stride + j]!
    y[i] = sum / stride
  }
  return y
}

function meanSlope(band: Float32Array, half: number): Float32Array {
  const n = band.length
  const steps = new Float64Array(n)
  for (let i = 1; i < n - 1; i++) steps[i] = Math.abs(band[i + 1]! - band[i - 1]!)
  const slope = new Float32Array(n)
  let sum = 0
  for (let i = -half; i < n; i++) {
    if (i + half < n) sum += steps[i + half]!
    if (i > half) sum -= steps[i - half - 1]!
    if (i >= 0) slope[i] = sum / (2 * half + 1)
  }
  return slope
}

function segments(slope: Float32Array, segment: number): Pick<QrsSlope, 'segment' | 'size' | 'weight'> {
  const n = slope.length
  const count = Math.max(1, Math.ceil(n / segment))
  const size = new Float32Array(count)
  const weight = new Float32Array(count)
  for (let k = 0; k < count; k++) {
    const from = Math.max(0, Math.min(Math.floor((k - 0.5) * segment), n - 2 * segment))
    const sorted = slope.slice(from, from + 2 * segment).sort()
    const typical = sorted[Math.floor(sorted.length * 0.97)] ?? 0
    // Rounding noise of a flat or constant lead is no signal.
    if (!(typical > 1e-7)) continue
    size[k] = typical
    const background = Math.max(sorted[Math.floor(sorted.length * 0.5)]!, typical / 20)
    weight[k] = Math.max(0.05, typical / background - 1.5)
  }
  return { segment, size, weight }
}
