import { good, type Outcome, type Problem } from '../problem.ts'
import { dayExists, dayNumber, textOf, todayOf, type CalendarDay } from './calendar.ts'
import { checkCharacter, isConsistent } from './check-digit.ts'
import { findDivision, isListedProvince, nearestDivision } from './divisions.ts'
import { refusals, type Refusal } from './sentences.ts'
import { plainText } from './typed-text.ts'

/**
 * Resident identity number of 18 characters (GB 11643-1999): 6 division at first issue, 8 birth date, 3 sequence (odd
 * male, even female), 1 check (ISO 7064 MOD 11-2). The same frame holds residence permits of people from Hong Kong,
 * Macao and Taiwan (81, 82, 83 0000) and the foreign permanent resident card of 2023 (first digit 9).
 * The old form has 15 digits without a check: it is read, never written anew.
 *
 * What the number says is evidence: it is compared with what a person says and never replaces it. People give lunar
 * birthdays, and children are registered under a parent's number.
 * Source: knowledge id.gb11643 (GB 11643-1999; ISO 7064:1983), verified.
 */
export interface CitizenId {
  /** As it is kept: plain digits, X upper case, 18 or 15 characters. */
  readonly number: string
  /** 18 characters whichever form was given, to tell whether two numbers are the same. */
  readonly comparable: string
  readonly kind: 'citizen-id' | 'citizen-id-old' | 'hmt-permit' | 'foreign-permanent'
  readonly evidence: IdEvidence
  /** Doubts that stop nobody: division codes change with the map. */
  readonly warnings: readonly Problem[]
}

export interface IdEvidence {
  /** `YYYY-MM-DD` */
  readonly birthDate: string
  readonly sex: 'male' | 'female'
  readonly division: { readonly code: string; readonly name: string | null }
}

/** The longest life on record is 122 years; the standard asks for a bound of 130. */
const AGE_YEARS_MAX = 130

const HMT_DIVISIONS = ['810000', '820000', '830000']

/**
 * Reads an identity number as it was typed or scanned: full-width digits, spaces, hyphens and a small x are taken.
 * @param today `YYYY-MM-DD`
 */
export function parseCitizenId(text: string, today: string): Outcome<CitizenId> {
  const number = plainText(text).replaceAll('-', '').toUpperCase()
  const shape = shapeProblem(number)
  if (shape !== null) return shape
  const isOld = number.length === 15
  const birth = birthOf(isOld ? `19${number.slice(6, 12)}` : number.slice(6, 14))
  const dated = birthProblem(birth, todayOf(today))
  if (dated !== null) return dated
  if (!isOld && !isConsistent(number)) {
    return refuse('citizen-id-check-digit', {
      given: number[17]!,
      expected: checkCharacter(number.slice(0, 17)),
    })
  }
  const code = number.slice(0, 6)
  const kind = kindOf(number)
  const sequenceEnd = Number(number[isOld ? 14 : 16])
  return good({
    number,
    comparable: isOld ? inNewForm(number) : number,
    kind,
    evidence: {
      birthDate: textOf(birth),
      sex: sequenceEnd % 2 === 1 ? 'male' : 'female',
      division: {
        code,
        name: kind === 'foreign-permanent' ? null : (nearestDivision(code)?.path.join('') ?? null),
      },
    },
    warnings: kind === 'foreign-permanent' ? [] : divisionWarnings(code),
  })
}

/** The old number with its century, and the check character that it asks for. */
function inNewForm(old: string): string {
  const first17 = `${old.slice(0, 6)}19${old.slice(6)}`
  return first17 + checkCharacter(first17)
}

function kindOf(number: string): CitizenId['kind'] {
  if (number.length === 15) return 'citizen-id-old'
  if (number.startsWith('9')) return 'foreign-permanent'
  return HMT_DIVISIONS.includes(number.slice(0, 6)) ? 'hmt-permit' : 'citizen-id'
}

function shapeProblem(number: string): Refusal | null {
  if (number === '') return refuse('citizen-id-empty')
  const stranger = [...number].findIndex(
    (character, i) => !/\d/.test(character) && !(character === 'X' && i === 17),
  )
  if (stranger >= 0) {
    return refuse('citizen-id-characters', { position: stranger + 1, character: [...number][stranger]! })
  }
  if (number.length !== 18 && number.length !== 15)
    return refuse('citizen-id-length', { length: number.length })
  return null
}

function birthOf(digits: string): CalendarDay {
  return { year: Number(digits.slice(0, 4)), month: Number(digits.slice(4, 6)), day: Number(digits.slice(6)) }
}

function birthProblem(birth: CalendarDay, today: CalendarDay): Refusal | null {
  const date = textOf(birth)
  if (!dayExists(birth)) return refuse('citizen-id-birth-date', { date })
  if (dayNumber(birth) > dayNumber(today)) return refuse('citizen-id-birth-in-future', { date })
  const oldest = { ...today, year: today.year - AGE_YEARS_MAX }
  return dayNumber(birth) < dayNumber(oldest)
    ? refuse('citizen-id-birth-too-early', { date, years: AGE_YEARS_MAX })
    : null
}

function divisionWarnings(division: string): Problem[] {
  if (HMT_DIVISIONS.includes(division) || findDivision(division) !== null) return []
  if (nearestDivision(division) === null)
    return [refuse('citizen-id-division-unknown', { division: division.slice(0, 2) }).problem]
  // Counties of other provinces are not carried, so their absence says nothing.
  return isListedProvince(division) ? [refuse('citizen-id-division-not-listed', { division }).problem] : []
}

const COMPARE = 'Compare it with the card character by character.'
const refuse = refusals({
  'citizen-id-empty': [
    'No identity number is given.',
    'A person without a number is registered without one; note why.',
  ],
  'citizen-id-characters': [
    'Character {position} of the identity number, "{character}", is not a digit.',
    'Only the last of 18 characters may be an X. Another kind of document belongs under its own kind.',
  ],
  'citizen-id-length': [
    'An identity number has 18 characters (an old one 15); this one has {length}.',
    `${COMPARE} A digit is missing or twice.`,
  ],
  'citizen-id-check-digit': [
    'One of the 18 characters is wrong: the first 17 ask for {expected} at the end, and there stands {given}.',
    `${COMPARE} Which one is wrong cannot be known from the number; do not only change the last.`,
  ],
  'citizen-id-birth-date': [
    'Characters 7 to 14 say {date}, and there is no such day.',
    `${COMPARE} The mistake is among characters 7 to 14.`,
  ],
  'citizen-id-birth-in-future': [
    'Characters 7 to 14 say {date}, which lies in the future.',
    `${COMPARE} Look at characters 7 to 14, and at the date of this tablet.`,
  ],
  'citizen-id-birth-too-early': [
    'Characters 7 to 14 say {date}, more than {years} years ago.',
    `${COMPARE} Look at characters 7 to 14.`,
  ],
  'citizen-id-division-unknown': [
    'No province has the number {division}.',
    'Look at the first two digits again; the number is kept as it is.',
  ],
  'citizen-id-division-not-listed': [
    'The county code {division} is not in the present list of Hunan.',
    'Codes change with the map, so an older card may be right; the number is kept as it is.',
  ],
  'citizen-id-birth-date-differs': [
    'The identity number says born {fromId}; stated is {stated}.',
    "Ask which is right: a lunar birthday or a relative's number are common. Nothing is changed by itself.",
  ],
  'citizen-id-sex-differs': [
    'The identity number says {fromId}; stated is {stated}.',
    "Ask which is right, and whether it is the person's own number. Nothing is changed by itself.",
  ],
})

/** What a person, or a form, says about themselves. */
export interface Stated {
  readonly birthDate?: string | undefined
  readonly sex?: 'male' | 'female' | 'other' | 'unknown' | undefined
}

/**
 * Differences between an identity number and what is stated, for a person to settle. A birth date that is stated
 * less precisely agrees when the known part agrees; a sex stated as unknown agrees with both.
 */
export function compareWithStated({ birthDate, sex }: IdEvidence, stated: Stated): Problem[] {
  const differences: Problem[] = []
  if (stated.birthDate !== undefined && !birthDate.startsWith(stated.birthDate)) {
    const details = { fromId: birthDate, stated: stated.birthDate }
    differences.push(refuse('citizen-id-birth-date-differs', details).problem)
  }
  if (stated.sex !== undefined && stated.sex !== 'unknown' && stated.sex !== sex)
    differences.push(refuse('citizen-id-sex-differs', { fromId: sex, stated: stated.sex }).problem)
  return differences
}

/** For screens and paper: 6 + stars + 4, so that a glance over a shoulder does not take the birth date along. */
export function maskCitizenId(number: string): string {
  return number.length <= 10
    ? '*'.repeat(number.length)
    : number.slice(0, 6) + '*'.repeat(number.length - 10) + number.slice(-4)
}

/** The last four characters: what people read aloud, and what search finds by. */
export function citizenIdTail(number: string): string {
  return number.slice(-4)
}
