import { ageAt, ageInDaysAt } from '#domain/identity/birth-date.ts'
import type { Sex } from '#domain/record/kinds/identity.ts'
import { getLocale } from '#words/runtime.js'
import { m } from '#words/messages.js'

/** Who somebody is, in the reader's language. */

const SEX_WORDS = {
  female: m.people_sex_female,
  male: m.people_sex_male,
  other: m.people_sex_other,
  unknown: m.people_sex_unknown,
} as const

export function sexWords(sex: Sex | null | undefined): string {
  return SEX_WORDS[sex ?? 'unknown']()
}

/** The day on this tablet's calendar, `YYYY-MM-DD`. */
export function localDay(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/**
 * Days for newborns, months below three years, then years; "about" where only a year of birth is known.
 * @param today `YYYY-MM-DD`
 * @returns empty where no birth date is known
 */
export function ageWords(birthDate: string | null, today: string): string {
  const age = birthDate === null ? null : ageAt(birthDate, today)
  if (birthDate === null || !age) return ''
  if (/^\d{4}$/.test(birthDate))
    return age.years === 0 ? m.people_age_below_one() : m.people_age_about({ count: age.years })
  if (age.years >= 3) return m.people_age_years({ count: age.years })
  const months = age.years * 12 + age.months
  if (months >= 2) return m.people_age_months({ count: months })
  return m.people_age_days({ count: ageInDaysAt(birthDate, today)?.days ?? 0 })
}

/** A birth date as precisely as it is known: `1968`, `March 1968`, `12 March 1968`. */
export function dateWords(partial: string | null): string {
  if (partial === null) return ''
  const [year, month, day] = partial.split('-').map(Number)
  const format: Intl.DateTimeFormatOptions = { year: 'numeric', timeZone: 'UTC' }
  if (month !== undefined) format.month = day === undefined ? 'long' : 'short'
  if (day !== undefined) format.day = 'numeric'
  return new Intl.DateTimeFormat(getLocale(), format).format(
    new Date(Date.UTC(year!, (month ?? 1) - 1, day ?? 1)),
  )
}
