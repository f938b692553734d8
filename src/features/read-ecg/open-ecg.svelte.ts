import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import { clinic } from '#data/clinic.svelte.ts'
import { readingStore } from '#data/workers/keeper.ts'
import type { KeptReading, ReadingDraft } from '#data/readings/reading-store.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import type { EcgFigures } from '#domain/ecg/analysis.ts'
import type { EcgClaims } from '#domain/ecg/claims.ts'
import { corrected, type Correction, type Corrections } from '#domain/ecg/corrections.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import type { ReaderFirst } from '#domain/reading/reader-first.ts'
import type { SignedReport } from '#domain/ecg/report.ts'
import type { Statement, StatementReport } from '#domain/ecg/statements/statement.ts'
import { summarise } from '#domain/ecg/summary.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { CriticalState } from './critical/critical-state.svelte.ts'
import { deskPeople } from '#data/desk-people.svelte.ts'
import { ecgPersonOf, tabletDay, type EcgPersonHint } from './ecg-person.ts'
import { EcgVoices, type AnswerState } from './ecg-voices.svelte.ts'
import { OpenReader } from '#ui/reading/open-reader.ts'
import { FollowedReaderState } from '#ui/reading/reader-state.svelte.ts'
import { OpenReport } from './report/open-report.svelte.ts'
import { storeProblem } from '#data/store-problem.ts'

/** Short enough that a pulled plug costs a few words, long enough not to write at every key. */
const DRAFT_AFTER_MS = 700

/** How a state is stored: as a finished reading, or only where the reading still is. */
interface Storing {
  readonly finish?: boolean
  readonly onlyIfThere?: boolean
  /** To another chart, or off it; a reading that was changed in another window stays where it is. */
  readonly giving?: { readonly to: SubjectId | null }
  /** The report as it is signed now: the finished reading, or its amendment. */
  readonly signing?: SignedReport
}

/**
 * One recording on the desk: what was measured, what the model says once the person has spoken, and what
 * the person wrote. It outlives the screen that shows it, so a change of language or layout loses nothing.
 */
export class OpenEcg {
  readonly recording: EcgRecording
  readonly #voices: EcgVoices
  /** The own reading, and what the person does with ours once it is uncovered. */
  readonly reader = new OpenReader(new FollowedReaderState(), () => this.#keepDraftSoon())
  /** Whose tracing this is, as a person said; null: nobody. A name in the file is no identity. */
  subject = $state<SubjectId | null>(null)
  /** What the person said of our numbers. */
  corrections = $state.raw<Corrections>({})
  readonly report = new OpenReport(() => this.#keepDraftSoon())
  /** Critical values that were raised, and who answered. */
  readonly critical: CriticalState
  kept = $state.raw<KeptReading | null>(null)
  keepProblem = $state.raw<Problem | null>(null)
  keeping = $state(false)

  #draftTimer: ReturnType<typeof setTimeout> | undefined
  #storing: Promise<void> = Promise.resolve()

  /** @param subject who the desk was opened for; what a kept reading says of its person comes first */
  constructor(recording: EcgRecording, kept: KeptReading | null = null, subject: SubjectId | null = null) {
    this.recording = recording
    this.#voices = new EcgVoices(recording, () => this)
    this.subject = kept ? (kept.subject ?? null) : subject
    // At once: what was raised, and who was told, must not be lost to a pulled plug.
    this.critical = new CriticalState(kept?.critical ?? [], () => void this.#store())
    if (!kept) return
    this.kept = kept
    this.reader.reopen({ ...kept, before: kept })
    this.#voices.reopen(kept)
    this.corrections = kept.corrections ?? {}
    this.report.reopen(kept)
  }

  /** The numbers as they stand: measured by us, less what the person rejected or put right. */
  get figures(): EcgFigures {
    return corrected(this.recording.analysis, this.corrections)
  }

  /** Whose limits hold: what the chosen person's chart says, else what the file says, as a hint. */
  get person(): EcgPersonHint {
    const chosen = this.subject === null ? null : deskPeople.of(this.subject)
    const { tracing, cart } = this.recording
    const whose = chosen === 'not-here' ? null : chosen
    return ecgPersonOf(whose, cart?.person ?? null, tracing.startedAt?.slice(0, 10) ?? tabletDay())
  }

  /** What the rhythm pack answered, with its details. */
  get answer(): AnswerState {
    return this.#voices.answer
  }

  get claims(): EcgClaims {
    return this.#voices.claims
  }

  /** Coded statements of measurements and packs together; null while the rules are not here. */
  get statements(): StatementReport | null {
    return this.#voices.statements
  }

  /** Why there are no statements: their part of the app is not on this tablet. */
  get rulesMissing(): boolean {
    return this.#voices.rulesMissing
  }

  get readerFirst(): ReaderFirst {
    return this.reader.now
  }

  get ownWords(): string {
    return this.reader.own.words
  }

  /** Anything written or decided that is not on the disk yet. */
  get unsaved(): boolean {
    const { kept, reader } = this
    if (!kept) {
      const isWaiting = this.#draftTimer !== undefined || this.critical.raised.length > 0
      return isWaiting || !reader.blank || !reader.covered
    }
    return (
      kept.ownWords !== this.ownWords.normalize('NFC') ||
      reader.differsFrom(kept.readerFirst) ||
      (kept.subject ?? null) !== this.subject ||
      !alike(kept.critical ?? [], this.critical.raised) ||
      !alike(kept.corrections ?? {}, this.corrections) ||
      !alike(kept.report ?? null, this.report.kept)
    )
  }

  /** Rejects a number of ours or puts it right; null takes that back. */
  correct(id: CorrectableId, to: Correction | null): void {
    const { [id]: _, ...others } = this.corrections
    this.corrections = to ? { ...others, [id]: to } : others
    this.#voices.reconsider()
    this.#keepDraftSoon()
  }

  /**
   * Signs the report as it stands and keeps it: a finished reading, or the amendment of one.
   * @param at ISO 8601 instant
   */
  async sign(by: string, at: string): Promise<void> {
    const signing = this.report.signature(this.corrections, this.reader.decisions, by, at)
    if (!signing) return
    this.keeping = true
    await this.#store({ finish: true, signing })
    this.keeping = false
  }

  /** Asks the models in the background; what they say stays covered until the person has spoken. */
  async ask(): Promise<void> {
    const rules = this.#voices.fetchRules(this.kept).then(() => this.#showUncovered())
    const answered = await this.#voices.ask()
    this.#showUncovered()
    // Kept while the model was still at work: what is shown is what must be kept. A reading that was removed
    // meanwhile stays removed: no person has written anything.
    if (answered && this.kept && !this.kept.answer) await this.#store({ onlyIfThere: true })
    await rules
  }

  /** The own reading is locked and does not change any more; ours opens. */
  lock(): void {
    this.reader.lock()
    this.#showUncovered()
  }

  /** The person cannot read this one, or would not: ours opens, and that is counted. */
  skip(): void {
    this.reader.skip()
    this.#showUncovered()
  }

  decide(statement: Statement, decision: 'accepted' | 'edited' | 'rejected', to?: string): void {
    this.reader.decide(statement, decision, to)
  }

  /** Says whose tracing a draft is; a chart hears of it when the reading is finished. */
  choose(subject: SubjectId | null): void {
    this.subject = subject
    this.#voices.reconsider()
    this.#keepDraftSoon()
  }

  /**
   * A finished reading leaves the chart that it stands on and stands on this one, or on none, in one act. What cannot
   * be written is not tried again with the next word that is typed.
   */
  async give(to: SubjectId | null): Promise<void> {
    this.keeping = true
    this.#voices.reconsider()
    await this.#store({ giving: { to } })
    this.keeping = false
  }

  async keep(): Promise<void> {
    this.keeping = true
    await this.#store({ finish: true })
    this.keeping = false
  }

  /** A chart may have moved or withdrawn a finished reading meanwhile: what is shown is what the store says now. */
  async follow(): Promise<void> {
    const { kept } = this
    if (!kept?.finished || this.keeping) return
    const found = await readingStore().open(kept.id).catch(storeProblem)
    if (!found.ok || this.kept !== kept || found.value.reading.revision !== kept.revision) return
    if (this.subject === (kept.subject ?? null)) this.subject = found.value.reading.subject ?? null
    this.kept = found.value.reading
  }

  /**
   * Leaves the desk; what waits to be kept is kept at once.
   * @returns false where it could not be: then the desk must stay, with the words on it
   */
  async close(): Promise<boolean> {
    if (this.#draftTimer !== undefined) await this.#store()
    if (this.keepProblem) return false
    this.end()
    return true
  }

  /** Nothing runs on for it any more. */
  end(): void {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = undefined
    this.#voices.end()
  }

  /** What the person sees first of ours is remembered once it is whole. */
  #showUncovered(): void {
    if (this.#voices.settled && this.statements) this.reader.show(this.statements)
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
    // What waits to be kept goes along: words of a person are kept in any case.
    const onlyIfThere = how.onlyIfThere === true && this.#draftTimer === undefined
    clearTimeout(this.#draftTimer)
    this.#draftTimer = undefined
    this.#storing = this.#storing.then(() => this.#storeNow({ ...how, onlyIfThere })).catch(this.#storeFailed)
    return this.#storing
  }

  /** A store that fails says so and can be asked again; without this the next store would wait for ever. */
  readonly #storeFailed = (cause: unknown): void => {
    this.keepProblem = storeProblem(cause).problem
  }

  async #storeNow({ finish = false, onlyIfThere = false, giving, signing }: Storing): Promise<void> {
    const { format, tracing, analysis, cart, source, declared } = this.recording
    const { answer, reader, statements } = this
    // Finished while the models were still at work: what is shown by then is what was shown.
    if ((finish || signing) && statements) reader.show(statements)
    const readerFirst = reader.now
    const subject = giving ? giving.to : this.subject
    const draft: ReadingDraft = {
      subject,
      format,
      declared,
      summary: summarise(tracing, analysis),
      corrections: this.corrections,
      critical: this.critical.raised,
      report: signing ? this.report.now : this.report.kept,
      signed: signing ?? this.report.signed,
      cart,
      answer: answer.state === 'ready' ? answer.answer : null,
      claims: this.claims,
      statements,
      readerFirst,
      readBy: reader.covered ? null : (this.kept?.readBy ?? clinic.state?.user?.key ?? null),
      ownWords: this.ownWords.normalize('NFC'),
      wordsBeforeAnswer: reader.wordsThen,
      uncovered: reader.coverage,
      disposition: reader.disposition(statements?.statements ?? []),
      // Asked now and not when this was queued: a reading that was finished meanwhile stays finished.
      finished: finish || this.#finished,
    }
    const store = readingStore()
    let outcome = this.kept ? await store.revise(this.kept, draft) : await store.keep(draft, source)
    // Removed or changed meanwhile in another window: what is being written here is kept beside it. Gone may mean
    // that its person was erased: it does not bring them back.
    const gone = !outcome.ok && outcome.problem.code === 'reading-gone'
    const apart = gone || (!outcome.ok && outcome.problem.code === 'reading-changed')
    if (apart && onlyIfThere) return
    if (apart && giving) outcome = notGiven()
    else if (apart) outcome = await store.keep(gone ? { ...draft, subject: null } : draft, source)
    if (outcome.ok) this.kept = outcome.value
    if (outcome.ok && draft.finished) reader.finish(readerFirst)
    if (outcome.ok && signing) this.report.signedAs(signing)
    if (outcome.ok && (giving || this.subject === subject)) this.subject = outcome.value.subject ?? null
    this.keepProblem = outcome.ok ? null : outcome.problem
    await tabletState.refreshKept()
  }
}

function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function notGiven() {
  return bad(
    'reading-not-moved',
    'This reading was changed in another window; it was not moved.',
    'Open it again from the list of the kept, look at it, then move it.',
  )
}
