import { isMeasured, measured, notMeasurable, type Measured, type Unit } from '../measured.ts'
import type { EcgFigures } from './analysis.ts'
import type { CorrectableId, EcgMeasurements, MeasurementId } from './measure/measurements.ts'
import { correctedQt, QTC_FORMULAS, type QtcId } from './measure/qtc.ts'

/** What a person said of our numbers: rejected, or another value in the number's own unit. */
export type Corrections = Readonly<Partial<Record<CorrectableId, Correction>>>
export type Correction = { readonly rejected: true } | { readonly value: number }

/**
 * The numbers as a person left them: a value they gave is `entered`, one they rejected has the reason `rejected`. The
 * four QTc follow a QT or a rate that was changed, unless the person spoke of them, too; what made them withheld before
 * (an irregular rhythm, pacing) still does.
 */
export function corrected(figures: EcgFigures, corrections: Corrections): EcgFigures {
  const rateBpm = put(figures.rateBpm, '/min', corrections.rateBpm)
  const before = figures.measurements
  const measurements = Object.fromEntries(
    Object.entries(before).map(([id, value]) => {
      const unit = unitOf(id as MeasurementId)
      return [id, put(value as Measured, unit, corrections[id as MeasurementId])]
    }),
  ) as unknown as EcgMeasurements
  if (!corrections.qtMs && !corrections.rateBpm) return { ...figures, rateBpm, measurements }
  const derived = correctedQt(measurements.qtMs, rateBpm, true)
  const qtcs = (Object.keys(QTC_FORMULAS) as QtcId[]).map((id) => {
    const follows = corrections[id] === undefined && !isWithheld(before[id])
    return [id, follows ? derived[id] : measurements[id]] as const
  })
  return { ...figures, rateBpm, measurements: { ...measurements, ...Object.fromEntries(qtcs) } }
}

/** Whether the beats themselves forbid the number, whatever QT and rate are. */
function isWithheld(value: Measured | undefined): boolean {
  if (value === undefined || isMeasured(value)) return false
  return value.notMeasurable === 'rhythm-irregular' || value.notMeasurable === 'paced-rhythm'
}

function put<U extends Unit>(ours: Measured<U>, unit: U, correction: Correction | undefined): Measured<U> {
  if (correction === undefined) return ours
  if ('rejected' in correction) return notMeasurable('rejected')
  return measured(correction.value, unit, { origin: 'entered', by: 'reader' })
}

/** The unit of a number is the end of its name. */
function unitOf(id: MeasurementId): Unit {
  if (id.endsWith('Ms')) return 'ms'
  return id.endsWith('Deg') ? 'deg' : 'mV'
}
