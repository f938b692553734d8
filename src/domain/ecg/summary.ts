import type { EcgAnalysis } from './analyse.ts'
import { durationMs, type Tracing } from './tracing.ts'

/** What a list shows of a recording without opening it. */
export interface EcgSummary {
  readonly leads: readonly string[]
  readonly sampleRateHz: number
  readonly durationMs: number
  /** Local time at the device as the file says it; null where it does not. */
  readonly startedAt: string | null
  readonly analysis: EcgAnalysis
}

export function summarise(tracing: Tracing, analysis: EcgAnalysis): EcgSummary {
  return {
    leads: tracing.leads.map((lead) => lead.name),
    sampleRateHz: tracing.sampleRateHz,
    durationMs: durationMs(tracing),
    startedAt: tracing.startedAt,
    analysis,
  }
}
