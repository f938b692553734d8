import type {
  CartFilter,
  CartMeasurement,
  CartMeasurementName,
  CartReading,
  FilePerson,
} from '#domain/ecg/cart.ts'
import type { Unit } from '#domain/measured.ts'
import { numberIn } from '../../xml/element.ts'

/** No interval and no rate of a heart is longer or faster; carts write 29999, 32767 or 65535 for "none". */
const LARGEST = 5000

/**
 * A number that a cart printed, or none: an empty place, a word (`Failed`), and the zero that carts write where an
 * interval or a rate was not found. An axis may be zero.
 * @param text in the unit of the measurement, or in the one that `factor` takes to it
 */
export function cartMeasurement(name: CartMeasurementName, text: string, factor = 1): CartMeasurement[] {
  const value = numberIn(text)
  if (value === null) return []
  const unit = unitOf(name)
  const scaled = value * factor
  if (unit === 'deg') return Math.abs(scaled) <= 360 ? [{ name, value: scaled, unit }] : []
  return scaled > 0 && scaled < LARGEST ? [{ name, value: scaled, unit }] : []
}

function unitOf(name: CartMeasurementName): Unit {
  if (name.endsWith('Ms')) return 'ms'
  if (name.endsWith('Deg')) return 'deg'
  return name.endsWith('Mv') ? 'mV' : '/min'
}

/** The reading of the cart, or null where the file says nothing of it. */
export function cartReading(reading: CartReading): CartReading | null {
  const { device, measurements, statements, confirmedBy, filter, person } = reading
  const isEmpty =
    device.length + measurements.length + statements.length === 0 && !confirmedBy && !filter && !person
  return isEmpty ? null : reading
}

/** Numbers in hertz; a filter that is off, named in words or missing is left out. */
export function cartFilter(highPass: string, lowPass: string, notch: string): CartFilter | null {
  const hertz = (text: string): number | undefined => {
    const value = numberIn(text)
    return value !== null && value > 0 ? value : undefined
  }
  const [highPassHz, lowPassHz, notchHz] = [hertz(highPass), hertz(lowPass), hertz(notch)]
  const filter = {
    ...(highPassHz === undefined ? {} : { highPassHz }),
    ...(lowPassHz === undefined ? {} : { lowPassHz }),
    ...(notchHz === undefined ? {} : { notchHz }),
  }
  return Object.keys(filter).length === 0 ? null : filter
}

export interface PersonWords {
  readonly familyName?: string
  readonly givenName?: string
  readonly id?: string
  /** `M`, `F`, `MALE`, `Female` …; other words say nothing. */
  readonly sex?: string
  readonly birthDate?: string | null
  readonly ageYears?: number | null
}

/** Whom a file names, as far as it does; null where it names nobody. Dashes stand for what was taken out. */
export function filePerson(words: PersonWords): FilePerson | null {
  const said = (text = ''): string => (/^[-\s]*$/.test(text) ? '' : text.trim())
  const name = [said(words.givenName), said(words.familyName)].filter((part) => part !== '').join(' ')
  const id = said(words.id)
  const sex = { m: 'male', male: 'male', f: 'female', female: 'female' }[said(words.sex).toLowerCase()]
  const years = words.ageYears ?? null
  const person: FilePerson = {
    ...(name === '' ? {} : { name }),
    ...(id === '' ? {} : { id }),
    ...(sex === 'male' || sex === 'female' ? { sex } : {}),
    ...(words.birthDate ? { birthDate: words.birthDate } : {}),
    ...(years !== null && years >= 0 && years < 150 ? { ageYears: years } : {}),
  }
  return Object.keys(person).length === 0 ? null : person
}

/** Years of an age in the unit that the file names; null for units that nobody knows. */
export function ageInYears(age: string, unit: string): number | null {
  const value = numberIn(age)
  const perYear = {
    years: 1,
    year: 1,
    y: 1,
    a: 1,
    months: 12,
    month: 12,
    mo: 12,
    weeks: 52.18,
    days: 365.25,
    d: 365.25,
  }
  const divisor = (perYear as Readonly<Record<string, number>>)[unit.toLowerCase()]
  return value === null || divisor === undefined ? null : value / divisor
}
