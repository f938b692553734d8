import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { Lead, StandardLead, Tracing } from '#domain/ecg/tracing.ts'
import { DURATION_S_MAX } from './preprocess/ecg-1lead.ts'

/** The model learned from lead I of a handheld recorder; lead II looks most like it. */
const PREFERRED: readonly StandardLead[] = ['I', 'II']

export interface ChosenLead {
  readonly lead: Lead
  /** False where the signal code found no lead in which anything can be read. */
  readonly usable: boolean
}

/**
 * The lead to read: I, else II where its quality is good, else the one the signal code thinks best.
 * @returns null where the tracing has no lead at all
 */
export function chooseLead(tracing: Tracing, analysis: EcgAnalysis): ChosenLead | null {
  const undisturbed = tracing.leads.filter((_, i) => analysis.quality[i]?.verdict === 'good')
  for (const name of PREFERRED) {
    const found = undisturbed.find((lead) => lead.standard === name)
    if (found) return { lead: found, usable: true }
  }
  const lead = tracing.leads[analysis.bestLead ?? 0]
  return lead === undefined ? null : { lead, usable: analysis.bestLead !== null }
}

/** A part of a lead that the model may read. */
export interface Section {
  readonly samplesMv: Float32Array
  readonly span: { readonly startMs: number; readonly endMs: number; readonly whole: boolean }
}

/** All of a lead, or the longest part from its first present sample that the model was made for. */
export function chooseSection(samplesMv: Float32Array, sampleRateHz: number): Section {
  const samplesMax = Math.floor(DURATION_S_MAX * sampleRateHz)
  const whole = samplesMv.length <= samplesMax
  const first = whole ? 0 : Math.max(0, samplesMv.findIndex(Number.isFinite))
  const part = whole ? samplesMv : samplesMv.subarray(first, first + samplesMax)
  const ms = (sample: number) => (sample / sampleRateHz) * 1000
  return { samplesMv: part, span: { startMs: ms(first), endMs: ms(first + part.length), whole } }
}
