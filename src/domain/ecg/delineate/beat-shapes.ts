import { averagedBeat, type AveragedBeat } from './averaged-beat.ts'
import { beatClasses, type BeatClass } from './beat-classes.ts'
import { beatExtents, type BeatExtents } from './delineate-beat.ts'
import type { WorkingSignal } from './working-signal.ts'

/** Beats that look alike, their average and the waves in it (a P wave as a candidate only). */
export interface BeatShape {
  readonly group: BeatClass
  readonly beat: AveragedBeat
  readonly found: { readonly leads: readonly (BeatExtents | null)[]; readonly global: BeatExtents }
}

const BEFORE_MS = 450
const AFTER_MS_MAX = 750
/** The average ends this long before the next R peak. */
const NEXT_BEAT_MS = 60
/** Of intervals that differ the shorter ones bound the T wave. */
const SHORT_NEXT = 0.25
/** A pause says nothing of how long a T wave may be. */
const PAUSE = 1.5

/** Sorts the beats by shape, averages and delineates each. @param peaks working samples of the R peaks */
export function beatShapes(signal: WorkingSignal, peaks: readonly number[]): BeatShape[] {
  const ms = (v: number) => (v / 1000) * signal.rateHz
  const usual = peaks.length < 2 ? ms(1000) : median(peaks.slice(1).map((peak, b) => peak - peaks[b]!))
  return beatClasses(signal, peaks).map((group) => {
    const next = quantile(
      group.members.map((b) => (peaks[b + 1] ?? peaks[b]! + usual) - peaks[b]!),
      SHORT_NEXT,
    )
    const last = median(group.members.map((b) => peaks[b]! - (peaks[b - 1] ?? peaks[b]! - usual)))
    const after = Math.max(
      ms(120),
      Math.min(ms(AFTER_MS_MAX), Math.min(next, PAUSE * usual) - ms(NEXT_BEAT_MS)),
    )
    const beat = averagedBeat(signal, group, peaks, Math.round(ms(BEFORE_MS)), Math.round(after))
    const rrMs = (Math.min(next, last, PAUSE * usual) / signal.rateHz) * 1000
    return { group, beat, found: beatExtents(beat.leads, signal.rateHz, beat.at, rrMs, true) }
  })
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)]!
}
