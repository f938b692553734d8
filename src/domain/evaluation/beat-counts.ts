import { BEAT_CLASSES, type BeatClass } from '../ecg/claims.ts'
import { TRUE_BEAT_CLASSES, type MetBeat } from './beat-classes.ts'

/** Beats by what they are (N, S, V, F, Q, none) and what they were called (N, S, V, F, not named, missed). */
export interface BeatCounts {
  readonly confusion: readonly (readonly number[])[]
}

const NONE = TRUE_BEAT_CLASSES.length
const UNNAMED = BEAT_CLASSES.length
const MISSED = UNNAMED + 1

/** @param labelOf label of a found beat; null where it was not named */
export function countBeats(
  met: readonly MetBeat[],
  labelOf: (found: number) => BeatClass | null,
): BeatCounts {
  const confusion = Array.from({ length: NONE + 1 }, () => Array<number>(MISSED + 1).fill(0))
  for (const { found, truth } of met) {
    const label = found === null ? null : labelOf(found)
    const column = found === null ? MISSED : label === null ? UNNAMED : BEAT_CLASSES.indexOf(label)
    confusion[truth === null ? NONE : TRUE_BEAT_CLASSES.indexOf(truth)]![column]!++
  }
  return { confusion }
}

export function sumCounts(counts: readonly BeatCounts[]): BeatCounts {
  const sum = countBeats([], () => null).confusion.map((row) => [...row])
  for (const { confusion } of counts) confusion.forEach((row, i) => row.forEach((n, j) => (sum[i]![j]! += n)))
  return { confusion: sum }
}

/**
 * Figures after ANSI/AAMI EC57:2012: gross, over all beats. A missed beat counts against its class, an invented one
 * against the class it was given; Q beats count for no class, nor does F called V for V.
 */
export function beatFigures({ confusion }: BeatCounts): Record<string, number | null> {
  const row = (i: number) => confusion[i]!.reduce((sum, n) => sum + n, 0)
  const annotated = confusion.slice(0, NONE).reduce((sum, each) => sum + each.reduce((a, n) => a + n, 0), 0)
  const missed = confusion.reduce((sum, each) => sum + each[MISSED]!, 0)
  const found = annotated - missed
  const called = (label: BeatClass, rows: string) => {
    const column = BEAT_CLASSES.indexOf(label)
    return [...rows].reduce((sum, name) => sum + confusion[rowOf(name)]![column]!, 0)
  }
  const hits = (label: BeatClass) => called(label, label)
  const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null)
  return {
    beatSensitivity: ratio(found, annotated),
    beatPpv: ratio(found, found + row(NONE)),
    svebSensitivity: ratio(hits('S'), row(1)),
    svebPpv: ratio(hits('S'), called('S', 'NSVF-')),
    vebSensitivity: ratio(hits('V'), row(2)),
    vebPpv: ratio(hits('V'), called('V', 'NSV-')),
    fusionSensitivity: ratio(hits('F'), row(3)),
    fusionPpv: ratio(hits('F'), called('F', 'NSVF-')),
    normalSensitivity: ratio(hits('N'), row(0)),
    normalPpv: ratio(hits('N'), called('N', 'NSVF-')),
  }
}

/** `-` is a beat that nobody annotated. */
function rowOf(name: string): number {
  return name === '-' ? NONE : (TRUE_BEAT_CLASSES as readonly string[]).indexOf(name)
}
