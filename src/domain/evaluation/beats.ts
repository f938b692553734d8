import type { Annotation } from '../ecg/tracing.ts'
import type { Span } from '../ecg/rr.ts'

/** What a detector is measured against. */
export interface BeatTruth {
  /** Milliseconds from the first sample, ascending. */
  readonly beatsMs: readonly number[]
  /** Where nobody counts beats: ventricular flutter and fibrillation. */
  readonly excluded: readonly Span[]
}

/** How the beats of a detector meet those of the annotators. */
export interface BeatScore {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  /** Found minus annotated, milliseconds, for every true positive: their mean and scatter are the detector's jitter. */
  readonly apartMs: readonly number[]
  readonly missedMs: readonly number[]
  readonly inventedMs: readonly number[]
}

/** WFDB's beat symbols as AAMI groups them: N, S, V, F and Q; flutter waves, rhythm and noise marks are none. */
const BEAT_SYMBOLS = new Set([
  'N',
  'L',
  'R',
  'B',
  'e',
  'j',
  'n',
  'A',
  'a',
  'J',
  'S',
  'V',
  'r',
  'E',
  'F',
  '/',
  'f',
  'Q',
  '?',
])
/** Tolerance of ANSI/AAMI EC57. */
const BEAT_TOLERANCE_MS = 150

/**
 * The beats of an annotated recording, in any order of the annotations.
 *
 * ANSI/AAMI EC57:2012 leaves ventricular flutter and fibrillation (`[` to `]`) out of the count; one without its
 * end lasts to the end of the recording.
 */
export function beatTruth(annotations: readonly Annotation[]): BeatTruth {
  const inOrder = annotations.toSorted((a, b) => a.atMs - b.atMs)
  const excluded: Span[] = []
  let fromMs: number | null = null
  for (const { symbol, atMs } of inOrder) {
    if (symbol === '[') fromMs ??= atMs
    if (symbol !== ']' || fromMs === null) continue
    excluded.push({ fromMs, toMs: atMs })
    fromMs = null
  }
  if (fromMs !== null) excluded.push({ fromMs, toMs: Infinity })
  const beatsMs = inOrder.filter(({ symbol }) => BEAT_SYMBOLS.has(symbol)).map(({ atMs }) => atMs)
  return { beatsMs, excluded }
}

/**
 * Counts hits, inventions and misses. Each found beat meets at most one annotated beat and the other way round, in
 * order, so that the number of hits is the largest there is.
 * @param foundMs ascending @param truthMs ascending
 * @param excluded stretches in which neither list counts; a found beat inside that meets an annotated one outside
 *   does count, and the other way round
 */
export function scoreBeats(
  foundMs: readonly number[],
  truthMs: readonly number[],
  toleranceMs = BEAT_TOLERANCE_MS,
  excluded: readonly Span[] = [],
): BeatScore {
  const counts = (atMs: number) => !excluded.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs)
  const apartMs: number[] = []
  const missedMs: number[] = []
  const inventedMs: number[] = []
  const invented = (atMs: number) => counts(atMs) && inventedMs.push(atMs)
  const missed = (atMs: number) => counts(atMs) && missedMs.push(atMs)
  let [i, j] = [0, 0]
  while (i < foundMs.length && j < truthMs.length) {
    const [found, truth] = [foundMs[i]!, truthMs[j]!]
    const [nextFound, nextTruth] = [foundMs[i + 1] ?? Infinity, truthMs[j + 1] ?? Infinity]
    const apart = Math.abs(found - truth)
    // The nearer of two is the partner, unless it has another.
    const nextMeet = Math.abs(nextFound - nextTruth) <= toleranceMs
    if (found < truth - toleranceMs || (Math.abs(nextFound - truth) < apart && !nextMeet))
      invented(foundMs[i++]!)
    else if (truth < found - toleranceMs || (Math.abs(nextTruth - found) < apart && !nextMeet))
      missed(truthMs[j++]!)
    else {
      if (counts(found) || counts(truth)) apartMs.push(found - truth)
      i++
      j++
    }
  }
  foundMs.slice(i).forEach(invented)
  truthMs.slice(j).forEach(missed)
  return {
    truePositives: apartMs.length,
    falsePositives: inventedMs.length,
    falseNegatives: missedMs.length,
    ...{ apartMs, missedMs, inventedMs },
  }
}
