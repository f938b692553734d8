import type { Measured, Milliseconds, Provenance, Reason } from '../measured.ts'
import { measured, notMeasurable } from '../measured.ts'

/** A stretch of the recording, milliseconds from its first sample. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** The intervals between beats and what is said of them. */
export interface RrSeries {
  readonly intervalsMs: readonly number[]
  readonly meanMs: Measured<Milliseconds>
  readonly minMs: Measured<Milliseconds>
  readonly maxMs: Measured<Milliseconds>
  /** Standard deviation of the normal intervals; from 30 s upwards. */
  readonly sdnnMs: Measured<Milliseconds>
  /** Root mean square of successive differences of normal intervals; from 9 s of intervals upwards. */
  readonly rmssdMs: Measured<Milliseconds>
  /** Share of successive differences of normal intervals that exceed 50 ms; from a minute upwards. */
  readonly pnn50: Measured<'%'>
  /** 1 minus the median change from one interval to the next over the median interval: 1 is a clock, AF lies near 0.8. */
  readonly regularity: Measured<'1'>
}

/**
 * Shortest strips for the variability of heart rate. A 10 s tracing gives RMSSD to about its own size in one
 * person from strip to strip, and no SDNN: Munoz et al. 2015, PLOS ONE 10:e0138921.
 */
const RMSSD_MS_MIN = 8000
const SDNN_MS_MIN = 30_000
/** Whole beats are counted, so that shorter strips give steps of several per cent (Baek 2015, Telemed J E Health 21:404, from memory). */
const PNN50_MS_MIN = 60_000
const LARGE_DIFFERENCE_MS = 50
const VARIABILITY_INTERVALS_MIN = 5
/** An interval further than this from the median of its neighbours belongs to an ectopic or a missed beat. */
const NORMAL_SHARE = 0.2
/** With more of such intervals than this, what is left is no series of normal beats. */
const ABNORMAL_SHARE_MAX = 0.2

/** Intervals between successive beats; those that span an unreadable stretch are left out. */
export function rrIntervals(rPeaksMs: readonly number[], unreadable: readonly Span[] = []): number[] {
  return runsOf(rPeaksMs, unreadable).flat()
}

/**
 * The RR series of a recording.
 * @param rPeaksMs ascending, milliseconds
 * @param unreadable stretches in which beats could not be seen: no interval is taken across them
 * @returns mean, extremes and regularity from three beats on; variability under the limits above, of intervals
 *   within 20 % of their neighbours' median (Task Force 1996, Eur Heart J 17:354, "normal-to-normal")
 */
export function rrSeries(rPeaksMs: readonly number[], unreadable: readonly Span[] = []): RrSeries {
  const runs = runsOf(rPeaksMs, unreadable)
  const intervalsMs = runs.flat()
  const few = tooFew(rPeaksMs, intervalsMs)
  if (few !== null) {
    const none = notMeasurable(few)
    const all = {
      meanMs: none,
      minMs: none,
      maxMs: none,
      sdnnMs: none,
      rmssdMs: none,
      pnn50: none,
      regularity: none,
    }
    return { intervalsMs, ...all }
  }
  return {
    intervalsMs,
    meanMs: measured(mean(intervalsMs), 'ms', by('mean of RR intervals')),
    minMs: measured(Math.min(...intervalsMs), 'ms', by('shortest RR interval')),
    maxMs: measured(Math.max(...intervalsMs), 'ms', by('longest RR interval')),
    ...variability(runs),
    regularity: regularity(runs),
  }
}

/** Why intervals cannot be spoken of, or null where they can. */
export function tooFew(rPeaksMs: readonly number[], intervalsMs: readonly number[]): Reason | null {
  if (rPeaksMs.length === 0) return 'no-beats-found'
  return intervalsMs.length < 2 ? 'fewer-than-three-beats' : null
}

/** Intervals in unbroken runs. */
function runsOf(rPeaksMs: readonly number[], unreadable: readonly Span[]): number[][] {
  const runs: number[][] = [[]]
  for (let i = 1; i < rPeaksMs.length; i++) {
    const [from, to] = [rPeaksMs[i - 1]!, rPeaksMs[i]!]
    if (unreadable.some((span) => span.fromMs < to && span.toMs > from)) runs.push([])
    else runs.at(-1)!.push(to - from)
  }
  return runs
}

function variability(runs: readonly number[][]): Pick<RrSeries, 'sdnnMs' | 'rmssdMs' | 'pnn50'> {
  const normal: number[] = []
  const differences: number[] = []
  for (const run of runs) {
    const isNormal = run.map(
      (rr, i) => Math.abs(rr / median(run.slice(Math.max(0, i - 3), i + 4)) - 1) <= NORMAL_SHARE,
    )
    run.forEach((rr, i) => {
      if (isNormal[i]) normal.push(rr)
      if (isNormal[i] && isNormal[i - 1]) differences.push(rr - run[i - 1]!)
    })
  }
  const total = runs.flat().length
  if (normal.length < (1 - ABNORMAL_SHARE_MAX) * total) {
    const irregular = notMeasurable('rhythm-irregular')
    return { sdnnMs: irregular, rmssdMs: irregular, pnn50: irregular }
  }
  const covered = normal.reduce((sum, rr) => sum + rr, 0)
  const enough = (leastMs: number) => covered >= leastMs && differences.length >= VARIABILITY_INTERVALS_MIN
  const average = mean(normal)
  const sdnn = Math.sqrt(normal.reduce((sum, rr) => sum + (rr - average) ** 2, 0) / (normal.length - 1))
  const rmssd = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length)
  const large = differences.filter((d) => Math.abs(d) > LARGE_DIFFERENCE_MS).length
  const pnn50 = (100 * large) / differences.length
  const short = notMeasurable('recording-too-short')
  return {
    sdnnMs: enough(SDNN_MS_MIN) ? measured(sdnn, 'ms', by('SDNN of normal RR intervals')) : short,
    rmssdMs: enough(RMSSD_MS_MIN) ? measured(rmssd, 'ms', by('RMSSD of normal RR intervals')) : short,
    pnn50: enough(PNN50_MS_MIN) ? measured(pnn50, '%', by('pNN50 of normal RR intervals')) : short,
  }
}

function regularity(runs: readonly number[][]): Measured<'1'> {
  const changes = runs.flatMap((run) => run.slice(1).map((rr, i) => Math.abs(rr - run[i]!)))
  if (changes.length < 3) return notMeasurable('recording-too-short')
  const value = Math.max(0, 1 - median(changes) / median(runs.flat()))
  return measured(value, '1', by('median change of RR over median RR'))
}

function by(name: string): Provenance {
  return { origin: 'derived', by: name }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}
