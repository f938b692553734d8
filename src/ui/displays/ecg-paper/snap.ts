import type { BeatWaves, Delineation, Wave } from '#domain/ecg/delineate/waves.ts'

/** What of a tracing a caliper holds on to. */
export type LandmarkKind =
  | 'p-onset'
  | 'p-peak'
  | 'p-offset'
  | 'qrs-onset'
  | 'r-peak'
  | 'qrs-offset'
  | 't-onset'
  | 't-peak'
  | 't-offset'
  /** A turning point of the trace that bears no name. */
  | 'extreme'

export interface Landmark {
  readonly atMs: number
  readonly kind: LandmarkKind
}

/** One lead's samples, as they are drawn. */
interface Signal {
  readonly samplesMv: Float32Array
  readonly sampleRateHz: number
}

/** An R peak so near to a beat is that beat's. */
const SAME_BEAT_MS = 100
/** A turning point must stand out from both sides by this much; less is noise. */
const EXTREME_MV_MIN = 0.03

/**
 * The landmarks of one lead, ascending: the edges and peaks of its own waves, those of the whole tracing where the
 * lead has none of its own, and the beats where nothing was delineated.
 * @param lead index into the leads of the tracing
 */
export function landmarksOf(
  delineation: Delineation | null,
  lead: number,
  beatsMs: readonly number[],
): readonly Landmark[] {
  const waves = delineation?.leads[lead] ?? delineation?.beats ?? []
  const found = [
    ...waves.flatMap(ofBeat),
    ...(delineation?.lonelyP[lead] ?? []).flatMap((p) => ofWave('p', p)),
  ]
  const peaks = found.filter(({ kind }) => kind === 'r-peak')
  const others = beatsMs.filter(apartFrom(peaks)).map((atMs) => ({ atMs, kind: 'r-peak' as const }))
  return [...found, ...others].sort((a, b) => a.atMs - b.atMs)
}

/** The landmarks of each lead, looked for when they are first asked for. */
export function landmarksByLead(
  delineation: Delineation | null,
  beatsMs: readonly number[],
): (lead: number) => readonly Landmark[] {
  const found = new Map<number, readonly Landmark[]>()
  return (lead) => {
    const marks = found.get(lead) ?? landmarksOf(delineation, lead, beatsMs)
    found.set(lead, marks)
    return marks
  }
}

/** Whether a beat has no R peak of its own among these; beats are asked for in their order. */
function apartFrom(peaks: readonly Landmark[]): (beat: number) => boolean {
  const times = peaks.map(({ atMs }) => atMs).sort((a, b) => a - b)
  let next = 0
  return (beat) => {
    while (next < times.length && times[next]! <= beat - SAME_BEAT_MS) next++
    return !(times[next]! < beat + SAME_BEAT_MS)
  }
}

function ofBeat({ p, qrs, t }: BeatWaves): Landmark[] {
  return [...(p ? ofWave('p', p) : []), ...(qrs ? ofWave('qrs', qrs) : []), ...(t ? ofWave('t', t) : [])]
}

function ofWave(name: 'p' | 'qrs' | 't', { onsetMs, peakMs, offsetMs }: Wave): Landmark[] {
  const marks: Landmark[] = [{ atMs: peakMs, kind: name === 'qrs' ? 'r-peak' : `${name}-peak` }]
  if (onsetMs !== null) marks.push({ atMs: onsetMs, kind: `${name}-onset` })
  if (offsetMs !== null) marks.push({ atMs: offsetMs, kind: `${name}-offset` })
  return marks
}

/**
 * What a caliper point at `atMs` holds on to: the nearest landmark within reach, else the turning point within reach
 * that stands out most, else nothing.
 */
export function snapTo(
  atMs: number,
  reachMs: number,
  landmarks: readonly Landmark[],
  signal: Signal | null,
): Landmark | null {
  let nearest: Landmark | null = null
  for (const mark of landmarks) {
    const far = Math.abs(mark.atMs - atMs)
    if (far <= reachMs && (nearest === null || far < Math.abs(nearest.atMs - atMs))) nearest = mark
  }
  return nearest ?? (signal === null ? null : extremeNear(signal, atMs, reachMs))
}

/** The next landmark after this instant, or the last one before it. */
export function neighbourOf(atMs: number, step: 1 | -1, landmarks: readonly Landmark[]): Landmark | null {
  const beyond = landmarks.filter((mark) => (mark.atMs - atMs) * step > 0.5)
  return (step > 0 ? beyond[0] : beyond.at(-1)) ?? null
}

/** The level of the trace at an instant, millivolts; null beside the recording and in its gaps. */
export function levelAt({ samplesMv, sampleRateHz }: Signal, atMs: number): number | null {
  const mv = samplesMv[Math.round((atMs / 1000) * sampleRateHz)]
  return mv === undefined || Number.isNaN(mv) ? null : mv
}

function extremeNear({ samplesMv, sampleRateHz }: Signal, atMs: number, reachMs: number): Landmark | null {
  const from = Math.max(0, Math.ceil(((atMs - reachMs) / 1000) * sampleRateHz))
  const to = Math.min(samplesMv.length - 1, Math.floor(((atMs + reachMs) / 1000) * sampleRateHz))
  let highest = from
  let lowest = from
  for (let i = from; i <= to; i++) {
    if (samplesMv[i]! > samplesMv[highest]!) highest = i
    if (samplesMv[i]! < samplesMv[lowest]!) lowest = i
  }
  const standsOut = (i: number): number => {
    const sides = [samplesMv[from]!, samplesMv[to]!].map((side) => Math.abs(samplesMv[i]! - side))
    return i === from || i === to ? 0 : Math.min(...sides)
  }
  const best = standsOut(highest) >= standsOut(lowest) ? highest : lowest
  return standsOut(best) >= EXTREME_MV_MIN ? { atMs: (best * 1000) / sampleRateHz, kind: 'extreme' } : null
}
