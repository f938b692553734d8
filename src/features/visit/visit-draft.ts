import * as v from 'valibot'
import { FORM_VITALS, type FormVital } from './vitals-fields.ts'

/**
 * A visit while it is written: what stands in the fields, as typed. Kept sealed at every keystroke and read back after
 * a crash, also by a later version of this form: a part that is not understood falls back to empty and takes nothing
 * else with it.
 */

/** Longest texts that the kinds of facts take (`domain/record/kinds`); the fields stop there. */
export const LONGEST = {
  reason: 1000,
  presentIllness: 8000,
  past: 4000,
  family: 2000,
  social: 2000,
  menstrual: 1000,
  examination: 8000,
  plan: 8000,
  remark: 500,
  drug: 300,
  unit: 24,
  route: 40,
  frequency: 120,
  why: 300,
  order: 300,
  orderRemark: 1000,
  sentence: 4000,
} as const

const word = v.fallback(v.string(), '')
const oneOf = <const T extends readonly string[], F extends T[number]>(list: T, other: F) =>
  v.fallback(v.picklist(list), other)
const many = <S extends v.GenericSchema>(item: S) => v.fallback(v.array(item), [])
const yes = v.fallback(v.boolean(), false)
const count = v.fallback(v.number(), 0)
const facts = v.fallback(v.array(v.string()), [])

export const VISIT_TYPES = ['visit', 'follow-up', 'home-visit', 'phone', 'emergency', 'screening'] as const
export const DISPOSITIONS = ['home', 'observe', 'refer', 'admit', 'died'] as const
export const HISTORY_PARTS = ['presentIllness', 'past', 'family', 'social', 'menstrual'] as const
export type HistoryPart = (typeof HISTORY_PARTS)[number]

const texts = v.fallback(
  v.object(Object.fromEntries(FORM_VITALS.map((field) => [field, word])) as Record<FormVital, typeof word>),
  () => Object.fromEntries(FORM_VITALS.map((field) => [field, ''])) as Record<FormVital, string>,
)

const vitals = v.object({
  texts,
  onOxygen: oneOf(['', 'yes', 'no'], ''),
  consciousness: oneOf(['', 'alert', 'confused', 'voice', 'pain', 'unresponsive'], ''),
  glucoseWhen: oneOf(['', 'fasting', 'random', 'two-hours'], ''),
  temperatureSite: oneOf(['', 'axillary', 'oral', 'rectal', 'tympanic'], ''),
  heightPosition: oneOf(['', 'lying', 'standing'], ''),
  position: oneOf(['', 'sitting', 'lying', 'standing'], ''),
  remark: word,
  /** When they were taken: the first keystroke, until somebody says otherwise. */
  takenAtMs: v.fallback(v.nullable(v.number()), null),
  source: oneOf(['measured', 'entered'], 'measured'),
  /** What they were measured with, or who said them. */
  by: word,
})
export type VitalsForm = v.InferOutput<typeof vitals>

const coded = v.object({ system: v.optional(v.string()), code: v.optional(v.string()), text: v.string() })

const order = v.object({ key: count, code: word, text: word, remark: word })

const diagnosis = v.object({
  key: count,
  condition: coded,
  certainty: oneOf(['confirmed', 'suspected'], 'confirmed'),
  /** Becomes an entry of the problem list. */
  onList: yes,
})
export type DiagnosisLine = v.InferOutput<typeof diagnosis>

const prescription = v.object({
  key: count,
  drug: word,
  doseValue: word,
  doseUnit: word,
  route: word,
  frequency: word,
  days: word,
  quantity: word,
  quantityUnit: word,
  why: word,
  /** The statement of the chart that this changes or stops, and the facts of it that were on the screen. */
  changes: v.fallback(v.nullable(v.string()), null),
  seen: facts,
  stop: yes,
})
export type PrescriptionLine = v.InferOutput<typeof prescription>

const answer = v.union([v.string(), v.number(), v.boolean()])
const score = v.object({
  /** Answers of a person, by input; what the chart gives is not here. */
  answers: v.fallback(v.record(v.string(), answer), {}),
  /** Somebody asked for it; otherwise it came by itself. */
  requested: yes,
  decision: oneOf(['open', 'confirmed', 'skipped'], 'open'),
  /** The inputs that were confirmed; other inputs must be confirmed again. */
  confirmedFor: word,
  skippedBecause: word,
})
export type ScoreForm = v.InferOutput<typeof score>

const note = v.object({
  /** Sentences written otherwise than drafted, by key; `was` is the draft that was rewritten. */
  edits: v.fallback(v.record(v.string(), v.object({ text: word, was: word })), {}),
  removed: v.fallback(v.array(v.string()), []),
  own: many(v.object({ key: count, text: word })),
})
export type NoteForm = v.InferOutput<typeof note>

const shape = v.object({
  /** Name of the act that signing writes: what the chart holds already is never signed a second time. */
  act: word,
  startedAtMs: count,
  type: oneOf(VISIT_TYPES, 'visit'),
  reason: word,
  history: v.fallback(
    v.object(
      Object.fromEntries(HISTORY_PARTS.map((part) => [part, word])) as Record<HistoryPart, typeof word>,
    ),
    () => Object.fromEntries(HISTORY_PARTS.map((part) => [part, ''])) as Record<HistoryPart, string>,
  ),
  vitals: v.fallback(vitals, () => v.parse(vitals, {})),
  examination: word,
  orders: many(order),
  diagnoses: many(diagnosis),
  plan: word,
  disposition: oneOf(['', ...DISPOSITIONS], ''),
  /** A day, `YYYY-MM-DD`, or empty. */
  followUp: word,
  prescriptions: many(prescription),
  scores: v.fallback(v.record(v.string(), score), {}),
  note: v.fallback(note, () => v.parse(note, {})),
  /** Doubts that a person has answered, by key, with the reason where one was asked for. */
  answered: v.fallback(v.record(v.string(), v.string()), {}),
})
export type VisitDraft = v.InferOutput<typeof shape>

/** What the keeper gives back for a draft, part by part; what an older form did not write yet is filled in. */
export function readVisitDraft(value: unknown, fresh: Pick<VisitDraft, 'act' | 'startedAtMs'>): VisitDraft {
  const parts = typeof value === 'object' && value !== null ? value : {}
  const draft = v.parse(shape, parts)
  return {
    ...draft,
    act: draft.act || fresh.act,
    startedAtMs: draft.startedAtMs > 0 ? draft.startedAtMs : fresh.startedAtMs,
  }
}

/** Whether anything was written: an opened and untouched form leaves no draft behind. */
export function isUntouched(draft: VisitDraft): boolean {
  return JSON.stringify(draft) === JSON.stringify(readVisitDraft({}, draft))
}

/** The next free key of a list; keys are never used twice while a line stands. */
export function nextKey(lines: readonly { readonly key: number }[]): number {
  return 1 + Math.max(0, ...lines.map(({ key }) => key))
}

export function newPrescription(lines: readonly PrescriptionLine[]): PrescriptionLine {
  return v.parse(prescription, { key: nextKey(lines) })
}

export function newScore(requested: boolean): ScoreForm {
  return v.parse(score, { requested })
}
