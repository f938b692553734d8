import type { CartFilter, FilePerson } from '#domain/ecg/cart.ts'
import { ByteReader } from './bytes.ts'
import { scpText } from './text.ts'

/** Section 1, as far as it is of use here. */
export interface ScpHeader {
  readonly person: FilePerson | null
  /** Maker, model, serial number, program. */
  readonly device: readonly string[]
  readonly confirmingPhysician: string | null
  readonly startedAt: string | null
  readonly filter: CartFilter | null
  /** Of the device that wrote: how the texts of this file are to be read. */
  readonly language: number
  /** The section ends in the middle of a field. */
  readonly isCut: boolean
}

const TAG_END = 255
const FIELDS_MAX = 4096

/**
 * @param body undefined where the file has no such section: then it says nothing
 * Source: EN 1064:2005, 5.4.
 */
export function readHeader(body: Uint8Array | undefined): ScpHeader {
  const { fields, isCut } = body ? readFields(body) : { fields: new Map<number, Uint8Array>(), isCut: false }
  const device = fields.get(14) ?? fields.get(15)
  const language = device?.[16] ?? 0
  const text = (tag: number): string | undefined => {
    const field = fields.get(tag)
    return (field && scpText(field, language)) || undefined
  }
  return {
    person: personOf(fields, text),
    device: device ? deviceOf(device, language) : [],
    confirmingPhysician: text(21) ?? null,
    startedAt: startOf(fields),
    filter: filterOf(fields),
    language,
    isCut,
  }
}

/** Fields by tag; of a tag that stands twice the first counts. */
function readFields(body: Uint8Array): { fields: ReadonlyMap<number, Uint8Array>; isCut: boolean } {
  const reader = new ByteReader(body)
  const fields = new Map<number, Uint8Array>()
  for (let i = 0; i < FIELDS_MAX && reader.left > 0; i++) {
    const tag = reader.u8()
    const length = reader.u16()
    if (tag === TAG_END && !reader.ranOut) return { fields, isCut: false }
    const value = reader.take(length)
    if (reader.ranOut) break
    if (!fields.has(tag) && length > 0) fields.set(tag, value)
  }
  return { fields, isCut: true }
}

type Fields = ReadonlyMap<number, Uint8Array>

function personOf(fields: Fields, text: (tag: number) => string | undefined): FilePerson | null {
  const name = [text(1), text(0), text(3)].filter((part) => part !== undefined).join(' ')
  const id = text(2)
  const sex = SEXES.get(fields.get(8)?.[0] ?? 0)
  const birthDate = dateOf(fields.get(5))
  const ageYears = ageOf(fields.get(4))
  const person: FilePerson = {
    ...(name !== '' && { name }),
    ...(id !== undefined && { id }),
    ...(sex !== undefined && { sex }),
    ...(birthDate !== null && { birthDate }),
    ...(ageYears !== null && { ageYears }),
  }
  return Object.keys(person).length > 0 ? person : null
}

const SEXES: ReadonlyMap<number, 'female' | 'male'> = new Map([
  [1, 'male'],
  [2, 'female'],
])

/** Ages come in years, months, weeks, days or hours (1 to 5): of a child the fraction of a year matters. */
const UNITS_PER_YEAR = [null, 1, 12, 365.25 / 7, 365.25, 365.25 * 24] as const
const YEARS_MAX = 150

function ageOf(field: Uint8Array | undefined): number | null {
  if (field === undefined || field.length < 3) return null
  const value = field[0]! | (field[1]! << 8)
  const perYear = UNITS_PER_YEAR[field[2]!] ?? null
  if (perYear === null) return null
  const years = value / perYear
  // Years 0 is what devices write for "not entered".
  return (value === 0 && perYear === 1) || years > YEARS_MAX ? null : years
}

function dateOf(field: Uint8Array | undefined): string | null {
  if (field === undefined || field.length < 4) return null
  const [year, month, day] = [field[0]! | (field[1]! << 8), field[2]!, field[3]!]
  if (year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) return null
  return `${year}-${two(month)}-${two(day)}`
}

function startOf(fields: Fields): string | null {
  const date = dateOf(fields.get(25))
  const time = fields.get(26)
  if (date === null || time === undefined || time.length < 3) return null
  const [hour, minute, second] = time as unknown as [number, number, number]
  if (hour > 23 || minute > 59 || second > 59) return null
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Tag 27 in hundredths of a hertz, 28 in hertz, 29 bits: 0 a notch at 60 Hz, 1 at 50 Hz. */
function filterOf(fields: Fields): CartFilter | null {
  const word = (tag: number): number => (fields.get(tag)?.[0] ?? 0) | ((fields.get(tag)?.[1] ?? 0) << 8)
  const highPassHz = word(27) / 100
  const lowPassHz = word(28)
  const bits = fields.get(29)?.[0] ?? 0
  const notchHz = bits & 2 ? 50 : bits & 1 ? 60 : 0
  const filter: CartFilter = {
    ...(highPassHz > 0 && { highPassHz }),
    ...(lowPassHz > 0 && { lowPassHz }),
    ...(notchHz > 0 && { notchHz }),
  }
  return Object.keys(filter).length > 0 ? filter : null
}

const MAKERS: ReadonlyMap<number, string> = new Map(
  [
    'Burdick',
    'Cambridge',
    'Compumed',
    'Datamed',
    'Fukuda',
    'Hewlett-Packard',
    'Marquette',
    'Mortara',
    'Nihon Kohden',
    'Okin',
    'Quinton',
    'Siemens',
    'SpaceLabs',
    'Telemed',
    'Hellige',
    'ESAOTE',
    'Schiller',
    'Picker Schwarzer',
    'et medical devices',
    'Zwönitz',
  ].map((maker, i) => [i + 1, maker]),
)
const MODEL_AT = 8
const MODEL_BYTES = 6
const PROGRAM_AT = 35

/** The texts at the end: program (after its length), serial number, system software, SCP software, maker. */
function deviceOf(field: Uint8Array, language: number): string[] {
  const texts: string[] = []
  for (let at = PROGRAM_AT + 1; at < field.length;) {
    const end = field.indexOf(0, at)
    texts.push(scpText(field.subarray(at, end < 0 ? undefined : end), language))
    at = end < 0 ? field.length : end + 1
  }
  const [program, serial, software, , makerText] = texts
  const maker = MAKERS.get(field[7] ?? 0) ?? makerText
  const model = scpText(field.subarray(MODEL_AT, MODEL_AT + MODEL_BYTES), language)
  return [maker, model, serial, software || program].filter(
    (part): part is string => part !== undefined && part !== '' && part.toLowerCase() !== 'unknown',
  )
}
