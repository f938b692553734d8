import type { CorrectableId } from '../measure/measurements.ts'
import data from './data/ecg-limits.json' with { type: 'json' }

type Sex = 'female' | 'male'
export type RuleId = keyof typeof data.rules

/** Limits of one number for people of one sex in one band of age. */
export interface Limit {
  readonly id: CorrectableId
  readonly rule: RuleId
  /** Below the first is low, below the next is lower still; descending. */
  readonly low: readonly number[]
  /** Above the first is high; ascending. */
  readonly high: readonly number[]
  /** The limit itself is already too high, or too low ("at least", "under"). */
  readonly lowIsLow?: boolean
  readonly highIsHigh?: boolean
}

/** One band of age with the limits of a sex. */
export interface Band {
  /** `adult`, or the months and years of the table of children. */
  readonly band: string
  readonly sex: Sex
  readonly fromMonths: number
  readonly belowMonths: number | null
  readonly limits: readonly Limit[]
}

const SEXES: readonly Sex[] = ['female', 'male']
const QTC_IDS = ['qtcBazettMs', 'qtcFridericiaMs', 'qtcFraminghamMs', 'qtcHodgesMs'] as const
const ADULT_MONTHS = data.children.at(-1)!.ageMonths[1]!

/** Children have percentiles of Bazett's formula alone; half a second is too long by any formula. */
const longAtAnyAge = QTC_IDS.filter((id) => id !== 'qtcBazettMs').map((id): Limit => ({
  id,
  rule: 'ecg.qtc.limits',
  low: [],
  high: [data.qtc.veryHigh],
  highIsHigh: true,
}))

/** Every band for both sexes: children of the table, young adults, and adults old enough for Sokolow and Lyon's sum. */
export const BANDS: readonly Band[] = SEXES.flatMap((sex) => [...childBands(sex), ...adultBands(sex)])

function childBands(sex: Sex): Band[] {
  return data.children.map((row) => {
    const [fromMonths, belowMonths] = row.ageMonths as [number, number]
    const percentiles = (id: 'rateBpm' | 'prMs' | 'qrsMs' | 'qtcBazettMs'): Limit => {
      const [low, high] = row[id][sex] as [number, number]
      return { id, rule: 'ecg.normal.child', low: [low], high: [high] }
    }
    const limits = (['rateBpm', 'prMs', 'qrsMs', 'qtcBazettMs'] as const).map(percentiles)
    return {
      band: row.band,
      sex,
      fromMonths,
      belowMonths,
      limits: [...limits, ...longAtAnyAge, axisAt(fromMonths)],
    }
  })
}

function adultBands(sex: Sex): Band[] {
  const { adult, qtc, voltage } = data
  const rule = 'ecg.normal.adult' as const
  const [rateLow, rateHigh] = adult.rateBpm as [number, number]
  const [prLow, prHigh] = adult.prMs as [number, number]
  const limits: Limit[] = [
    { id: 'rateBpm', rule, low: [rateLow], high: [rateHigh] },
    { id: 'pMs', rule, low: [], high: [adult.pMsBelow], highIsHigh: true },
    { id: 'prMs', rule, low: [prLow], high: [prHigh] },
    { id: 'qrsMs', rule, low: [], high: [adult.qrsMsBelow, adult.qrsMsBlock], highIsHigh: true },
    ...QTC_IDS.map((id): Limit => {
      const low = [qtc.short, qtc.veryShort]
      return { id, rule: 'ecg.qtc.limits', low, lowIsLow: true, high: [qtc.above[sex], qtc.veryHigh] }
    }),
    axisAt(ADULT_MONTHS),
    { id: 'cornellMv', rule: 'ecg.lvh.cornell', low: [], high: [voltage.cornellMv.above[sex]] },
  ]
  const sokolow: Limit = {
    id: 'sokolowLyonMv',
    rule: 'ecg.lvh.sokolow',
    low: [],
    high: [voltage.sokolowLyonMv.atLeast],
    highIsHigh: true,
  }
  const older = 12 * voltage.sokolowLyonMv.fromYears
  const adults = { band: 'adult', sex } as const
  return [
    { ...adults, fromMonths: ADULT_MONTHS, belowMonths: older, limits },
    { ...adults, fromMonths: older, belowMonths: null, limits: [...limits, sokolow] },
  ]
}

/** The axis has bands of its own; a band of the other table begins within one of them. */
function axisAt(months: number): Limit {
  const { degrees } = data.axis.findLast(({ ageMonths }) => ageMonths[0]! <= months)!
  return { id: 'qrsAxisDeg', rule: 'ecg.axis.class', low: [degrees[0]!], high: [degrees[1]!] }
}

/** Where a limit comes from, and whether two sources agree on it. */
export function sourceOf(rule: RuleId): { readonly source: string; readonly verified: boolean } {
  return data.rules[rule]
}

/** What Chinese textbooks and laboratories hold beside these. */
export const CHINA = {
  rateBpm: data.adult.rateBpmChina as [number, number],
  sokolowLyonMv: data.voltage.sokolowLyonMv.china,
}

/** A QTc that differs by this much from an earlier one is worth a word (rule `ecg.qtc.limits`). */
export const QTC_CHANGE_OF_NOTE_MS = data.qtc.changeOfNote

/** From this width on the QRS makes the QT longer by itself. */
export const WIDE_QRS_MS = data.qtc.wideQrsMs
