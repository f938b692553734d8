import type { ChartKind, StatementsByKind } from '#domain/record/chart.ts'
import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { Allergy } from '#domain/record/kinds/allergy.ts'
import type { CriticalValue } from '#domain/record/kinds/critical-value.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import type { Problem } from '#domain/record/kinds/problem.ts'
import type { Result } from '#domain/record/kinds/result.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { formatInstant, formatLocalTime } from '#ui/format.ts'
import { dateWords } from '#ui/displays/person-line/person-words.ts'
import { sayCode } from '#ui/say.ts'
import { getLocale } from '#words/runtime.js'
import { m } from '#words/messages.js'
import type { At } from '#domain/record/at.ts'
import { criticalAnswer, criticalBecause, criticalLine } from './critical-words.ts'
import { ecgLine, ecgNumbers } from './ecg-words.ts'
import { valueRows } from './entry-rows.ts'
import { formFields, isFormKind } from './fact-forms.ts'
import { filmDetails, filmFilesLine, filmLine, filmNumbers } from './film-words.ts'
import { optionsAt } from './schema-path.ts'
import { keyOf } from './word-keys.ts'

type ValueOf<K extends ChartKind> = NonNullable<StatementsByKind[K][number]['current']['value']>

export function kindWords(kind: string): string {
  return sayCode('chart_kind', kind)
}

export function fieldWords(field: string): string {
  return sayCode('chart_field', keyOf(field))
}

/** A word of a fixed list, such as `active`. */
export function valueWords(code: string): string {
  return sayCode('chart_value', keyOf(code))
}

/** When something was, as precisely as it was said, in the local time of that place. */
export function atWords({ value, precision }: At): string {
  return precision === 'minute' || precision === 'second'
    ? formatLocalTime(value.slice(0, 16))
    : dateWords(value)
}

/** The same in a list: the day as people say it, the year only where it is another. @param today `YYYY-MM-DD` */
export function shortAtWords(at: At, today: string): string {
  const { value, precision } = at
  if (precision === 'year' || precision === 'month') return dateWords(value)
  const local = new Date(`${value.slice(0, 16).padEnd(10)}${precision === 'day' ? 'T00:00' : ''}Z`)
  const say = (format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(getLocale(), { ...format, timeZone: 'UTC' }).format(local)
  const time = precision === 'day' ? '' : say({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  if (value.startsWith(today)) return [m.chart_today(), time].filter(Boolean).join(' ')
  const isThisYear = value.startsWith(today.slice(0, 4))
  return say({ month: 'short', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) })
}

export function instantWords(ms: number): string {
  return formatInstant(new Date(ms).toISOString())
}

/** Every part of a value with its label: what unfolds under an entry. */
export function detailRows(
  kind: string,
  value: unknown,
): readonly { readonly label: string; readonly text: string }[] {
  const isCode = (path: readonly string[]) => optionsAt(kind, path.join('.')).length > 0
  const unitOf = (path: readonly string[]) =>
    isFormKind(kind) ? (formFields(kind).find((field) => field.path === path.join('.'))?.unit ?? '') : ''
  const shown = kind === 'image-reading' && value ? filmDetails(value as ImageReading) : value
  const rows = valueRows(shown, isCode).map(({ path, says }) => ({
    label: fieldWords(path.at(-1) ?? ''),
    text:
      says.is === 'text'
        ? join(says.text, unitOf(path))
        : says.is === 'code'
          ? valueWords(says.code)
          : says.yes
            ? m.chart_yes()
            : m.chart_no(),
  }))
  if (kind === 'critical-value' && value) return [...criticalRows(value as CriticalValue), ...rows]
  const numbers = value ? numbersIn(kind, value) : ''
  return numbers ? [...rows, { label: fieldWords('numbers'), text: numbers }] : rows
}

function numbersIn(kind: string, value: unknown): string {
  if (kind === 'ecg-reading') return ecgNumbers(value as EcgReading)
  return kind === 'image-reading' ? filmNumbers(value as ImageReading) : ''
}

function criticalRows(value: CriticalValue) {
  const answer = criticalAnswer(value)
  return [
    { label: fieldWords('critical-because'), text: criticalBecause(value) },
    ...(answer ? [{ label: fieldWords('critical-answer'), text: answer }] : []),
  ]
}

const join = (...parts: readonly (string | number | undefined | false)[]): string =>
  parts.filter(Boolean).join(' ')

export function allergyWords(value: Allergy): string {
  if (value.is === 'none-known') return m.chart_allergy_none_known()
  const notes = [value.reaction, value.severity && valueWords(value.severity), value.since?.slice(0, 4)]
  if (value.certainty === 'suspected') notes.push(valueWords('suspected'))
  const said = notes.filter(Boolean).join(m.chart_comma())
  return said ? `${value.substance.text} (${said})` : value.substance.text
}

export function medicationWords({ drug, dose, route, frequency }: Medication): string {
  return join(drug.text, dose && `${decimalText(dose.value)} ${dose.unit}`, route, frequency)
}

function problemWords({ condition, status, onset }: Problem): string {
  const note = [
    status === 'active' ? undefined : valueWords(status),
    onset && m.chart_since({ when: dateWords(onset) }),
  ]
  return join(condition.text, note.filter(Boolean).join(m.chart_comma()))
}

function resultWords({ test, value, flag }: Result): string {
  const amount =
    value.is === 'text' ? value.text : `${value.comparator ?? ''}${decimalText(value.value)} ${value.unit}`
  return join(test.text, amount, flag && flag !== 'normal' && `(${valueWords(flag)})`)
}

const SHORT_VITALS: readonly [field: keyof Vitals, name: () => string, unit: string][] = [
  ['heartRatePerMin', m.chart_short_pulse, '/min'],
  ['temperatureCel', m.chart_short_temperature, '°C'],
  ['respiratoryRatePerMin', m.chart_short_respiration, '/min'],
  ['spo2Percent', m.chart_short_spo2, '%'],
  ['weightKg', m.chart_short_weight, 'kg'],
  ['heightCm', m.chart_short_height, 'cm'],
  ['glucoseMmolL', m.chart_short_glucose, 'mmol/L'],
  ['waistCm', m.chart_short_waist, 'cm'],
  ['headCircumferenceCm', m.chart_short_head, 'cm'],
  ['painScore', m.chart_short_pain, '/10'],
]

function vitalsWords(value: Vitals): string {
  const { systolicMmHg: upper, diastolicMmHg: lower } = value
  const text = (decimal: Decimal | undefined) => (decimal ? decimalText(decimal) : m.chart_not_taken())
  const parts = SHORT_VITALS.flatMap(([field, name, unit]) => {
    const taken = value[field] as Decimal | undefined
    return taken ? [`${name()} ${decimalText(taken)} ${unit}`] : []
  })
  if (upper || lower) parts.unshift(`${m.chart_short_pressure()} ${text(upper)}/${text(lower)} mmHg`)
  return parts.join(' · ') || value.remark || m.chart_nothing_measured()
}

/** One line for the timeline. */
const LINES: { readonly [K in ChartKind]: (value: ValueOf<K>) => string } = {
  access: ({ what, why }) => join(valueWords(what), why && `(${why})`),
  allergy: allergyWords,
  'blood-group': ({ abo, rhD }) => join(abo, rhD && `RhD ${valueWords(rhD)}`),
  consent: ({ purpose, given }) =>
    `${purpose}: ${given ? m.chart_consent_given() : m.chart_consent_refused()}`,
  'critical-value': criticalLine,
  dose: ({ drug, dose, route }) => join(drug.text, `${decimalText(dose.value)} ${dose.unit}`, route),
  'ecg-reading': ecgLine,
  encounter: ({ type, reason, assessment }) =>
    join(
      `${valueWords(type)}:`,
      reason,
      assessment?.length && `→ ${assessment.map(({ text }) => text).join('; ')}`,
    ),
  identifier: ({ system, value, verified }) =>
    join(sayCode('people_document', system), `…${value.slice(-4)}`, verified && m.chart_identifier_seen()),
  identity: ({ name, pinyin, otherNames, sex, birthDate, deceased }) =>
    [
      name,
      pinyin,
      otherNames?.join(', '),
      sex && valueWords(sex),
      birthDate && dateWords(birthDate),
      deceased && fieldWords('deceased'),
    ]
      .filter(Boolean)
      .join(' · '),
  'image-reading': filmLine,
  'image-study': filmFilesLine,
  immunisation: ({ vaccine, doseNumber, given, notGivenBecause }) =>
    join(
      vaccine.text,
      doseNumber !== undefined && m.chart_dose_number({ count: doseNumber }),
      !given && `${m.chart_not_given()}${notGivenBecause ? `: ${notGivenBecause}` : ''}`,
    ),
  link: ({ same }) => (same ? m.chart_link_same() : m.chart_link_other()),
  medication: (value) =>
    join(medicationWords(value), value.status !== 'active' && `(${valueWords(value.status)})`),
  note: ({ title, sentences }) => title ?? sentences[0]?.text ?? '',
  pregnancy: ({ status, due }) => join(valueWords(status), due && m.chart_due({ when: dateWords(due) })),
  problem: problemWords,
  procedure: ({ procedure, bodySite, outcome }) => join(procedure.text, bodySite, outcome && `· ${outcome}`),
  result: resultWords,
  score: ({ calculator, result, skippedBecause }) =>
    result
      ? join(
          calculator.toUpperCase(),
          result.value && decimalText(result.value),
          result.unit,
          result.band && `(${result.band})`,
        )
      : `${calculator.toUpperCase()}: ${m.chart_score_skipped({ why: skippedBecause ?? '' })}`,
  screening: ({ programme, station, outcome }) => `${programme} · ${station}: ${valueWords(outcome)}`,
  stock: ({ item, delta, unit }) => join(item, decimalText(delta), unit),
  task: ({ title, state }) => `${title} (${valueWords(state)})`,
  vitals: vitalsWords,
}

/** What an entry says in one line; an erased one says that. */
export function entryLine(kind: string, value: unknown): string {
  if (value === null || value === undefined) return m.chart_erased()
  const line = (LINES as Record<string, ((value: never) => string) | undefined>)[kind]
  return line ? line(value as never) : m.chart_newer_kind()
}
