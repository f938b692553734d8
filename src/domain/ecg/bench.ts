import { createRandom } from '#domain/random.ts'
import {
  casesOf,
  orderOf,
  shuffled,
  type BenchCaseOf,
  type BenchChange,
  type BenchRounds,
} from '../reading/bench-rounds.ts'
import type { OwnReading } from '../reading/reader-first.ts'
import type { Rhythm } from './simulator/rhythms.ts'
import type { Conclusion } from './statements/statement.ts'

/**
 * The reader bench: a set of tracings is read unaided, then, in another order, with ours shown. What is compared is the
 * reader with themselves.
 */
export interface Bench extends BenchRounds<BenchSource, BenchRead> {
  readonly version: 1
  /** ISO 8601 instant. */
  readonly begunAt: string
  /** What was shown in the second round, by case. */
  readonly ours: Readonly<Record<string, BenchOurs>>
}

export type BenchSource =
  | { readonly is: 'simulated'; readonly rhythm: Rhythm; readonly seed: number }
  /** By its id alone: the name of a file may name a person, who may be erased. */
  | { readonly is: 'kept'; readonly reading: string }

export interface BenchRead {
  readonly conclusion: OwnReading['conclusion']
  /** Names of rules. */
  readonly statements: readonly string[]
  readonly words: string
  /** With the tracing in view, and ours where it was shown. */
  readonly seconds: number
}

export interface BenchOurs {
  readonly conclusion: Conclusion
  readonly statements: readonly string[]
}

/** @param begunAt ISO 8601 instant */
export function newBench(sources: readonly BenchSource[], seed: number, begunAt: string): Bench {
  return { version: 1, seed, begunAt, cases: casesOf(sources), unaided: {}, aided: {}, ours: {} }
}

/** A bench as it was kept; null for anything else. */
export function benchOf(kept: unknown): Bench | null {
  const bench = kept as Bench | null
  return bench?.version === 1 && Array.isArray(bench.cases) ? bench : null
}

export function withOurs(bench: Bench, id: string, ours: BenchOurs): Bench {
  return { ...bench, ours: { ...bench.ours, [id]: ours } }
}

/** What a simulated tracing shows. */
export interface BenchTruth {
  /** Null where readers may call it either, such as a first-degree block. */
  readonly conclusion: 'normal' | 'abnormal' | null
  /** Any of them names it. */
  readonly statements: readonly string[]
}

/** Rhythms whose truth a reader can say with our statements. */
export const BENCH_TRUTH = {
  sinus: { conclusion: 'normal', statements: ['sinus-rhythm'] },
  'sinus-arrhythmia': { conclusion: 'normal', statements: ['sinus-arrhythmia', 'sinus-rhythm'] },
  'sinus-bradycardia': { conclusion: null, statements: ['sinus-bradycardia'] },
  'sinus-tachycardia': { conclusion: null, statements: ['sinus-tachycardia'] },
  'atrial-fibrillation': { conclusion: 'abnormal', statements: ['atrial-fibrillation'] },
  'atrial-flutter': { conclusion: 'abnormal', statements: ['atrial-flutter'] },
  'atrial-flutter-variable': { conclusion: 'abnormal', statements: ['atrial-flutter'] },
  'ventricular-premature-beats': { conclusion: null, statements: ['ventricular-premature-complexes'] },
  'atrial-premature-beats': { conclusion: null, statements: ['atrial-premature-complexes'] },
  'ventricular-tachycardia': {
    conclusion: 'abnormal',
    statements: ['ventricular-tachycardia', 'wide-qrs-tachycardia'],
  },
  'first-degree-block': { conclusion: null, statements: ['prolonged-pr'] },
  'second-degree-block-mobitz-1': { conclusion: 'abnormal', statements: ['second-degree-av-block-type-1'] },
  'third-degree-block': { conclusion: 'abnormal', statements: ['complete-av-block'] },
} as const satisfies Partial<Record<Rhythm, BenchTruth>>

const TRUTH: Partial<Record<Rhythm, BenchTruth>> = BENCH_TRUTH

/** Null where nobody knows. */
function truthOf(source: BenchSource): BenchTruth | null {
  return source.is === 'simulated' ? (TRUTH[source.rhythm] ?? null) : null
}

/** Simulated tracings for a bench: every rhythm once before one comes again. */
export function drawnCases(count: number, seed: number): readonly BenchSource[] {
  const rhythms = Object.keys(BENCH_TRUTH) as (keyof typeof BENCH_TRUTH)[]
  const random = createRandom(seed, 'bench-seeds')
  return Array.from({ length: count }, (_, i): BenchSource => {
    const round = shuffled(rhythms, seed, `bench-rhythms-${Math.floor(i / rhythms.length)}`)
    const rhythm = round[i % rhythms.length]!
    return { is: 'simulated', rhythm, seed: Math.floor(random.between(1, 1_000_000)) }
  })
}

export interface BenchRow {
  readonly number: number
  readonly case: BenchCaseOf<BenchSource>
  readonly unaided: BenchRead | null
  readonly aided: BenchRead | null
  readonly ours: BenchOurs | null
  readonly truth: BenchTruth | null
  /** One for the conclusion where it is told, one for naming what there is; null without a truth or a read. */
  readonly points: { readonly unaided: number; readonly aided: number } | null
  /** Null where one of the reads is missing. */
  readonly change: BenchChange | null
}

/** In the order of the first round. */
export function benchRows(bench: Bench): readonly BenchRow[] {
  return orderOf(bench, 'unaided').map((each, i) => {
    const unaided = bench.unaided[each.id] ?? null
    const aided = bench.aided[each.id] ?? null
    const truth = truthOf(each.source)
    const both = unaided !== null && aided !== null
    const points =
      truth !== null && both ? { unaided: pointsOf(unaided, truth), aided: pointsOf(aided, truth) } : null
    const change = both ? changeOf(unaided, aided, points) : null
    return {
      number: i + 1,
      case: each,
      unaided,
      aided,
      ours: bench.ours[each.id] ?? null,
      truth,
      points,
      change,
    }
  })
}

function pointsOf(read: BenchRead, truth: BenchTruth): number {
  const concluded = truth.conclusion !== null && read.conclusion === truth.conclusion ? 1 : 0
  return concluded + (truth.statements.some((rule) => read.statements.includes(rule)) ? 1 : 0)
}

function changeOf(unaided: BenchRead, aided: BenchRead, points: BenchRow['points']): BenchChange {
  if (points) {
    if (points.aided === points.unaided) return 'same'
    return points.aided > points.unaided ? 'better' : 'worse'
  }
  const said = ({ conclusion, statements }: BenchRead) => JSON.stringify([conclusion, statements.toSorted()])
  return said(unaided) === said(aided) ? 'same' : 'changed'
}
