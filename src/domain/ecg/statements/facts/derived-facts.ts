import { isMeasured, type Measured } from '../../../measured.ts'
import type { EcgFigures } from '../../analysis.ts'
import { WIDE_QRS_MS } from '../../limits/limit-table.ts'
import type { EcgPerson } from '../../limits/limits.ts'
import { QTC_FORMULAS } from '../../measure/qtc.ts'
import type { StandardLead, Tracing } from '../../tracing.ts'
import { known, unknown, type Fact } from '../facts.ts'
import { ofMeasured, ofNumber } from './number-facts.ts'

/** What women get added in Cornell's product, millivolts (`ecg.lvh.cornell_product`). */
const CORNELL_WOMEN_MV = 0.8
const MM_PER_MV = 10
const SURELY_LONG_MS = 500
const ADULT_DAYS = 16 * 365.25

/** A wide QRS makes the QT long by itself: then only what is long beyond doubt is held against a limit. */
function withoutWideQrs(qtcMs: Measured, qrsMs: number | null): Fact {
  const wide = qrsMs !== null && qrsMs >= WIDE_QRS_MS
  return wide && isMeasured(qtcMs) && qtcMs.value < SURELY_LONG_MS
    ? unknown('outside-formula')
    : ofMeasured(qtcMs)
}

/** Inputs that follow from several numbers. */
export function derivedFacts(
  { leads }: Tracing,
  { measurements, leadMeasurements, rateBpm }: EcgFigures,
  person: EcgPerson | null,
): Readonly<Record<string, () => Fact>> {
  const lead = (name: StandardLead) => leadMeasurements[leads.findIndex(({ standard }) => standard === name)]
  const value = (number: Measured | undefined) =>
    number === undefined ? null : isMeasured(number) ? number.value : null
  const reason = (...numbers: readonly (Measured | undefined)[]): Fact => {
    const open = numbers.find((number) => number === undefined || !isMeasured(number))
    return unknown(open === undefined || isMeasured(open) ? 'lead-missing' : open.notMeasurable)
  }
  return {
    cornellProductMmMs: () => {
      const [sum, qrs] = [value(measurements.cornellMv), value(measurements.qrsMs)]
      if (sum === null || qrs === null) return reason(measurements.cornellMv, measurements.qrsMs)
      if ((person?.sex ?? null) === null) return unknown('sex-unknown')
      const added = person!.sex === 'female' ? CORNELL_WOMEN_MV : 0
      return ofNumber((sum + added) * MM_PER_MV * qrs, 'mm.ms')
    },
    /** R in V1 and the deeper S of V5 and V6. */
    rV1SV5Mv: () => {
      const [r, s5, s6] = [lead('V1')?.rMv, lead('V5')?.sMv, lead('V6')?.sMv]
      const [height, deepest] = [value(r), Math.max(value(s5) ?? -1, value(s6) ?? -1)]
      return height === null || deepest < 0 ? reason(r, s5, s6) : ofNumber(height + deepest, 'mV')
    },
    rGrowsToV3: () => {
      const [two, three] = [lead('V2')?.rMv, lead('V3')?.rMv]
      const [r2, r3] = [value(two), value(three)]
      return r2 === null || r3 === null ? reason(two, three) : known(r3 >= r2)
    },
    /** Adults: Fridericia. Children have limits of Bazett's formula alone, at the rates of children. */
    qtcForLimitMs: () => {
      const child = (person?.ageDays ?? Infinity) < ADULT_DAYS
      if (!child) return withoutWideQrs(measurements.qtcFridericiaMs, value(measurements.qrsMs))
      const { qtcBazettMs, qtMs } = measurements
      if (isMeasured(qtcBazettMs)) return ofMeasured(qtcBazettMs)
      const [qt, rate] = [value(qtMs), value(rateBpm)]
      if (qtcBazettMs.notMeasurable !== 'outside-formula' || qt === null || rate === null) {
        return ofMeasured(qtcBazettMs)
      }
      return ofNumber(QTC_FORMULAS.qtcBazettMs.of(qt, 60 / rate), 'ms')
    },
  }
}
