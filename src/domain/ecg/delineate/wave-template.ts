import type { WorkingSignal } from './working-signal.ts'

/** Samples are averaged over this long: takes out muscle and most of the mains hum. */
const BIN_MS = 8
/** A lead counts by how little it differs between beats, but by no more than this share of the typical allows. */
const NOISE_FLOOR = 0.3

/** A stretch of all readable leads, cut out at the same place of every beat. */
export interface Stretch {
  /** Working samples, relative to the R peak. */
  readonly from: number
  readonly bins: number
  readonly binLength: number
}

/** What a wave looks like in all leads, and how much each lead is to be believed. */
export interface WaveTemplate {
  readonly stretch: Stretch
  readonly values: Float64Array
  /** By lead. */
  readonly weights: readonly number[]
}

/** How a stretch of signal resembles a template: correlation, and its size as a multiple of the template's. */
interface Likeness {
  readonly correlation: number
  readonly size: number
}

export function stretchOf(from: number, to: number, rateHz: number): Stretch {
  const binLength = Math.max(1, Math.round((BIN_MS / 1000) * rateHz))
  return { from: Math.round(from), bins: Math.max(5, Math.ceil((to - from) / binLength)), binLength }
}

/** The stretch behind the R peak at sample `at`: bins lead by lead, each lead less the line through its ends; null off the record. */
export function cutOut(
  signal: WorkingSignal,
  { from, bins, binLength }: Stretch,
  at: number,
): Float64Array | null {
  const start = at + from
  if (start < 0 || start + bins * binLength > signal.length) return null
  const out = new Float64Array(bins * signal.leads.length)
  for (let l = 0; l < signal.leads.length; l++) {
    const lead = signal.leads[l]!
    if (lead === null) continue
    // A lead with a gap in the stretch says nothing.
    if (lead.missing !== null && lead.missing.subarray(start, start + bins * binLength).includes(1)) continue
    const base = l * bins
    const { sums } = lead
    for (let k = 0, i = start; k < bins; k++, i += binLength)
      out[base + k] = (sums[i + binLength]! - sums[i]!) / binLength
    const left = (out[base]! + out[base + 1]!) / 2
    const step = ((out[base + bins - 1]! + out[base + bins - 2]!) / 2 - left) / (bins - 2)
    for (let k = 0; k < bins; k++) out[base + k]! -= left + step * (k - 0.5)
  }
  return out
}

/** Mean of the cuts; leads that differ much from beat to beat weigh less. @param cuts at least one */
export function templateOf(stretch: Stretch, cuts: readonly Float64Array[], leads: number): WaveTemplate {
  const values = new Float64Array(stretch.bins * leads)
  for (const cut of cuts) for (let i = 0; i < values.length; i++) values[i]! += cut[i]! / cuts.length
  const noise = Array.from({ length: leads }, (_, l) => {
    let sum = 0
    for (const cut of cuts) {
      for (let i = l * stretch.bins; i < (l + 1) * stretch.bins; i++) sum += (cut[i]! - values[i]!) ** 2
    }
    return sum
  })
  const heard = noise.filter((v) => v > 0).sort((a, b) => a - b)
  const typical = heard[heard.length >> 1] ?? 0
  return { stretch, values, weights: noise.map((v) => (typical > 0 ? 1 / (v / typical + NOISE_FLOOR) : 1)) }
}

/** @param without a cut that went into the template and is taken out of it again, of `of` cuts */
export function likeness(
  template: WaveTemplate,
  cut: Float64Array,
  without?: { readonly cut: Float64Array; readonly of: number },
): Likeness {
  const { stretch, values, weights } = template
  const kept = without === undefined ? 1 : without.of / (without.of - 1)
  const taken = without === undefined ? 0 : 1 / (without.of - 1)
  const own = without?.cut ?? values
  let [ab, aa, bb] = [0, 0, 0]
  for (let l = 0; l < weights.length; l++) {
    const weight = weights[l]!
    for (let i = l * stretch.bins; i < (l + 1) * stretch.bins; i++) {
      const a = cut[i]!
      const b = kept * values[i]! - taken * own[i]!
      ab += weight * a * b
      aa += weight * a * a
      bb += weight * b * b
    }
  }
  return aa > 0 && bb > 0
    ? { correlation: ab / Math.sqrt(aa * bb), size: ab / bb }
    : { correlation: 0, size: 0 }
}
