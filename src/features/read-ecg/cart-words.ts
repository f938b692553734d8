import type { CartMeasurementName, FilePerson } from '#domain/ecg/cart.ts'
import { formatNumber } from '#ui/format.ts'
import { m } from '#words/messages.js'
import { nameOf } from './number-words.ts'

/** The name of a number that the cart printed. */
export function cartName(name: CartMeasurementName): string {
  if (name === 'atrialRateBpm') return m.ecg_name_atrialRateBpm()
  return name === 'qtcMs' ? m.ecg_cart_qtc() : nameOf(name)
}

/** Whom the file names, in one line; it helps to choose the person and never chooses. */
export function filePersonWords({ name, id, sex, birthDate, ageYears }: FilePerson): string {
  const sexWord = sex === 'female' ? m.sex_female() : sex === 'male' ? m.sex_male() : ''
  const age = ageYears === undefined ? '' : m.ecg_age_years({ years: formatNumber(ageYears) })
  return [name, sexWord, age || birthDate, id].filter(Boolean).join(' · ')
}
