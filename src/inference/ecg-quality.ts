import type { QualityScale } from '#contract/pack-ecg-quality.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { QualityClaim } from '#domain/ecg/claims.ts'
import { durationMs, type Tracing } from '#domain/ecg/tracing.ts'
import { featureDistance } from './distance.ts'
import { preprocessQuality, type QualityRefusal, type QualityWindow } from './preprocess/ecg-quality.ts'
import type { QualityModel } from './quality-model.ts'
import type { PackReader } from './reader.ts'
import type { Tensors } from './runtime.ts'

export { openQualityModel, type QualityModel } from './quality-model.ts'

/** A page is read whole, so that its worst 10 s decide; what is longer or has fewer leads is a strip. */
const PAGE_MS_MAX = 30_000
const PAGE_LEADS_MIN = 6

/**
 * Judges whether a tracing can be read, and which of its leads.
 *
 * A page (six leads or more, up to 30 s) is as bad as its worst 10 s; of a strip the middle of its windows counts, so
 * that it is readable where at least half of it is, and `readableShare` says how much. A claim is refused, with nothing accepted,
 * where the network takes what the signal code cannot read a beat in (`signal-poor`), or what lies far from anything it
 * has learned from (`unlike-training-data`).
 * @param analysis of the same tracing
 * @throws DOMException `AbortError`; ProblemError `no-engine`
 */
export async function answerQuality(
  reader: PackReader<QualityModel>,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
): Promise<QualityClaim> {
  const { model } = reader
  const prepared = preprocessQuality(tracing)
  if (prepared.refusal !== null) return unjudged(model, tracing, prepared.refusal)
  const { windows, slots } = prepared
  const report = await reader.run(
    windows.map(({ inputs }) => inputs),
    signal,
  )
  const judged = report.outputs.map((outputs, i) => judge(model, windows[i]!, outputs))
  const isPage = tracing.leads.length >= PAGE_LEADS_MIN && durationMs(tracing) <= PAGE_MS_MAX
  const decide = isPage ? worst : middle
  const { record, lead } = model.calibration
  const unacceptable = decide(judged.map((window) => window.unacceptable))
  const readable = judged.filter((window) => window.unacceptable < record.threshold)
  const takes = unacceptable < record.threshold
  const refused = takes ? refusalOf(model, analysis, readable) : null
  return {
    ...identity(model),
    refused,
    unacceptable,
    acceptable: refused === null ? takes : null,
    readableShare: refused === null ? readable.length / judged.length : null,
    leads: slots.map((slot) => {
      if (refused !== null || slot === null) return null
      const probabilities = judged.flatMap(({ leads }) => leads[slot] ?? [])
      if (probabilities.length === 0) return null
      const bad = decide(probabilities)
      return { bad, usable: bad < lead.threshold }
    }),
  }
}

interface JudgedWindow {
  readonly unacceptable: number
  /** By slot; null where too little of the lead is there. */
  readonly leads: readonly (number | null)[]
  readonly distance: number
}

function judge(model: QualityModel, { present }: QualityWindow, outputs: Tensors): JudgedWindow {
  const { record, lead } = model.calibration
  const leads = outputs['leads']!.data
  return {
    unacceptable: probability(outputs['logit']!.data[0]!, record),
    leads: present.map((there, slot) => (there ? probability(leads[slot]!, lead) : null)),
    distance: featureDistance(model.gate.distance, Array.from(outputs['features']!.data)),
  }
}

/** Why a tracing that the network would take is not taken all the same. */
function refusalOf(
  model: QualityModel,
  analysis: EcgAnalysis,
  readable: readonly JudgedWindow[],
): string | null {
  if (analysis.bestLead === null) return 'signal-poor'
  const near = readable.filter(({ distance }) => distance <= model.gate.distance.threshold)
  return 2 * near.length < readable.length || near.length === 0 ? 'unlike-training-data' : null
}

function probability(logit: number, { shift, temperature }: QualityScale): number {
  return 1 / (1 + Math.exp(-(logit - shift) / temperature))
}

function worst(probabilities: readonly number[]): number {
  return Math.max(...probabilities)
}

/** Of an even number the lower: half of the windows at that or below it. */
function middle(probabilities: readonly number[]): number {
  return probabilities.toSorted((a, b) => a - b)[(probabilities.length - 1) >> 1]!
}

function identity({ manifest }: QualityModel) {
  return { pack: manifest.id, version: manifest.version }
}

/** Refused before the network ran. */
function unjudged(model: QualityModel, { leads }: Tracing, refused: QualityRefusal): QualityClaim {
  return {
    ...identity(model),
    refused,
    unacceptable: null,
    acceptable: null,
    readableShare: null,
    leads: leads.map(() => null),
  }
}
