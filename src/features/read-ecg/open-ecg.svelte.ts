import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import { ecgEngines } from '#data/workers/engines.ts'
import { readingStore } from '#data/workers/keeper.ts'
import type { Disposition, KeptReading, Uncovered } from '#data/readings/reading-store.ts'
import { summarise } from '#domain/ecg/summary.ts'
import type { Problem } from '#domain/problem.ts'
import type { Answer } from '#inference/ecg-answer.ts'

export type AnswerState =
  | { readonly state: 'working' }
  | { readonly state: 'ready'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly problem: Problem }

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

  constructor(recording: EcgRecording, kept: KeptReading | null = null) {
    this.recording = recording
    if (!kept) return
    this.kept = kept
    this.ownWords = kept.ownWords
    this.uncovered = kept.uncovered
    this.disposition = kept.disposition
    if (kept.answer) this.answer = { state: 'ready', answer: kept.answer }
  }

  /** Anything written or decided that is not kept yet. */
  get unsaved(): boolean {
    if (!this.kept) return this.ownWords.trim() !== '' || this.uncovered !== 'still-covered'
    const { ownWords, uncovered, disposition } = this.kept
    return ownWords !== this.ownWords || uncovered !== this.uncovered || disposition !== this.disposition
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
  }

  dispose(disposition: Disposition): void {
    this.disposition = this.disposition === disposition ? 'open' : disposition
  }

  async keep(): Promise<boolean> {
    this.keeping = true
    this.keepProblem = null
    const { format, tracing, analysis, source } = this.recording
    const outcome = await readingStore().keep(
      {
        format,
        summary: summarise(tracing, analysis),
        answer: this.answer.state === 'ready' ? this.answer.answer : null,
        ownWords: this.ownWords.normalize('NFC'),
        uncovered: this.uncovered,
        disposition: this.disposition,
      },
      source,
      this.kept?.id ?? null,
    )
    this.keeping = false
    if (outcome.ok) this.kept = outcome.value
    else this.keepProblem = outcome.problem
    return outcome.ok
  }

  close(): void {
    this.#stop.abort()
  }
}
