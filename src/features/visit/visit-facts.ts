import { atInstant, type At } from '#domain/record/at.ts'
import type { Chart, Statement } from '#domain/record/chart.ts'
import {
  BY_HAND,
  type FactDraft,
  type FactId,
  type SubjectId,
  type ValueSource,
} from '#domain/record/fact.ts'
import type { Encounter } from '#domain/record/kinds/encounter.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import type { Note } from '#domain/record/kinds/note.ts'
import type { Problem } from '#domain/record/kinds/problem.ts'
import type { Score } from '#domain/record/kinds/score.ts'
import type { Task } from '#domain/record/kinds/task.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { seenInSlot, seenOf } from '#domain/record/seen.ts'
import type { VisitOnDesk } from '#domain/record/visit.ts'
import { medicationOf } from './prescription.ts'
import { HISTORY_PARTS, type DiagnosisLine, type PrescriptionLine, type VisitDraft } from './visit-draft.ts'
import { vitalsOf } from './vitals-form.ts'

/** Where and when the tablet is, at an instant. */
export interface VisitClock {
  readonly nowMs: number
  /** `YYYY-MM-DD` */
  readonly today: string
  utcOffsetMin(atMs: number): number
}

/** A score that was confirmed or skipped, and the facts of the chart that it rests on. */
export interface DecidedScore {
  readonly value: Score
  readonly inputs: readonly FactId[]
}

/** What the reader's language adds to what was typed. */
export interface FactWords {
  /** Title of the task to come again. */
  readonly followUp: string
  /** A diagnosis that is not sure, as the visit says it. */
  suspected(diagnosis: string): string
}

/** What a visit comes to besides its fields. */
export interface VisitRest {
  readonly scores: readonly DecidedScore[]
  readonly note: Note | null
  /** Why a value that is hard to believe was left as it is, one sentence each. */
  readonly remarks: readonly string[]
  readonly words: FactWords
}

/**
 * What signing writes, as one act: the visit, vital signs, new problems, medicines, tasks, scores and the note, each
 * field in its own kind. Facts of the act have no id yet; what a value rests on among them is told by the act.
 */
export function visitFacts(
  subject: SubjectId,
  draft: VisitDraft,
  chart: Chart,
  rest: VisitRest,
  clock: VisitClock,
): readonly FactDraft[] {
  const vitals = remarked(vitalsOf(draft.vitals), rest.remarks)
  const fact = <T>(kind: string, value: T, more: More = {}): FactDraft<T> => ({
    kind,
    verb: 'assert',
    subject,
    ...(more.at ? { at: more.at } : {}),
    ...(more.refs && more.refs.length > 0 ? { refs: more.refs } : {}),
    body: { value, source: more.source ?? BY_HAND },
  })
  return [
    fact('encounter', encounterOf(draft, rest.words), { at: atOf(draft.startedAtMs, clock) }),
    ...(vitals ? [fact('vitals', vitals, { at: vitalsAt(draft, clock), source: vitalsSource(draft) })] : []),
    ...newProblems(draft, chart).map((line) => problemFact(subject, line, chart)),
    ...draft.prescriptions.map((line) => medicationFact(subject, line, chart, clock.today)),
    ...tasksOf(draft, rest.words).map((value) => fact('task', value)),
    ...rest.scores.map(({ value, inputs }) => fact('score', value, { source: scoreSource(value, inputs) })),
    ...(rest.note ? [fact('note', rest.note)] : []),
  ]
}

const REMARK_MAX = 500

function remarked(vitals: Vitals | null, remarks: readonly string[]): Vitals | null {
  if (!vitals || remarks.length === 0) return vitals
  const remark = [vitals.remark, ...remarks].filter(Boolean).join('; ').slice(0, REMARK_MAX)
  return { ...vitals, remark }
}

interface More {
  readonly at?: At
  readonly source?: ValueSource
  readonly refs?: readonly FactId[]
}

function atOf(ms: number, clock: Pick<VisitClock, 'utcOffsetMin'>): At {
  return atInstant(ms, clock.utcOffsetMin(ms))
}

function vitalsAt({ vitals, startedAtMs }: VisitDraft, clock: VisitClock): At {
  return atOf(vitals.takenAtMs ?? startedAtMs, clock)
}

function vitalsSource({ vitals: { source, by } }: VisitDraft): ValueSource {
  return { origin: source, by: by.trim() }
}

function encounterOf(draft: VisitDraft, words: Pick<FactWords, 'suspected'>): Encounter {
  const history = Object.fromEntries(
    HISTORY_PARTS.flatMap((part) => {
      const text = draft.history[part].trim()
      return text ? [[part, text] as const] : []
    }),
  )
  const examination = draft.examination.trim()
  const plan = draft.plan.trim()
  const orders = draft.orders.map(({ code, text }) => ({ ...(code ? { system: 'local', code } : {}), text }))
  const assessment = draft.diagnoses.map(({ condition, certainty }) =>
    certainty === 'confirmed' ? condition : { ...condition, text: words.suspected(condition.text) },
  )
  return {
    type: draft.type,
    reason: draft.reason.trim(),
    ...(Object.keys(history).length > 0 ? { history } : {}),
    ...(examination ? { examination } : {}),
    ...(orders.length > 0 ? { orders } : {}),
    ...(assessment.length > 0 ? { assessment } : {}),
    ...(plan ? { plan } : {}),
    ...(draft.disposition ? { disposition: draft.disposition } : {}),
  }
}

/** Diagnoses that become entries of the problem list and do not stand there yet. */
export function newProblems({ diagnoses }: VisitDraft, chart: Chart): readonly DiagnosisLine[] {
  return diagnoses.filter((line) => line.onList && !isOnList(line, chart))
}

/** Whether the list holds this condition as something that goes on. */
export function isOnList(line: DiagnosisLine, chart: Chart): boolean {
  const status = listed(line, chart)?.current.value?.status
  return status === 'active' || (status === 'suspected' && line.certainty === 'suspected')
}

function listed({ condition }: DiagnosisLine, { statements }: Chart): Statement<Problem> | undefined {
  const same = ({ condition: other }: Problem) =>
    condition.code ? other.code === condition.code : other.text === condition.text
  return statements.problem.find(
    ({ standing, current: { value } }) => standing === 'stands' && value !== null && same(value),
  )
}

/** A new entry of the list; one that was suspected or had ended is the same entry, active again. */
function problemFact(subject: SubjectId, line: DiagnosisLine, chart: Chart): FactDraft<Problem> {
  const statement = listed(line, chart)
  const status = line.certainty === 'confirmed' ? 'active' : 'suspected'
  const head = { kind: 'problem', subject } as const
  if (!statement) {
    const value: Problem = { condition: line.condition, status }
    return { ...head, verb: 'assert', body: { value, source: BY_HAND } }
  }
  const { ended: _ended, ...before } = statement.current.value!
  const value: Problem = { ...before, status }
  return { ...head, verb: 'amend', refs: seenOf(statement), body: { value, source: BY_HAND } }
}

/** A line of the prescription: a new medicine, or a new value in the place of one that was on the screen. */
function medicationFact(
  subject: SubjectId,
  line: PrescriptionLine,
  chart: Chart,
  today: string,
): FactDraft<Medication> {
  const value = medicationOf(line, changed(line, chart)?.current.value ?? null, today)
  const source: ValueSource = BY_HAND
  if (line.changes !== null && line.seen.length > 0) {
    const why = line.why.trim()
    const reason = line.stop
      ? { reason: { code: 'no-longer' as const, text: why } }
      : why
        ? { reason: { code: 'other' as const, text: why } }
        : {}
    return { kind: 'medication', verb: 'amend', subject, refs: line.seen, body: { value, source, ...reason } }
  }
  const refs = seenInSlot(chart, 'medication', value)
  return {
    kind: 'medication',
    verb: 'assert',
    subject,
    ...(refs.length > 0 ? { refs } : {}),
    body: { value, source },
  }
}

/** What was ordered and is to be done, and the day to come again. */
function tasksOf(draft: VisitDraft, words: FactWords): readonly Task[] {
  const orders = draft.orders.map(({ text, remark }): Task => ({
    title: text,
    state: 'planned',
    ...(remark.trim() ? { remark: remark.trim() } : {}),
  }))
  if (!draft.followUp) return orders
  const due: At = { value: draft.followUp, precision: 'day', utcOffsetMin: null }
  return [...orders, { title: words.followUp, state: 'planned', due }]
}

/** A score that was skipped is what a person said; one that was confirmed is what a rule gave. */
function scoreSource({ calculator, version, skippedBecause }: Score, inputs: readonly FactId[]): ValueSource {
  const from = inputs.length > 0 ? { inputs: [...inputs] } : {}
  return skippedBecause === undefined
    ? { origin: 'derived', by: `${calculator} ${version}`, ...from }
    : { ...BY_HAND, ...from }
}

/** The visit as the rules and the note read it: values as they would be stated now. */
export function visitOnDesk(
  draft: VisitDraft,
  chart: Chart,
  scores: readonly DecidedScore[],
  words: Pick<FactWords, 'suspected'>,
  clock: VisitClock,
): VisitOnDesk {
  const vitals = vitalsOf(draft.vitals)
  return {
    at: atOf(draft.startedAtMs, clock),
    encounter: encounterOf(draft, words),
    vitals: vitals && { value: vitals, at: vitalsAt(draft, clock) },
    prescriptions: draft.prescriptions.map((line) => ({
      value: medicationOf(line, changed(line, chart)?.current.value ?? null, clock.today),
      changes: line.seen,
    })),
    scores: scores.map(({ value }) => value),
  }
}

/** The medicine of the chart that a line changes or stops. */
function changed({ changes }: PrescriptionLine, { statements }: Chart): Statement<Medication> | undefined {
  return statements.medication.find(({ id }) => id === changes)
}
