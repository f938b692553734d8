import {
  type CartFilter,
  type CartMeasurement,
  type CartReading,
  type CartStatement,
  type FilePerson,
} from '#domain/ecg/cart.ts'
import { codeOf, measurementOf } from './codes.ts'
import type { DicomItem } from '../../dicom/item.ts'
import { dateOf, yearsOf } from '../../dicom/person.ts'

const STATEMENTS_MAX = 200

/** What the machine said of the recording; null where the file says nothing of all this. */
export function cartReading(root: DicomItem, filter: CartFilter | null): CartReading | null {
  const annotations = root.items('WaveformAnnotationSequence')
  const device = (
    ['Manufacturer', 'ManufacturerModelName', 'DeviceSerialNumber', 'SoftwareVersions'] as const
  )
    .map((tag) => root.values(tag).filter(Boolean).join(' '))
    .filter((text) => text !== '')
  const cart: CartReading = {
    device,
    measurements: measurementsOf(annotations),
    statements: annotations.flatMap(statementsOf).slice(0, STATEMENTS_MAX),
    confirmedBy: personName(root.text('NameOfPhysiciansReadingStudy')) || null,
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
    const concept = codeOf(annotation, 'ConceptNameCodeSequence')
    const name = concept && measurementOf(concept)
    const value = annotation.number('NumericValue')
    if (name === null || value === null || found.has(name) || annotation.has('TemporalRangeType')) continue
    const unit = codeOf(annotation, 'MeasurementUnitsCodeSequence')
    const measurement = measurementIn(name, value, `${unit?.value ?? ''} ${unit?.meaning ?? ''}`)
    if (measurement && (name === 'rateBpm' || isOfAllLeads(annotation))) found.set(name, measurement)
  }
  return [...found.values()]
}

/** `[1, 0]` is every channel of the first group; a single other channel is a measurement of that lead alone. */
function isOfAllLeads(annotation: DicomItem): boolean {
  const channels = annotation.numbers('ReferencedWaveformChannels')
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
  if (annotation.has('TemporalRangeType') || annotation.has('NumericValue')) return []
  const lines = annotation.lines('UnformattedTextValue')
  if (lines.length > 0) return lines.map((text) => ({ text }))
  const concept = codeOf(annotation, 'ConceptCodeSequence')
  return concept?.meaning ? [{ text: concept.meaning, code: concept.value }] : []
}

function personOf(root: DicomItem): FilePerson | null {
  const name = personName(root.text('PatientName'))
  const id = root.text('PatientID')
  const sex = { F: 'female', M: 'male' }[root.text('PatientSex').toUpperCase()] as FilePerson['sex']
  const birthDate = dateOf(root.text('PatientBirthDate'))
  const ageYears = yearsOf(root.text('PatientAge'))
  const person: FilePerson = {
    ...(name && { name }),
    ...(id && { id }),
    ...(sex && { sex }),
    ...(birthDate !== null && { birthDate }),
    ...(ageYears !== null && { ageYears }),
  }
  return Object.keys(person).length > 0 ? person : null
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
    root.text('AcquisitionDateTime'),
    root.text('AcquisitionDate') + root.text('AcquisitionTime'),
    root.text('ContentDate') + root.text('ContentTime'),
    root.text('StudyDate') + root.text('StudyTime'),
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
