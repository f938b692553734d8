import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { BeatWaves } from '#domain/ecg/delineate/waves.ts'
import type { CorrectableId, Evidence } from '#domain/ecg/measure/measurements.ts'
import { m } from '#words/messages.js'

/** A QTc is made of a QT: what made the QT is shown. */
export function evidenceOf(analysis: EcgAnalysis, id: CorrectableId): Evidence | null {
  return analysis.evidence[id] ?? (id.startsWith('qtc') ? (analysis.evidence.qtMs ?? null) : null)
}

/** What a stretch of the median beat begins and ends with, for the words at its two ends. */
export function endsOf(id: CorrectableId): readonly [from: string, to: string] {
  if (id === 'pMs' || id === 'pAxisDeg') return [m.paper_mark_p_onset(), m.paper_mark_p_offset()]
  if (id === 'prMs') return [m.paper_mark_p_onset(), m.paper_mark_qrs_onset()]
  if (id.startsWith('qt')) return [m.paper_mark_qrs_onset(), m.paper_mark_t_offset()]
  if (id === 'tAxisDeg') return [m.paper_mark_t_onset(), m.paper_mark_t_offset()]
  return [m.paper_mark_qrs_onset(), m.paper_mark_qrs_offset()]
}

/** Onsets and ends of all waves of a beat, milliseconds. */
export function edgesOf({ p, qrs, t }: BeatWaves): readonly number[] {
  return [p, qrs, t].flatMap((wave) => [wave?.onsetMs, wave?.offsetMs]).filter((at) => typeof at === 'number')
}
