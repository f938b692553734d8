import type { SourceFile } from '#contract/ecg/source-file.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'

export const SAMPLE_RATE_HZ = 500

/** Twelve leads at 500 Hz from our own simulator, the same for each seed. */
export function twelveLeads(seconds: number, seed = 1): Tracing {
  return simulateEcg({
    seed,
    rhythm: 'sinus',
    durationMs: seconds * 1000,
    sampleRateHz: SAMPLE_RATE_HZ,
    leads: STANDARD_LEADS,
  }).tracing
}

/** The same as a WFDB record, header and data. */
export function wfdbFiles(tracing: Tracing, recordName: string): SourceFile[] {
  return writeWfdb(tracing, { recordName, annotations: [] })
}
