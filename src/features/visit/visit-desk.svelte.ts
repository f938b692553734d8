import { clinic } from '#data/clinic.svelte.ts'
import { ageAt } from '#domain/identity/birth-date.ts'
import { convertUnit } from '#domain/lab/lab-units.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { draftNote } from '#domain/record/note-draft.ts'
import { calculators } from '#domain/risk/calculators.ts'
import { chartValues, personOnChart, THIS_VISIT, vitalValues } from './chart-values.ts'
import { checkWords, factWords, remarkWords, say, sentenceWords } from './visit-words.ts'
import { knownDrugs, learnDrugs } from './known-drugs.ts'
import { finishedNote, noteLines } from './visit-note.ts'
import { OpenVisit } from './open-visit.svelte.ts'
import { pageClock } from './page-clock.ts'
import { newScore, type ScoreForm, type VisitDraft } from './visit-draft.ts'
import {
  encounterChecks,
  isSettled,
  prescriptionChecks,
  scoreChecks,
  standingChecks,
  timeChecks,
  vitalChecks,
  type VisitCheck,
} from './visit-checks.ts'
import { visitFacts, visitOnDesk } from './visit-facts.ts'
import { decidedScores, visitScores } from './visit-scores.ts'
import { isPregnant, lastVitals, vitalsOf } from './vitals-form.ts'
import { usualVitals } from './vitals-fields.ts'

const NO_SCORE = newScore(false)

/** The form of a visit and everything that follows from what stands on it. */
export class VisitDesk {
  readonly visit: OpenVisit
  /** Moves on now and then: lateness and ages are of now. */
  nowMs = $state(pageClock.nowMs())
  /** Somebody came to sign: what is missing is said at its field as well. */
  tried = $state(false)
  readonly today = $derived(pageClock.dayOf(this.nowMs))
  /** `VisitDesk` is used where the chart is open. */
  readonly chart: Chart = $derived.by(() => this.visit.chart!)

  readonly vitals = $derived.by(() => vitalsOf(this.draft.vitals))
  readonly last = $derived.by(() => lastVitals(this.chart))
  readonly ageYears = $derived.by(() => {
    const { birthDate } = this.chart.identity
    return birthDate === null ? null : (ageAt(birthDate, this.today)?.years ?? null)
  })
  readonly usual = $derived.by(() => usualVitals(this.ageYears, isPregnant(this.chart) === true))
  readonly drugs = $derived.by(() => knownDrugs(this.chart, this.#user))
  readonly scores = $derived.by(() =>
    visitScores(calculators, this.draft.scores, NO_SCORE, {
      values: [...chartValues(this.chart), ...this.#vitalValues()],
      person: personOnChart(this.chart, this.today, this.#diagnosisCodes()),
      moment: { nowMs: this.nowMs, today: this.today, convert: convertUnit },
      chart: this.chart,
    }),
  )
  readonly decided = $derived.by(() => decidedScores(this.scores, say))
  /** What the rules and the note read. */
  readonly #onDesk = $derived.by(() =>
    visitOnDesk(this.draft, this.chart, this.decided, factWords, this.clock),
  )
  readonly note = $derived.by(() =>
    noteLines(draftNote(this.chart, this.#onDesk, this.clock), this.draft, sentenceWords),
  )
  readonly checks = $derived.by((): readonly VisitCheck[] => [
    ...vitalChecks(this.draft, this.chart, this.today),
    ...timeChecks(this.draft, this.nowMs),
    ...encounterChecks(this.draft, this.chart, this.#onDesk, this.clock),
    ...prescriptionChecks(this.draft),
    ...scoreChecks(this.scores, ({ calculator }) => say(calculator.names)),
  ])
  readonly standing = $derived.by(() => standingChecks(this.checks, this.draft.answered))

  constructor(subject: SubjectId) {
    this.visit = new OpenVisit(subject)
  }

  get draft(): VisitDraft {
    return this.visit.draft
  }

  get clock() {
    return { nowMs: this.nowMs, today: this.today, utcOffsetMin: pageClock.utcOffsetMin }
  }

  get #user(): string {
    return clinic.state?.user?.key ?? ''
  }

  checksAt(path: string): readonly VisitCheck[] {
    return this.checks.filter((check) => check.path === path || check.path.startsWith(`${path}.`))
  }

  isSettled(check: VisitCheck): boolean {
    return isSettled(check, this.draft.answered)
  }

  /** @param reason empty where a word is enough; null takes the answer back */
  answer(check: VisitCheck, reason: string | null): void {
    if (reason === null) delete this.draft.answered[check.key]
    else this.draft.answered[check.key] = reason
  }

  /** The form of a score, there as soon as somebody answers something of it. */
  scoreForm(calculator: string): ScoreForm {
    this.draft.scores[calculator] ??= newScore(false)
    return this.draft.scores[calculator]
  }

  /** Signs what stands here as one act. @returns whether it is signed */
  async sign(): Promise<boolean> {
    this.nowMs = pageClock.nowMs()
    const { draft, chart } = this
    const remarks = this.standing.settled
      .filter(({ settledBy }) => settledBy === 'reason')
      .map((check) => remarkWords(checkWords(check), draft.answered[check.key]!))
    const facts = visitFacts(
      this.visit.subject,
      $state.snapshot(draft) as VisitDraft,
      chart,
      { scores: this.decided, note: finishedNote(this.note, draft.note), remarks, words: factWords },
      this.clock,
    )
    const lines = $state.snapshot(draft.prescriptions)
    const signed = await this.visit.sign(facts)
    if (signed) learnDrugs(this.#user, lines)
    return signed
  }

  #vitalValues() {
    const { vitals, draft } = this
    return vitals ? vitalValues(vitals, draft.vitals.takenAtMs ?? draft.startedAtMs, THIS_VISIT) : []
  }

  #diagnosisCodes(): readonly string[] {
    return this.draft.diagnoses.flatMap(({ condition, certainty }) =>
      certainty === 'confirmed' && condition.code ? [condition.code] : [],
    )
  }
}
