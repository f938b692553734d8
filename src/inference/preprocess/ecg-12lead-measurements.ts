import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { LeadMeasurements, MeasurementId } from '#domain/ecg/measure/measurements.ts'
import { STANDARD_LEADS } from '#domain/ecg/tracing.ts'
import { isMeasured, type Measured } from '#domain/measured.ts'
import type { Tensor } from '../runtime.ts'

/**
 * What the signal code measured, as a vector: each number in a unit in which it is about one (100 ms, mV …), so that
 * one range holds for all; where a number is not measurable its place is 0 in both tensors.
 */
interface Quantity {
  readonly name: string
  readonly of: (analysis: EcgAnalysis) => number | null
}

const LIMIT = 6

const number = (m: Measured): number | null => (isMeasured(m) ? m.value : null)
const scaled = (m: Measured, unit: number): number | null => (isMeasured(m) ? m.value / unit : null)
const radians = (m: Measured): number | null => (isMeasured(m) ? (m.value * Math.PI) / 180 : null)
const through = (x: number | null, f: (x: number) => number): number | null => (x === null ? null : f(x))

/** Units of the intervals, ms. */
const INTERVALS: readonly (readonly [MeasurementId, number])[] = [
  ['pMs', 50],
  ['prMs', 100],
  ['qrsMs', 50],
  ['qtMs', 200],
  ['qtcFridericiaMs', 200],
]
const AXES: readonly MeasurementId[] = ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg']

const WHOLE: readonly Quantity[] = [
  { name: 'rate', of: (a) => scaled(a.rateBpm, 50) },
  { name: 'regularity', of: (a) => number(a.rhythmRegularity) },
  { name: 'shortestRr', of: (a) => share(a.measurements.rrMinMs, a.measurements.rrMeanMs) },
  { name: 'longestRr', of: (a) => share(a.measurements.rrMaxMs, a.measurements.rrMeanMs) },
  { name: 'pShare', of: pShare },
  ...INTERVALS.map(([id, unit]) => ({ name: id, of: (a: EcgAnalysis) => scaled(a.measurements[id], unit) })),
  ...AXES.flatMap((id) => [
    { name: `${id}.cos`, of: (a: EcgAnalysis) => through(radians(a.measurements[id]), Math.cos) },
    { name: `${id}.sin`, of: (a: EcgAnalysis) => through(radians(a.measurements[id]), Math.sin) },
  ]),
  { name: 'qrsTAngle.cos', of: qrsTAngle },
  { name: 'sokolowLyonMv', of: (a) => scaled(a.measurements.sokolowLyonMv, 2) },
  { name: 'cornellMv', of: (a) => scaled(a.measurements.cornellMv, 2) },
]

/** Units of the numbers of a lead: ms or mV. */
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
  ...WHOLE,
  ...STANDARD_LEADS.flatMap((lead, l) => [
    ...OF_LEAD.map(([id, unit]) => ({
      name: `${lead}.${id}`,
      of: (a: EcgAnalysis) => scaled(a.leadMeasurements[l]![id], unit),
    })),
  ]),
  { name: 'V1.pTerminalMvMs', of: (a) => through(a.leadMeasurements[6]!.pTerminalMvMs, (v) => v / 4) },
]

export const MEASUREMENT_NAMES: readonly string[] = QUANTITIES.map(({ name }) => name)

/**
 * @param analysis of a tracing that holds the twelve standard leads in their order
 * @returns `measurements` and `mask` (1 measured, 0 not), each [1, n]
 */
export function measurementTensors(analysis: EcgAnalysis): { readonly measurements: Tensor; readonly mask: Tensor } {
  const shape = [1, QUANTITIES.length]
  const values = QUANTITIES.map(({ of }) => of(analysis))
  const known = values.map((v) => v !== null && Number.isFinite(v))
  return {
    measurements: {
      shape,
      data: Float32Array.from(values, (v, i) => (known[i] ? Math.min(LIMIT, Math.max(-LIMIT, v!)) : 0)),
    },
    mask: { shape, data: Float32Array.from(known, Number) },
  }
}

function share(part: Measured, whole: Measured): number | null {
  return isMeasured(part) && isMeasured(whole) ? part.value / whole.value : null
}

/** Share of the delineated beats before which a P wave was seen. */
function pShare({ delineation }: EcgAnalysis): number | null {
  const beats = delineation?.beats ?? []
  return beats.length === 0 ? null : beats.filter(({ p }) => p !== null).length / beats.length
}

function qrsTAngle({ measurements: { qrsAxisDeg, tAxisDeg } }: EcgAnalysis): number | null {
  const [qrs, t] = [radians(qrsAxisDeg), radians(tAxisDeg)]
  return qrs === null || t === null ? null : Math.cos(qrs - t)
}
