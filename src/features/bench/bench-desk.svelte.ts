import { storeProblem } from '#data/store-problem.ts'
import { readingStore } from '#data/workers/keeper.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import {
  newBench,
  withOurs,
  type Bench,
  type BenchOurs,
  type BenchRead,
  type BenchSource,
} from '#domain/ecg/bench.ts'
import { nextOf, withRead } from '#domain/reading/bench-rounds.ts'
import type { Outcome, Problem } from '#domain/problem.ts'
import { drawer } from './bench-drawer.ts'
import { keepFiles, openSource, oursOf, type BenchRecording } from './bench-recordings.ts'

/** The tracing that is being read; `ours` null in the first round. */
export interface OpenCase extends BenchRecording {
  readonly id: string
  readonly ours: BenchOurs | null
}

/** One reader's bench: what is chosen, what is open, what comes next. Every case is kept as soon as it is read. */
export class BenchDesk {
  bench = $state.raw<Bench | null>(null)
  /** The reader is at it; else the bench waits, or is being chosen. */
  reading = $state(false)
  open = $state.raw<OpenCase | null>(null)
  /** What the reader waits for. */
  waiting = $state<'opening' | 'asking' | null>(null)
  looked = $state(false)
  keptReadings = $state.raw<readonly KeptReading[]>([])
  problem = $state.raw<Problem | null>(null)

  readonly next = $derived(this.bench && nextOf(this.bench))

  #stop = new AbortController()

  async look(): Promise<void> {
    const found = await drawer.kept()
    if (found.ok) this.bench = found.value
    else this.problem = found.problem
    try {
      this.keptReadings = await readingStore().list()
    } catch (cause) {
      this.problem = storeProblem(cause).problem
    }
    this.looked = true
  }

  /** @returns the ids of those that can be read, kept now; of the others the first is said */
  async take(files: readonly File[]): Promise<readonly string[]> {
    try {
      const { readings, problems } = await keepFiles(files)
      this.keptReadings = await readingStore().list()
      this.problem = problems[0] ?? null
      return readings
    } catch (cause) {
      this.problem = storeProblem(cause).problem
      return []
    }
  }

  /** @param at ISO 8601 instant */
  async begin(sources: readonly BenchSource[], seed: number, at: string): Promise<void> {
    await this.#keep(newBench(sources, seed, at))
    await this.goOn()
  }

  /** Name of the first file of a kept reading; its id where it is gone. */
  nameOf(reading: string): string {
    return this.keptReadings.find(({ id }) => id === reading)?.recording[0]?.name ?? reading
  }

  async goOn(): Promise<void> {
    this.reading = true
    await this.#openNext()
  }

  /** What was begun of the open tracing is not counted: it starts again. */
  pause(): void {
    this.#stop.abort()
    this.#stop = new AbortController()
    this.reading = false
    this.open = null
    this.waiting = null
  }

  /** @param read null: left out */
  async done(read: BenchRead | null): Promise<void> {
    const { bench, open, next } = this
    if (!bench || !next || (open && open.id !== next.case.id)) return
    let now = withRead(bench, next.round, next.case.id, read)
    if (open?.ours) now = withOurs(now, open.id, open.ours)
    if (await this.#keep(now)) await this.#openNext()
  }

  async discard(): Promise<void> {
    this.pause()
    await drawer.drop().catch((cause: unknown) => (this.problem = storeProblem(cause).problem))
    this.bench = null
  }

  /** @returns false where it could not be kept: the reader stays where they are, with what they wrote */
  async #keep(bench: Bench): Promise<boolean> {
    const kept: Outcome<null> = await drawer.keep(bench)
    this.problem = kept.ok ? null : kept.problem
    if (kept.ok) this.bench = bench
    return kept.ok
  }

  async #openNext(): Promise<void> {
    this.open = null
    const { next } = this
    if (!next) {
      this.reading = false
      return
    }
    const { signal } = this.#stop
    this.waiting = 'opening'
    const opened = await openSource(next.case.source).catch(storeProblem)
    if (signal.aborted) return
    if (!opened.ok) {
      this.problem = opened.problem
      this.waiting = null
      return
    }
    let ours: BenchOurs | null = null
    if (next.round === 'aided') {
      this.waiting = 'asking'
      ours = await oursOf(opened.value, signal)
      if (signal.aborted) return
    }
    this.waiting = null
    this.open = { id: next.case.id, ...opened.value, ours }
  }
}
