import type { EcgPerson } from '../limits/limits.ts'
import { BANDS, type Band } from '../limits/limit-table.ts'
import type { CorrectableId } from '../measure/measurements.ts'
import type { LimitAt } from './facts.ts'

const DAYS_PER_MONTH = 30.4375
const DAYS_PER_YEAR = 365.25

/** Limits of `ecg.stemi`: how high ST may stand at J in one lead, by sex and age in years. */
const ST_J_MV = {
  V2V3: { men: 0.2, menUnder40: 0.25, women: 0.15 },
  other: 0.1,
} as const
/** Width of a QRS that is wide, and of an incomplete block, by age in years (`ecg.rbbb`, `ecg.ivcd`). */
const WIDE_QRS: readonly Row[] = [
  { below: 4, ms: 91 },
  { below: 16, ms: 101 },
  { below: Infinity, ms: 120 },
]
const INCOMPLETE_QRS: readonly Row[] = [
  { below: 4, ms: 86 },
  { below: 16, ms: 90 },
  { below: Infinity, ms: 110 },
]
const DELAYED_QRS: readonly Row[] = [
  { below: 8, ms: 80 },
  { below: 16, ms: 90 },
  { below: Infinity, ms: 110 },
]
const SHORT_PR: readonly Row[] = [
  { below: 16, ms: 90 },
  { below: Infinity, ms: 120 },
]
const ADULT_YEARS = 16

interface Row {
  /** Years. */
  readonly below: number
  readonly ms: number
}

/**
 * The limits that rules may name. From the table of limits by age and sex: `rate.low`, `rate.high`, `pr.high`,
 * `qrs.high`, `qtc.high`, `axis.low`, `axis.high`, `cornell`; by age alone `qrs.wide`, `qrs.incomplete`, `qrs.delayed`,
 * `pr.preexcited`; of ST in one lead `st.V2`.
 * Without an age the limits of adults are taken, and it is said so; without a sex both are.
 */
export function limitAt(name: string, person: EcgPerson | null): LimitAt {
  const sex = person?.sex ?? null
  const ageDays = person?.ageDays ?? null
  const years = ageDays === null ? null : ageDays / DAYS_PER_YEAR
  const [kind, of] = name.split('.') as [string, string]
  if (kind === 'st') return stLimit(of, sex, years)
  const rows = BY_AGE[name]
  if (rows !== undefined) {
    const row = rows.find(({ below }) => (years ?? Infinity) < below) ?? rows.at(-1)!
    return { candidates: [row.ms], reason: null, adultAssumed: years === null }
  }
  const read = BY_TABLE[name]
  if (read === undefined) throw new Error(`no limit ${name}`)
  const bands = bandsOf(sex, ageDays)
  const values = bands.flatMap((band) => read(band) ?? [])
  const missing = values.length < bands.length
  return {
    candidates: missing ? [] : [...new Set(values)],
    reason: missing ? 'no-limit-at-this-age' : sex === null ? 'sex-unknown' : null,
    adultAssumed: ageDays === null,
  }
}

const BY_AGE: Readonly<Record<string, readonly Row[]>> = {
  'qrs.wide': WIDE_QRS,
  'qrs.incomplete': INCOMPLETE_QRS,
  'qrs.delayed': DELAYED_QRS,
  'pr.preexcited': SHORT_PR,
}

const BY_TABLE: Readonly<Record<string, (band: Band) => number | undefined>> = {
  'rate.low': (band) => side(band, 'rateBpm', 'low')?.[0],
  'rate.high': (band) => side(band, 'rateBpm', 'high')?.[0],
  'pr.low': (band) => side(band, 'prMs', 'low')?.[0],
  'pr.high': (band) => side(band, 'prMs', 'high')?.[0],
  // Adults: the formula of Fridericia; children have percentiles of Bazett's alone.
  'qtc.high': (band) => side(band, isAdult(band) ? 'qtcFridericiaMs' : 'qtcBazettMs', 'high')?.[0],
  'qrs.high': (band) => side(band, 'qrsMs', 'high')?.[0],
  'axis.low': (band) => side(band, 'qrsAxisDeg', 'low')?.[0],
  'axis.high': (band) => side(band, 'qrsAxisDeg', 'high')?.[0],
  cornell: (band) => side(band, 'cornellMv', 'high')?.[0],
}

function side(band: Band, id: CorrectableId, which: 'low' | 'high'): readonly number[] | undefined {
  return band.limits.find((each) => each.id === id)?.[which]
}

function isAdult({ band }: Band): boolean {
  return band === 'adult'
}

function bandsOf(sex: EcgPerson['sex'], ageDays: number | null): Band[] {
  // Without an age: adults. Of them the older, who have all limits; the others differ by one limit alone.
  const months = ageDays === null ? 12 * 40 : ageDays / DAYS_PER_MONTH
  return BANDS.filter(
    (band) =>
      (sex === null || band.sex === sex) &&
      months >= band.fromMonths &&
      (band.belowMonths === null || months < band.belowMonths),
  )
}

function stLimit(lead: string, sex: EcgPerson['sex'], years: number | null): LimitAt {
  if (years !== null && years < ADULT_YEARS) {
    return { candidates: [], reason: 'no-limit-at-this-age', adultAssumed: false }
  }
  if (lead !== 'V2' && lead !== 'V3') {
    return { candidates: [ST_J_MV.other], reason: null, adultAssumed: years === null }
  }
  const { men, menUnder40, women } = ST_J_MV.V2V3
  const ofMen = years === null ? [men, menUnder40] : [years < 40 ? menUnder40 : men]
  const candidates = sex === 'female' ? [women] : sex === 'male' ? ofMen : [women, ...ofMen]
  const reason = candidates.length < 2 ? null : sex === null ? 'sex-unknown' : 'age-unknown'
  return { candidates, reason, adultAssumed: years === null }
}
