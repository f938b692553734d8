import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { LeadMeasurements, MeasurementId } from '#domain/ecg/measure/measurements.ts'
import { STANDARD_LEADS } from '#domain/ecg/tracing.ts'
import { isMeasured, type Measured } from '#domain/measured.ts'

/**
 * What the signal code measured as one vector: the pretext task of `ecg-12lead`, whose network learns to see in the
 * signal what the code measures. Each number in a unit in which it is about one.
 */
interface Quantity {
  readonly name: string
  readonly of: (analysis: EcgAnalysis) => number | null
}

const LIMIT = 6

const scaled = (m: Measured, unit: number): number | null => (isMeasured(m) ? m.value / unit : null)
const turned = (m: Measured, f: (radians: number) => number): number | null =>
  isMeasured(m) ? f((m.value * Math.PI) / 180) : null

const INTERVALS: readonly (readonly [MeasurementId, number])[] = [
  ['pMs', 50],
  ['prMs', 100],
  ['qrsMs', 50],
  ['qtMs', 200],
  ['qtcFridericiaMs', 200],
]
const AXES: readonly MeasurementId[] = ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg']

const OF_LEAD: readonly (readonly [Exclude<keyof LeadMeasurements, 'lead' | 'pTerminalMvMs'>, number])[] = [
  ['pMv', 0.1],
  ['qMs', 20],
  ['qMv', 0.5],
  ['rMv', 1],
  ['sMv', 1],
  ['r2Mv', 0.5],
  ['rPeakTimeMs', 50],
  ['stJMv', 0.1],
  ['stJ60Mv', 0.1],
  ['tMv', 0.5],
]

const QUANTITIES: readonly Quantity[] = [
  { name: 'rateBpm', of: (a) => scaled(a.rateBpm, 50) },
  { name: 'regularity', of: (a) => scaled(a.rhythmRegularity, 1) },
  { name: 'shortestRr', of: (a) => ratio(a.measurements.rrMinMs, a.measurements.rrMeanMs) },
  { name: 'longestRr', of: (a) => ratio(a.measurements.rrMaxMs, a.measurements.rrMeanMs) },
  { name: 'pShare', of: pShare },
  ...INTERVALS.map(([id, unit]) => ({ name: id, of: (a: EcgAnalysis) => scaled(a.measurements[id], unit) })),
  ...AXES.flatMap((id) => [
    { name: `${id}.cos`, of: (a: EcgAnalysis) => turned(a.measurements[id], Math.cos) },
    { name: `${id}.sin`, of: (a: EcgAnalysis) => turned(a.measurements[id], Math.sin) },
  ]),
  { name: 'qrsTAngle.cos', of: qrsTAngle },
  { name: 'sokolowLyonMv', of: (a) => scaled(a.measurements.sokolowLyonMv, 2) },
  { name: 'cornellMv', of: (a) => scaled(a.measurements.cornellMv, 2) },
  ...STANDARD_LEADS.flatMap((lead, l) =>
    OF_LEAD.map(([id, unit]) => ({
      name: `${lead}.${id}`,
      of: (a: EcgAnalysis) => scaled(a.leadMeasurements[l]![id], unit),
    })),
  ),
  { name: 'V1.pTerminalMvMs', of: terminalForce },
]

export const MEASUREMENT_NAMES: readonly string[] = QUANTITIES.map(({ name }) => name)

/**
 * @param analysis of a tracing that holds the twelve standard leads in their order
 * @returns the numbers, and 1 where there is one, 0 where it is not measurable (its number is then 0)
 */
export function measurementVector(analysis: EcgAnalysis): {
  readonly values: Float32Array
  readonly known: Float32Array
} {
  const found = QUANTITIES.map(({ of }) => of(analysis))
  const known = found.map((value) => value !== null && Number.isFinite(value))
  return {
    values: Float32Array.from(found, (value, i) =>
      known[i] ? Math.min(LIMIT, Math.max(-LIMIT, value!)) : 0,
    ),
    known: Float32Array.from(known, Number),
  }
}

function ratio(part: Measured, whole: Measured): number | null {
  return isMeasured(part) && isMeasured(whole) ? part.value / whole.value : null
}

/** Share of the delineated beats before which a P wave was seen. */
function pShare({ delineation }: EcgAnalysis): number | null {
  const beats = delineation?.beats ?? []
  return beats.length === 0 ? null : beats.filter(({ p }) => p !== null).length / beats.length
}

function qrsTAngle({ measurements: { qrsAxisDeg, tAxisDeg } }: EcgAnalysis): number | null {
  return isMeasured(qrsAxisDeg) && isMeasured(tAxisDeg)
    ? Math.cos(((qrsAxisDeg.value - tAxisDeg.value) * Math.PI) / 180)
    : null
}

function terminalForce({ leadMeasurements }: EcgAnalysis): number | null {
  const force = leadMeasurements[STANDARD_LEADS.indexOf('V1')]?.pTerminalMvMs ?? null
  return force === null ? null : force / 4
}
