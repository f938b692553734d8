import type { EcgAnalysis, EcgFigures } from './analysis.ts'
import { durationMs, type Tracing } from './tracing.ts'

/** What a list shows of a recording without opening it. */
export interface EcgSummary {
  readonly leads: readonly string[]
  readonly sampleRateHz: number
  readonly durationMs: number
  /** Local time at the device as the file says it; null where it does not. */
  readonly startedAt: string | null
  /** Readings of version 0.1 hold a rate and three intervals only: a number that is not there was never measured. */
  readonly analysis: EcgFigures
}

export function summarise(tracing: Tracing, analysis: EcgAnalysis): EcgSummary {
  return {
    leads: tracing.leads.map((lead) => lead.name),
    sampleRateHz: tracing.sampleRateHz,
    durationMs: durationMs(tracing),
    startedAt: tracing.startedAt,
    analysis: figuresOf(analysis),
  }
}

/** The numbers alone: beats, waves and the median beat are found again from the recording. */
function figuresOf({ rateBpm, measurements, leadMeasurements, rhythmRegularity }: EcgAnalysis): EcgFigures {
  return { rateBpm, measurements, leadMeasurements, rhythmRegularity }
}
