import { isMeasured, type Measured } from '../../../measured.ts'
import type { EcgAnalysis, EcgFigures } from '../../analysis.ts'
import type { LeadMeasurements } from '../../measure/measurements.ts'
import { STANDARD_LEADS, type StandardLead, type Tracing } from '../../tracing.ts'
import { known, unknown, type Fact } from '../facts.ts'
import { leadShape, type LeadShape } from './lead-shape.ts'
import { maybe, ofMeasured, ofNumber } from './number-facts.ts'

/** Numbers of a lead that rules may ask for by `V1.r2Mv`: measured ones, and those that follow from them. */
export function leadFacts(
  tracing: Tracing,
  analysis: EcgAnalysis,
  figures: EcgFigures,
): (lead: string, measure: string) => Fact | null {
  const shapes = new Map<string, LeadShape | null>()
  const shapeOf = (lead: StandardLead, index: number) => {
    if (!shapes.has(lead)) shapes.set(lead, leadShape(analysis.medianBeat, index))
    return shapes.get(lead)!
  }
  return (name, measure) => {
    if (name === '-aVR') return negative(ofLead('aVR', measure))
    const lead = STANDARD_LEADS.find((each) => each === name)
    return lead === undefined ? null : ofLead(lead, measure)
  }

  function ofLead(lead: StandardLead, measure: string): Fact | null {
    const index = tracing.leads.findIndex(({ standard }) => standard === lead)
    const numbers = figures.leadMeasurements[index]
    if (index < 0 || numbers === undefined) return unknown('lead-missing')
    if (measure in numbers && measure !== 'lead') {
      const number = numbers[measure as Exclude<keyof LeadMeasurements, 'lead'>]
      if (measure === 'pTerminalMvMs') return maybe(number as number | null, 'mV.ms', 'no-p-wave')
      return ofMeasured(number as Measured)
    }
    const derived = DERIVED[measure]
    if (derived !== undefined) return derived(numbers)
    const shape = shapeOf(lead, index)
    const read = SHAPES[measure]
    if (read === undefined) return null
    return shape === null ? reasonOf(numbers.rMv) : read(shape)
  }
}

function negative(fact: Fact | null): Fact | null {
  return fact !== null && typeof fact.value === 'number' ? { ...fact, value: -fact.value } : fact
}

function reasonOf(number: Measured): Fact {
  return unknown(isMeasured(number) ? 'edge-unclear' : number.notMeasurable)
}

const DERIVED: Readonly<Record<string, (lead: LeadMeasurements) => Fact>> = {
  /** R over S; a lead without S has a ratio beyond any threshold. */
  rsRatio: ({ rMv, sMv }) => from([rMv, sMv], '1', (r, s) => r / Math.max(s, 0.01)),
  /** R, or R', less the deeper of Q and S. */
  netMv: ({ rMv, r2Mv, sMv, qMv }) =>
    from([rMv, r2Mv, sMv, qMv], 'mV', (r, r2, s, q) => Math.max(r, r2) - Math.max(s, q)),
  /** The complex lies wholly below the line. */
  qs: ({ rMv, qMv }) => yes([rMv, qMv], (r, q) => r === 0 && q >= 0.1),
  rsPattern: ({ qMv, rMv, sMv }) => yes([qMv, rMv, sMv], (q, r, s) => q === 0 && r > 0 && s > r),
  qrPattern: ({ qMv, rMv, sMv }) => yes([qMv, rMv, sMv], (q, r, s) => q > 0 && r > q && r > s),
  /** S wider than R. */
  sWider: ({ rMs, sMs }) => yes([rMs, sMs], (r, s) => s > r),
  /** Q over R of the same lead. */
  qShare: ({ qMv, rMv }) => from([qMv, rMv], '1', (q, r) => (q === 0 ? 0 : q / Math.max(r, 0.01))),
  tShare: ({ tMv, rMv }) => from([tMv, rMv], '1', (t, r) => t / Math.max(r, 0.05)),
  /** J to 80 ms after it: positive where ST rises. */
  stRiseMv: ({ stJMv, stJ80Mv }) => from([stJMv, stJ80Mv], 'mV', (j, j80) => j80 - j),
  /** ST at J over the depth of S; negative where both point the same way (Smith 2012). */
  stOverS: ({ stJMv, sMv, qMv, rMv }) =>
    from([stJMv, sMv, qMv, rMv], '1', (j, s, q, r) => j / Math.max(r === 0 ? q : s, 0.05)),
}

type Numbers<T extends readonly unknown[]> = { [K in keyof T]: number }

function from<T extends readonly Measured[]>(
  numbers: readonly [...T],
  unit: string,
  of: (...values: Numbers<T>) => number,
): Fact {
  const missing = numbers.find((number) => !isMeasured(number))
  if (missing !== undefined) return reasonOf(missing)
  const values = numbers.map((number) => (isMeasured(number) ? number.value : NaN)) as Numbers<T>
  return ofNumber(of(...values), unit)
}

function yes<T extends readonly Measured[]>(
  numbers: readonly [...T],
  of: (...values: Numbers<T>) => boolean,
): Fact {
  const missing = numbers.find((number) => !isMeasured(number))
  if (missing !== undefined) return reasonOf(missing)
  return known(of(...(numbers.map((number) => (isMeasured(number) ? number.value : NaN)) as Numbers<T>)))
}

const SHAPES: Readonly<Record<string, (shape: LeadShape) => Fact>> = {
  notched: ({ notched }) => known(notched),
  deltaMs: ({ deltaMs }) => ofNumber(deltaMs, 'ms'),
  jPeakMv: ({ jPeakMv }) => ofNumber(jPeakMv, 'mV'),
  tLeastMv: ({ tLeastMv }) => maybe(tLeastMv, 'mV', 'no-t-wave'),
  tEndsDown: ({ tEndsDown }) => (tEndsDown === null ? unknown('no-t-wave') : known(tEndsDown)),
  tWidthMs: ({ tWidthMs }) => maybe(tWidthMs, 'ms', 'no-t-wave'),
  prLevelMv: ({ prLevelMv }) => maybe(prLevelMv, 'mV', 'no-p-wave'),
}
