import { isMeasured, type Measured } from '../../measured.ts'
import type { EcgFigures } from '../analysis.ts'
import type { CorrectableId } from '../measure/measurements.ts'
import { QTC_FORMULAS } from '../measure/qtc.ts'
import { BANDS, CHINA, sourceOf, WIDE_QRS_MS, type Band, type Limit, type RuleId } from './limit-table.ts'

export interface EcgPerson {
  readonly sex: 'female' | 'male' | null
  readonly ageDays: number | null
}

/** A number beyond the limits of people of this age and sex. It says where it lies, and nothing of why. */
export interface LimitFlag {
  readonly id: CorrectableId
  /** The number that was compared, in its own unit, as it is printed. */
  readonly value: number
  readonly side: 'low' | 'high'
  /** The limit that it passes; of several (QTc 450 and 500) the furthest. */
  readonly limit: number
  /** `adult`, a band of children (`0-1m` … `12-16y`), or `any`: the age is not known, and the limit holds at every age. */
  readonly ageBand: string
  /** Whose limit it is; null where it holds for both sexes, or the sex is not known. */
  readonly sex: 'female' | 'male' | null
  readonly rule: RuleId
  readonly source: string
  /** Whether two sources agree on the limit. */
  readonly verified: boolean
  /**
   * china-rate: many Chinese laboratories call 50 to 100 normal. china-voltage: not above the limit of the Chinese
   * textbook. wide-qrs: the QRS itself makes the QT long. child-rate: given for the limits of children alone.
   */
  readonly note: 'china-rate' | 'china-voltage' | 'wide-qrs' | 'child-rate' | null
}

const DAYS_PER_MONTH = 30.4375
/** Bazett corrects too much above and too little below these rates: there its number is held against no limit. */
const BAZETT_RATE = { least: 60, most: 90 } as const

/**
 * The numbers that lie beyond the limits for a person. Where age or sex is not known only limits count that hold for
 * everybody it could be. Children: below the 2nd or above the 98th percentile of Rijnbeek 2001.
 */
export function limitFlags(figures: EcgFigures, person: EcgPerson | null): LimitFlag[] {
  const bands = bandsFor(person)
  const child = bands.every(({ band }) => band !== 'adult')
  const ids = [...new Set(bands.flatMap(({ limits }) => limits.map(({ id }) => id)))]
  return ids.flatMap((id) => {
    const limits = bands.map((band) => band.limits.find((limit) => limit.id === id))
    const number = asPrinted(id, valueOf(figures, id, child))
    if (number === null || limits.some((limit) => limit === undefined)) return []
    const passed = furthest(number.value, limits as Limit[], id === 'qrsAxisDeg')
    if (passed === null) return []
    const { side, limit, rule } = passed
    return [
      {
        id,
        value: number.value,
        side,
        limit,
        ageBand: (person?.ageDays ?? null) === null ? 'any' : bands[0]!.band,
        sex: sexOf(bands, id, person),
        rule,
        ...sourceOf(rule),
        note: number.note ?? noteOf(id, number.value, figures, person),
      },
    ]
  })
}

function bandsFor(person: EcgPerson | null): Band[] {
  const { sex: own, ageDays } = person ?? { sex: null, ageDays: null }
  const months = ageDays === null ? null : ageDays / DAYS_PER_MONTH
  return BANDS.filter(
    ({ sex, fromMonths, belowMonths }) =>
      (own === null || own === sex) &&
      (months === null || (months >= fromMonths && (belowMonths === null || months < belowMonths))),
  )
}

function valueOf(
  { rateBpm, measurements }: EcgFigures,
  id: CorrectableId,
  child: boolean,
): { readonly value: number; readonly note?: 'child-rate' } | null {
  const number: Measured = id === 'rateBpm' ? rateBpm : measurements[id]
  const rate = isMeasured(rateBpm) ? rateBpm.value : null
  if (id !== 'qtcBazettMs') return isMeasured(number) ? number : null
  if (isMeasured(number)) {
    const trusted = rate !== null && rate >= BAZETT_RATE.least && rate <= BAZETT_RATE.most
    return trusted || child ? number : null
  }
  // The limits of children are of Bazett's formula at the rates of children, which is no rate to print it at.
  const { qtMs } = measurements
  if (!child || rate === null || !isMeasured(qtMs) || number.notMeasurable !== 'outside-formula') return null
  return { value: QTC_FORMULAS.qtcBazettMs.of(qtMs.value, 60 / rate), note: 'child-rate' }
}

/** A rate that is printed as 60 is not below 60. */
function asPrinted(id: CorrectableId, number: ReturnType<typeof valueOf>): ReturnType<typeof valueOf> {
  const steps = id.endsWith('Mv') ? 100 : 1
  return number && { ...number, value: Math.round(number.value * steps) / steps }
}

interface Passed {
  readonly side: 'low' | 'high'
  readonly limit: number
  readonly rule: RuleId
}

/** What a value passes in all of the limits; angles are taken around the circle to where the limits are. */
function furthest(value: number, limits: readonly Limit[], angle: boolean): Passed | null {
  const each = limits.map((limit) => passedBy(angle ? turned(value, limit) : value, limit))
  const side = each[0]?.side
  if (side === undefined || each.some((passed) => passed?.side !== side)) return null
  // The widest of them: it holds for all.
  return (each as Passed[]).reduce((widest, passed) =>
    (side === 'high' ? passed.limit > widest.limit : passed.limit < widest.limit) ? passed : widest,
  )
}

function passedBy(value: number, { low, high, lowIsLow, highIsHigh, rule }: Limit): Passed | null {
  const above = high.findLast((limit) => value > limit || (highIsHigh === true && value === limit))
  if (above !== undefined) return { side: 'high', limit: above, rule }
  const below = low.findLast((limit) => value < limit || (lowIsLow === true && value === limit))
  return below === undefined ? null : { side: 'low', limit: below, rule }
}

/** The same direction, within half a turn of the middle of the limits. */
function turned(degrees: number, { low, high }: Limit): number {
  const middle = (low[0]! + high[0]!) / 2
  return middle + ((((degrees - middle + 180) % 360) + 360) % 360) - 180
}

function sexOf(bands: readonly Band[], id: CorrectableId, person: EcgPerson | null): LimitFlag['sex'] {
  const sex = person?.sex ?? null
  const others = BANDS.filter(
    (band) => band.sex !== sex && bands.some((own) => own.fromMonths === band.fromMonths),
  )
  const same = (a: Band, b: Band) => {
    const [mine, theirs] = [a, b].map(({ limits }) => JSON.stringify(limits.find((limit) => limit.id === id)))
    return mine === theirs
  }
  return sex === null || others.every((other) => bands.some((own) => same(own, other))) ? null : sex
}

function noteOf(
  id: CorrectableId,
  value: number,
  { measurements: { qrsMs } }: EcgFigures,
  person: EcgPerson | null,
): LimitFlag['note'] {
  const [low, high] = CHINA.rateBpm
  if (id === 'rateBpm' && value >= low && value <= high) return 'china-rate'
  if (id === 'sokolowLyonMv') {
    const most = CHINA.sokolowLyonMv[person?.sex ?? 'male']
    return value <= most ? 'china-voltage' : null
  }
  return id.startsWith('qtc') && isMeasured(qrsMs) && qrsMs.value >= WIDE_QRS_MS ? 'wide-qrs' : null
}
