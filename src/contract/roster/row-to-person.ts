import { parseBirthDate } from '#domain/identity/birth-date.ts'
import { dayNumber, textOf } from '#domain/identity/calendar.ts'
import { parseCitizenId, type CitizenId } from '#domain/identity/citizen-id.ts'
import { parsePhone } from '#domain/identity/phone.ts'
import { readName } from '#domain/people/name.ts'
import { readSchoolClass } from '#domain/people/school-class.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import type { Contact } from '#domain/record/kinds/contact.ts'
import type { Identifier } from '#domain/record/kinds/identifier.ts'
import type { Identity } from '#domain/record/kinds/identity.ts'
import type { RosterField } from './headings.ts'
import type { RosterMapping } from './guess-mapping.ts'
import type { PersonToRegister } from './person-to-register.ts'
import { readSex } from './read-sex.ts'

/** What is wrong or odd about one cell. */
export interface CellNote extends Problem {
  /** The field whose column it is about; null for the row. */
  readonly field: RosterField | null
}

export interface RowRead {
  /** Null where something is wrong that must be mended first. */
  readonly person: PersonToRegister | null
  readonly problems: readonly CellNote[]
  /** Odd, and taken as it is. */
  readonly warnings: readonly CellNote[]
  /** To tell two rows of one person apart from two people. */
  readonly citizenId: CitizenId | null
}

/**
 * One row as a person. Nothing is guessed: what cannot be read is named with its field and the cure. The birth date
 * and sex of the identity number fill empty cells, and are compared with those that are written.
 * @param today `YYYY-MM-DD`
 */
export function rowToPerson(cells: readonly string[], mapping: RosterMapping, today: string): RowRead {
  const row = new Row(cells, mapping)
  const name = row.must('name', readName)?.text
  const id = row.may('citizenId', (text) => readCitizenId(text, today)) ?? null
  const birthDate = birthDateOf(row, id, today)
  const sex = sexOf(row, id)
  for (const warning of id?.warnings ?? []) {
    // A county that was renamed would be said once for each of its people.
    if (warning.code !== 'citizen-id-division-not-listed') row.warn('citizenId', warning)
  }
  if (name !== undefined && /^[=+@-]/.test(name)) row.warn('name', formulaLike(name))
  const identity: Identity = {
    ...(name !== undefined && { name }),
    ...otherNames(row),
    ...(sex && { sex }),
    ...(birthDate !== undefined && { birthDate }),
  }
  const [identifiers, contact] = [identifiersOf(row, id), contactOf(row)]
  const isWhole = row.problems.length === 0 && identity.name !== undefined
  return {
    person: isWhole ? { identity: { ...identity, name: identity.name! }, identifiers, contact } : null,
    problems: row.problems,
    warnings: row.warnings,
    citizenId: id,
  }
}

/** A row while it is read. */
class Row {
  readonly problems: CellNote[] = []
  readonly warnings: CellNote[] = []
  readonly #cells: readonly string[]
  readonly #mapping: RosterMapping

  constructor(cells: readonly string[], mapping: RosterMapping) {
    this.#cells = cells
    this.#mapping = mapping
  }

  /** Empty where the cell is, or the field has no column. */
  text(field: RosterField): string {
    const column = this.#mapping[field]
    return column === undefined ? '' : (this.#cells[column] ?? '')
  }

  must<T>(field: RosterField, read: (text: string) => Outcome<T>): T | undefined {
    const outcome = read(this.text(field))
    if (outcome.ok) return outcome.value
    this.problems.push({ ...outcome.problem, field })
    return undefined
  }

  may<T>(field: RosterField, read: (text: string) => Outcome<T>): T | undefined {
    return this.text(field) === '' ? undefined : this.must(field, read)
  }

  warn(field: RosterField | null, problem: Problem): void {
    this.warnings.push({ ...problem, field })
  }
}

/** Excel keeps 15 digits of a number: longer ones come as 4.30124E+17, or with zeros in the place of the last three. */
function readCitizenId(text: string, today: string): Outcome<CitizenId> {
  const id = parseCitizenId(text, today)
  if (id.ok) return id
  const isRounded = /^\d(?:\.\d+)?e\+?1[47]$/i.test(text) || /^\d{15}000$/.test(text)
  return isRounded
    ? bad(
        'roster-id-digits-lost',
        'The spreadsheet has lost the last digits of this identity number.',
        'In the spreadsheet make the column text, then enter the number again from the card.',
      )
    : id
}

function birthDateOf(row: Row, id: CitizenId | null, today: string): string | undefined {
  const written = row.may('birthDate', (text) => readBirthDate(row, text, today))
  const fromId = id?.evidence.birthDate
  if (fromId === undefined) return written
  if (row.text('birthDate') === '') {
    row.warn('birthDate', fromIdNote('roster-birth-date-from-id', fromId))
    return fromId
  }
  if (written !== undefined && !fromId.startsWith(written)) row.warn('birthDate', differs(written, fromId))
  return written
}

/** With the time that spreadsheets add, and as the number of days that they keep. */
function readBirthDate(row: Row, text: string, today: string): Outcome<string> {
  const day = text.replace(/[T ]0{1,2}:00(?::00(?:\.0+)?)?$/, '')
  const date = parseBirthDate(day, today)
  const serial = /^(\d{4,5})(?:\.0+)?$/.exec(day)
  if (date.ok || !serial || Number(serial[1]) < SERIAL_MIN) return date
  const fromSerial = parseBirthDate(dayOfSerial(Number(serial[1])), today)
  if (!fromSerial.ok) return date
  row.warn('birthDate', serialNote(day, fromSerial.value))
  return good(fromSerial.value)
}

/** 1920-01-01; four digits below could as well be a year. */
const SERIAL_MIN = 7306

/** Days since 1899-12-30, as spreadsheets count. */
function dayOfSerial(serial: number): string {
  const wanted = dayNumber({ year: 1899, month: 12, day: 30 }) + serial
  let year = 1899 + Math.floor(serial / 365.2425)
  while (dayNumber({ year: year + 1, month: 1, day: 1 }) <= wanted) year++
  let month = 12
  while (dayNumber({ year, month, day: 1 }) > wanted) month--
  return textOf({ year, month, day: wanted - dayNumber({ year, month, day: 1 }) + 1 })
}

function sexOf(row: Row, id: CitizenId | null): Identity['sex'] | undefined {
  const written = row.may('sex', (text) => {
    const sex = readSex(text)
    return sex === null ? unreadableSex(text) : good(sex)
  })
  const fromId = id?.evidence.sex
  if (fromId === undefined) return written
  if (row.text('sex') === '') return fromId
  if (written !== undefined && written !== fromId && written !== 'unknown') {
    row.warn('sex', sexDiffers(fromId))
  }
  return written
}

function otherNames(row: Row): Pick<Identity, 'otherNames'> {
  const other = row.may('otherName', readName)
  return other ? { otherNames: [other.text] } : {}
}

function identifiersOf(row: Row, id: CitizenId | null): readonly Identifier[] {
  const plain = (field: RosterField, system: string): readonly Identifier[] => {
    const value = row.may(field, (text) => fitting(text, 80))
    return value === undefined ? [] : [{ system, value }]
  }
  const system = id?.kind === 'citizen-id-old' ? 'citizen-id' : id?.kind
  return [
    ...(id && system ? [{ system, value: id.number }] : []),
    ...plain('schoolNumber', 'school'),
    ...plain('otherNumber', 'other'),
  ]
}

function contactOf(row: Row): Contact {
  const text = (field: RosterField, max: number) => row.may(field, (value) => fitting(value, max))
  const guardian = guardianOf(row)
  // Many lists have the telephone of a parent and no parent: it is how this person is reached.
  const phone = phoneOf(row, 'phone') ?? (guardian ? undefined : phoneOf(row, 'guardianPhone'))
  const className = classOf(row)
  const values = {
    phone,
    address: text('address', 300),
    village: text('village', 80),
    school: text('school', 120),
    className,
    occupation: text('occupation', 80),
    guardian,
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** A number that is none is kept as it is written: somebody may still read it rightly. */
function phoneOf(row: Row, field: 'phone' | 'guardianPhone'): string | undefined {
  const text = row.text(field)
  if (text === '') return undefined
  const phone = parsePhone(text)
  if (phone.ok) return phone.value.e164
  if (text.length > 30) {
    row.must(field, () => phone)
    return undefined
  }
  row.warn(field, phone.problem)
  return text
}

function guardianOf(row: Row): Contact['guardian'] {
  const name = row.may('guardianName', readName)?.text
  const relation = row.may('guardianRelation', (text) => fitting(text, 40)) ?? ''
  if (name === undefined) {
    const isLost = relation !== '' || (row.text('guardianPhone') !== '' && row.text('phone') !== '')
    if (isLost) row.warn('guardianName', guardianUnnamed())
    return undefined
  }
  const phone = phoneOf(row, 'guardianPhone')
  return { name, relation, ...(phone !== undefined && { phone }) }
}

/** Grade and class as one: 三年级 and 2班 are 三年级2班, 3 and 2 are 3-2. */
function classOf(row: Row): string | undefined {
  const grade = row.may('grade', (text) => fitting(text, 30)) ?? ''
  const own = row.may('className', (text) => fitting(text, 30)) ?? ''
  if (grade === '' || own === '') return grade || own || undefined
  const read = readSchoolClass(own)
  if (read !== null && read.grade !== null) return own
  return /^\d+$/.test(grade) && /^\d+$/.test(own) ? `${grade}-${own}` : grade + own
}

function fitting(text: string, max: number): Outcome<string> {
  const plain = text.normalize('NFC').replace(/\s*\r?\n\s*/g, ' ')
  // eslint-disable-next-line no-control-regex -- exactly these cannot be kept
  if (/[\u0000-\u001f\u007f]/.test(plain)) {
    return bad(
      'roster-control-characters',
      'The cell holds characters that are no text.',
      'Type it again by hand instead of pasting it.',
    )
  }
  const length = Array.from(plain).length
  if (length <= max) return good(plain)
  return bad(
    'roster-text-too-long',
    `The cell has ${length} characters; ${max} is the most.`,
    'Shorten it, or choose another column for this field.',
    { length, most: max },
  )
}

function unreadableSex(text: string) {
  return bad(
    'roster-sex-unreadable',
    `"${text.slice(0, 20)}" is no sex that can be read.`,
    'Write 男 or 女, male or female, or leave the cell empty.',
    { text: text.slice(0, 20) },
  )
}

function fromIdNote(code: 'roster-birth-date-from-id', date: string): Problem {
  return bad(
    code,
    `The birth date ${date} is taken from the identity number.`,
    'Nothing to do if it is right; some people give another day.',
    { date },
  ).problem
}

function differs(written: string, fromId: string): Problem {
  return bad(
    'roster-birth-date-differs',
    `The birth date ${written} is not that of the identity number, ${fromId}; the written one is kept.`,
    'Ask the person: it may be a lunar birthday, or a number of somebody else.',
    { written, fromId },
  ).problem
}

function sexDiffers(fromId: string): Problem {
  return bad(
    'roster-sex-differs',
    `The identity number says ${fromId}; what is written is kept.`,
    'Ask the person: the number may be of somebody else.',
    { fromId },
  ).problem
}

function serialNote(serial: string, date: string): Problem {
  return bad(
    'roster-date-from-serial',
    `${serial} is a day as spreadsheets count them: ${date}.`,
    'Nothing to do if it is right.',
    { serial, date },
  ).problem
}

function guardianUnnamed(): Problem {
  return bad(
    'roster-guardian-unnamed',
    'A guardian without a name is left out.',
    'Add the name, or choose the column as the telephone of the person.',
  ).problem
}

function formulaLike(text: string): Problem {
  return bad(
    'roster-looks-like-formula',
    `"${text.slice(0, 20)}" looks like a formula; it is taken as text.`,
    'Look whether it is meant so.',
    { text: text.slice(0, 20) },
  ).problem
}
