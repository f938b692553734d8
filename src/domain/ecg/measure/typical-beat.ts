import type { Beat } from '../beats.ts'
import { delineateBeat } from '../delineate/delineate-beat.ts'
import { conductedP } from '../delineate/delineate.ts'
import type { BeatWaves, Delineation } from '../delineate/waves.ts'
import type { Pacing } from '../checks/findings.ts'
import { averageBeat } from './average-beat.ts'
import type { AverageBeat } from './average-beat.ts'
import type { DominantBeats } from './dominant-beats.ts'
import type { MedianBeat } from './measurements.ts'

/** The level before the QRS is the mean of this long, which ends this long before its onset. */
const LEVEL_MS = 16
const LEVEL_ENDS_MS = 4

interface Ground {
  /** Millivolts of the stretch; null where a lead is not to be read. */
  readonly leads: readonly (Float32Array | null)[]
  readonly sampleRateHz: number
  /** Where the stretch begins in the recording, milliseconds. */
  readonly startMs: number
  readonly beats: readonly Beat[]
  /** Of the beats in `delineated`, in the time of the recording. */
  readonly delineation: Delineation
  readonly delineated: readonly number[]
  readonly pacing: Pacing
}

/** The typical beat of a stretch with its waves: what the numbers are taken on. */
export function typicalBeat(ground: Ground, dominant: DominantBeats): MedianBeat {
  const { beats, delineation, delineated, startMs, sampleRateHz, pacing } = ground
  const wavesOf = new Map(delineated.map((beat, d) => [beat, delineation.beats[d]] as const))
  const rrMs = usualRr(beats, dominant.beats)
  const average = averageBeat(
    ground.leads,
    sampleRateHz,
    dominant.beats.map((beat) => {
      const onset = wavesOf.get(beat)?.qrs?.onsetMs ?? null
      return { atMs: beats[beat]!.atMs - startMs, qrsOnsetMs: onset === null ? null : onset - startMs }
    }),
    dominant.beats.indexOf(dominant.typical),
    rrMs,
  )
  const places = new Map(delineated.map((beat, d) => [beat, d] as const))
  const p = conductedP(
    delineation,
    dominant.beats.map((beat) => places.get(beat)!),
  )
  const spikesMs = spikesOn(average, dominant.beats, beats, pacing)
  const { waves, leads } = delineateBeat(average.leads, average.sampleRateHz, average.alignedAtMs, {
    rrMs,
    p,
    spikesMs,
  })
  return {
    sampleRateHz: average.sampleRateHz,
    alignedAtMs: average.alignedAtMs,
    leads: average.leads.map((samples) => samples && levelled(samples, average.sampleRateHz, waves)),
    beats: dominant.beats,
    waves,
    leadWaves: leads,
  }
}

/** The usual interval before these beats, or what most of them have after them where that is shorter. */
function usualRr(beats: readonly Beat[], chosen: readonly number[]): number | null {
  const interval = (beat: number) => {
    const [from, to] = [beats[beat - 1], beats[beat]]
    return from && to ? [to.atMs - from.atMs] : []
  }
  const ascending = (intervals: number[]) => intervals.sort((a, b) => a - b)
  const before = ascending(chosen.flatMap(interval))
  const after = ascending(chosen.flatMap((beat) => interval(beat + 1)))
  const [usual, short] = [before[Math.floor(before.length / 2)], after[Math.floor(after.length / 4)]]
  if (usual === undefined) return short ?? null
  return Math.min(usual, short ?? usual)
}

/** Stimuli that stand at the same place of most beats, in the time of the average. */
function spikesOn(
  { alignedAtMs, leads, sampleRateHz }: AverageBeat,
  chosen: readonly number[],
  beats: readonly Beat[],
  { spikesMs }: Pacing,
): number[] {
  if (spikesMs.length === 0) return []
  const length = ((leads.find((samples) => samples !== null)?.length ?? 0) / sampleRateHz) * 1000
  const seen = chosen.flatMap((beat) => {
    const start = beats[beat]!.atMs - alignedAtMs
    return spikesMs.filter((at) => at >= start && at <= start + length).map((at) => at - start)
  })
  const places: { at: number; count: number }[] = []
  for (const at of seen.toSorted((a, b) => a - b)) {
    const place = places.at(-1)
    if (place && at - place.at < SAME_SPIKE_MS) place.count++
    else places.push({ at, count: 1 })
  }
  return places.filter(({ count }) => 2 * count >= chosen.length).map(({ at }) => at)
}

const SAME_SPIKE_MS = 15

/** Zero before the QRS: the mean of the filtered levels is near it, and amplitudes are to be against it exactly. */
function levelled(samples: Float32Array, sampleRateHz: number, { qrs }: BeatWaves): Float32Array {
  const onsetMs = qrs?.onsetMs ?? null
  if (onsetMs === null) return samples
  const to = Math.round(((onsetMs - LEVEL_ENDS_MS) / 1000) * sampleRateHz)
  const from = Math.max(0, to - Math.max(1, Math.round((LEVEL_MS / 1000) * sampleRateHz)))
  let sum = 0
  for (let i = from; i < to; i++) sum += samples[i]!
  const level = sum / (to - from)
  return Number.isFinite(level) ? samples.map((value) => value - level) : samples
}
