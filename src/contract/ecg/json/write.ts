import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'

export interface WriteJsonOptions {
  readonly recordName: string
  /** Default `mV`. */
  readonly unit?: 'mV' | 'uV'
}

/** Writes a tracing as plain JSON (grammar: README of this folder's parent), to a tenth of a microvolt. */
export function writeJson(tracing: Tracing, { recordName, unit = 'mV' }: WriteJsonOptions): SourceFile[] {
  const value = (mv: number): number | null => {
    if (Number.isNaN(mv)) return null
    return unit === 'mV' ? Math.round(mv * 10_000) / 10_000 : Math.round(mv * 10_000) / 10
  }
  const text = JSON.stringify({
    sample_rate_hz: tracing.sampleRateHz,
    unit,
    ...(tracing.startedAt && { started_at: tracing.startedAt }),
    leads: Object.fromEntries(tracing.leads.map((lead) => [lead.name, Array.from(lead.samplesMv, value)])),
    ...(tracing.annotations.length > 0 && {
      annotations: tracing.annotations.map(({ atMs, ...rest }) => ({ at_ms: atMs, ...rest })),
    }),
  })
  return [{ name: `${recordName}.json`, bytes: new TextEncoder().encode(text) }]
}
