import type { EcgAnalysis } from '../../analysis.ts'
import type { Wave } from '../../delineate/waves.ts'

/** P waves in time, each with the beat that follows it closely enough to be led by it. */
export interface AtrialSeries {
  /** Onsets, milliseconds from the first sample, ascending; between the first and the last beat. */
  readonly p: readonly { readonly atMs: number; readonly beat: number | null; readonly prMs: number | null }[]
  /** Of the delineated beats: how many have a P wave of their own. */
  readonly pShare: number | null
  /** Median of the intervals from P to P; null with fewer than three. */
  readonly ppMs: number | null
  /** Whether P waves come at one pace (holes of one missed wave allowed). */
  readonly steady: boolean
}

/** P waves of the leads this near to one another are one. */
const SAME_P_MS = 90
/** A P wave leads to a QRS that begins this long after it at most. */
const PR_MS = { least: 80, most: 600 } as const
const PACE_OFF_MAX = 0.15
const FITS_SHARE = 0.8

/** All P waves of the tracing in time. */
export function atrialSeries(analysis: EcgAnalysis): AtrialSeries {
  const { delineation, delineatedBeats } = analysis
  if (delineation === null || delineatedBeats.length === 0) {
    return { p: [], pShare: null, ppMs: null, steady: false }
  }
  const onsets = delineation.beats.map(({ qrs }, d) => {
    const beat = delineatedBeats[d]!
    return { beat, atMs: qrs?.onsetMs ?? analysis.beats[beat]!.atMs - 40 }
  })
  const startOf = (wave: Wave) => wave.onsetMs ?? wave.peakMs - 40
  const conducted = delineation.beats.flatMap(({ p }) => (p === null ? [] : [startOf(p)]))
  const starts = merged([...conducted, ...lonelyStarts(delineation.lonelyP, startOf)])
  const last = onsets.at(-1)!.atMs
  const inside = starts.filter((at) => at < last)
  const p = inside.map((atMs, k) => {
    const next = inside[k + 1] ?? Infinity
    const led = onsets.find((qrs) => qrs.atMs - atMs >= PR_MS.least && qrs.atMs - atMs <= PR_MS.most)
    const own = led !== undefined && led.atMs < next + PR_MS.least ? led : undefined
    return { atMs, beat: own?.beat ?? null, prMs: own === undefined ? null : own.atMs - atMs }
  })
  const gaps = inside.slice(1).map((at, k) => at - inside[k]!)
  const ppMs = gaps.length < 2 ? null : pace(gaps)
  return {
    p,
    pShare: delineation.beats.filter(({ p: wave }) => wave !== null).length / delineation.beats.length,
    ppMs,
    steady:
      ppMs !== null && gaps.filter((gap) => offPace(gap, ppMs) > PACE_OFF_MAX).length <= 0.2 * gaps.length,
  }
}

function lonelyStarts(leads: readonly (readonly Wave[])[], startOf: (wave: Wave) => number): number[] {
  // The search places one wave in every lead that shows it; the earliest start of the leads is its onset.
  const all = leads.flatMap((waves) => waves.map(startOf))
  return merged(all)
}

function merged(starts: readonly number[]): number[] {
  const kept: number[] = []
  for (const at of starts.toSorted((a, b) => a - b)) {
    if (kept.length === 0 || at - kept.at(-1)! > SAME_P_MS * 2) kept.push(at)
  }
  return kept
}

/** The shortest interval of which nearly all are whole multiples: P waves may hide in QRS and T. */
function pace(gaps: readonly number[]): number {
  const fits = (ppMs: number) => gaps.filter((gap) => offPace(gap, ppMs) <= PACE_OFF_MAX).length
  const ascending = gaps.toSorted((a, b) => a - b)
  const best =
    ascending.find((ppMs) => fits(ppMs) >= FITS_SHARE * gaps.length) ??
    ascending.toSorted((a, b) => fits(b) - fits(a))[0]!
  const near = gaps.filter((gap) => Math.abs(gap / best - 1) <= PACE_OFF_MAX)
  return near.reduce((sum, gap) => sum + gap, 0) / near.length
}

function offPace(gap: number, ppMs: number): number {
  return Math.abs(gap / ppMs - Math.max(1, Math.round(gap / ppMs)))
}
