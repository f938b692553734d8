import { butterworthHigh, zeroPhase } from '#domain/ecg/filter.ts'
import { bridgeGaps } from '#domain/ecg/gaps.ts'
import { resampleRational } from '#domain/ecg/resample.ts'
import { STANDARD_LEADS, type StandardLead, type Tracing } from '#domain/ecg/tracing.ts'
import type { Tensor } from '../runtime.ts'

/**
 * Preprocessing `ecg-12lead-v1`: the first ten seconds of the eight independent leads at 100 Hz. Two things come of
 * them: the signal for the network, without what lies below 0.5 Hz, and a twelve-lead tracing at 100 Hz, on which the
 * same signal code measures whatever the rate of the cart: the training recordings have 100 Hz, and a peak that is
 * sampled coarsely measures lower.
 */
export const ECG_12LEAD = 'ecg-12lead-v1'

export const RATE_HZ = 100
export const SIGNAL_SAMPLES = 1000
export const INDEPENDENT_LEADS = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const
const DURATION_S_MIN = 9
const GAP_S_MAX = 0.25
const GAP_SHARE_MAX = 0.05
const CLIP_MV = 4
const HIGH_PASS = butterworthHigh(2, 0.5, RATE_HZ)

export type TwelveLeadRefusal = 'lead-missing' | 'too-short' | 'gap-too-long'

interface TwelveLead {
  readonly refusal: null
  /** `signal` [1, 8, 1000], millivolts; zeros behind the end. */
  readonly signal: Tensor
  /** The same stretch, unfiltered, all standard leads, at 100 Hz. */
  readonly tracing: Tracing
  /** Of the stretch in the tracing that was given. */
  readonly startMs: number
  /** Samples at 100 Hz before the padding. */
  readonly length: number
}

/** @returns the ten seconds, or the first reason why there are none */
export function prepareTwelveLead(tracing: Tracing): TwelveLead | { readonly refusal: TwelveLeadRefusal } {
  const found = INDEPENDENT_LEADS.map((name) => tracing.leads.find(({ standard }) => standard === name))
  if (found.some((lead) => lead === undefined)) return { refusal: 'lead-missing' }
  const all = found.map((lead) => lead!.samplesMv)
  const from = firstSample(all)
  const count = Math.min(all[0]!.length - from, Math.round((SIGNAL_SAMPLES / RATE_HZ) * tracing.sampleRateHz))
  if (count < DURATION_S_MIN * tracing.sampleRateHz) return { refusal: 'too-short' }
  const stretch = all.map((samples) => samples.subarray(from, from + count))
  if (stretch.some((samples) => gapTooLong(samples, tracing.sampleRateHz))) return { refusal: 'gap-too-long' }

  const at100 = stretch.map((samples) =>
    resampleRational(Float32Array.from(bridgeGaps(samples).samples), tracing.sampleRateHz, RATE_HZ).subarray(
      0,
      SIGNAL_SAMPLES,
    ),
  )
  const data = new Float32Array(INDEPENDENT_LEADS.length * SIGNAL_SAMPLES)
  at100.forEach((samples, l) => {
    const high = zeroPhase(samples, HIGH_PASS)
    data.set(
      Float32Array.from(high, (v) => Math.min(CLIP_MV, Math.max(-CLIP_MV, v))),
      l * SIGNAL_SAMPLES,
    )
  })
  return {
    refusal: null,
    signal: { shape: [1, INDEPENDENT_LEADS.length, SIGNAL_SAMPLES], data },
    tracing: standardTracing(at100),
    startMs: (from / tracing.sampleRateHz) * 1000,
    length: at100[0]!.length,
  }
}

/** The limb leads follow from I and II by Einthoven's and Goldberger's equations. */
function standardTracing(independent: readonly Float32Array[]): Tracing {
  const [one, two] = [independent[0]!, independent[1]!]
  const computed: Partial<Record<StandardLead, (i: number) => number>> = {
    III: (i) => two[i]! - one[i]!,
    aVR: (i) => -(one[i]! + two[i]!) / 2,
    aVL: (i) => one[i]! - two[i]! / 2,
    aVF: (i) => two[i]! - one[i]! / 2,
  }
  const leads = STANDARD_LEADS.map((name) => {
    const sample = computed[name]
    const samplesMv = sample
      ? one.map((_, i) => sample(i))
      : independent[(INDEPENDENT_LEADS as readonly string[]).indexOf(name)]!
    return { name, standard: name, samplesMv }
  })
  return { sampleRateHz: RATE_HZ, leads, annotations: [], startedAt: null, warnings: [] }
}

/** The first sample at which every lead is present; the length where there is none. */
function firstSample(leads: readonly Float32Array[]): number {
  const [first] = leads
  let from = 0
  while (from < first!.length && !leads.every((samples) => Number.isFinite(samples[from]))) from++
  return from
}

function gapTooLong(samples: Float32Array, sampleRateHz: number): boolean {
  let [run, missing] = [0, 0]
  for (const v of samples) {
    run = Number.isFinite(v) ? 0 : run + 1
    if (run > 0) missing++
    if (run > GAP_S_MAX * sampleRateHz) return true
  }
  return missing > GAP_SHARE_MAX * samples.length
}
