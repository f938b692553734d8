import { rhythmLead } from './lead-choice.ts'
import type { QrsSlope } from './qrs-slope.ts'
import type { Tracing } from './tracing.ts'

/** A lead with this share of the clearest lead's weight is clear enough to mark R peaks in. */
const CLEAR_SHARE = 0.5

/**
 * From the steepest stretch to the main deflection: largest in all leads, then the peak in the lead it is read from.
 * @returns milliseconds from the first sample, ascending
 */
export function locateBeats(
  beats: readonly number[],
  leads: readonly QrsSlope[],
  tracing: Tracing,
): number[] {
  const { rateHz, stride, segment } = leads[0]!
  const reach = Math.round(0.07 * rateHz)
  const references = Array.from(leads[0]!.size, (_, k) => referenceLead(leads, tracing, k))
  const found: number[] = []
  for (const i of beats) {
    const k = Math.min(leads[0]!.size.length - 1, Math.floor(i / segment))
    const reference = references[k]!
    let [best, at] = [-1, i]
    for (let j = Math.max(0, i - reach); j <= Math.min(leads[0]!.slope.length - 1, i + reach); j++) {
      let magnitude = 0
      for (const { band, size, weight } of leads) {
        if (size[k]! > 0) magnitude += weight[k]! * (band[j]! / size[k]!) ** 2
      }
      if (magnitude > best) [best, at] = [magnitude, j]
    }
    const samples = tracing.leads[reference]!.samplesMv
    const native = at * stride + (stride - 1) / 2
    const snapped = summit(
      samples,
      native,
      0.02 * tracing.sampleRateHz,
      Math.sign(leads[reference]!.band[at]!),
    )
    const atMs = (snapped / tracing.sampleRateHz) * 1000
    if (found.length === 0 || atMs > found.at(-1)!) found.push(atMs)
  }
  return found
}

/** Of the leads that are nearly as clear as the clearest in segment k, the one a rhythm is read from. */
function referenceLead(leads: readonly QrsSlope[], tracing: Tracing, k: number): number {
  const clearest = Math.max(...leads.map(({ weight }) => weight[k]!))
  const clear = leads.flatMap(({ weight }, l) => (weight[k]! >= CLEAR_SHARE * clearest ? [l] : []))
  return rhythmLead(tracing.leads, clear)!
}

/** Sample of the extremum of the given sign within ±reach of `centre`. */
function summit(samples: Float32Array, centre: number, reach: number, sign: number): number {
  const from = Math.max(1, Math.ceil(centre - reach))
  const to = Math.min(samples.length - 2, Math.floor(centre + reach))
  let [best, at] = [-Infinity, centre]
  for (let i = from; i <= to; i++) {
    const v = sign * (samples[i - 1]! + samples[i]! + samples[i + 1]!)
    if (v > best) [best, at] = [v, i]
  }
  return at
}
