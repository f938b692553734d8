import {
  type CartFilter,
  type CartMeasurement,
  type CartReading,
  type CartStatement,
  type FilePerson,
} from '#domain/ecg/cart.ts'
import { codeOf, measurementOf } from './codes.ts'
import type { DicomItem } from './item.ts'

const ANNOTATIONS = 'x0040b020'
const CONCEPT_NAME = 'x0040a043'
const CONCEPT = 'x0040a168'
const UNITS = 'x004008ea'
const NUMERIC_VALUE = 'x0040a30a'
const CHANNELS = 'x0040a0b0'
const TEMPORAL_RANGE = 'x0040a130'
const UNFORMATTED_TEXT = 'x00700006'

const STATEMENTS_MAX = 200

/** What the machine said of the recording; null where the file says nothing of all this. */
export function cartReading(root: DicomItem, filter: CartFilter | null): CartReading | null {
  const annotations = root.items(ANNOTATIONS)
  const device = ['x00080070', 'x00081090', 'x00181000', 'x00181020']
    .map((tag) => root.values(tag).filter(Boolean).join(' '))
    .filter((text) => text !== '')
  const cart: CartReading = {
    device,
    measurements: measurementsOf(annotations),
    statements: annotations.flatMap(statementsOf).slice(0, STATEMENTS_MAX),
    confirmedBy: personName(root.text('x00081060')) || null,
    filter,
    person: personOf(root),
  }
  const isEmpty =
    device.length + cart.measurements.length + cart.statements.length === 0 &&
    cart.confirmedBy === null &&
    filter === null &&
    cart.person === null
  return isEmpty ? null : cart
}

function measurementsOf(annotations: readonly DicomItem[]): CartMeasurement[] {
  const found = new Map<CartMeasurement['name'], CartMeasurement>()
  for (const annotation of annotations) {
    const concept = codeOf(annotation, CONCEPT_NAME)
    const name = concept && measurementOf(concept)
    const value = annotation.number(NUMERIC_VALUE)
    if (name === null || value === null || found.has(name) || annotation.has(TEMPORAL_RANGE)) continue
    const unit = codeOf(annotation, UNITS)
    const measurement = measurementIn(name, value, `${unit?.value ?? ''} ${unit?.meaning ?? ''}`)
    if (measurement && (name === 'rateBpm' || isOfAllLeads(annotation))) found.set(name, measurement)
  }
  return [...found.values()]
}

/** `[1, 0]` is every channel of the first group; a single other channel is a measurement of that lead alone. */
function isOfAllLeads(annotation: DicomItem): boolean {
  const channels = annotation.uint16s(CHANNELS)
  return channels.length !== 2 || channels[1] === 0
}

/**
 * In the unit of its name; the file gives units by code and by meaning, and some by one of them only. Zero is how carts write "not measured"; so is 999, 29999 and the like. Axes come with any
 * unit (`ms` in one of the samples), and there is only one that they can have.
 */
function measurementIn(name: CartMeasurement['name'], value: number, unit: string): CartMeasurement | null {
  if (name.endsWith('AxisDeg')) return Math.abs(value) <= 360 ? { name, value, unit: 'deg' } : null
  if (name.endsWith('Bpm')) {
    const isRate = /\/min\b|\bbpm\b|per minute/i.test(unit)
    return isRate && value > 0 && value < 1000 ? { name, value, unit: '/min' } : null
  }
  const isMs = /^ms\b|\bmilliseconds?\b/i.test(unit)
  const ms = isMs ? value : /^s\b|^ ?seconds?\b/i.test(unit) ? value * 1000 : NaN
  return ms > 0 && ms < 10_000 ? { name, value: ms, unit: 'ms' } : null
}

/** Texts, and coded interpretations, that stand for the whole recording and not for a moment of it. */
function statementsOf(annotation: DicomItem): CartStatement[] {
  if (annotation.has(TEMPORAL_RANGE) || annotation.has(NUMERIC_VALUE)) return []
  const lines = annotation.lines(UNFORMATTED_TEXT)
  if (lines.length > 0) return lines.map((text) => ({ text }))
  const concept = codeOf(annotation, CONCEPT)
  return concept?.meaning ? [{ text: concept.meaning, code: concept.value }] : []
}

function personOf(root: DicomItem): FilePerson | null {
  const name = personName(root.text('x00100010'))
  const id = root.text('x00100020')
  const sex = { F: 'female', M: 'male' }[root.text('x00100040').toUpperCase()] as FilePerson['sex']
  const birth = /^(\d{4})\.?(\d\d)\.?(\d\d)$/.exec(root.text('x00100030'))
  const ageYears = yearsOf(root.text('x00101010'))
  const person: FilePerson = {
    ...(name && { name }),
    ...(id && { id }),
    ...(sex && { sex }),
    ...(birth && { birthDate: `${birth[1]}-${birth[2]}-${birth[3]}` }),
    ...(ageYears !== null && { ageYears }),
  }
  return Object.keys(person).length > 0 ? person : null
}

/** `042Y`, `010M`, `006W`, `003D` (AS). */
function yearsOf(age: string): number | null {
  const parts = /^(\d{1,3})([YMWD])$/i.exec(age)
  if (!parts) return null
  const perYear = { Y: 1, M: 12, W: 52.18, D: 365.25 }[parts[2]!.toUpperCase()]!
  return Math.floor(Number(parts[1]) / perYear)
}

/**
 * `Wang^Xiaodong=王^小东` (PN: alphabetic, ideographic, phonetic) as people write it: the ideographic name where there
 * is one, without blanks; else family, given and middle name.
 */
function personName(text: string): string {
  const [alphabetic = '', ideographic = ''] = text.split('=')
  const parts = (group: string): string[] =>
    group
      .split('^')
      .slice(0, 3)
      .map((part) => part.trim())
      .filter(Boolean)
  const own = parts(ideographic).join('')
  const written = own || parts(alphabetic).join(' ')
  return /^[\p{Script=Han} ]+$/u.test(written) ? written.replaceAll(' ', '') : written
}

/** Local time at the device, `YYYY-MM-DDThh:mm:ss`: when it was acquired, else when the content was made. */
export function acquisitionTime(root: DicomItem): string | null {
  const pairs = [
    root.text('x0008002a'),
    root.text('x00080022') + root.text('x00080032'),
    root.text('x00080023') + root.text('x00080033'),
    root.text('x00080020') + root.text('x00080030'),
  ]
  for (const text of pairs) {
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?!\d)/.exec(text.replace(/[:-]/g, ''))
    if (!parts) continue
    const [, year, month, day, hour, minute, second = '00'] = parts
    const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
    const isDate = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
    if (isTime && isDate) return `${year}-${month}-${day}T${hour}:${minute}:${second}`
  }
  return null
}
