import * as v from 'valibot'
import { partsOf } from '#domain/identity/calendar.ts'
import { parseBirthDate } from '#domain/identity/birth-date.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { decimalText, parseDecimal, type Decimal } from '#domain/record/decimal.ts'
import { KINDS } from '#domain/record/kinds.ts'
import type { Coded } from '#domain/record/kinds/kind.ts'
import { formFields, type FormField, type FormKind } from './fact-forms.ts'

/** What stands in the fields of a form: text by path, and the term where one was picked. */
export interface TypedFact {
  readonly texts: Readonly<Record<string, string>>
  readonly terms: Readonly<Record<string, Coded | null>>
}

/** A value as its form shows it. */
export function typedFrom(kind: FormKind, value: unknown): TypedFact {
  const texts: Record<string, string> = {}
  const terms: Record<string, Coded | null> = {}
  for (const { path, entry } of formFields(kind)) {
    const part = valueAt(value, path)
    texts[path] = textOf(entry, part)
    if (entry === 'coded') terms[path] = (part as Coded | undefined) ?? null
  }
  return { texts, terms }
}

function textOf(entry: FormField['entry'], part: unknown): string {
  if (part === undefined || part === null) return ''
  if (entry === 'number') return decimalText(part as Decimal)
  if (entry === 'coded') return (part as Coded).text
  return String(part)
}

export interface ReadFact {
  /** Null while something in it cannot be taken. */
  readonly value: unknown
  readonly problems: Readonly<Record<string, Problem>>
}

/**
 * The value that a form comes to: what is not in the form stays as `base` has it, an empty field is left out.
 * @param today `YYYY-MM-DD`; no date lies after it, but the day on which a child is due
 */
export function readFact(kind: FormKind, typed: TypedFact, base: object, today: string): ReadFact {
  const problems: Record<string, Problem> = {}
  let value: unknown = structuredClone(base)
  for (const field of formFields(kind)) {
    const outcome = readPart(field, typed, today)
    if (outcome.ok) value = withPart(value, field.path.split('.'), outcome.value)
    else problems[field.path] = outcome.problem
  }
  value = shaped(kind, value)
  if (Object.keys(problems).length > 0) return { value: null, problems }
  const parsed = v.safeParse(KINDS.get(kind)!.value, value)
  if (parsed.success) return { value: parsed.output, problems }
  const path = v.getDotPath(parsed.issues[0]) ?? ''
  const at = formFields(kind).find((field) => field.path === path || field.path.startsWith(`${path}.`))
  return { value: null, problems: { [at?.path ?? formFields(kind)[0]!.path]: missing().problem } }
}

function readPart({ path, entry }: FormField, { texts, terms }: TypedFact, today: string): Outcome<unknown> {
  const text = (texts[path] ?? '').trim().normalize('NFC')
  if (text === '') return good(undefined)
  if (entry === 'number') return orBad(parseDecimal(text), notANumber)
  if (entry === 'whole') return orBad(/^\d{1,6}$/.test(text) ? Number(text) : null, notANumber)
  if (entry === 'date') return partsOf(text) && path === 'due' ? good(text) : parseBirthDate(text, today)
  if (entry === 'yes') return good(text === 'true')
  if (entry !== 'coded') return good(text)
  const term = terms[path]
  return good(term && term.text === text ? term : { text })
}

function orBad<T>(value: T | null, problem: () => Outcome<never>): Outcome<T> {
  return value === null ? problem() : good(value)
}

/** A result is a number with its unit, or words; a dose without a number is none. */
function shaped(kind: FormKind, value: unknown): unknown {
  const whole = value as Record<string, unknown>
  if (kind === 'result') {
    const part = (whole['value'] ?? {}) as Record<string, unknown>
    const { text, ...quantity } = part
    const is = quantity['value'] === undefined ? 'text' : 'quantity'
    return { ...whole, value: is === 'text' ? { is, text } : { ...quantity, is } }
  }
  if (kind !== 'medication') return whole
  const { dose, ...rest } = whole
  return (dose as { value?: unknown } | undefined)?.value === undefined ? rest : whole
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, step) => (part as Record<string, unknown> | null | undefined)?.[step], value)
}

/** A copy with one part replaced, or left out where it is undefined; what then is empty goes as well. */
function withPart(value: unknown, [step, ...rest]: readonly string[], part: unknown): unknown {
  if (step === undefined) return part
  const object = { ...((value ?? {}) as Record<string, unknown>) }
  const next = withPart(object[step], rest, part)
  if (next === undefined) delete object[step]
  else object[step] = next
  return Object.keys(object).length === 0 && rest.length > 0 ? undefined : object
}

const missing = () =>
  bad(
    'entry-incomplete',
    'Something that belongs to this entry is missing or too long.',
    'Fill it in, or leave without writing.',
  )
const notANumber = () =>
  bad('entry-not-a-number', 'This is not a number.', 'Write digits with at most one point, such as 36.8.')
