import type { Measured, Unit } from '../../measured.ts'
import { isMeasured, measured, notMeasurable } from '../../measured.ts'
import type { EcgFigures } from '../analysis.ts'
import type { CorrectableId } from './measurements.ts'
import { correctedQt } from './qtc.ts'
import { unmeasured } from './unmeasured.ts'

/** Figures of which only the named numbers are measured; QTc follow from QT and rate as in a steady rhythm. */
export function figuresWith(values: Partial<Record<CorrectableId, number>>): EcgFigures {
  const none = notMeasurable('edge-unclear')
  const number = <U extends Unit>(id: CorrectableId, unit: U): Measured<U> =>
    values[id] === undefined ? none : measured(values[id], unit, { origin: 'measured', by: 'test' })
  const all = unmeasured({ meanMs: none, minMs: none, maxMs: none }, 'edge-unclear')
  const given = Object.keys(all).map((id) => {
    const unit = id.endsWith('Ms') ? 'ms' : id.endsWith('Deg') ? 'deg' : 'mV'
    return [id, number(id as CorrectableId, unit)] as const
  })
  const rateBpm = number('rateBpm', '/min')
  const measurements = { ...all, ...Object.fromEntries(given) }
  const derived = correctedQt(measurements.qtMs, rateBpm, true)
  const qtcs = Object.entries(derived).filter(([id]) => !isMeasured(measurements[id as keyof typeof derived]))
  return {
    rateBpm,
    measurements: { ...measurements, ...Object.fromEntries(qtcs) },
    leadMeasurements: [],
    rhythmRegularity: none,
  }
}
