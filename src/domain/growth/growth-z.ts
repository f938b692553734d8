import { lmsAt, tableRange, tableSource, type ReferenceSex, type TableId } from './growth-tables.ts'
import { lmsZ, valueAtZ } from './lms.ts'
import { normalShareBelow } from './normal-distribution.ts'

/** Weight kg, length or height cm, body mass index kg/m2, head circumference cm. */
export type AgeIndicator =
  'weight-for-age' | 'length-height-for-age' | 'bmi-for-age' | 'head-circumference-for-age'
export type GrowthIndicator = AgeIndicator | 'weight-for-length-height'

export interface GrowthZ {
  readonly z: number
  /** 0 to 100 */
  readonly percentile: number
  /** False beyond the flags of WHO: measure again; what was entered stays. */
  readonly plausible: boolean
  readonly source: string
  readonly verified: boolean
}

/** Why there is no z: the age, the length, or the value lies where no table is. */
interface GrowthRefusal {
  readonly refused: 'age-out-of-range' | 'length-out-of-range' | 'not-a-measurement'
  /** Where the tables begin and end; days for an age, centimetres for a length. */
  readonly from: number
  readonly to: number
}

export type GrowthResult = GrowthZ | GrowthRefusal

/** From this day on a child is measured standing; before it lying. */
const STANDING_FROM_DAY = 731
/** The 2007 reference begins with 61 completed months. */
export const SCHOOL_AGE_FROM_DAY = 1857
/** Length lying is this much more than height standing, cm. */
const LYING_MINUS_STANDING_CM = 0.7
const DAYS_PER_MONTH = 30.4375

interface Indicator {
  readonly young: TableId
  readonly school: TableId | null
  /** Whether z beyond 3 goes on in straight steps. */
  readonly restricted: boolean
  readonly flagsYoung: readonly [number, number]
  readonly flagsSchool: readonly [number, number]
}

/** Tables, and the flags of WHO beyond which a value is not believed (knowledge growth.z, verified). */
const INDICATORS: Readonly<Record<AgeIndicator, Indicator>> = {
  'weight-for-age': {
    young: 'growth.who2006.wfa',
    school: 'growth.who2007.wfa',
    restricted: true,
    flagsYoung: [-6, 5],
    flagsSchool: [-6, 5],
  },
  'length-height-for-age': {
    young: 'growth.who2006.lhfa',
    school: 'growth.who2007.hfa',
    restricted: false,
    flagsYoung: [-6, 6],
    flagsSchool: [-6, 6],
  },
  'bmi-for-age': {
    young: 'growth.who2006.bfa',
    school: 'growth.who2007.bfa',
    restricted: true,
    flagsYoung: [-5, 5],
    flagsSchool: [-5, 5],
  },
  'head-circumference-for-age': {
    young: 'growth.who2006.hcfa',
    school: null,
    restricted: false,
    flagsYoung: [-5, 5],
    flagsSchool: [-5, 5],
  },
}

interface Place {
  readonly table: TableId
  /** Days or months, as the table counts. */
  readonly at: number
}

/**
 * z of a measurement for age and sex: WHO 2006 to 60 completed months, WHO 2007 from 61 months (weight to 10 years,
 * height and body mass index to 19; head circumference to 5 alone).
 * @param ageDays completed days; fractions are taken
 * @param value in kg, cm or kg/m2; length lying below day 731, height standing from it (`asMeasuredForAge`)
 */
export function growthZ(
  indicator: AgeIndicator,
  sex: ReferenceSex,
  ageDays: number,
  value: number,
): GrowthResult {
  const place = placeOf(indicator, ageDays)
  if (place === null) return outOfAge(indicator)
  const { restricted, flagsYoung, flagsSchool } = INDICATORS[indicator]
  const lms = lmsAt(place.table, sex, place.at)
  if (lms === null) return outOfAge(indicator)
  if (!(value > 0 && Number.isFinite(value))) return { refused: 'not-a-measurement', from: 0, to: Infinity }
  const flags = place.table === INDICATORS[indicator].young ? flagsYoung : flagsSchool
  return found(lmsZ(value, lms, restricted), flags, place.table)
}

/**
 * z of weight for length (below day 731, 45 to 110 cm) or for height (from it, 65 to 120 cm), to 60 completed months.
 * @param lengthHeightCm lying below day 731, standing from it (`asMeasuredForAge`)
 */
export function weightForLengthHeightZ(
  sex: ReferenceSex,
  ageDays: number,
  lengthHeightCm: number,
  weightKg: number,
): GrowthResult {
  if (!(ageDays >= 0 && ageDays < SCHOOL_AGE_FROM_DAY))
    return { refused: 'age-out-of-range', from: 0, to: SCHOOL_AGE_FROM_DAY - 1 }
  const table = ageDays < STANDING_FROM_DAY ? 'growth.who2006.wfl' : 'growth.who2006.wfh'
  const lms = lmsAt(table, sex, lengthHeightCm)
  const [from, to] = tableRange(table)
  if (lms === null) return { refused: 'length-out-of-range', from, to }
  if (!(weightKg > 0 && Number.isFinite(weightKg)))
    return { refused: 'not-a-measurement', from: 0, to: Infinity }
  return found(lmsZ(weightKg, lms, true), [-5, 5], table)
}

/** The length or height that the tables of this age expect: 0.7 cm more lying than standing. */
export function asMeasuredForAge(
  lengthHeightCm: number,
  ageDays: number,
  position: 'lying' | 'standing',
): number {
  if (ageDays < STANDING_FROM_DAY)
    return position === 'standing' ? lengthHeightCm + LYING_MINUS_STANDING_CM : lengthHeightCm
  return position === 'lying' ? lengthHeightCm - LYING_MINUS_STANDING_CM : lengthHeightCm
}

/** The measurement at a z of -3 to 3, for the lines of a growth chart; null outside the tables. */
export function growthValueAt(
  indicator: AgeIndicator,
  sex: ReferenceSex,
  ageDays: number,
  z: number,
): number | null {
  const place = placeOf(indicator, ageDays)
  const lms = place === null ? null : lmsAt(place.table, sex, place.at)
  return lms === null ? null : valueAtZ(z, lms)
}

/** kg/m2 */
export function bodyMassIndex(weightKg: number, heightCm: number): number {
  return weightKg / (heightCm / 100) ** 2
}

export function isGrowthZ(result: GrowthResult): result is GrowthZ {
  return 'z' in result
}

function placeOf(indicator: AgeIndicator, ageDays: number): Place | null {
  const { young, school } = INDICATORS[indicator]
  if (!(ageDays >= 0)) return null
  if (ageDays < SCHOOL_AGE_FROM_DAY) return { table: young, at: wholeYoungDay(ageDays) }
  return school === null ? null : { table: school, at: ageDays / DAYS_PER_MONTH }
}

/** No line is drawn between the last day of lengths and the first of heights, nor beyond the last day. */
function wholeYoungDay(ageDays: number): number {
  const last = Math.floor(ageDays) === STANDING_FROM_DAY - 1 || ageDays > SCHOOL_AGE_FROM_DAY - 1
  return last ? Math.floor(ageDays) : ageDays
}

function outOfAge(indicator: AgeIndicator): GrowthRefusal {
  const { school } = INDICATORS[indicator]
  const to = school === null ? SCHOOL_AGE_FROM_DAY - 1 : Math.floor(tableRange(school)[1] * DAYS_PER_MONTH)
  return { refused: 'age-out-of-range', from: 0, to }
}

function found(z: number, [low, high]: readonly [number, number], table: TableId): GrowthZ {
  return { z, percentile: 100 * normalShareBelow(z), plausible: z >= low && z <= high, ...tableSource(table) }
}
