import type { EcgAnalysis } from '../../analysis.ts'
import type { BeatClass, BeatsClaim } from '../../claims.ts'
import type { Tracing } from '../../tracing.ts'

/** What our own signal code sees of one beat, beside what the pack says of it. */
export interface BeatRow {
  readonly beat: number
  readonly atMs: number
  readonly rrBeforeMs: number | null
  readonly rrAfterMs: number | null
  /** The interval before it over the usual one; below 0.85 it is premature. */
  readonly earliness: number | null
  /** The interval before it over the one before that. */
  readonly abruptness: number | null
  /** Likeness of its QRS to the typical beat over the readable leads, -1 to 1. */
  readonly likeness: number | null
  /** The beat before it is the first of the recording and none of the usual kind. */
  readonly afterUnlike: boolean
  readonly qrsMs: number | null
  readonly hasP: boolean | null
  readonly paced: boolean
  readonly pack: BeatClass | null
}

const REACH_MS = 90
const SHIFT_MS = 24
const FIRST_ALIKE = 0.8

/** One row for each beat of the analysis. */
export function beatTable(tracing: Tracing, analysis: EcgAnalysis, claim: BeatsClaim | null): BeatRow[] {
  const { beats, delineation, delineatedBeats, pacing } = analysis
  const waves = new Map(delineatedBeats.map((beat, d) => [beat, delineation?.beats[d] ?? null] as const))
  const likenessOf = likenessToTypical(tracing, analysis)
  const usual = median(analysis.rr.intervalsMs)
  const trusted = claim !== null && claim.refused === null ? claim.beats : []
  const peaks = beats.map(({ atMs }) => atMs)
  const firstLikeness = beats[0] === undefined ? null : likenessOf(beats[0].atMs)
  return beats.map(({ atMs }, beat) => {
    const rrBeforeMs = beat === 0 ? null : atMs - beats[beat - 1]!.atMs
    const rrAfterMs = beats[beat + 1] === undefined ? null : beats[beat + 1]!.atMs - atMs
    const own = waves.get(beat) ?? null
    const edges = own?.qrs ?? null
    const near = localUsual(peaks, beat) ?? usual
    return {
      beat,
      atMs,
      rrBeforeMs,
      rrAfterMs,
      earliness: rrBeforeMs === null || near === null ? null : rrBeforeMs / near,
      abruptness:
        beat < 2 ? null : (atMs - beats[beat - 1]!.atMs) / (beats[beat - 1]!.atMs - beats[beat - 2]!.atMs),
      likeness: likenessOf(atMs),
      afterUnlike: beat === 1 && (firstLikeness ?? 1) < FIRST_ALIKE,
      qrsMs:
        edges === null || edges.onsetMs === null || edges.offsetMs === null
          ? null
          : edges.offsetMs - edges.onsetMs,
      hasP: own === null ? null : own.p !== null,
      paced: (pacing.paced[beat] ?? 'none') !== 'none',
      pack: trusted[beat]?.label ?? null,
    }
  })
}

/** The upper middle of the intervals around: premature beats and pauses do not move it. */
function localUsual(at: readonly number[], beat: number): number | null {
  const around: number[] = []
  for (let k = Math.max(1, beat - 5); k <= Math.min(at.length - 1, beat + 5); k++) {
    if (k !== beat) around.push(at[k]! - at[k - 1]!)
  }
  return median(around)
}

/** Correlation of a beat's QRS with the typical beat's, over all leads, moved to where they lie best. */
function likenessToTypical(tracing: Tracing, { medianBeat }: EcgAnalysis): (atMs: number) => number | null {
  if (medianBeat === null) return () => null
  const { sampleRateHz, alignedAtMs } = medianBeat
  const stride = Math.max(1, Math.round(tracing.sampleRateHz / 125))
  const rate = tracing.sampleRateHz / stride
  const reach = Math.round((REACH_MS / 1000) * rate)
  const shift = Math.round((SHIFT_MS / 1000) * rate)
  const leads = medianBeat.leads.flatMap((samples, l) => {
    if (samples === null) return []
    const typical = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
      const at = Math.round((alignedAtMs / 1000 + (i - reach) / rate) * sampleRateHz)
      return samples[Math.max(0, Math.min(samples.length - 1, at))]!
    })
    return [{ typical: centred(typical), samples: tracing.leads[l]!.samplesMv }]
  })
  return (atMs) => {
    const centre = Math.round((atMs / 1000) * tracing.sampleRateHz)
    let best: number | null = null
    for (let by = -shift; by <= shift; by++) {
      const value = correlation(leads, centre + by * stride, reach, stride)
      if (value !== null && value > (best ?? -2)) best = value
    }
    return best
  }
}

function correlation(
  leads: readonly { readonly typical: Float64Array; readonly samples: Float32Array }[],
  centre: number,
  reach: number,
  stride: number,
): number | null {
  let [product, ownSize, typicalSize] = [0, 0, 0]
  for (const { typical, samples } of leads) {
    let mean = 0
    for (let i = -reach; i <= reach; i++) mean += samples[centre + i * stride] ?? NaN
    mean /= 2 * reach + 1
    if (mean - mean !== 0) continue
    for (let i = -reach; i <= reach; i++) {
      const value = samples[centre + i * stride]! - mean
      const other = typical[i + reach]!
      product += value * other
      ownSize += value * value
      typicalSize += other * other
    }
  }
  return ownSize > 0 && typicalSize > 0 ? product / Math.sqrt(ownSize * typicalSize) : null
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return values.map((v) => v - mean)
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
