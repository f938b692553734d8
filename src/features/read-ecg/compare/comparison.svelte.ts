import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import { corrected } from '#domain/ecg/corrections.ts'
import type { Corrections } from '#domain/ecg/corrections.ts'
import type { EcgFigures } from '#domain/ecg/analysis.ts'

/** The other tracing, most often an earlier one, that the one on the desk is compared with. */
export interface Prior {
  /** The kept reading; null for one that only lies on the desk. */
  readonly reading: string | null
  readonly name: string
  /** Local time at the device; null where the file does not say. */
  readonly startedAt: string | null
  readonly recording: EcgRecording
  /** Its numbers as a person left them. */
  readonly figures: EcgFigures
}

export function priorOf(
  recording: EcgRecording,
  kept: { readonly id: string; readonly corrections?: Corrections } | null,
): Prior {
  return {
    reading: kept?.id ?? null,
    name: recording.source[0]?.name ?? '',
    startedAt: recording.tracing.startedAt,
    recording,
    figures: corrected(recording.analysis, kept?.corrections ?? {}),
  }
}

/** Whether the other tracing is the later of the two; where a file does not say when, it is taken for the earlier one. */
export function isLater(prior: Prior, startedAt: string | null): boolean {
  return prior.startedAt !== null && startedAt !== null && prior.startedAt > startedAt
}

/** What the tracing on the desk is compared with, and whether both lie on paper. */
export class Comparison {
  prior = $state.raw<Prior | null>(null)
  onPaper = $state(false)
}
