import type { Measured, Milliseconds, PerMinute } from '../../measured.ts'
import { isMeasured, measured, notMeasurable } from '../../measured.ts'
import type { EcgMeasurements } from './measurements.ts'

export type QtcId = 'qtcBazettMs' | 'qtcFridericiaMs' | 'qtcFraminghamMs' | 'qtcHodgesMs'

/** QT in ms and RR in s to QTc in ms. Bazett 1920, Fridericia 1920, Sagie 1992, Hodges 1983. */
export const QTC_FORMULAS: Readonly<
  Record<QtcId, { readonly name: string; readonly of: (qtMs: number, rrS: number) => number }>
> = {
  qtcBazettMs: { name: 'Bazett', of: (qt, rr) => qt / Math.sqrt(rr) },
  qtcFridericiaMs: { name: 'Fridericia', of: (qt, rr) => qt / Math.cbrt(rr) },
  qtcFraminghamMs: { name: 'Framingham', of: (qt, rr) => qt + 154 * (1 - rr) },
  qtcHodgesMs: { name: 'Hodges', of: (qt, rr) => qt + 1.75 * (60 / rr - 60) },
}
const QTC_IDS = Object.keys(QTC_FORMULAS) as QtcId[]

/** Outside these rates no formula is trusted: they part by more than the QT is known to. */
const QTC_RATE_PER_MIN = { least: 50, most: 110 } as const

/**
 * QT corrected for rate by the four formulas; the mean RR of the strip is taken.
 * Withheld where QT or rate is, where beats come irregularly (AHA/ACCF/HRS 2009, part IV) and outside 50 to 110 /min.
 * @param regular whether one mean RR speaks for the beats
 */
export function correctedQt(
  qtMs: Measured<Milliseconds>,
  rateBpm: Measured<PerMinute>,
  regular: boolean,
): Pick<EcgMeasurements, QtcId> {
  const values = QTC_IDS.map((id) => [id, one(id, qtMs, rateBpm, regular)] as const)
  return Object.fromEntries(values) as Pick<EcgMeasurements, QtcId>
}

function one(
  id: QtcId,
  qtMs: Measured<Milliseconds>,
  rateBpm: Measured<PerMinute>,
  regular: boolean,
): Measured<Milliseconds> {
  if (!isMeasured(qtMs)) return qtMs
  if (!isMeasured(rateBpm)) return rateBpm
  if (!regular) return notMeasurable('rhythm-irregular')
  const { least, most } = QTC_RATE_PER_MIN
  // As it is printed: a rate of 50 is not outside.
  const shown = Math.round(rateBpm.value)
  if (shown < least || shown > most) return notMeasurable('outside-formula')
  const { name, of } = QTC_FORMULAS[id]
  return measured(of(qtMs.value, 60 / rateBpm.value), 'ms', { origin: 'derived', by: name })
}
