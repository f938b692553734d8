import { isMeasured } from '../measured.ts'
import type { EcgFigures } from '../ecg/analysis.ts'
import { bootstrap, seededRandom, type Figure } from './bootstrap.ts'
import type { BeatScore } from './beats.ts'
import { addScores, fiducialFigures, type AnnotatedIntervals, type WaveScore } from './fiducials.ts'

/** How the signal code did on one record; null for what its annotations say nothing of. */
export interface GradedTracing {
  readonly patient: string
  readonly group: string | null
  readonly waves: WaveScore | null
  readonly beats: BeatScore | null
  /** Against the median edge of all leads, which is what is claimed. */
  readonly intervals: IntervalErrors | null
  /** Against the outermost edge of any lead. */
  readonly outermost: IntervalErrors | null
}

/** Ours minus the annotators'; null where either has no number. */
export interface IntervalErrors {
  readonly ratePercent: number | null
  readonly prMs: number | null
  readonly qrsMs: number | null
  readonly qtMs: number | null
  /** We print a PR although no P wave is marked. */
  readonly prWithoutP: boolean
  /** A P wave is marked, and we print no PR. */
  readonly pWithoutPr: boolean
}

type Metrics = Readonly<Record<string, Figure>>

export function intervalErrors(ours: EcgFigures, truth: AnnotatedIntervals): IntervalErrors {
  const { prMs, qrsMs, qtMs } = ours.measurements
  const apart = (found: typeof prMs, annotated: number | null) =>
    isMeasured(found) && annotated !== null ? found.value - annotated : null
  const rate = isMeasured(ours.rateBpm) ? ours.rateBpm.value : null
  return {
    ratePercent:
      rate === null || truth.rateBpm === null ? null : (100 * (rate - truth.rateBpm)) / truth.rateBpm,
    prMs: apart(prMs, truth.prMs),
    qrsMs: apart(qrsMs, truth.qrsMs),
    qtMs: apart(qtMs, truth.qtMs),
    prWithoutP: isMeasured(prMs) && truth.prMs === null,
    pWithoutPr: !isMeasured(prMs) && truth.prMs !== null,
  }
}

/**
 * Figures of the signal code, named as DESIGN section 6 has them, and of its intervals: mean and standard deviation of
 * ours minus the annotators', one number a record; `prWithoutP` and `pWithoutPr` count records. Intervals are 95 % by
 * bootstrap over patients.
 */
export function evaluateSignalCode(
  records: readonly GradedTracing[],
  seed: number,
): {
  readonly metrics: Metrics
  readonly perGroup: Readonly<
    Record<string, { readonly count: number; readonly metrics: Readonly<Record<string, number | null>> }>
  >
} {
  const patients = Map.groupBy(
    records.map((_, i) => i),
    (i) => records[i]!.patient,
  )
  const names = Object.keys(figuresOf(records))
  const metrics: Record<string, Figure> = {}
  for (const name of names) {
    const figure = (sample: readonly number[]) => figuresOf(sample.map((i) => records[i]!))[name] ?? null
    metrics[name] = bootstrap([...patients.values()], figure, seededRandom(seed), DRAWS)
  }
  const groups = Map.groupBy(records, ({ group }) => group)
  groups.delete(null)
  return {
    metrics,
    perGroup: Object.fromEntries(
      [...groups]
        .sort(([a], [b]) => a!.localeCompare(b!))
        .map(([group, members]) => [group!, { count: members.length, metrics: figuresOf(members) }]),
    ),
  }
}

/** Fewer than for a classifier: each draw adds up thousands of edges. */
const DRAWS = 200

function figuresOf(records: readonly GradedTracing[]): Record<string, number | null> {
  const waves = records.flatMap((record) => record.waves ?? [])
  const beats = records.flatMap((record) => record.beats ?? [])
  const intervals = records.flatMap((record) => record.intervals ?? [])
  const outermost = records.flatMap((record) => record.outermost ?? [])
  return {
    ...(waves.length > 0 && fiducialFigures(addScores(waves))),
    ...(beats.length > 0 && beatFigures(beats)),
    ...(intervals.length > 0 && intervalFigures(intervals)),
    ...(outermost.length > 0 && outermostFigures(outermost)),
  }
}

function beatFigures(scores: readonly BeatScore[]): Record<string, number | null> {
  const sum = (of: 'truePositives' | 'falsePositives' | 'falseNegatives') =>
    scores.reduce((total, score) => total + score[of], 0)
  const hits = sum('truePositives')
  const share = (whole: number) => (whole === 0 ? null : hits / whole)
  return {
    beatSensitivity: share(hits + sum('falseNegatives')),
    beatPpv: share(hits + sum('falsePositives')),
    ...spread(
      'beat',
      'Ms',
      scores.flatMap(({ apartMs }) => apartMs),
    ),
  }
}

function intervalFigures(errors: readonly IntervalErrors[]): Record<string, number | null> {
  const of = (key: 'ratePercent' | 'prMs' | 'qrsMs' | 'qtMs') => errors.flatMap((error) => error[key] ?? [])
  return {
    ...spread('rate', 'Percent', of('ratePercent')),
    ...spread('pr', 'Ms', of('prMs')),
    ...spread('qrs', 'Ms', of('qrsMs')),
    ...spread('qt', 'Ms', of('qtMs')),
    prWithoutP: errors.filter(({ prWithoutP }) => prWithoutP).length,
    pWithoutPr: errors.filter(({ pWithoutPr }) => pWithoutPr).length,
  }
}

function outermostFigures(errors: readonly IntervalErrors[]): Record<string, number | null> {
  const of = (key: 'prMs' | 'qrsMs' | 'qtMs') => errors.flatMap((error) => error[key] ?? [])
  return {
    ...spread('prOutermost', 'Ms', of('prMs')),
    ...spread('qrsOutermost', 'Ms', of('qrsMs')),
    ...spread('qtOutermost', 'Ms', of('qtMs')),
  }
}

function spread(name: string, unit: string, errors: readonly number[]): Record<string, number | null> {
  const mean = errors.length === 0 ? null : errors.reduce((sum, e) => sum + e, 0) / errors.length
  const sd =
    mean === null || errors.length < 2
      ? null
      : Math.sqrt(errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (errors.length - 1))
  return { [`${name}Mean${unit}`]: mean, [`${name}Sd${unit}`]: sd }
}
