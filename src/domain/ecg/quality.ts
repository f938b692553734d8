import type { Beat } from './beats.ts'
import { butterworthHigh, butterworthLow, zeroPhase } from './filter.ts'
import { bridgeGaps } from './gaps.ts'
import { beatLikeness } from './likeness.ts'
import type { QrsSlope } from './qrs-slope.ts'
import { median } from './quantile.ts'
import type { Lead } from './tracing.ts'

export type QualityReason =
  'gaps' | 'flat' | 'clipped' | 'baseline-wander' | 'mains' | 'noise' | 'beats-unclear'
type Verdict = 'good' | 'usable' | 'unusable'

/** What was measured of a lead before it was judged. */
interface QualityFigures {
  /** Shares of the recording, 0 to 1. */
  readonly missingShare: number
  readonly flatShare: number
  readonly clippedShare: number
  /** Range (5th to 95th percentile) of what lies below 0.5 Hz. */
  readonly wanderMv: number
  /** Amplitude of the 50 or 60 Hz tone above its neighbours. */
  readonly mainsMv: number
  /** Root mean square above 40 Hz between the beats, mains taken out. */
  readonly noiseMv: number
  /** Median height of the QRS from top to bottom; 0 where no beats are known. */
  readonly qrsMv: number
  /** Slope of this lead at the tracing's beats over its slope at large: 1 where they have nothing to do with each other. */
  readonly beatContrast: number
  /** Median likeness (correlation) of its beats to its median beat, -1 to 1; null where fewer than three are known. */
  readonly beatLikeness: number | null
}

export interface LeadQuality {
  readonly lead: string
  readonly verdict: Verdict
  readonly reasons: readonly QualityReason[]
  /** 1 is undisturbed, 0 unusable; for ranking leads, not for saying. */
  readonly score: number
  readonly figures: QualityFigures
}

/** A lead that does not change for this long has no electrode; a slow clean rhythm rests for less. */
const FLAT_MS_MIN = 2000
const FLAT_MV = 0.001
/** A run at the very top or bottom that is longer than a coarse converter makes of a peak. */
const CLIPPED_MS_MIN = 20
const CLIPPED_SAMPLES_MIN = 5

/** From which figure on a lead is no longer good, and from which it is unusable. */
const LIMITS: readonly {
  readonly reason: QualityReason
  readonly usable: number
  readonly unusable: number
  readonly of: (figures: QualityFigures) => number
}[] = [
  { reason: 'gaps', usable: 0.05, unusable: 0.5, of: (f) => f.missingShare },
  { reason: 'flat', usable: 0.05, unusable: 0.5, of: (f) => f.flatShare },
  { reason: 'clipped', usable: 0.005, unusable: 0.1, of: (f) => f.clippedShare },
  { reason: 'baseline-wander', usable: 0.6, unusable: 6, of: (f) => f.wanderMv },
  { reason: 'mains', usable: 0.08, unusable: 1.5, of: (f) => f.mainsMv },
  { reason: 'noise', usable: 0.04, unusable: 0.4, of: (f) => f.noiseMv },
]
/** Less than this and the lead shows the beats badly; with the second it does not show them. */
const CONTRAST_USABLE = 2.2
const CONTRAST_UNUSABLE = 1.35
/** With this contrast beats are there, however unlike (pacing spikes, bigeminy). */
const CONTRAST_CLEAR = 4
/**
 * Beats that are less alike are not all beats. On 934 recordings of CinC 2017 this marks 68 % of those that its
 * readers called too noisy and 3 % of the others (README of the set; chosen there, so optimistic).
 */
const LIKENESS_USABLE = 0.9
const LIKENESS_UNUSABLE = 0.5

/**
 * Judges one lead.
 * @param beats of the whole tracing; where there are none no lead is better than usable
 * @param slope of this lead, as the beat search measured it; null where it could not
 */
export function leadQuality(
  lead: Lead,
  sampleRateHz: number,
  beats: readonly Beat[],
  slope: QrsSlope | null,
): LeadQuality {
  const figures = measureLead(lead.samplesMv, sampleRateHz, beats, slope)
  const reasons: QualityReason[] = []
  let unusable = false
  let score = 1
  for (const { reason, usable, unusable: limit, of } of LIMITS) {
    const figure = of(figures)
    if (figure >= usable) reasons.push(reason)
    if (figure >= limit) unusable = true
    score /= 1 + (figure / (3 * usable)) ** 2
  }
  if (beats.length === 0) {
    reasons.push('beats-unclear')
    score *= 0.5
  } else {
    const likeness = figures.beatLikeness ?? 1
    if (figures.beatContrast < CONTRAST_USABLE || likeness < LIKENESS_USABLE) reasons.push('beats-unclear')
    const hidden = likeness < LIKENESS_UNUSABLE && figures.beatContrast < CONTRAST_CLEAR
    if (figures.beatContrast < CONTRAST_UNUSABLE || hidden) unusable = true
    score *= Math.min(1, figures.beatContrast / 6) * Math.max(0, likeness)
  }
  const verdict = unusable ? 'unusable' : reasons.length > 0 ? 'usable' : 'good'
  return { lead: lead.name, verdict, reasons, score: unusable ? 0 : score, figures }
}

function measureLead(
  samplesMv: Float32Array,
  sampleRateHz: number,
  beats: readonly Beat[],
  slope: QrsSlope | null,
): QualityFigures {
  const { samples, missing, missingCount } = bridgeGaps(samplesMv)
  const present = Math.max(1, samples.length - missingCount)
  const mainsMv = mainsAmplitude(samples, sampleRateHz)
  const noise = backgroundNoise(samples, sampleRateHz)
  return {
    missingShare: samples.length === 0 ? 1 : missingCount / samples.length,
    flatShare: missingCount === samples.length ? 1 : flatSamples(samples, missing, sampleRateHz) / present,
    clippedShare: clippedSamples(samplesMv, sampleRateHz) / present,
    wanderMv: wander(samples, sampleRateHz),
    mainsMv,
    noiseMv: Math.sqrt(Math.max(0, noise ** 2 - mainsMv ** 2 / 2)),
    qrsMv: qrsHeight(samples, sampleRateHz, beats),
    beatContrast: slope === null ? 0 : slopeAtBeats(slope, sampleRateHz, beats),
    beatLikeness:
      slope === null
        ? null
        : beatLikeness(
            slope,
            beats.map(({ atMs }) => atMs),
          ),
  }
}

function flatSamples(samples: Float64Array, missing: Uint8Array | null, sampleRateHz: number): number {
  const least = Math.min(samples.length, Math.ceil((FLAT_MS_MIN / 1000) * sampleRateHz))
  let [flat, start, low, high] = [0, 0, Infinity, -Infinity]
  for (let i = 0; i <= samples.length; i++) {
    const there = i < samples.length && missing?.[i] !== 1
    const v = there ? samples[i]! : 0
    const [lower, higher] = [v < low ? v : low, v > high ? v : high]
    if (there && higher - lower < FLAT_MV) {
      low = lower
      high = higher
      continue
    }
    if (i - start >= least) flat += i - start
    start = there ? i : i + 1
    low = there ? v : Infinity
    high = there ? v : -Infinity
  }
  return flat
}

/** Samples in runs that stay at the very top or bottom, as an amplifier does that can go no further. */
function clippedSamples(samplesMv: Float32Array, sampleRateHz: number): number {
  let [low, high] = [Infinity, -Infinity]
  for (const v of samplesMv) {
    if (v < low && v > -Infinity) low = v
    if (v > high && v < Infinity) high = v
  }
  if (!(high - low > FLAT_MV)) return 0
  const least = Math.max(CLIPPED_SAMPLES_MIN, Math.ceil((CLIPPED_MS_MIN / 1000) * sampleRateHz))
  let [clipped, run] = [0, 0]
  for (let i = 0; i <= samplesMv.length; i++) {
    const v = samplesMv[i]!
    if (v === high || v === low) run++
    else {
      if (run >= least) clipped += run
      run = 0
    }
  }
  return clipped
}

function wander(samples: Float64Array, sampleRateHz: number): number {
  const stride = Math.max(1, Math.floor(sampleRateHz / 10))
  const blocks = new Float32Array(Math.floor(samples.length / stride))
  for (let b = 0; b < blocks.length; b++) {
    let sum = 0
    for (let i = b * stride; i < (b + 1) * stride; i++) sum += samples[i]!
    blocks[b] = sum / stride
  }
  const rateHz = sampleRateHz / stride
  if (blocks.length < 2 * rateHz || rateHz <= 1) return 0
  const sorted = zeroPhase(blocks, butterworthLow(2, 0.5, rateHz)).sort()
  return sorted[Math.floor(0.95 * (sorted.length - 1))]! - sorted[Math.floor(0.05 * (sorted.length - 1))]!
}

/** Median over seconds of the tone at 50 or 60 Hz, above the mean of its neighbours 4 Hz away. */
function mainsAmplitude(samples: Float64Array, sampleRateHz: number): number {
  const window = Math.round(sampleRateHz)
  const seconds = Math.floor(samples.length / window)
  let largest = 0
  for (const hz of [50, 60]) {
    if (hz + 4 >= sampleRateHz / 2 || seconds === 0) continue
    const above = new Float32Array(seconds)
    for (let s = 0; s < seconds; s++) {
      const at = (f: number) => toneAmplitude(samples, s * window, window, f / sampleRateHz)
      above[s] = at(hz) - (at(hz - 4) + at(hz + 4)) / 2
    }
    largest = Math.max(largest, above.sort()[Math.floor(seconds / 2)]!)
  }
  return largest
}

/** Goertzel: amplitude of one tone in a window. */
function toneAmplitude(samples: Float64Array, from: number, count: number, turnsPerSample: number): number {
  const coefficient = 2 * Math.cos(2 * Math.PI * turnsPerSample)
  let [before, earlier] = [0, 0]
  for (let i = from; i < from + count; i++) {
    const now = samples[i]! + coefficient * before - earlier
    earlier = before
    before = now
  }
  const power = before * before + earlier * earlier - coefficient * before * earlier
  return (2 * Math.sqrt(Math.max(0, power))) / count
}

/** Median over 50 ms blocks of the root mean square above 40 Hz: QRS complexes fill few of the blocks. */
function backgroundNoise(samples: Float64Array, sampleRateHz: number): number {
  const block = Math.max(2, Math.round(0.05 * sampleRateHz))
  const count = Math.floor(samples.length / block)
  if (sampleRateHz < 100 || count === 0) return 0
  const high = zeroPhase(new Float32Array(samples), butterworthHigh(2, 40, sampleRateHz))
  const blocks = new Float32Array(count)
  for (let b = 0; b < count; b++) {
    let sum = 0
    for (let i = b * block; i < (b + 1) * block; i++) sum += high[i]! ** 2
    blocks[b] = sum / block
  }
  return Math.sqrt(median(blocks))
}

function qrsHeight(samples: Float64Array, sampleRateHz: number, beats: readonly Beat[]): number {
  const reach = Math.round(0.06 * sampleRateHz)
  const heights = Float32Array.from(beats, ({ atMs }) => {
    const at = Math.round((atMs / 1000) * sampleRateHz)
    let [low, high] = [Infinity, -Infinity]
    for (let i = Math.max(0, at - reach); i <= Math.min(samples.length - 1, at + reach); i++) {
      low = Math.min(low, samples[i]!)
      high = Math.max(high, samples[i]!)
    }
    return high - low
  })
  return median(heights)
}

function slopeAtBeats({ slope, stride }: QrsSlope, sampleRateHz: number, beats: readonly Beat[]): number {
  const background = median(slope)
  const atBeats = Float32Array.from(beats, ({ atMs }) => {
    const at = Math.round(((atMs / 1000) * sampleRateHz) / stride)
    return slope[Math.min(slope.length - 1, at)]!
  })
  const typical = median(atBeats)
  return background > 0 ? typical / background : typical > 0 ? CONTRAST_OF_SILENCE : 0
}

/** Between the beats of such a lead nothing moves at all. */
const CONTRAST_OF_SILENCE = 20
