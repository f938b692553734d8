import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { ecgEngines } from '#data/workers/engines.ts'
import type { EcgFigures } from '#domain/ecg/analysis.ts'
import { NO_CLAIMS, type EcgClaims } from '#domain/ecg/claims.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import type { StatementReport } from '#domain/ecg/statements/statement.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { Answer } from '#inference/ecg-answer.ts'
import { statementRules } from './statements/statement-rules.ts'

export type AnswerState =
  | { readonly state: 'working' }
  | { readonly state: 'ready'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly problem: Problem }

/** What the statements rest on besides the packs; both change under a person's hands. */
interface Ground {
  readonly figures: EcgFigures
  readonly person: EcgPerson
}

/** What is said of one recording: by the packs, and by the rules over measurements and packs together. */
export class EcgVoices {
  answer = $state.raw<AnswerState>({ state: 'working' })
  /** What the packs say; the rhythm pack's answer has its details in `answer`. */
  claims = $state.raw<EcgClaims>(NO_CLAIMS)
  /** The rules are not on this tablet: then there are no statements. */
  rulesMissing = $state(false)

  /** A reading that was kept says what it said then, until something that it rests on changes. */
  #then = $state.raw<StatementReport | null>(null)
  /** The rules, as soon as their part of the app is here. */
  #rules = $state.raw<Awaited<ReturnType<typeof statementRules>> | null>(null)
  #now = $derived.by(() => this.#interpreted())
  #asking = false
  readonly #stop = new AbortController()
  readonly #recording: EcgRecording
  readonly #ground: () => Ground

  constructor(recording: EcgRecording, ground: () => Ground) {
    this.#recording = recording
    this.#ground = ground
  }

  reopen({ claims, statements, answer }: KeptReading): void {
    this.claims = claims ?? NO_CLAIMS
    this.#then = statements ?? null
    if (answer) this.answer = { state: 'ready', answer }
  }

  /** Coded statements; null while the rules are not here. */
  get statements(): StatementReport | null {
    return this.#then ?? this.#now
  }

  /** All that will be said is said. */
  get settled(): boolean {
    return this.answer.state !== 'working'
  }

  /** Something that the statements rest on has changed. */
  reconsider(): void {
    this.#then = null
  }

  /**
   * Asks every pack; the answer and what the packs claim are there together, or why there is no answer.
   * @returns whether a pack answered just now
   */
  async ask(): Promise<boolean> {
    if (this.answer.state === 'ready' || this.#asking) return false
    this.#asking = true
    this.answer = { state: 'working' }
    const { tracing, analysis } = this.#recording
    const { signal } = this.#stop
    const outcome = await ecgEngines()
      .answer(tracing, analysis, signal)
      .catch((cause: unknown) =>
        bad('no-engine', `The engine failed: ${String(cause)}.`, 'Restart the browser.'),
      )
    if (!signal.aborted) await this.#answered(outcome)
    this.#asking = false
    return outcome.ok && !signal.aborted
  }

  /** @param kept of version 0.2: it kept the rhythm pack's answer alone */
  async fetchRules(kept: KeptReading | null): Promise<void> {
    if (this.#rules) return
    this.#rules = await statementRules().catch(() => null)
    this.rulesMissing = this.#rules === null
    if (kept?.answer && !kept.claims && this.#rules)
      this.claims = { ...NO_CLAIMS, rhythm: this.#rules.rhythmClaim(kept.answer) }
  }

  end(): void {
    this.#stop.abort()
  }

  async #answered(outcome: Outcome<Answer>): Promise<void> {
    const { tracing, analysis } = this.#recording
    const answer = outcome.ok ? outcome.value : null
    const claims = await ecgEngines()
      .claims(tracing, analysis, answer, this.#stop.signal, this.#ground().person)
      .catch(() => NO_CLAIMS)
    if (this.#stop.signal.aborted) return
    this.claims = claims
    this.#then = null
    this.answer = outcome.ok
      ? { state: 'ready', answer: outcome.value }
      : { state: 'failed', problem: outcome.problem }
  }

  #interpreted(): StatementReport | null {
    const { tracing, analysis } = this.#recording
    const { figures, person } = this.#ground()
    return this.#rules?.interpretEcg({ tracing, analysis, figures, claims: this.claims, person }) ?? null
  }
}
