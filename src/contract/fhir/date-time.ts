import { parseAt, type At } from '#domain/record/at.ts'
import { ourExtension } from './systems.ts'
import type { Extended, Extension } from './types.ts'

/** Standard extension: minutes east of UTC, for dates that carry no time and so no offset. */
const TZ_OFFSET = 'http://hl7.org/fhir/StructureDefinition/tz-offset'
/** `second` where the seconds were said and are 0: FHIR must write seconds also where only the minute is known. */
const PRECISION = ourExtension('precision')
/** The time on the wall where nobody knows the offset: FHIR allows no time without one. */
const LOCAL_TIME = ourExtension('local-time')

export interface FhirDateTime {
  readonly value: string
  /** Stands beside the value under the same name with an underscore. */
  readonly element?: Extended
}

/** A moment as FHIR writes it. */
export function toDateTime({ value, precision, utcOffsetMin }: At): FhirDateTime {
  if (precision === 'year' || precision === 'month' || precision === 'day') {
    const offset = utcOffsetMin === null ? [] : [{ url: TZ_OFFSET, valueInteger: utcOffsetMin }]
    return withExtensions(value, offset)
  }
  const seconds = precision === 'minute' ? `${value}:00` : value
  const said = precision === 'second' ? [{ url: PRECISION, valueCode: 'second' }] : []
  if (utcOffsetMin === null) {
    return withExtensions(value.slice(0, 10), [{ url: LOCAL_TIME, valueTime: seconds.slice(11) }, ...said])
  }
  return withExtensions(seconds + offsetText(utcOffsetMin), seconds.endsWith(':00') ? said : [])
}

function withExtensions(value: string, extension: readonly Extension[]): FhirDateTime {
  return extension.length === 0 ? { value } : { value, element: { extension } }
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z'
  const two = (n: number) => String(n).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** What stood beside a date: the values of the three extensions above. */
export interface BesideDate {
  readonly tzOffset: number | null
  readonly precision: string | null
  readonly localTime: string | null
}

export const DATE_EXTENSIONS = { tzOffset: TZ_OFFSET, precision: PRECISION, localTime: LOCAL_TIME } as const

const NOTHING: BesideDate = { tzOffset: null, precision: null, localTime: null }
const DATE_TIME = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(\d\d:\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/

/**
 * Reads a FHIR date, dateTime or instant. Fractions of a second are cut; seconds that are 0 mean "to the minute".
 * @returns null for anything else
 */
export function readDateTime(text: string, beside: BesideDate = NOTHING): At | null {
  const match = DATE_TIME.exec(text.trim())
  if (!match) return null
  const [, day = '', minute, second, zone] = match
  if (minute === undefined) {
    if (beside.localTime === null) return parseAt(day, beside.tzOffset)
    const exact = beside.precision === 'second' || !beside.localTime.endsWith(':00')
    return parseAt(`${day}T${exact ? beside.localTime : beside.localTime.slice(0, 5)}`, null)
  }
  const exact = second !== undefined && (second !== '00' || beside.precision === 'second')
  return parseAt(`${day}T${minute}${exact ? `:${second}` : ''}`, zone ? offsetMinutes(zone) : null)
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const size = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return zone.startsWith('-') ? -size : size
}
