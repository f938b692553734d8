import type { SaidTogether } from '../reading/reader-first.ts'

/**
 * What packs will say of a study. No pack reads images yet: the desk gives `NO_FILM_CLAIMS`, says so in words and counts
 * the own reading.
 */
export interface FilmClaims {
  readonly packs: readonly FilmClaim[]
  /** Packs that should have read it and could not, with the code of the problem. */
  readonly failed: readonly { readonly pack: string; readonly code: string }[]
}

/** One pack's answer. */
interface FilmClaim {
  readonly pack: string
  readonly version: string
  /** Reason for which its gate let nothing through; null where it spoke. */
  readonly refused: string | null
  /** What it comes to; null where the pack does not judge the whole. */
  readonly conclusion: 'normal' | 'abnormal' | null
  readonly findings: readonly ClaimedFinding[]
}

interface ClaimedFinding {
  /** Coded name (`report/findings.ts`). */
  readonly finding: string
  /** What it says of side, place and size: names of terms, by slot. */
  readonly slots: Readonly<Record<string, string>>
  /** Calibrated probability, 0 to 1. */
  readonly score: number
  /** From here on the finding is proposed; below it is listed alone. */
  readonly proposedFrom: number
  /** What the pack looked at, on one frame. */
  readonly map: ClaimMap | null
}

interface ClaimMap {
  readonly instance: string
  readonly frame: number
  readonly rows: number
  readonly columns: number
  /** 0 to 1, rows × columns. */
  readonly values: Float32Array
}

export const NO_FILM_CLAIMS: FilmClaims = { packs: [], failed: [] }

/** A finding that is proposed to the reader, and who proposes it. */
export interface FilmProposal extends ClaimedFinding {
  readonly pack: string
}

/** What is proposed, the surest first. */
export function proposalsOf({ packs }: FilmClaims): readonly FilmProposal[] {
  return packs
    .flatMap(({ pack, refused, findings }) =>
      refused === null ? findings.map((finding) => ({ ...finding, pack })) : [],
    )
    .filter(({ score, proposedFrom }) => score >= proposedFrom)
    .toSorted((a, b) => b.score - a.score)
}

/**
 * What is remembered of it as it was uncovered, in the form that ECG statements have; null while no pack spoke. A finding
 * that several packs propose stands once.
 */
export function saidOf(claims: FilmClaims): SaidTogether | null {
  const spoke = claims.packs.filter(({ refused }) => refused === null)
  if (spoke.length === 0) return null
  const by = new Map<string, string[]>()
  for (const { finding, pack } of proposalsOf(claims)) by.set(finding, [...(by.get(finding) ?? []), pack])
  const isAbnormal = by.size > 0 || spoke.some(({ conclusion }) => conclusion === 'abnormal')
  return {
    rules: '',
    conclusion: isAbnormal ? 'abnormal' : 'normal',
    statements: [...by].map(([rule, packs]) => ({ rule, code: null, by: [...new Set(packs)] })),
  }
}
