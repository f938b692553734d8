import type { Measured } from '../../measured.ts'
import { isMeasured, notMeasurable } from '../../measured.ts'
import type { ElectrodeFinding } from '../checks/findings.ts'
import type { EcgFigures } from '../analysis.ts'
import type { RrSeries } from '../rr.ts'
import type { Tracing } from '../tracing.ts'
import { axes } from './axes.ts'
import type {
  CorrectableId,
  EcgMeasurements,
  Evidence,
  LeadMeasurements,
  MedianBeat,
} from './measurements.ts'
import { globalIntervals, smearedP } from './global-intervals.ts'
import { correctedQt, QTC_FORMULAS } from './qtc.ts'
import { isSteady } from './steady-rhythm.ts'
import { voltages } from './voltages.ts'

/** What the numbers of a tracing are made from. */
interface MeasuringGround {
  readonly tracing: Tracing
  readonly rateBpm: EcgFigures['rateBpm']
  readonly rr: RrSeries
  readonly median: MedianBeat
  readonly leadMeasurements: readonly LeadMeasurements[]
  /** PR of each beat of the median; null where it shows no P. */
  readonly prOfBeatsMs: readonly (number | null)[]
  /** The ventricles of most of the beats are paced. */
  readonly paced: boolean
  readonly electrodes: readonly ElectrodeFinding[]
}

interface TracingMeasurements {
  readonly measurements: EcgMeasurements
  readonly evidence: Readonly<Partial<Record<CorrectableId, Evidence>>>
}

/** The numbers of a tracing, each with what made it. */
export function measureTracing(ground: MeasuringGround): TracingMeasurements {
  const { rr, rateBpm, median, tracing } = ground
  const intervals = globalIntervals(ground)
  const volts = voltages(ground)
  const angles = axes(ground)
  const regular = isSteady(rr)
  const smeared = smearedP(intervals.values.prMs)
  const measurements: EcgMeasurements = {
    rrMeanMs: rr.meanMs,
    rrMinMs: rr.minMs,
    rrMaxMs: rr.maxMs,
    ...intervals.values,
    ...(ground.paced
      ? correctedQt(notMeasurable('paced-rhythm'), rateBpm, regular)
      : correctedQt(intervals.values.qtMs, rateBpm, regular)),
    ...angles.values,
    ...(smeared && { pAxisDeg: smeared }),
    ...volts.values,
  }
  const readable = tracing.leads.flatMap(({ name }, l) => (median.leads[l] ? [name] : []))
  const candidates: Partial<Record<CorrectableId, Evidence>> = {
    ...rhythmEvidence(rr, readable),
    ...intervals.evidence,
    ...Object.fromEntries(Object.keys(QTC_FORMULAS).map((id) => [id, intervals.evidence.qtMs])),
    ...angles.evidence,
    ...volts.evidence,
  }
  return { measurements, evidence: ofMeasured(candidates, { ...measurements, rateBpm }) }
}

/** What the rate and the intervals from beat to beat were taken from; nothing where there are too few beats. */
export function rhythmEvidence(
  { intervalsMs, meanMs }: RrSeries,
  leads: readonly string[],
): TracingMeasurements['evidence'] {
  if (!isMeasured(meanMs)) return {}
  const all = { leads, beats: intervalsMs.length + 1 }
  return { rateBpm: all, rrMeanMs: all, rrMinMs: all, rrMaxMs: all }
}

function ofMeasured(
  candidates: Partial<Record<CorrectableId, Evidence>>,
  values: Readonly<Record<CorrectableId, Measured>>,
): TracingMeasurements['evidence'] {
  const kept = Object.entries(candidates).filter(([id]) => isMeasured(values[id as CorrectableId]))
  return Object.fromEntries(kept)
}
