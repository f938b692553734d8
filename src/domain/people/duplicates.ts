import { compareBirthDates } from './birth-date-levels.ts'
import {
  candidatesFor,
  entryKeys,
  placesAgree,
  type Candidate,
  type EntryKeys,
  type SharedCounts,
} from './candidates.ts'
import {
  bitsNeeded,
  disagreementBits,
  levelBits,
  probabilityOf,
  valueFrequency,
  type LevelOdds,
} from './fellegi-sunter.ts'
import {
  BIRTH_DATE_ODDS,
  IDENTIFIER_ODDS,
  IDENTIFIER_TAIL_ODDS,
  NAME_ODDS,
  PHONE_ODDS,
  PLACE_ODDS,
  SAME_SOUND_USUAL,
  SEX_ODDS,
} from './linkage-weights.ts'
import type { PersonEntry } from './person-entry.ts'
import { compareNames, shareAny } from './similarity.ts'
import { isOnlyHousehold, vetoesOf, type Comparison, type Veto } from './vetoes.ts'

/** `exact`: one verified number. `probable`: beyond doubt by weight. `review`: a person must look. */
type DuplicateTier = 'exact' | 'probable' | 'review'

interface DuplicateReason {
  readonly field: 'name' | 'birth-date' | 'sex' | 'phone' | 'place' | 'identifier'
  /** A `NameLevel`, a `BirthDateLevel`, `agrees` or `differs`, or how identifiers compare. */
  readonly level: string
  /** What it adds; negative where it speaks against. */
  readonly bits: number
}

export interface LikelyDuplicate {
  readonly subject: string
  readonly entry: PersonEntry
  /** Fellegi-Sunter weight: the sum of the reasons. */
  readonly bits: number
  /** Of being one person, by the starting weights (unverified, `fellegi-sunter.ts`). */
  readonly probability: number
  readonly tier: DuplicateTier
  /** The strongest first. */
  readonly reasons: readonly DuplicateReason[]
  readonly vetoes: readonly Veto[]
}

/**
 * Anchors 4.2: `probable` lies three bits beyond 99.9 %, `review` begins three bits below even odds; with a veto
 * as much above them, or every twin would be stopped at the desk for the other.
 */
const MARGIN_BITS = 3
const PROBABLE = 0.999
const REVIEW = 0.5

/**
 * Who of the people may be the newcomer already registered, the likeliest first.
 * Nothing is merged: the answer is a warning with its reasons, and a veto keeps a pair in `review`.
 * @param people everybody in reach; the newcomer's own entry among them is passed over
 * @param population how many people the whole register holds: the more, the more must agree
 * Source: Fellegi-Sunter with the fields, thresholds and vetoes of anchors 4.2.
 */
export function likelyDuplicates(
  newcomer: PersonEntry,
  people: Iterable<PersonEntry>,
  population: number,
): LikelyDuplicate[] {
  const { candidates, shared } = candidatesFor(newcomer, people)
  const keys = entryKeys(newcomer)
  return candidates
    .map((candidate) => weigh(newcomer, keys, candidate, shared, Math.max(population, shared.people)))
    .filter((found) => found !== null)
    .sort((a, b) => b.bits - a.bits || (a.subject < b.subject ? -1 : 1))
}

function weigh(
  newcomer: PersonEntry,
  keys: EntryKeys,
  { entry, keys: other }: Candidate,
  shared: SharedCounts,
  population: number,
): LikelyDuplicate | null {
  const found = compare(newcomer, keys, entry, other)
  const reasons = reasonsFor(found, shared).sort((a, b) => b.bits - a.bits)
  const bits = reasons.reduce((sum, reason) => sum + reason.bits, 0)
  const vetoes = vetoesOf(newcomer, entry, found)
  const tier = tierOf(found, bits, vetoes, population)
  if (tier === null) return null
  const probability = probabilityOf(bits, population)
  return { subject: entry.subject, entry, bits, probability, tier, reasons, vetoes }
}

function compare(a: PersonEntry, aKeys: EntryKeys, b: PersonEntry, bKeys: EntryKeys): Comparison {
  const isKnown = a.sex !== 'unknown' && b.sex !== 'unknown'
  return {
    name: compareNames(aKeys, bKeys),
    surname: aKeys.surname === bKeys.surname ? aKeys.surname : '',
    birthDate: compareBirthDates(a.birthDate, b.birthDate),
    sexAgrees: isKnown ? a.sex === b.sex : null,
    phoneAgrees: agrees(a.phoneTail ?? '', b.phoneTail ?? ''),
    placeAgrees: placesAgree(aKeys.place, bKeys.place),
    identifier: compareIdentifiers(a, b),
  }
}

function agrees(a: string, b: string): boolean | null {
  return a === '' || b === '' ? null : a === b
}

/** Only verified numbers of one kind can contradict each other: the tails do not say of what kind they are. */
function compareIdentifiers(a: PersonEntry, b: PersonEntry): Comparison['identifier'] {
  const [aKeys, bKeys] = [a.idKey ?? [], b.idKey ?? []]
  if (shareAny(aKeys, bKeys)) return 'same-verified'
  if (shareAny(aKeys.map(systemOf), bKeys.map(systemOf))) return 'other-verified'
  return shareAny(a.idTail, b.idTail) ? 'same-tail' : null
}

function systemOf(key: string): string {
  return key.slice(0, key.lastIndexOf(':'))
}

/** A field that is missing on either side says nothing and gives no reason. */
function reasonsFor(found: Comparison, shared: SharedCounts): DuplicateReason[] {
  const reasons: DuplicateReason[] = [{ field: 'name', level: found.name, bits: nameBits(found, shared) }]
  if (found.birthDate !== null) {
    const bits = levelBits(birthDateOdds(found.birthDate, shared))
    reasons.push({ field: 'birth-date', level: found.birthDate, bits })
  }
  const binary = (field: DuplicateReason['field'], agreeing: boolean | null, odds: LevelOdds) => {
    if (agreeing === null) return
    const bits = agreeing ? levelBits(odds) : disagreementBits(odds)
    reasons.push({ field, level: agreeing ? 'agrees' : 'differs', bits })
  }
  binary('sex', found.sexAgrees, SEX_ODDS)
  binary('phone', found.phoneAgrees, PHONE_ODDS)
  const place = valueFrequency(shared.place - 1, shared.people, PLACE_ODDS.u)
  binary('place', found.placeAgrees, {
    m: PLACE_ODDS.m,
    u: found.placeAgrees === true ? place : PLACE_ODDS.u,
  })
  if (found.identifier !== null) {
    reasons.push({ field: 'identifier', level: found.identifier, bits: identifierBits(found.identifier) })
  }
  return reasons
}

/** Names and sounds that many people here have weigh less, rare ones more. */
function nameBits({ name }: Comparison, shared: SharedCounts): number {
  const { m, u } = NAME_ODDS[name]
  if (name === 'identical') return levelBits({ m, u: valueFrequency(shared.name - 1, shared.people, u) })
  if (name !== 'same-sound' && name !== 'same-sound-and-tone') return levelBits({ m, u })
  const commoner = valueFrequency(shared.sound - 1, shared.people, SAME_SOUND_USUAL) / SAME_SOUND_USUAL
  return levelBits({ m, u: u * commoner })
}

function birthDateOdds(level: NonNullable<Comparison['birthDate']>, shared: SharedCounts): LevelOdds {
  const { m, u } = BIRTH_DATE_ODDS[level]
  return level === 'exact' ? { m, u: valueFrequency(shared.birthDate - 1, shared.people, u) } : { m, u }
}

function identifierBits(level: NonNullable<Comparison['identifier']>): number {
  if (level === 'same-verified') return levelBits(IDENTIFIER_ODDS)
  return level === 'other-verified' ? disagreementBits(IDENTIFIER_ODDS) : levelBits(IDENTIFIER_TAIL_ODDS)
}

function tierOf(
  found: Comparison,
  bits: number,
  vetoes: readonly Veto[],
  population: number,
): DuplicateTier | null {
  if (found.identifier === 'same-verified') {
    return vetoes.includes('identifier-of-another-person') ? 'review' : 'exact'
  }
  if (isOnlyHousehold(found)) return null
  const isVetoed = vetoes.length > 0
  if (!isVetoed && bits >= bitsNeeded(PROBABLE, population) + MARGIN_BITS) return 'probable'
  const margin = isVetoed ? MARGIN_BITS : -MARGIN_BITS
  return bits >= bitsNeeded(REVIEW, population) + margin ? 'review' : null
}
