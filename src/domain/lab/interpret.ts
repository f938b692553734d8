import data from './data/lab-tests.json' with { type: 'json' }
import { findLabTest, type CriticalLimits, type LabTest, type ReferenceInterval } from './lab-catalogue.ts'
import { convertUnit, ucumOf } from './lab-units.ts'

type LabFlag = 'low' | 'normal' | 'high' | 'critical-low' | 'critical-high' | 'no-limits'

/** Why a value stands without a flag. */
type NoLimitsReason =
  | 'test-unknown'
  | 'unit-unknown'
  | 'test-in-words'
  | 'no-interval'
  | 'child'
  | 'age-unknown'
  | 'age-not-covered'
  | 'sex-unknown'
  | 'time-of-day'

export interface LabInterpretation {
  readonly flag: LabFlag
  /** Null with a flag. */
  readonly reason: NoLimitsReason | null
  /** The interval that was applied, in the unit of the catalogue. */
  readonly interval: ReferenceInterval | null
  readonly unit: string | null
  readonly condition: LabTest['condition'] | null
  readonly source: string
  /** Reference intervals and critical values are from memory: false throughout. */
  readonly verified: boolean
}

export interface LabPerson {
  readonly sex: 'male' | 'female' | 'other' | 'unknown'
  /** Null where it is not known. */
  readonly ageYears: number | null
}

const ADULT_YEARS = 18
const NEWBORN_YEARS = 28 / 365.25

/**
 * What a laboratory value means for this person. Adults only: children have standards of their own (WS/T 779, 780)
 * that are not carried, and are never judged by the limits of adults. A sex that is not known counts only where both
 * sexes would be judged alike.
 * @param unit UCUM or as laboratories write it
 * Source: knowledge file 08; each answer names its own.
 */
export function interpret(loinc: string, value: number, unit: string, person: LabPerson): LabInterpretation {
  const test = findLabTest(loinc)
  if (test === null || !Number.isFinite(value)) return without(test, 'test-unknown')
  if (test.ucum === null) return without(test, 'test-in-words')
  const inMain = convertUnit(loinc, value, unit, test.ucum)
  const misplaced =
    test.convert?.ofLoincOnly === true && loinc === test.convert.loinc && ucumOf(unit) === test.ucum
  if (inMain === null || misplaced) return without(test, 'unit-unknown')
  const critical = criticalFlag(test.critical, inMain, person.ageYears)
  const judged = byInterval(test, inMain, person)
  return critical === null ? judged : flagged(test, critical, judged.interval)
}

function byInterval(test: LabTest, value: number, { sex, ageYears }: LabPerson): LabInterpretation {
  if (test.reference.length === 0) return without(test, 'no-interval')
  if (ageYears === null) return without(test, 'age-unknown')
  if (ageYears < ADULT_YEARS) return without(test, 'child', data.rules['lab.wst'].source)
  if (test.condition === 'morning') return without(test, 'time-of-day')
  const ofAge = test.reference.filter(({ ages }) => coversAge(ages, ageYears))
  if (ofAge.length === 0) return without(test, 'age-not-covered')
  const known = sex === 'male' || sex === 'female'
  const applicable = ofAge.filter((each) => each.sex === undefined || !known || each.sex === sex)
  if (applicable.length === 0) return without(test, 'no-interval')
  const flags = new Set(applicable.map((each) => side(each, value)))
  const [flag] = flags
  // A test with limits for one sex alone says nothing of somebody whose sex is not known.
  const oneSided = !known && applicable.length === 1 && applicable[0]!.sex !== undefined
  if (flags.size > 1 || oneSided) return without(test, 'sex-unknown')
  return flagged(test, flag!, applicable.length === 1 ? applicable[0]! : null)
}

function coversAge(ages: ReferenceInterval['ages'], ageYears: number): boolean {
  return ages === undefined || (ageYears >= ages[0] && (ages[1] === null || ageYears < ages[1]))
}

function side({ low, high }: ReferenceInterval, value: number): 'low' | 'normal' | 'high' {
  if (low !== null && value < low) return 'low'
  return high !== null && value > high ? 'high' : 'normal'
}

/** The lists are those of adults, but for bilirubin, whose limit is that of newborns. */
function criticalFlag(
  critical: CriticalLimits | undefined,
  value: number,
  ageYears: number | null,
): 'critical-low' | 'critical-high' | null {
  if (critical === undefined || ageYears === null) return null
  const applies = critical.of === 'newborn' ? ageYears < NEWBORN_YEARS : ageYears >= ADULT_YEARS
  if (!applies) return null
  if (critical.low !== null && value <= critical.low) return 'critical-low'
  return critical.high !== null && value >= critical.high ? 'critical-high' : null
}

function flagged(test: LabTest, flag: LabFlag, interval: ReferenceInterval | null): LabInterpretation {
  return { ...answerOf(test), flag, reason: null, interval }
}

function without(test: LabTest | null, reason: NoLimitsReason, source?: string): LabInterpretation {
  const answer = answerOf(test)
  return { ...answer, flag: 'no-limits', reason, interval: null, source: source ?? answer.source }
}

function answerOf(
  test: LabTest | null,
): Pick<LabInterpretation, 'unit' | 'condition' | 'source' | 'verified'> {
  return {
    unit: test?.ucum ?? null,
    condition: test?.condition ?? null,
    source: test?.referenceSource ?? '',
    verified: false,
  }
}
