import type { At } from '#domain/record/at.ts'
import { parseDecimal, type Decimal } from '#domain/record/decimal.ts'
import type { Verb } from '#domain/record/fact.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { BundleIndex, Entry, Resolved } from './bundle-index.ts'
import { DATE_EXTENSIONS, readDateTime } from './date-time.ts'
import type { Element } from './element.ts'
import { ourExtension } from './systems.ts'

/** A fact that a resource comes to. */
export interface ReadFact {
  readonly kind: string
  readonly value: unknown
  readonly at: At | undefined
  /** Which of several facts of one resource, such as a component; empty for the only one. */
  readonly part: string
  readonly verb: Verb
}

/** What a person must know of what was carried over otherwise than it stands in the file. */
export type ChangeCode =
  | 'not-carried'
  | 'text-shortened'
  | 'time-left-out'
  | 'number-shortened'
  | 'number-as-text'
  | 'date-missing'
  | 'date-unreadable'
  | 'reference-unresolved'
  | 'carried-as-result'
  | 'several-as-one'

const PLACES_MAX = 12

/** One resource while it is read: what it comes to, what is changed on the way, and why it is refused if it is. */
export class Reading {
  readonly entry: Entry
  readonly element: Element
  readonly index: BundleIndex
  readonly facts: ReadFact[] = []
  readonly changes: { readonly code: ChangeCode; readonly where: string }[] = []
  refused: Problem | null = null
  /** The person that it is about. */
  subject: Entry | null = null
  /** The encounter that it belongs to, where that is in the bundle. */
  encounter: Entry | null = null

  constructor(entry: Entry, index: BundleIndex) {
    this.entry = entry
    this.element = entry.element
    this.index = index
  }

  /** @param value as the schema of `kind` has it */
  add(kind: string, value: unknown, at?: At, part = ''): void {
    const standing = this.element.extension(ourExtension('standing'))?.text('valueCode')
    this.facts.push({ kind, value, at, part, verb: standing === 'proposed' ? 'propose' : 'assert' })
  }

  change(code: ChangeCode, where: string): void {
    this.changes.push({ code, where: `${this.entry.type}.${where}` })
  }

  /** The resource is not carried over. The first reason counts. */
  refuse(problem: { readonly problem: Problem }): void {
    this.refused ??= problem.problem
  }

  follow(reference: Element): Resolved {
    return this.index.resolve(reference, this.entry)
  }

  /** Text as facts keep it: NFC, line breaks as \n, no other control characters; cut with … where it is too long. */
  fit(text: string, max: number, where = 'text'): string {
    const clean = text
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, ' ')
      // eslint-disable-next-line no-control-regex -- exactly these are taken out
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '')
      .normalize('NFC')
      .trim()
    if (clean.length <= max) return clean
    const characters = Array.from(clean)
    if (characters.length <= max) return clean
    this.change('text-shortened', where)
    return `${characters.slice(0, max - 1).join('')}…`
  }

  /** The text at `name`, fitted. */
  text(element: Element | undefined, name: string, max: number): string | undefined {
    const text = element?.text(name)
    return text === undefined ? undefined : this.fit(text, max, name) || undefined
  }

  /** A moment at `name`; undefined where there is none or it cannot be read, the latter said. */
  at(element: Element, name: string): At | undefined {
    const written = element.text(name)
    if (written === undefined) return undefined
    const beside = element.child(`_${name}`)
    const tz = beside?.extension(DATE_EXTENSIONS.tzOffset)?.number('valueInteger')
    const at = readDateTime(written, {
      tzOffset: tz === undefined ? null : Number(tz),
      precision: beside?.extension(DATE_EXTENSIONS.precision)?.text('valueCode') ?? null,
      localTime: beside?.extension(DATE_EXTENSIONS.localTime)?.text('valueTime') ?? null,
    })
    if (at === null) this.change('date-unreadable', name)
    return at ?? undefined
  }

  /** A date at `name`, to the day at most; what is finer is said to be shortened. */
  date(element: Element | undefined, name: string): string | undefined {
    const at = element && this.at(element, name)
    if (!at) return undefined
    if (at.value.length > 10) this.change('time-left-out', name)
    return at.value.slice(0, 10)
  }

  /** Clinical time by the first of these that is there. */
  firstAt(...names: readonly string[]): At | undefined {
    for (const name of names) {
      const at = this.at(this.element, name)
      if (at) return at
    }
    return undefined
  }

  /**
   * Digits as a decimal. Beyond 12 places it is rounded, half away from zero, and said so.
   * @returns null for what no decimal of ours can hold, such as 1e245
   */
  decimal(digits: string, where: string): Decimal | null {
    const exact = parseDecimal(digits) ?? withExponent(digits)
    if (exact && -exact[1] <= PLACES_MAX) return exact
    const rounded = rounded15(digits)
    if (rounded) this.change('number-shortened', where)
    return rounded
  }
}

/** 1.50e3 as it is written: 150 × 10^1. */
function withExponent(digits: string): Decimal | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d{1,3})$/i.exec(digits)
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', power = ''] = match
  const plain = parseDecimal(`${sign}${whole}${fraction}`)
  const exponent = Number(power) - fraction.length
  return plain && Math.abs(exponent) <= PLACES_MAX ? [plain[0], exponent] : null
}

/** Fifteen digits at most and twelve places at most. */
function rounded15(digits: string): Decimal | null {
  const match = /^(-?)(\d+)\.(\d+)$/.exec(digits)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const places = Math.min(PLACES_MAX, 15 - whole.replace(/^0+(?=\d)/, '').length)
  if (places < 0) return null
  const kept = BigInt(whole + fraction.slice(0, places))
  const mantissa = Number(kept + (Number(fraction[places] ?? 0) >= 5 ? 1n : 0n))
  if (!Number.isSafeInteger(mantissa)) return null
  return [sign === '-' && mantissa !== 0 ? -mantissa : mantissa, places === 0 ? 0 : -places]
}

/** Why a resource is not carried over. */
export const REFUSALS = {
  status: (status: string) =>
    bad(
      'fhir-status-not-carried',
      `Its status is "${status}": that is no statement that stands.`,
      'Nothing to do, unless it should stand: then ask the sender.',
      { status },
    ),
  missing: (element: string) =>
    bad(
      'fhir-element-missing',
      `It has no "${element}" that can be read.`,
      'Ask the sender to complete it, or enter it by hand.',
      { element },
    ),
}
