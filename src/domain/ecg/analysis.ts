import type { Measured, PerMinute } from '../measured.ts'
import type { Beat } from './beats.ts'
import type { ElectrodeFinding, Pacing } from './checks/findings.ts'
import type { Delineation } from './delineate/waves.ts'
import type {
  CorrectableId,
  EcgMeasurements,
  Evidence,
  LeadMeasurements,
  MedianBeat,
  RProgression,
} from './measure/measurements.ts'
import type { LeadQuality } from './quality.ts'
import type { RrSeries } from './rr.ts'

/** What a list, a chart and a comparison need of an analysis: small enough to be kept with every reading. */
export interface EcgFigures {
  readonly rateBpm: Measured<PerMinute>
  readonly measurements: EcgMeasurements
  /** One for each lead, in the order of the tracing. */
  readonly leadMeasurements: readonly LeadMeasurements[]
  /** 1 is a clock; atrial fibrillation lies near 0.8 (`RrSeries.regularity`). */
  readonly rhythmRegularity: Measured<'1'>
}

/** What the signal code says of a tracing, without any model. */
export interface EcgAnalysis extends EcgFigures {
  /** Ascending; empty where the tracing is unusable. */
  readonly beats: readonly Beat[]
  readonly rr: RrSeries
  /** What made each number; absent for what is not measured. */
  readonly evidence: Readonly<Partial<Record<CorrectableId, Evidence>>>
  readonly rProgression: RProgression
  /** Null where there are no beats. Of long recordings the stretch in `delineatedBeats` only. */
  readonly delineation: Delineation | null
  /** Indices into `beats` that the delineation speaks of: all of a resting tracing. */
  readonly delineatedBeats: readonly number[]
  readonly medianBeat: MedianBeat | null
  readonly pacing: Pacing
  readonly electrodes: readonly ElectrodeFinding[]
  /** One for each lead, in the order of the tracing. */
  readonly quality: readonly LeadQuality[]
  /** The lead to give to a model that reads one; null where none is usable. */
  readonly bestLead: number | null
}
