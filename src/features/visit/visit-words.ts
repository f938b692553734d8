import type { At } from '#domain/record/at.ts'
import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { Allergy } from '#domain/record/kinds/allergy.ts'
import type { Encounter } from '#domain/record/kinds/encounter.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { howTaken } from '#domain/record/medication-text.ts'
import type { NoteSentence } from '#domain/record/note-draft.ts'
import type { Words } from '#domain/risk/calculator.ts'
import { calculators } from '#domain/risk/calculators.ts'
import type { Finding } from '#domain/vitals/finding.ts'
import { findVital, type VitalField } from '#domain/vitals/vitals-catalogue.ts'
import { dateWords } from '#ui/displays/person-line/person-words.ts'
import { formatLocalTime } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'
import { getLocale } from '#words/runtime.js'
import { plainUnit } from './visit-scores.ts'
import type { VisitCheck } from './visit-checks.ts'
import type { FactWords } from './visit-facts.ts'
import type { LastValue } from './vitals-form.ts'
import { FORM_VITALS, VITAL_CHOICES, VITAL_UNITS } from './vitals-fields.ts'

type Details = Readonly<Record<string, string | number>>

/** Data of a rule in the reader's language. */
export function say({ en, zh }: Words): string {
  return getLocale() === 'en' ? en : zh
}

function vitalName(field: VitalField): string {
  return say(findVital(field))
}

/** The short name that stands over a field: `systolicMmHg` has its word under `chart_field_systolic_mm_hg`. */
export function vitalLabel(field: VitalField): string {
  const key = field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  return sayCode('chart_field', key)
}

/** Codes inside a finding's details that are words of their own. */
const DETAIL_WORDS: Readonly<Record<string, string>> = {
  site: 'finding_site',
  when: 'finding_when',
  indicator: 'growth_indicator',
}

function findingWords({ code, field, details }: Finding): string {
  const said = Object.entries(details).map(([key, value]) => {
    const prefix = DETAIL_WORDS[key]
    return [key, prefix && typeof value === 'string' ? sayCode(prefix, value) : value] as const
  })
  const unit = plainUnit(findVital(field).ucum ?? '')
  return sayCode('finding', code, { name: vitalName(field), unit, ...Object.fromEntries(said) })
}

/** A check as a sentence; a rule that two sources do not agree on says so. */
export function checkWords({ says, verified }: VisitCheck): string {
  const sentence =
    says.is === 'vital'
      ? findingWords(says.finding)
      : sayCode(says.is === 'form' ? 'visit_check' : 'check', says.code, inWords(says.details))
  return verified ? sentence : `${sentence} ${m.visit_unverified_brackets()}`
}

/** Dates of details as the reader's language writes them, calculators by name. */
function inWords(details: Details): Details {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => {
      if (typeof value !== 'string') return [key, value]
      if (key === 'calculator') return [key, calculatorName(value)]
      if (key === 'unit') return [key, plainUnit(value)]
      return [key, DATED.has(key) && value !== '' ? timeWords(value) : value]
    }),
  )
}

const DATED: ReadonlySet<string> = new Set(['when', 'birthDate', 'deceased', 'since', 'due'])

/** `2026`, `2026-11-21` or `2026-11-21T08:51`, as precisely as it was said. */
function timeWords(value: string): string {
  if (!/^\d{4}(-\d\d){0,2}(T[\d:]+)?$/.test(value)) return value
  return value.length > 10 ? formatLocalTime(value.slice(0, 16)) : dateWords(value)
}

export function atWords({ value }: At): string {
  return timeWords(value)
}

export function calculatorName(id: string): string {
  const calculator = calculators.find((each) => each.id === id)
  return calculator ? say(calculator.names) : id
}

/** A drafted sentence of the note. */
export function sentenceWords({ code, details }: NoteSentence): string {
  // A score without a unit leaves a gap before the comma.
  return sayCode('notedraft', code, inWords(details)).replace(/ +([,.;])/g, '$1')
}

export const factWords: FactWords = {
  get followUp() {
    return m.visit_task_follow_up()
  },
  suspected: (diagnosis) => m.visit_suspected({ diagnosis }),
}

/** Why a value that is hard to believe stands as it is. */
export function remarkWords(doubt: string, reason: string): string {
  return m.visit_remark({ doubt, reason: reason.trim() })
}

export function allergyWords(value: Allergy): string {
  if (value.is === 'none-known') return m.chart_allergy_none_known()
  const notes = [
    value.reaction,
    value.severity && sayCode('chart_value', value.severity),
    value.since?.slice(0, 4),
  ]
  const said = notes.filter(Boolean).join(m.list_comma())
  return said ? `${value.substance.text} (${said})` : value.substance.text
}

export function medicationWords(value: Medication): string {
  return [value.drug.text, howTaken(value)].filter(Boolean).join(' ')
}

/** @param today `YYYY-MM-DD`: of this year the day is enough */
export function lastWords({ value, at }: LastValue, today: string): string {
  const day = at.value.slice(0, 10)
  const thisYear = day.length === 10 && day.slice(0, 4) === today.slice(0, 4)
  const when = thisYear
    ? new Intl.DateTimeFormat(getLocale(), {
        day: 'numeric',
        // 11/21 stays on the line under a narrow field where 11月21日 breaks.
        month: getLocale() === 'en' ? 'short' : 'numeric',
        timeZone: 'UTC',
      }).format(new Date(day))
    : dateWords(day.slice(0, 7))
  return m.visit_last({ value: decimalText(value), when })
}

/** @param atMs of the tablet's clock */
export function clockWords(atMs: number, seconds = false): string {
  return new Intl.DateTimeFormat(getLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(seconds ? { second: '2-digit' } : {}),
  }).format(new Date(atMs))
}

/** The time for today, the day and the time for any other day. */
export function sinceWords(atMs: number, nowMs: number): string {
  const day = new Date(atMs)
  if (day.toDateString() === new Date(nowMs).toDateString()) return clockWords(atMs)
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(day)
}

/** Every part of a set of vital signs with its name, as it reads once it is signed. */
export function vitalRows(
  vitals: Vitals,
): readonly { readonly label: string; readonly text: string; readonly unit: string }[] {
  const numbers = FORM_VITALS.flatMap((field) => {
    const taken = vitals[field] as Decimal | undefined
    return taken ? [{ label: vitalName(field), text: decimalText(taken), unit: VITAL_UNITS[field] }] : []
  })
  const words = VITAL_CHOICES.flatMap((field) => {
    const value = vitals[field]
    if (value === undefined) return []
    const code = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
    const label = sayCode('visit_vitals', field.toLowerCase())
    return [{ label, text: sayCode('visit_answer', code), unit: '' }]
  })
  return [...numbers, ...words]
}

/** How long and how much: what stands below the medicine on a prescription. */
export function amountWords({ durationDays, quantity }: Medication): string {
  return [
    durationDays === undefined ? '' : m.visit_for_days({ count: durationDays }),
    quantity ? `${decimalText(quantity.value)} ${quantity.unit}` : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The day of an instant on this tablet's calendar. */
export function dayWords(atMs: number): string {
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium' }).format(new Date(atMs))
}

const HISTORY_WORDS: Readonly<Record<string, () => string>> = {
  presentIllness: m.visit_history_present,
  past: m.visit_history_past,
  family: m.visit_history_family,
  social: m.visit_history_social,
  menstrual: m.visit_history_menstrual,
}

/** The name of a text of a signed entry. */
export function partWords(kind: 'encounter' | 'vitals' | 'note', path: string): string {
  if (kind === 'vitals') return vitalName(path as VitalField)
  if (kind === 'note') return m.visit_note_number({ number: Number(path) + 1 })
  const [part = '', inner] = path.split('.')
  return inner === undefined ? sayCode('visit_section', part) : HISTORY_WORDS[inner]!()
}

/** A visit as it reads once it is signed. */
export function encounterRows(
  value: Encounter,
): readonly { readonly label: string; readonly text: string }[] {
  const { type, reason, history = {}, examination, orders, assessment, plan, disposition } = value
  const list = (coded: Encounter['orders']) =>
    (coded ?? [])
      .map(({ code, system, text }) => (code && system === 'icd10' ? `${text} (${code})` : text))
      .join('\n')
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    [m.visit_type(), sayCode('visit_type', type)],
    [m.visit_section_reason(), reason],
    ...Object.entries(HISTORY_WORDS).map(
      ([part, name]) => [name(), (history as Readonly<Record<string, string>>)[part]] as const,
    ),
    [m.visit_section_examination(), examination],
    [m.visit_section_orders(), list(orders)],
    [m.visit_section_assessment(), list(assessment)],
    [m.visit_section_plan(), plan],
    [m.visit_disposition(), disposition && sayCode('visit_disposition', disposition)],
  ]
  return rows.flatMap(([label, text]) => (text ? [{ label, text }] : []))
}
