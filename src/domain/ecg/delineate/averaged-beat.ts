import type { BeatClass } from './beat-classes.ts'
import type { WorkingLead, WorkingSignal } from './working-signal.ts'

/** Beats of a class averaged, lead by lead. */
export interface AveragedBeat {
  readonly leads: readonly (Float64Array | null)[]
  /** Place of the R peak. */
  readonly at: number
}

/** The level of a beat is taken as its mean this far around the R peak. */
const LEVEL_MS = 200
/** A beat says nothing of what comes this close to the R peak of the next. */
const NEXT_BEAT_MS = 90
/** In units of the typical residual: what keeps one very quiet beat from outweighing all others. */
const RESIDUAL_FLOOR = 0.3

/**
 * Averages the beats of a class from `before` to `after` working samples around their R peaks.
 *
 * Twice: each beat then weighs by how little it differs from the first average in that lead, so that a beat
 * with a jump or a muscle burst spoils nothing.
 * @param peaks working samples of all R peaks of the tracing
 */
export function averagedBeat(
  signal: WorkingSignal,
  { members, at }: BeatClass,
  peaks: readonly number[],
  before: number,
  after: number,
): AveragedBeat {
  const each = before + after + 1
  const gap = Math.round((NEXT_BEAT_MS / 1000) * signal.rateHz)
  const ends = members.map((b) => Math.min(signal.length, (peaks[b + 1] ?? Infinity) - gap))
  const half = Math.round((LEVEL_MS / 2000) * signal.rateHz)
  const mean = new Float64Array(each)
  const count = new Float64Array(each)
  const leads = signal.leads.map((lead) => {
    if (lead === null) return null
    const levels = at.map((r) => levelAround(lead.samples, r, half))
    let weights: number[] = members.map(() => 1)
    for (let pass = 0; pass < 2; pass++) {
      mean.fill(0)
      count.fill(0)
      for (let k = 0; k < at.length; k++) {
        const from = at[k]! - before
        const range = { from, first: Math.max(0, -from), end: Math.min(each, ends[k]! - from) }
        addBeat(lead, range, levels[k]!, weights[k]!, mean, count)
      }
      fillMean(mean, count)
      if (pass === 0) weights = residualWeights(lead.samples, mean, { at, levels, ends, before })
    }
    return mean.slice()
  })
  return { leads, at: before }
}

function addBeat(
  { samples, missing }: WorkingLead,
  range: { readonly from: number; readonly first: number; readonly end: number },
  level: number,
  weight: number,
  mean: Float64Array,
  count: Float64Array,
): void {
  const { from, first, end } = range
  for (let i = first; i < end; i++) {
    if (missing !== null && missing[from + i] === 1) continue
    mean[i] = mean[i]! + weight * (samples[from + i]! - level)
    count[i] = count[i]! + weight
  }
}

/** Divides by the count; samples that no beat has hold the nearest value. */
function fillMean(mean: Float64Array, count: Float64Array): void {
  let last = -1
  for (let i = 0; i < mean.length; i++) {
    if (count[i] === 0) {
      if (last >= 0) mean[i] = mean[last]!
      continue
    }
    mean[i]! /= count[i]!
    if (last < 0) mean.fill(mean[i]!, 0, i)
    last = i
  }
}

function residualWeights(
  samples: Float64Array,
  mean: Float64Array,
  beats: { at: readonly number[]; levels: readonly number[]; ends: readonly number[]; before: number },
): number[] {
  const residuals = beats.at.map((r, k) => {
    const from = r - beats.before
    const to = Math.min(mean.length, beats.ends[k]! - from)
    let [sum, n] = [0, 0]
    for (let i = Math.max(0, -from); i < to; i++, n++) {
      sum += (samples[from + i]! - beats.levels[k]! - mean[i]!) ** 2
    }
    return n === 0 ? Infinity : sum / n
  })
  const typical = residuals.toSorted((a, b) => a - b)[residuals.length >> 1]!
  return residuals.map((r) => (typical > 0 ? 1 / (r / typical + RESIDUAL_FLOOR) : 1))
}

function levelAround(samples: Float64Array, r: number, half: number): number {
  let [sum, n] = [0, 0]
  for (let i = Math.max(0, r - half); i <= Math.min(samples.length - 1, r + half); i++, n++)
    sum += samples[i]!
  return n === 0 ? 0 : sum / n
}
