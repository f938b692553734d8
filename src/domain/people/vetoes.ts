import { yearsApart, type BirthDateLevel } from './birth-date-levels.ts'
import type { PersonEntry } from './person-entry.ts'
import type { NameLevel } from './similarity.ts'

/**
 * Why two records are not to be taken for one person however much agrees (anchors 4.2, knowledge entry
 * id.linkage `never_auto`). A veto never hides a pair: it makes a person look.
 */
const VETOES = [
  'verified-identifiers-differ',
  'identifier-of-another-person',
  'sex-and-birth-date-differ',
  'sex-differs',
  'twins',
  'parent-and-child',
  'couple-sharing-a-phone',
  'birth-years-apart',
] as const
export type Veto = (typeof VETOES)[number]

/** What was found when two entries were compared. `null`: one of them does not say. */
export interface Comparison {
  readonly name: NameLevel
  readonly surname: string
  readonly birthDate: BirthDateLevel | null
  readonly sexAgrees: boolean | null
  readonly phoneAgrees: boolean | null
  readonly placeAgrees: boolean | null
  readonly identifier: 'same-verified' | 'other-verified' | 'same-tail' | null
}

const GENERATION_YEARS = 15
const BIRTH_YEARS_APART = 2

const AGREEING: readonly BirthDateLevel[] = [
  'exact',
  'month-and-day-swapped',
  'one-digit-off',
  'same-month-day-unknown',
  'same-year-rest-unknown',
]

/**
 * Whether all that agrees is what a household shares: surname, telephone, village, sex. Brothers a year apart
 * agree so far; nothing in it speaks for one person.
 */
export function isOnlyHousehold({ name, birthDate, identifier }: Comparison): boolean {
  const isNameAlike = name !== 'surname-only' && name !== 'different'
  return !isNameAlike && identifier === null && (birthDate === null || !AGREEING.includes(birthDate))
}

export function vetoesOf(a: PersonEntry, b: PersonEntry, found: Comparison): Veto[] {
  const { birthDate } = found
  const sexDiffers = found.sexAgrees === false
  const birthDiffers = birthDate !== null && !AGREEING.includes(birthDate)
  const isFamily = found.phoneAgrees === true || found.placeAgrees === true
  const nameDiffers = found.name === 'surname-only' || found.name === 'different'
  const sameSurname = found.surname !== '' && found.name !== 'different'
  const apart = birthDiffers ? yearsApart(a.birthDate!, b.birthDate!) : 0
  const isParent = sameSurname && found.name !== 'identical' && isFamily && apart >= GENERATION_YEARS
  const givenDiffers = found.name === 'surname-only' || found.name === 'order-swapped'
  const rules: Readonly<Record<Veto, boolean>> = {
    'verified-identifiers-differ': found.identifier === 'other-verified',
    'identifier-of-another-person':
      found.identifier === 'same-verified' && nameDiffers && (birthDate === null || apart > 0),
    'sex-and-birth-date-differ': sexDiffers && birthDiffers,
    'sex-differs': sexDiffers && !birthDiffers,
    twins: birthDate === 'exact' && isFamily && sameSurname && givenDiffers,
    'parent-and-child': isParent,
    'couple-sharing-a-phone': sexDiffers && found.phoneAgrees === true && nameDiffers,
    'birth-years-apart': !isParent && apart > BIRTH_YEARS_APART,
  }
  return VETOES.filter((veto) => rules[veto])
}
