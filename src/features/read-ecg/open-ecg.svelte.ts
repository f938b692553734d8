import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import { ecgEngines } from '#data/workers/engines.ts'
import { readingStore } from '#data/workers/keeper.ts'
import type { Disposition, KeptReading, ReadingDraft, Uncovered } from '#data/readings/reading-store.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { summarise } from '#domain/ecg/summary.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { Answer } from '#inference/ecg-answer.ts'

export type AnswerState =
  | { readonly state: 'working' }
  | { readonly state: 'ready'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly problem: Problem }

/** Short enough that a pulled plug costs a few words, long enough not to write at every key. */
const DRAFT_AFTER_MS = 700

/** How a state is stored: as a finished reading, or only where the reading still is. */
interface Storing {
  readonly finish?: boolean
  readonly onlyIfThere?: boolean
}

/**
 * One recording on the desk: what was measured, what the model says once the person has spoken, and what
 * the person wrote. It outlives the screen that shows it, so a change of language or layout loses nothing.
 */
export class OpenEcg {
  readonly recording: EcgRecording
  answer = $state.raw<AnswerState>({ state: 'working' })
  ownWords = $state('')
  uncovered = $state<Uncovered>('still-covered')
  /** What the person had written when the answer was uncovered; it does not change any more. */
  wordsBeforeAnswer = $state<string | null>(null)
  disposition = $state<Disposition>('open')
  kept = $state.raw<KeptReading | null>(null)
  keepProblem = $state.raw<Problem | null>(null)
  keeping = $state(false)

  #stop = new AbortController()
  #asking = false
  #draftTimer: ReturnType<typeof setTimeout> | undefined
  #storing: Promise<void> = Promise.resolve()

  constructor(recording: EcgRecording, kept: KeptReading | null = null) {
    this.recording = recording
    if (!kept) return
    this.kept = kept
    this.ownWords = kept.ownWords
    this.uncovered = kept.uncovered
    this.wordsBeforeAnswer = kept.wordsBeforeAnswer
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
    if (this.answer.state === 'ready' || this.#asking) return
    this.#asking = true
    this.answer = { state: 'working' }
    const { tracing, analysis } = this.recording
    const outcome = await ecgEngines()
      .answer(tracing, analysis, this.#stop.signal)
      .catch((cause: unknown) =>
        bad('no-engine', `The engine failed: ${String(cause)}.`, 'Restart the browser.'),
      )
    this.#asking = false
    if (this.#stop.signal.aborted) return
    this.answer = outcome.ok
      ? { state: 'ready', answer: outcome.value }
      : { state: 'failed', problem: outcome.problem }
    // Kept while the model was still at work: what is shown is what must be kept. A reading that was removed
    // meanwhile stays removed: no person has written anything.
    if (this.kept && !this.kept.answer && outcome.ok) await this.#store({ onlyIfThere: true })
  }

  uncover(how: Exclude<Uncovered, 'still-covered'>): void {
    this.uncovered = how
    this.wordsBeforeAnswer = this.ownWords.normalize('NFC')
    this.#keepDraftSoon()
  }

  dispose(disposition: Disposition): void {
    this.disposition = this.disposition === disposition ? 'open' : disposition
    this.#keepDraftSoon()
  }

  async keep(): Promise<void> {
    this.keeping = true
    await this.#store({ finish: true })
    this.keeping = false
  }

  /**
   * Leaves the desk; what waits to be kept is kept at once.
   * @returns false where it could not be: then the desk must stay, with the words on it
   */
  async close(): Promise<boolean> {
    if (this.#draftTimer !== undefined) await this.#store()
    if (this.keepProblem) return false
    this.#stop.abort()
    return true
  }

  /** Once finished, a reading stays finished: what is changed later is kept as it is written. */
  get #finished(): boolean {
    return this.kept?.finished ?? false
  }

  #keepDraftSoon(): void {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = setTimeout(() => void this.#store(), DRAFT_AFTER_MS)
  }

  /** One after another, so that the second store finds the id that the first one made. */
  #store(how: Storing = {}): Promise<void> {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = undefined
    this.#storing = this.#storing.then(() => this.#storeNow(how)).catch(this.#storeFailed)
    return this.#storing
  }

  /** A store that fails says so and can be asked again; without this the next store would wait for ever. */
  readonly #storeFailed = (cause: unknown): void => {
    const cure = 'Leave this page open, close other windows of the app and try again.'
    this.keepProblem = bad('storage-failed', `The store did not answer: ${String(cause)}.`, cure).problem
  }

  async #storeNow({ finish = false, onlyIfThere = false }: Storing): Promise<void> {
    const { format, tracing, analysis, source, declared } = this.recording
    const { uncovered, disposition, answer } = this
    const draft: ReadingDraft = {
      format,
      declared,
      summary: summarise(tracing, analysis),
      answer: answer.state === 'ready' ? answer.answer : null,
      ownWords: this.ownWords.normalize('NFC'),
      wordsBeforeAnswer: this.wordsBeforeAnswer,
      uncovered,
      disposition,
      // Asked now and not when this was queued: a reading that was finished meanwhile stays finished.
      finished: finish || this.#finished,
    }
    const store = readingStore()
    let outcome = this.kept ? await store.revise(this.kept, draft) : await store.keep(draft, source)
    // Removed or changed meanwhile in another window: what is being written here is kept beside it.
    const apart = !outcome.ok && ['reading-gone', 'reading-changed'].includes(outcome.problem.code)
    if (apart && onlyIfThere) return
    if (apart) outcome = await store.keep(draft, source)
    if (outcome.ok) this.kept = outcome.value
    this.keepProblem = outcome.ok ? null : outcome.problem
    await tabletState.refreshKept()
  }
}
