import { resampleRational } from '../resample.ts'
import { alignBeats } from './align-beats.ts'
import { levelsAlong } from './beat-level.ts'

/** One beat made of many: lead by lead the median at every sample, brought to at least 500 Hz. */
export interface AverageBeat {
  readonly sampleRateHz: number
  /** Milliseconds from its first sample to where the beats were laid on one another. */
  readonly alignedAtMs: number
  /** Millivolts; NaN where fewer than half of the beats have a sample; null for a lead that was not to be read. */
  readonly leads: readonly (Float32Array | null)[]
}

interface BeatToAverage {
  /** Where its peak was found, milliseconds from the first sample of the recording. */
  readonly atMs: number
  /** Where its QRS begins, as far as that is known. */
  readonly qrsOnsetMs: number | null
}

/** Edges of waves are placed on samples at least this close, whatever the recorder wrote. */
const SAMPLE_RATE_HZ_MIN = 500

/** How much of a beat is taken, as shares of the usual interval within bounds. */
const BEFORE = { share: 0.5, leastMs: 350, mostMs: 600 } as const
const AFTER = { share: 0.75, leastMs: 450, mostMs: 850 } as const

/**
 * Lays beats on one another and takes the median of every sample.
 *
 * Beats are aligned by cross-correlation over all readable leads, and each has its own baseline taken out first: a
 * curve through the level before each QRS, so that breathing does not tilt what follows.
 * @param leads millivolts of the whole recording, null where a lead is not to be read
 * @param beats ascending, at least one; `typical` is the index of the one that the others are first laid on
 * @param rrMs usual interval between beats; bounds what is taken of each
 */
export function averageBeat(
  leads: readonly (Float32Array | null)[],
  sampleRateHz: number,
  beats: readonly BeatToAverage[],
  typical: number,
  rrMs: number | null,
): AverageBeat {
  const before = Math.round((bounded(BEFORE, rrMs) / 1000) * sampleRateHz)
  const after = Math.round((bounded(AFTER, rrMs) / 1000) * sampleRateHz)
  const at = alignBeats(
    leads,
    sampleRateHz,
    beats.map(({ atMs }) => Math.round((atMs / 1000) * sampleRateHz)),
    typical,
  )
  const onsets = onsetsOf(beats, at, sampleRateHz)
  const average = leads.map((samples) => {
    if (samples === null) return null
    const level = levelsAlong(samples, sampleRateHz, onsets)
    return medianOf(samples, level, at, before, after)
  })
  const finerHz = sampleRateHz * Math.ceil(SAMPLE_RATE_HZ_MIN / sampleRateHz)
  return {
    sampleRateHz: finerHz,
    alignedAtMs: (before / sampleRateHz) * 1000,
    leads:
      finerHz === sampleRateHz
        ? average
        : average.map((samples) => samples && resampleRational(samples, sampleRateHz, finerHz)),
  }
}

function bounded({ share, leastMs, mostMs }: typeof BEFORE | typeof AFTER, rrMs: number | null): number {
  return rrMs === null ? leastMs : Math.min(mostMs, Math.max(leastMs, share * rrMs))
}

/** Where nothing is known of a QRS it begins this long before its peak. */
const ONSET_BEFORE_PEAK_MS = 60

/** Samples at which the QRS complexes begin: the same distance from the alignment in all, as they are all alike. */
function onsetsOf(beats: readonly BeatToAverage[], at: readonly number[], sampleRateHz: number): number[] {
  const distances = beats.flatMap(({ qrsOnsetMs }, b) =>
    qrsOnsetMs === null ? [] : [at[b]! - (qrsOnsetMs / 1000) * sampleRateHz],
  )
  const distance = distances.length === 0 ? (ONSET_BEFORE_PEAK_MS / 1000) * sampleRateHz : middle(distances)
  return at.map((sample) => sample - distance)
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function medianOf(
  samples: Float32Array,
  level: (sample: number) => number,
  at: readonly number[],
  before: number,
  after: number,
): Float32Array {
  const length = before + after + 1
  // Beat by beat first: the curve through the levels is walked along once.
  const rows = new Float64Array(at.length * length)
  at.forEach((peak, b) => {
    const from = peak - before
    for (let i = 0; i < length; i++) {
      const inside = from + i >= 0 && from + i < samples.length
      rows[b * length + i] = inside ? samples[from + i]! - level(from + i) : NaN
    }
  })
  const beat = new Float32Array(length)
  const column = new Float64Array(at.length)
  for (let i = 0; i < length; i++) {
    let count = 0
    for (let row = i; row < rows.length; row += length) {
      const value = rows[row]!
      if (value - value === 0) insert(column, count++, value)
    }
    beat[i] = 2 * count < at.length ? NaN : medianOfSorted(column, count)
  }
  return beat
}

/** Keeps the first `count` of a column in order: there are few, so that this is the quickest. */
function insert(column: Float64Array, count: number, value: number): void {
  let i = count
  for (; i > 0 && column[i - 1]! > value; i--) column[i] = column[i - 1]!
  column[i] = value
}

function medianOfSorted(column: Float64Array, count: number): number {
  const half = count >> 1
  return count % 2 === 1 ? column[half]! : (column[half - 1]! + column[half]!) / 2
}
