import { bridgeGaps } from '../gaps.ts'
import type { LeadQuality } from '../quality.ts'
import type { Tracing } from '../tracing.ts'

/** Waves are placed at about this rate; leads sampled much faster are averaged down to it. */
const WORKING_RATE_HZ = 500
/** What a stimulus covers, with the amplifier's answer to it. */
const SPIKE_MS = { before: 3, after: 9 } as const

/** One lead as waves are looked for in it. */
export interface WorkingLead {
  /** Millivolts; gaps and stimuli bridged by straight lines. */
  readonly samples: Float64Array
  /** 1 where nothing was recorded; null where everything was. */
  readonly missing: Uint8Array | null
  /** Sums of the samples before each place, one more than there are samples. */
  readonly sums: Float64Array
}

/** The leads of a tracing at the working rate; null for those that cannot be read. */
export interface WorkingSignal {
  readonly rateHz: number
  readonly length: number
  readonly leads: readonly (WorkingLead | null)[]
  /** Place of a moment in the working samples (a fraction), and back. */
  readonly indexOf: (atMs: number) => number
  readonly msOf: (index: number) => number
}

/** @param quality by lead; leads that are unusable are left out */
export function workingSignal(
  { leads, sampleRateHz }: Pick<Tracing, 'leads' | 'sampleRateHz'>,
  quality: readonly Pick<LeadQuality, 'verdict'>[],
  spikesMs: readonly number[],
): WorkingSignal {
  const stride = Math.max(1, Math.floor(sampleRateHz / WORKING_RATE_HZ))
  const rateHz = sampleRateHz / stride
  const shift = (stride - 1) / 2
  const length = Math.floor((leads[0]?.samplesMv.length ?? 0) / stride)
  return {
    rateHz,
    length,
    leads: leads.map(({ samplesMv }, l) =>
      quality[l]?.verdict === 'unusable' ? null : workingLead(samplesMv, stride, sampleRateHz, spikesMs),
    ),
    indexOf: (atMs) => ((atMs / 1000) * sampleRateHz - shift) / stride,
    msOf: (index) => ((index * stride + shift) / sampleRateHz) * 1000,
  }
}

function workingLead(
  samplesMv: Float32Array,
  stride: number,
  sampleRateHz: number,
  spikesMs: readonly number[],
): WorkingLead {
  const { samples, missing } = bridgeGaps(samplesMv)
  for (const atMs of spikesMs) bridgeSpike(samples, atMs, sampleRateHz)
  if (stride === 1) return { samples, missing, sums: runningSums(samples) }
  const length = Math.floor(samples.length / stride)
  const averaged = new Float64Array(length)
  const lost = missing === null ? null : new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    let sum = 0
    for (let j = i * stride; j < (i + 1) * stride; j++) {
      sum += samples[j]!
      if (missing?.[j] === 1) lost![i] = 1
    }
    averaged[i] = sum / stride
  }
  return { samples: averaged, missing: lost, sums: runningSums(averaged) }
}

function runningSums(x: Float64Array): Float64Array {
  const sums = new Float64Array(x.length + 1)
  for (let i = 0; i < x.length; i++) sums[i + 1] = sums[i]! + x[i]!
  return sums
}

/** Lays a straight line over one stimulus, in place. */
export function bridgeSpike(samples: Float64Array, atMs: number, sampleRateHz: number): void {
  const from = Math.max(0, Math.floor(((atMs - SPIKE_MS.before) / 1000) * sampleRateHz))
  const to = Math.min(samples.length - 1, Math.ceil(((atMs + SPIKE_MS.after) / 1000) * sampleRateHz))
  const step = (samples[to]! - samples[from]!) / Math.max(1, to - from)
  for (let i = from + 1; i < to; i++) samples[i] = samples[from]! + step * (i - from)
}
