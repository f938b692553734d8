import { butterworthBand, zeroPhase } from './filter.ts'
import { bridgeGaps } from './gaps.ts'
import { median, quantile } from './quantile.ts'

/** Beats are looked for at about this rate; leads are averaged down to it. */
const WORKING_RATE_HZ = 170
/** Where QRS complexes stand out from P, T, wander and muscle; kept wide for wide beats. */
const QRS_BAND_HZ = { low: 5, high: 20 } as const
/** Length over which slope is averaged: about one QRS. */
const QRS_LENGTH_MS = 120
/** Length over which a lead's own QRS size and weight are measured; half of it overlaps its neighbour. */
const SEGMENT_MS = 10_000

/** A lead whose slope stays below this share of its QRS for one and a half seconds is silent. */
const SILENT_SHARE = 0.25
/** The leads that are not silent count as at least this share of all: an artefact in one lead is no beat. */
const SPEAKING_SHARE_MIN = 0.2

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
function workingRate(sampleRateHz: number): { readonly rateHz: number; readonly stride: number } {
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
 * One slope for all leads: each in units of its own QRS, weighted by how far that stands out at that time.
 * About 1 on a QRS complex, whatever the gain and the polarity of the leads; 0 where every lead is flat. A lead
 * that falls silent for a while (electrode off) has no say then, unless nearly all do.
 */
export function combinedSlope(leads: readonly QrsSlope[]): Float32Array {
  const length = leads[0]?.slope.length ?? 0
  const sum = new Float32Array(length)
  const speaking = new Float32Array(length)
  const total = new Float32Array(length)
  for (const lead of leads) {
    const { slope, size, weight, segment } = lead
    const block = Math.ceil(lead.rateHz / 2)
    const loudest = loudestNearby(slope, block)
    const last = size.length - 1
    for (let i = 0; i < length; i++) {
      const at = Math.min(last, Math.max(0, i / segment - 0.5))
      const left = Math.floor(at)
      const right = Math.min(last, left + 1)
      const share = at - left
      const unit = size[left]! * (1 - share) + size[right]! * share
      if (unit === 0) continue
      const w = weight[left]! * (1 - share) + weight[right]! * share
      total[i]! += w
      if (loudest[Math.floor(i / block)]! < SILENT_SHARE * unit) continue
      sum[i]! += (w * slope[i]!) / unit
      speaking[i]! += w
    }
  }
  for (let i = 0; i < length; i++) {
    if (speaking[i]! > 0) sum[i]! /= Math.max(speaking[i]!, SPEAKING_SHARE_MIN * total[i]!)
  }
  return sum
}

/** For every half second: the largest slope in it and in those beside it. */
function loudestNearby(slope: Float32Array, block: number): Float32Array {
  const count = Math.ceil(slope.length / block)
  const own = new Float32Array(count)
  for (let i = 0; i < slope.length; i++) {
    const b = Math.floor(i / block)
    if (slope[i]! > own[b]!) own[b] = slope[i]!
  }
  return own.map((v, b) => Math.max(v, own[b - 1] ?? 0, own[b + 1] ?? 0))
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
    const here = slope.subarray(from, from + 2 * segment)
    const typical = quantile(here, 0.97)
    // Rounding noise of a flat or constant lead is no signal.
    if (!(typical > 1e-7)) continue
    size[k] = typical
    const background = Math.max(median(here), typical / 20)
    weight[k] = Math.max(0.05, typical / background - 1.5)
  }
  return { segment, size, weight }
}
