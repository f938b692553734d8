import {
  coverageOf,
  decide,
  dispositionOf,
  locked,
  NOTHING_READ,
  rewritten,
  sameDecisions,
  saysSomething,
  shownOf,
  skipped,
  type Coverage,
  type OwnReading,
  type ReaderFirst,
  type Said,
  type SaidTogether,
  type StatementDecision,
} from '#domain/reading/reader-first.ts'
import { runWhileSeen, ViewClock } from '../view-clock.ts'

/** What a reading of version 0.2 knew: words, whether the answer was uncovered, and one word on all of it. */
export interface ReaderBefore {
  readonly uncovered: Coverage
  readonly ownWords: string
  readonly wordsBeforeAnswer: string | null
  readonly disposition: 'accepted' | 'rejected' | 'open'
}

/** What is known of the person's reading when it is opened again. */
export interface ReadBefore {
  readonly finished: boolean
  readonly readerFirst?: ReaderFirst
  /** Of an ECG alone: it may have been kept before own readings were asked for. */
  readonly before?: ReaderBefore
}

export interface ReaderState {
  read: ReaderFirst
  /** A reading that knows of no own reading yet. */
  before: ReaderBefore | null
  /** The words as they stood when ours was uncovered. */
  wordsThen: string | null
}

/** The person who reads: their own reading, locked before ours is shown, and what they do with ours. */
export class OpenReader {
  /** With the tracing or the picture in view; the desk runs it. */
  readonly clock: ViewClock

  readonly #state: ReaderState
  /** Seconds of the clock when ours was uncovered in this window; null where it was before, or is covered. */
  #uncoveredAt: number | null = null
  #secondsBefore = 0
  #openedAt: string | null = null
  #finished = false
  readonly #now: () => string
  readonly #changed: () => void

  /**
   * @param state what is known, where screens follow it
   * @param changed called after every change, to have it kept
   * @param now ISO 8601 instant of the tablet's clock
   */
  constructor(
    state: ReaderState,
    changed: () => void,
    clock = new ViewClock(),
    now = () => new Date().toISOString(),
  ) {
    this.#state = state
    this.#changed = changed
    this.clock = clock
    this.#now = now
  }

  reopen({ finished, readerFirst = NOTHING_READ, before }: ReadBefore): void {
    this.#state.read = readerFirst
    this.#secondsBefore = readerFirst.own?.secondsUnaided ?? 0
    this.#state.wordsThen = before?.wordsBeforeAnswer ?? null
    if (readerFirst.own === null && before) this.#state.before = before
    this.#finished = finished && !this.covered
  }

  /** The tracing or the picture comes into view. @returns how to say that it went */
  look(): () => void {
    this.#openedAt ??= this.#now()
    return runWhileSeen(this.clock)
  }

  /** What an own reading begins from. */
  get own(): OwnReading {
    return (
      this.#state.read.own ?? {
        conclusion: null,
        statements: [],
        words: this.#state.before?.ownWords ?? '',
        openedAt: '',
        lockedAt: null,
        secondsUnaided: 0,
        skipped: false,
      }
    )
  }

  get coverage(): Coverage {
    return this.#state.read.own === null && this.#state.before
      ? this.#state.before.uncovered
      : coverageOf(this.#state.read)
  }

  get covered(): boolean {
    return this.coverage === 'still-covered'
  }

  /** Nothing was picked or written yet. */
  get blank(): boolean {
    return !saysSomething(this.own)
  }

  get wordsThen(): string | null {
    return this.#state.wordsThen
  }

  get decisions(): readonly StatementDecision[] {
    return this.#state.read.decisions
  }

  /** As it is kept: the seconds as they are now. */
  get now(): ReaderFirst {
    const { own } = this.#state.read
    if (this.#finished) return this.#state.read
    if (own !== null && this.covered)
      return { ...this.#state.read, own: { ...own, secondsUnaided: this.#secondsUnaided } }
    return { ...this.#state.read, secondsAided: this.#secondsAided }
  }

  /** What was picked, written or decided, whatever time it took. */
  differsFrom(kept: ReaderFirst | undefined): boolean {
    const before = kept ?? NOTHING_READ
    const said = ({ own, shown }: ReaderFirst) =>
      JSON.stringify([own && { ...own, secondsUnaided: 0, words: own.words.normalize('NFC') }, shown])
    return (
      said(before) !== said(this.#state.read) || !sameDecisions(before.decisions, this.#state.read.decisions)
    )
  }

  write(change: Parameters<typeof rewritten>[1]): void {
    const before = this.#state.before
    // Version 0.2 knew words alone, and let them be written on.
    if (before && this.#state.read.own === null && before.uncovered !== 'still-covered') {
      if (change.words !== undefined) this.#state.before = { ...before, ownWords: change.words }
    } else this.#state.read = { ...this.#state.read, own: rewritten(this.#begun, change) }
    this.#changed()
  }

  lock(): void {
    if (!this.covered) return
    this.#uncover(locked(this.#begun, this.#now(), this.#secondsUnaided))
  }

  skip(): void {
    if (this.covered) this.#uncover(skipped(this.#begun, this.#secondsUnaided))
  }

  /** What is remembered of ours is what was said when it was first shown whole. */
  show(report: SaidTogether): void {
    const { own, shown } = this.#state.read
    if (this.covered || own === null || shown !== null) return
    this.#state.read = { ...this.#state.read, shown: shownOf(report) }
    this.#changed()
  }

  decide(statement: Said, decision: 'accepted' | 'edited' | 'rejected', to?: string): void {
    if (this.covered) return
    const decisions = decide(this.#state.read.decisions, statement, decision, this.#secondsAided, to)
    this.#state.read = { ...this.#state.read, decisions }
    this.#changed()
  }

  disposition(said: readonly Said[]): ReaderBefore['disposition'] {
    const before = this.#state.before
    if (before && this.#state.read.decisions.length === 0) return before.disposition
    return dispositionOf(this.#state.read.decisions, said)
  }

  /** It is kept as finished: its seconds are counted. What is still covered goes on being read. */
  finish(as: ReaderFirst): void {
    if (this.#finished || this.covered) return
    this.#finished = true
    this.#uncoveredAt = this.clock.seconds
    this.#state.read = { ...this.#state.read, secondsAided: as.secondsAided }
  }

  #uncover(own: OwnReading): void {
    this.#state.read = { ...this.#state.read, own }
    if (this.covered) return
    this.#uncoveredAt = this.clock.seconds
    this.#state.wordsThen = own.words.normalize('NFC')
    this.#changed()
  }

  get #begun(): OwnReading {
    const { own } = this
    return own.openedAt === '' ? { ...own, openedAt: this.#openedAt ?? this.#now() } : own
  }

  get #secondsUnaided(): number {
    return tenths(this.#secondsBefore + this.clock.seconds)
  }

  get #secondsAided(): number {
    return tenths(this.#state.read.secondsAided + this.clock.seconds - (this.#uncoveredAt ?? 0))
  }
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
