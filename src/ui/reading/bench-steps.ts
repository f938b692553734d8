import type { Problem } from '#domain/problem.ts'
import type { BenchChange, BenchRounds } from '#domain/reading/bench-rounds.ts'
import { m } from '#words/messages.js'

/** One reader's bench as its screen needs it, whatever is read. */
export interface BenchSteps<Open> {
  /** Null: none was begun. */
  readonly bench: BenchRounds<unknown, unknown> | null
  /** What is read next; null when both rounds are done. */
  readonly next: {
    readonly round: 'unaided' | 'aided'
    readonly at: number
    readonly all: number
  } | null
  /** The reader is at it; else the bench waits, or is being chosen. */
  readonly reading: boolean
  /** The case that is being read. */
  readonly open: Open | null
  /** What the reader waits for. */
  readonly waiting: string | null
  /** What was kept is known. */
  readonly looked: boolean
  readonly problem: Problem | null
  look(): Promise<void>
  goOn(): Promise<void>
  pause(): void
  /** Leaves out what could not be opened. */
  done(read: null): Promise<void>
  discard(): Promise<void>
}

/** One case of the result. */
export interface BenchLine {
  readonly id: string
  readonly title: string
  /** Where it is from; empty where nobody is told. */
  readonly source: string
  readonly change: BenchChange | null
  readonly cells: readonly BenchCell[]
}

interface BenchCell {
  readonly name: string
  readonly words: string
  /** How long it took; null for what nobody read. */
  readonly seconds: number | null
}

const CHANGES: Readonly<Record<BenchChange, () => string>> = {
  better: m.bench_change_better,
  worse: m.bench_change_worse,
  changed: m.bench_change_changed,
  same: m.bench_change_same,
}

export function changeWords(change: BenchChange): string {
  return CHANGES[change]()
}
