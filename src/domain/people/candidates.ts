import { compareBirthDates, yearsApart } from './birth-date-levels.ts'
import type { PersonEntry } from './person-entry.ts'
import { comparableName } from './name.ts'
import { nameKeys, shareAny, type NameKeys } from './similarity.ts'

/** Of an entry what is compared, made ready once. */
export interface EntryKeys extends NameKeys {
  readonly place: string
}

/** Entries are never changed, only replaced: their keys live as long as they do. */
const KEYS = new WeakMap<PersonEntry, EntryKeys>()

export function entryKeys(entry: PersonEntry): EntryKeys {
  const kept = KEYS.get(entry)
  if (kept !== undefined) return kept
  const keys = { ...nameKeys(entry), place: comparableName(entry.place ?? '') }
  KEYS.set(entry, keys)
  return keys
}

export interface Candidate {
  readonly entry: PersonEntry
  readonly keys: EntryKeys
}

export interface Candidates {
  readonly candidates: readonly Candidate[]
  /** How many of the people share a value with the newcomer: common values weigh little. */
  readonly shared: SharedCounts
}

export interface SharedCounts {
  readonly people: number
  readonly name: number
  readonly sound: number
  readonly birthDate: number
  readonly place: number
}

/** More are not looked at closely (anchors 4.2); those that share most keys come first. */
export const CANDIDATES_MAX = 500

/**
 * Those of the people who could be the newcomer: who share one of the blocking keys of anchors 4.2 (identifier,
 * telephone, birth date, sound or initials with birth year, village with surname and sex), so that one wrong
 * field hides nobody. One pass over the people, who need not be indexed.
 */
export function candidatesFor(newcomer: PersonEntry, people: Iterable<PersonEntry>): Candidates {
  const keys = entryKeys(newcomer)
  const found: (Candidate & { readonly blocks: number })[] = []
  const shared = { people: 0, name: 0, sound: 0, birthDate: 0, place: 0 }
  for (const entry of people) {
    if (entry.subject === newcomer.subject) continue
    const other = entryKeys(entry)
    shared.people++
    if (other.name === keys.name) shared.name++
    if (shareAny(other.full, keys.full)) shared.sound++
    if (entry.birthDate !== undefined && entry.birthDate === newcomer.birthDate) shared.birthDate++
    if (placesAgree(keys.place, other.place) === true) shared.place++
    const blocks = sharedBlocks(newcomer, keys, entry, other)
    if (blocks > 0) found.push({ entry, keys: other, blocks })
  }
  if (found.length > CANDIDATES_MAX) found.sort((a, b) => b.blocks - a.blocks).length = CANDIDATES_MAX
  return { candidates: found, shared }
}

function sharedBlocks(a: PersonEntry, aKeys: EntryKeys, b: PersonEntry, bKeys: EntryKeys): number {
  const isSurname = aKeys.surname !== '' && aKeys.surname === bKeys.surname
  const isInitials = shareAny(a.initials, b.initials)
  return (
    Number(shareAny(a.idKey ?? [], b.idKey ?? [])) +
    Number(a.idTail.length > 0 && shareAny(a.idTail, b.idTail)) +
    Number(a.phoneTail !== undefined && a.phoneTail === b.phoneTail) +
    Number(isBornAlike(a, b, isSurname || isInitials)) +
    Number((isInitials || shareAny(aKeys.near, bKeys.near)) && areYearsNear(a, b, 1)) +
    Number(
      isSurname &&
        placesAgree(aKeys.place, bKeys.place) === true &&
        maySexAgree(a, b) &&
        areYearsNear(a, b, 2),
    )
  )
}

/** A village also agrees with a group within it: 石家村 and 石家村3组. Null where one is not known. */
export function placesAgree(a: string, b: string): boolean | null {
  return a === '' || b === '' ? null : a.startsWith(b) || b.startsWith(a)
}

/** The same day of birth; one that a slip explains only where the name has something in common. */
function isBornAlike(a: PersonEntry, b: PersonEntry, isNameAlike: boolean): boolean {
  if (a.birthDate === undefined || b.birthDate === undefined) return false
  if (a.birthDate === b.birthDate) return a.birthDate.length === 10 || isNameAlike
  if (!isNameAlike) return false
  const level = compareBirthDates(a.birthDate, b.birthDate)
  return level === 'month-and-day-swapped' || level === 'one-digit-off'
}

/** A year that is not known is near every year. */
function areYearsNear(a: PersonEntry, b: PersonEntry, years: number): boolean {
  return (
    a.birthDate === undefined || b.birthDate === undefined || yearsApart(a.birthDate, b.birthDate) <= years
  )
}

function maySexAgree(a: PersonEntry, b: PersonEntry): boolean {
  return a.sex === b.sex || a.sex === 'unknown' || b.sex === 'unknown'
}
