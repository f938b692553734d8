import { cutOut, likeness, stretchOf, templateOf, type WaveTemplate } from './wave-template.ts'
import type { WorkingSignal } from './working-signal.ts'

/** From the median of magnitudes to a standard deviation. */
const GAUSSIAN = 1.48

/** Where P waves of a class of beats are expected. */
interface PCandidate {
  /** By beat of the class: working sample of its R peak. */
  readonly at: readonly number[]
  /** By beat: the first sample after the T wave before it. */
  readonly freeFrom: readonly number[]
  /** Edges of the P of the averaged beat, relative to the R peak. */
  readonly onset: number
  readonly offset: number
  /** Onset of the QRS, relative to the R peak. */
  readonly qrsOnset: number
}

export interface PEvidence {
  readonly template: WaveTemplate
  /** By beat of the class: its stretch of signal; null where it leaves the record. */
  readonly cuts: readonly (Float64Array | null)[]
  /** Median likeness of each beat's P to that of the others. */
  readonly likeness: number
  /** How far it stands out: mean size of the P waves over the size of what the same template finds between T and P. */
  readonly contrast: number
  readonly contrastOf: number
}

/** Weighs whether the same P wave stands before every beat of a class. @returns null with fewer than three beats */
export function pEvidence(signal: WorkingSignal, candidate: PCandidate): PEvidence | null {
  const margin = 0.02 * signal.rateHz
  const stretch = stretchOf(
    candidate.onset - margin,
    Math.min(candidate.offset + 0.8 * margin, candidate.qrsOnset - 0.7 * margin),
    signal.rateHz,
  )
  const cuts = candidate.at.map((r) => cutOut(signal, stretch, r))
  const kept = cuts.filter((cut) => cut !== null)
  if (kept.length < 3) return null
  const template = templateOf(stretch, kept, signal.leads.length)
  const own = kept.map((cut) => likeness(template, cut, { cut, of: kept.length }))
  const correlations = own.map(({ correlation }) => correlation).sort((a, b) => a - b)
  const size = own.reduce((sum, v) => sum + v.size, 0) / own.length
  const length = stretch.bins * stretch.binLength
  const elsewhere: number[] = []
  candidate.at.forEach((r, k) => {
    const cut = cuts[k]
    if (!cut) return
    const without = { cut, of: kept.length }
    for (
      let shift = 2 * stretch.binLength - length;
      r + stretch.from + shift > candidate.freeFrom[k]!;
      shift -= 2 * stretch.binLength
    ) {
      const before = cutOut(signal, stretch, r + shift)
      if (before === null) break
      elsewhere.push(Math.abs(likeness(template, before, without).size))
    }
  })
  return {
    template,
    cuts,
    likeness: correlations[correlations.length >> 1]!,
    contrast:
      elsewhere.length === 0
        ? Infinity
        : size / (GAUSSIAN * elsewhere.sort((a, b) => a - b)[elsewhere.length >> 1]!),
    contrastOf: elsewhere.length,
  }
}
