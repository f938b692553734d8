import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { QualityReason } from '#domain/ecg/quality.ts'
import type { LeadQuality } from '#ui/displays/ecg-paper/lead-quality.ts'

const MARKS = { good: 'good', usable: 'poor', unusable: 'unusable' } as const satisfies Record<
  string,
  LeadQuality
>

/** The quality mark of each lead, by its name. */
export function leadMarks({
  tracing,
  analysis,
}: Pick<EcgRecording, 'tracing' | 'analysis'>): Readonly<Record<string, LeadQuality>> {
  return Object.fromEntries(
    analysis.quality.map(({ verdict }, lead) => [tracing.leads[lead]!.name, MARKS[verdict]]),
  )
}

/** Why a lead is less than good, by its name. */
export function leadReasons({ quality }: EcgAnalysis): Readonly<Record<string, readonly QualityReason[]>> {
  return Object.fromEntries(quality.map(({ lead, reasons }) => [lead, reasons]))
}
