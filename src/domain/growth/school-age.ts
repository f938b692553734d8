import data from './data/school-age-limits.json' with { type: 'json' }
import type { Classified } from './growth-classes.ts'
import type { ReferenceSex } from './growth-tables.ts'

/**
 * Chinese screening of school-age children, 6 to 18 years: overweight and obesity by WS/T 586-2018, malnutrition by
 * WS/T 456-2014 (knowledge growth.wst586 and growth.wst456, verified). Age is rounded down to the half year, the body
 * mass index rounded to one decimal, as the standards say.
 */
export interface SchoolAgeRefusal {
  readonly refused: 'age-out-of-range'
  /** Years. */
  readonly from: number
  readonly to: number
}

/** The last row of WS/T 586 is that of 18.0 years; WS/T 456 ends with the row of 17.5, which holds to 18.0. */
const FROM_YEARS = 6
const TO_YEARS = 18

/**
 * Overweight by body mass index.
 * @param ageYears with its fraction: 7 years 2 months is 7.17
 * @param bmi kg/m2
 */
export function schoolOverweight(
  sex: ReferenceSex,
  ageYears: number,
  bmi: number,
): Classified<'normal' | 'overweight' | 'obesity'> | SchoolAgeRefusal {
  const { ageYears: ages, [sex]: limits } = data.wst586
  const row = rowOf(ages, ageYears)
  if (row === null) return OUT_OF_RANGE
  const rounded = toOneDecimal(bmi)
  const obese = rounded >= limits.obese_ge[row]!
  const overweight = rounded >= limits.overweight_ge[row]!
  return { class: obese ? 'obesity' : overweight ? 'overweight' : 'normal', ...data.rules['growth.wst586'] }
}

/**
 * Malnutrition: height first, then body mass index among those who are not stunted.
 * @param bmi null where no weight was taken: then height alone is judged
 */
export function schoolMalnutrition(
  sex: ReferenceSex,
  ageYears: number,
  heightCm: number,
  bmi: number | null,
):
  | Classified<'not-malnourished' | 'stunted' | 'moderate-or-severe-wasting' | 'mild-wasting'>
  | SchoolAgeRefusal {
  const { ageYears: ages, [sex]: limits } = data.wst456
  const row = rowOf(ages, ageYears)
  if (row === null) return OUT_OF_RANGE
  const rounded = bmi === null ? Infinity : toOneDecimal(bmi)
  const kind =
    heightCm <= limits.stunted_height_le_cm[row]!
      ? 'stunted'
      : rounded <= limits.moderate_severe_wasting_bmi_le[row]!
        ? 'moderate-or-severe-wasting'
        : rounded <= limits.mild_wasting_bmi_le[row]!
          ? 'mild-wasting'
          : 'not-malnourished'
  return { class: kind, ...data.rules['growth.wst456'] }
}

const OUT_OF_RANGE: SchoolAgeRefusal = { refused: 'age-out-of-range', from: FROM_YEARS, to: TO_YEARS }

/** The row of the half year that is completed. */
function rowOf(ages: readonly number[], ageYears: number): number | null {
  if (!(ageYears >= FROM_YEARS && ageYears <= TO_YEARS)) return null
  return ages.findLastIndex((age) => age <= ageYears)
}

function toOneDecimal(value: number): number {
  return Math.round(value * 10) / 10
}
