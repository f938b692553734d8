import type { LimitFlag } from '#domain/ecg/limits/limits.ts'
import { formatNumber } from '#ui/format.ts'
import { m } from '#words/messages.js'
import type { EcgPersonHint } from './ecg-person.ts'
import { measuredWords, unitOf } from './number-words.ts'

const DAYS_PER_YEAR = 365.25

/** Beside a number: which limit it passes, and whether two sources agree on that limit. */
export function limitTag({ id, side, limit, value, verified }: LimitFlag): string {
  const said = measuredWords(limit, unitOf(id))
  const say = side === 'high' ? m.ecg_limit_above : m.ecg_limit_below
  // Some limits count themselves ("at least 120"); what rounds to its limit is not said to lie above it.
  const tag = (measuredWords(value, unitOf(id)) === said ? m.ecg_limit_reaches : say)({ limit: said })
  return verified ? tag : m.ecg_limit_unverified({ tag })
}

const NOTES: Record<NonNullable<LimitFlag['note']>, () => string> = {
  'china-rate': m.ecg_limit_china_rate,
  'china-voltage': m.ecg_limit_china_voltage,
  'wide-qrs': m.ecg_limit_wide_qrs,
  'child-rate': m.ecg_limit_child_rate,
}

/** Under an unfolded number: whose limit it is, where it comes from, and what else is to be known. */
export function limitSentence(flag: LimitFlag): string {
  const whom = [
    bandWords(flag.ageBand),
    flag.sex === 'female' ? m.sex_female() : '',
    flag.sex === 'male' ? m.sex_male() : '',
  ]
    .filter(Boolean)
    .join(m.list_comma())
  const said = m.ecg_limit_sentence({ tag: limitTag(flag), whom, source: flag.source })
  return flag.note === null ? said : `${said} ${NOTES[flag.note]()}`
}

/** `adult`, `any`, or a band of the table of children: `0-1m`, `12-16y`. */
function bandWords(band: string): string {
  const child = /^(\d+)-(\d+)([my])$/.exec(band)
  if (child === null) return band === 'adult' ? m.ecg_band_adult() : m.ecg_band_any()
  const [, from, to, unit] = child as unknown as [string, string, string, 'm' | 'y']
  return unit === 'm' ? m.ecg_band_months({ from, to }) : m.ecg_band_years({ from, to })
}

/** Under the numbers: for whom they were held against limits, and who says so. */
export function limitsForWords({ sex, ageDays, from }: EcgPersonHint): string {
  if (from === null || (sex === null && ageDays === null)) return m.ecg_limits_unknown()
  const sexWord = sex === 'female' ? m.sex_female() : sex === 'male' ? m.sex_male() : m.ecg_sex_not_known()
  const years = ageDays === null ? null : ageDays / DAYS_PER_YEAR
  const age =
    years === null
      ? m.ecg_age_not_known()
      : years < 2
        ? m.ecg_age_months({ months: formatNumber(Math.floor(years * 12)) })
        : m.ecg_age_years({ years: formatNumber(Math.floor(years)) })
  const whom = [sexWord, age].join(m.list_comma())
  return from === 'file'
    ? m.ecg_limits_for({ whom: m.ecg_limits_from_file({ whom }) })
    : m.ecg_limits_for({ whom })
}
