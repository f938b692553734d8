import { butterworthBand, zeroPhase } from '../filter.ts'

/** Leads are compared at about this rate, in the band where QRS and T are. */
const RATE_HZ = 100
const BAND_HZ = { low: 0.7, high: 30 } as const
/** Half a minute says how leads look. */
const COMPARED_MS = 30_000

/** A lead as it is compared with others: slow and short, millivolts; 0 in gaps. */
export function comparable(samplesMv: Float32Array, sampleRateHz: number): Float32Array {
  const stride = Math.max(1, Math.floor(sampleRateHz / RATE_HZ))
  const rateHz = sampleRateHz / stride
  const length = Math.min(Math.floor(samplesMv.length / stride), Math.ceil((COMPARED_MS / 1000) * rateHz))
  const slow = new Float32Array(length)
  for (let i = 0; i < length; i++) {
    let sum = 0
    for (let j = 0; j < stride; j++) sum += samplesMv[i * stride + j]!
    slow[i] = sum / stride
  }
  const band = zeroPhase(
    slow,
    butterworthBand(2, BAND_HZ.low, Math.min(BAND_HZ.high, 0.4 * rateHz), rateHz),
    rateHz,
  )
  return band.map((v) => (v - v === 0 ? v : 0))
}

/** Root mean square, millivolts. */
export function sizeMv(lead: Float32Array): number {
  return Math.sqrt(lead.reduce((sum, v) => sum + v * v, 0) / Math.max(1, lead.length))
}

/** How unlike two leads are, whatever their height: 0 the same, 1 nothing in common, 1.4 mirrored. */
export function unlikeness(a: Float32Array, b: Float32Array): number {
  let [apart, both] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    apart += (a[i]! - b[i]!) ** 2
    both += a[i]! ** 2 + b[i]! ** 2
  }
  return both > 0 ? Math.sqrt(apart / both) : 0
}
