import type { BeatWaves } from './delineate/waves.ts'

/**
 * What models say of a tracing, in the words of the domain: plain data, made by the inference floor, kept with the
 * reading, and joined with the measurements by the statement rules. No claim stands without the pack that made it.
 */
export interface EcgClaims {
  readonly rhythm: RhythmClaim | null
  readonly quality: QualityClaim | null
  readonly beats: BeatsClaim | null
  readonly waves: WavesClaim | null
  readonly findings: FindingsClaim | null
  /** Packs that gave no answer at all, and the code of the problem: not installed, no engine for it. */
  readonly failed?: readonly { readonly pack: string; readonly code: string }[]
}

export const NO_CLAIMS: EcgClaims = { rhythm: null, quality: null, beats: null, waves: null, findings: null }

/** Which pack answered, and whether its gate let the answer through; a refused claim carries no labels. */
export interface ClaimOf {
  readonly pack: string
  readonly version: string
  /** Null where the gate passed; else its reason (`gate_*` in the messages). */
  readonly refused: string | null
}

/** `ecg-rhythm-1lead`. */
export interface RhythmClaim extends ClaimOf {
  readonly label: 'N' | 'A' | 'O' | '~' | null
  /** Calibrated, by label; null where refused before the network. */
  readonly probabilities: Readonly<Record<'N' | 'A' | 'O' | '~', number>> | null
  /** The lead that was read. */
  readonly lead: string | null
  readonly cam: ClaimMap | null
}

/** `ecg-quality`: can this recording be read? It gates every other answer. */
export interface QualityClaim extends ClaimOf {
  /** Calibrated probability that a reader would refuse the recording. */
  readonly unacceptable: number | null
  readonly acceptable: boolean | null
  /** Share of its windows of ten seconds that can be read; 1 or 0 for a resting tracing, null where not judged. */
  readonly readableShare: number | null
  /** By lead of the tracing: probability that it cannot be used, and the verdict; null for leads not judged. */
  readonly leads: readonly ({ readonly bad: number; readonly usable: boolean } | null)[]
}

/** AAMI classes: normal (and bundle branch), supraventricular ectopic, ventricular ectopic, fusion. */
export const BEAT_CLASSES = ['N', 'S', 'V', 'F'] as const
export type BeatClass = (typeof BEAT_CLASSES)[number]

/** `ecg-beats`: one for each beat of the analysis, found by the signal code. */
export interface BeatsClaim extends ClaimOf {
  readonly beats: readonly BeatClaim[]
  readonly lead: string | null
}
interface BeatClaim {
  readonly atMs: number
  /** Null where this beat cannot be told (noise, the first and the last, a pacemaker's). */
  readonly label: BeatClass | null
  readonly probability: number
}

/** `ecg-delineate`: P, QRS and T as the network sees them; a second opinion beside the signal code's. */
export interface WavesClaim extends ClaimOf {
  /** By beat of the analysis, over all leads. */
  readonly beats: readonly BeatWaves[]
  /** Medians over the beats; null where too few beats have both edges. */
  readonly prMs: number | null
  readonly qrsMs: number | null
  readonly qtMs: number | null
  /** Share of beats before which the network sees a P wave, 0 to 1. */
  readonly pShare: number
}

/** `ecg-12lead`: only labels whose lower bound beats the rules are claimed. */
export interface FindingsClaim extends ClaimOf {
  readonly labels: readonly FindingClaim[]
}
interface FindingClaim {
  /** The pack's label: `NORM`, `STTC`, … */
  readonly label: string
  readonly probability: number
  readonly threshold: number
  readonly positive: boolean
  readonly cam: ClaimMap | null
}

/** How much each moment spoke for a label, in units of its logit. Never drawn without the score beside it. */
export interface ClaimMap {
  readonly label: string
  /** Centre of the first value, milliseconds from the first sample; values follow at `stepMs`. */
  readonly startMs: number
  readonly stepMs: number
  readonly values: readonly number[]
}
