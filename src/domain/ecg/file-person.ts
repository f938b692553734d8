import { ageInDaysAt } from '../identity/birth-date.ts'
import type { FilePerson } from './cart.ts'
import type { EcgPerson } from './limits/limits.ts'

/** Limits of children change within months: an age that is less sure than this share of it is none. */
const AGE_UNSURE_SHARE_MAX = 0.1
const DAYS_PER_YEAR = 365.25

/**
 * Whom a file names, as far as limits are concerned: a hint, which chooses nobody.
 * @param on `YYYY-MM-DD`: the day of the recording
 */
export function personOfFile(file: FilePerson | null, on: string): EcgPerson {
  const years = file?.ageYears
  const ageDays =
    ageDaysOf(file?.birthDate ?? null, on) ?? (years === undefined ? null : Math.round(years * DAYS_PER_YEAR))
  return { sex: file?.sex ?? null, ageDays }
}

/** Age on a day; null where the birth date is not known well enough for limits. */
export function ageDaysOf(birthDate: string | null, on: string): number | null {
  const age = birthDate === null ? null : ageInDaysAt(birthDate, on)
  return age && age.plusMinusDays <= age.days * AGE_UNSURE_SHARE_MAX ? age.days : null
}
