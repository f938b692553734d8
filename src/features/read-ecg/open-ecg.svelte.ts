import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import { ecgEngines } from '#data/workers/engines.ts'
import { readingStore } from '#data/workers/keeper.ts'
import type { Disposition, KeptReading, ReadingDraft, Uncovered } from '#data/readings/reading-store.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { summarise } from '#domain/ecg/summary.ts'
import type { Problem } from '#domain/problem.ts'
import type { Answer } from '#inference/ecg-answer.ts'

export type AnswerState =
  | { readonly state: 'working' }
  | { readonly state: 'ready'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly problem: Problem }

/** Short enough that a pulled plug costs a few words, long enough not to write at every key. */
const DRAFT_AFTER_MS = 700

/**
 * One recording on the desk: what was measured, what the model says once the person has spoken, and what
 * the person wrote. It outlives the screen that shows it, so a change of language or layout loses nothing.
 */
export class OpenEcg {
  readonly recording: EcgRecording
  answer = $state.raw<AnswerState>({ state: 'working' })
  ownWords = $state('')
  uncovered = $state<Uncovered>('still-covered')
  disposition = $state<Disposition>('open')
  kept = $state.raw<KeptReading | null>(null)
  keepProblem = $state.raw<Problem | null>(null)
  keeping = $state(false)

  #stop = new AbortController()
  #draftTimer: ReturnType<typeof setTimeout> | undefined
  #storing: Promise<void> = Promise.resolve()

  constructor(recording: EcgRecording, kept: KeptReading | null = null) {
    this.recording = recording
    if (!kept) return
    this.kept = kept
    this.ownWords = kept.ownWords
    this.uncovered = kept.uncovered
    this.disposition = kept.disposition
    if (kept.answer) this.answer = { state: 'ready', answer: kept.answer }
  }

  /** Anything written or decided that is not on the disk yet. */
  get unsaved(): boolean {
    if (!this.kept) return this.ownWords.trim() !== '' || this.uncovered !== 'still-covered'
    const { ownWords, uncovered, disposition } = this.kept
    return (
      ownWords !== this.ownWords.normalize('NFC') ||
      uncovered !== this.uncovered ||
      disposition !== this.disposition
    )
  }

  write(words: string): void {
    this.ownWords = words
    this.#keepDraftSoon()
  }

  /** Asks the model in the background; the answer stays covered until the person has spoken. */
  async ask(): Promise<void> {
    if (this.answer.state === 'ready') return
    this.answer = { state: 'working' }
    const { tracing, analysis } = this.recording
    const outcome = await ecgEngines().answer(tracing, analysis, this.#stop.signal)
    if (this.#stop.signal.aborted) return
    this.answer = outcome.ok
      ? { state: 'ready', answer: outcome.value }
      : { state: 'failed', problem: outcome.problem }
  }

  uncover(how: Exclude<Uncovered, 'still-covered'>): void {
    this.uncovered = how
    this.#keepDraftSoon()
  }

  dispose(disposition: Disposition): void {
    this.disposition = this.disposition === disposition ? 'open' : disposition
    this.#keepDraftSoon()
  }

  async keep(): Promise<void> {
    this.keeping = true
    await this.#store(true)
    this.keeping = false
  }

  /** Leaves the desk; a draft that waits is kept at once. */
  close(): void {
    this.#stop.abort()
    if (this.#draftTimer !== undefined) void this.#store(false)
  }

  #keepDraftSoon(): void {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = setTimeout(() => void this.#store(false), DRAFT_AFTER_MS)
  }

  /** One after another, so that the second store finds the id that the first one made. */
  #store(finished: boolean): Promise<void> {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = undefined
    this.#storing = this.#storing.then(() => this.#storeNow(finished))
    return this.#storing
  }

  async #storeNow(finished: boolean): Promise<void> {
    const { format, tracing, analysis, source } = this.recording
    const { uncovered, disposition, answer } = this
    const draft: ReadingDraft = {
      format,
      summary: summarise(tracing, analysis),
      answer: answer.state === 'ready' ? answer.answer : null,
      ownWords: this.ownWords.normalize('NFC'),
      uncovered,
      disposition,
      finished,
    }
    const store = readingStore()
    let outcome = this.kept ? await store.revise(this.kept.id, draft) : await store.keep(draft, source)
    // Removed from the list meanwhile, here or in another window: what is being written is kept anew.
    if (!outcome.ok && outcome.problem.code === 'reading-gone') outcome = await store.keep(draft, source)
    if (outcome.ok) this.kept = outcome.value
    this.keepProblem = outcome.ok ? null : outcome.problem
    await tabletState.refreshKept()
  }
}
