import { comparableName, partsOfName } from './name.ts'
import type { PersonEntry } from './person-entry.ts'
import { syllablesUsed } from './pinyin-match.ts'
import { isSameClass, readSchoolClass, type SchoolClass } from './school-class.ts'
import type { QueryWord } from './search-query.ts'
import { splitName } from './surname.ts'

type MatchField =
  | 'name'
  | 'other-name'
  | 'pinyin'
  | 'birth-date'
  | 'age'
  | 'phone'
  | 'identifier'
  | 'class'
  | 'school'
  | 'place'

type MatchManner = 'exact' | 'prefix' | 'initials' | 'mixed' | 'part' | 'tail'

/** Why a person is in the list: which word of the query, in which field, and how it fits there. */
export interface Match {
  readonly word: string
  readonly field: MatchField
  readonly how: MatchManner
}

interface Ranked extends Omit<Match, 'word'> {
  /** Smaller stands higher. */
  readonly rank: number
}

/** The reasons in the order in which they make somebody likely to be the one that is looked for. */
const REASONS = {
  nameExact: { rank: 0, field: 'name', how: 'exact' },
  namePrefix: { rank: 1, field: 'name', how: 'prefix' },
  otherNameExact: { rank: 2, field: 'other-name', how: 'exact' },
  otherNamePrefix: { rank: 3, field: 'other-name', how: 'prefix' },
  initialsExact: { rank: 4, field: 'pinyin', how: 'initials' },
  pinyinExact: { rank: 4, field: 'pinyin', how: 'exact' },
  initialsPrefix: { rank: 5, field: 'pinyin', how: 'initials' },
  pinyinPrefix: { rank: 6, field: 'pinyin', how: 'prefix' },
  mixed: { rank: 7, field: 'name', how: 'mixed' },
  givenName: { rank: 8, field: 'name', how: 'part' },
  givenPinyin: { rank: 8, field: 'pinyin', how: 'part' },
  birthDate: { rank: 9, field: 'birth-date', how: 'prefix' },
  birthYear: { rank: 9, field: 'birth-date', how: 'tail' },
  age: { rank: 9, field: 'age', how: 'exact' },
  phone: { rank: 10, field: 'phone', how: 'tail' },
  identifier: { rank: 11, field: 'identifier', how: 'tail' },
  class: { rank: 12, field: 'class', how: 'exact' },
  school: { rank: 13, field: 'school', how: 'part' },
  place: { rank: 13, field: 'place', how: 'part' },
} as const satisfies Record<string, Ranked>

/** An entry made ready for searching, once. */
export interface SearchRow {
  readonly entry: PersonEntry
  readonly name: string
  readonly otherNames: readonly string[]
  /** The parts of the name as a query may spell them: Han characters as compared. */
  readonly characters: readonly string[]
  readonly givenStart: number
  readonly readings: readonly (readonly string[])[]
  readonly joined: readonly string[]
  readonly schoolClass: SchoolClass | null
  readonly className: string
  readonly school: string
  readonly place: string
}

export function prepareRow(entry: PersonEntry): SearchRow {
  const name = comparableName(entry.name)
  const readings = entry.full.map((reading) => reading.split(' '))
  const latin = !/\p{Script=Han}/u.test(name)
  return {
    entry,
    name,
    otherNames: entry.otherNames.map(comparableName),
    characters: latin ? [] : partsOfName(name),
    givenStart: Math.max(1, Array.from(splitName(name).surname).length),
    readings,
    joined: readings.map((syllables) => syllables.join('')),
    schoolClass: entry.className === undefined ? null : readSchoolClass(entry.className),
    className: comparableName(entry.className ?? ''),
    school: comparableName(entry.school ?? ''),
    place: comparableName(entry.place ?? ''),
  }
}

/**
 * The best reason for which this word finds this person, or null.
 * @param onDate `2026-11-21`: without it ages find nobody
 */
export function matchWord(word: QueryWord, row: SearchRow, onDate: string | undefined): Ranked | null {
  return (
    (word.digits === null && word.ageYears === null ? matchName(word, row) : null) ??
    matchBirth(word, row.entry.birthDate, onDate) ??
    matchNumber(word, row.entry) ??
    matchPlace(word, row)
  )
}

function matchName(word: QueryWord, row: SearchRow): Ranked | null {
  if (row.name === word.comparison) return REASONS.nameExact
  if (row.name.startsWith(word.comparison)) return REASONS.namePrefix
  for (const other of row.otherNames) {
    if (other === word.comparison) return REASONS.otherNameExact
    if (other.startsWith(word.comparison)) return REASONS.otherNamePrefix
  }
  if (word.letters !== null) return matchPinyin(word.letters, row) ?? matchPart(word, row)
  if (word.mixed !== null && isMixedFit(word.mixed, row, 0)) return REASONS.mixed
  return matchPart(word, row)
}

function matchPinyin(letters: string, row: SearchRow): Ranked | null {
  const { initials } = row.entry
  if (initials.includes(letters)) return REASONS.initialsExact
  if (row.joined.includes(letters)) return REASONS.pinyinExact
  if (initials.some((each) => each.startsWith(letters))) return REASONS.initialsPrefix
  return row.readings.some((syllables) => syllablesUsed(letters, syllables) > 0) ? REASONS.pinyinPrefix : null
}

/** A given name typed without its surname. One letter would find half the village. */
function matchPart(word: QueryWord, row: SearchRow): Ranked | null {
  const { letters, comparison } = word
  if (row.name.includes(comparison) && (letters === null || letters.length > 1)) return REASONS.givenName
  if (letters !== null && letters.length > 1) {
    const fits = row.readings.some((syllables) => syllablesUsed(letters, syllables, row.givenStart) > 0)
    if (fits) return REASONS.givenPinyin
  }
  return word.mixed !== null && isMixedFit(word.mixed, row, row.givenStart) ? REASONS.givenName : null
}

/** Characters and syllables run in step only where the dictionary knew every character. */
function isMixedFit(mixed: string, row: SearchRow, start: number): boolean {
  const { characters, readings } = row
  return readings.some(
    (syllables) =>
      syllables.length === characters.length && syllablesUsed(mixed, syllables, start, characters) > 0,
  )
}

function matchBirth(
  word: QueryWord,
  birthDate: string | undefined,
  onDate: string | undefined,
): Ranked | null {
  if (birthDate === undefined) return null
  if (word.birthDate !== null && birthDate.startsWith(word.birthDate)) return REASONS.birthDate
  if (word.digits?.length === 2 && birthDate.startsWith(word.digits, 2)) return REASONS.birthYear
  if (word.ageYears === null || onDate === undefined) return null
  return agesOn(birthDate, onDate).includes(word.ageYears) ? REASONS.age : null
}

/** Completed years; two of them are possible where the day is not known. */
function agesOn(birthDate: string, onDate: string): number[] {
  const years = Number(onDate.slice(0, 4)) - Number(birthDate.slice(0, 4))
  const born = birthDate.slice(5)
  const today = onDate.slice(5, 5 + born.length)
  if (born.length < 5 && born === today) return [years, years - 1]
  return [born <= today ? years : years - 1]
}

/** The last three or four digits as people say them, or the whole number, of which the segment keeps the tail. */
function matchNumber({ digits }: QueryWord, { phoneTail, idTail }: PersonEntry): Ranked | null {
  if (digits === null || digits.length < 3) return null
  const tail = digits.slice(-4)
  if (phoneTail !== undefined && (digits.length <= 4 || digits.length === 11)) {
    if (phoneTail === tail || (tail.length === 3 && phoneTail.includes(tail))) return REASONS.phone
  }
  if (digits.length > 4 && digits.length < 8) return null
  const isId = idTail.some((kept) => kept === tail || (tail.length === 3 && kept.includes(tail)))
  return isId ? REASONS.identifier : null
}

function matchPlace(word: QueryWord, row: SearchRow): Ranked | null {
  if (
    word.schoolClass !== null &&
    row.schoolClass !== null &&
    isSameClass(word.schoolClass, row.schoolClass)
  ) {
    return REASONS.class
  }
  if (word.letters !== null || word.digits !== null) return null
  if (row.className !== '' && row.className.startsWith(word.comparison)) return REASONS.class
  if (row.school.includes(word.comparison)) return REASONS.school
  return row.place.includes(word.comparison) ? REASONS.place : null
}
