import type { SaidTogether } from '../reading/reader-first.ts'
import type { PictureKind } from './kinds.ts'
import type { MarkPoint, MarkShape } from './marks.ts'

/** What packs say of a study: plain data, made by the inference floor, kept with the reading. */
export interface FilmClaims {
  readonly packs: readonly FilmClaim[]
  /** Packs that should have read it and could not, with the code of the problem (not installed, no engine). */
  readonly failed: readonly { readonly pack: string; readonly code: string }[]
}

/** One pack's answer to one frame. A refused claim carries no finding, value or outline. */
export interface FilmClaim {
  readonly pack: string
  readonly version: string
  /** Code of the reason for which its gate let nothing through (`image_gate_*` in the messages); null where it spoke. */
  readonly refused: ImageGateReason | null
  readonly instance: string
  readonly frame: number
  /** What it comes to; null where the pack does not judge the whole. */
  readonly conclusion: 'normal' | 'abnormal' | null
  readonly findings: readonly ClaimedFinding[]
  /** Numbers that the pack reads off the picture. */
  readonly values: readonly ClaimedValue[]
  readonly outlines: readonly ClaimedOutline[]
  /** Points in the order that the pack's card gives; null where it finds none. */
  readonly landmarks: readonly MarkPoint[] | null
  /** Which engine answered, on what, in what time (milliseconds); null where the network was not run. */
  readonly run: { readonly engine: string; readonly device: string; readonly durationMs: number } | null
  /** What the intake took the picture for; in the intake's own claim, and in one that it has refused. */
  readonly kindSeen?: KindSeen | null
}

/**
 * - `kind`: the picture is of another kind (`kindSeen` of the intake claim says which)
 * - `kind-unknown`: nobody could say of which kind it is
 * - `too-small`, `blank`, `blurred`, `clipped`, `inverted`, `cut-off`: the picture itself
 * - `unlike-training-data`: far from anything that it has learned from
 * - `uncertain`: its own answer is too close to the threshold
 * - `outline-implausible`: what it drew is nothing that a body has
 * - `no-point`: it answers at a marked point, and there is none
 * - `age`: not made for it
 */
export type ImageGateReason =
  | 'kind'
  | 'kind-unknown'
  | 'too-small'
  | 'blank'
  | 'blurred'
  | 'clipped'
  | 'inverted'
  | 'cut-off'
  | 'unlike-training-data'
  | 'uncertain'
  | 'outline-implausible'
  | 'no-point'
  | 'age'

export interface ClaimedFinding {
  /** Coded name (`report/findings.ts`). */
  readonly finding: string
  /** The pack's own label. */
  readonly label: string
  /** What it says of side, place and size: names of terms, by slot. */
  readonly slots: Readonly<Record<string, string>>
  /** Calibrated probability, 0 to 1. */
  readonly score: number
  /** From here on the finding is proposed; below it is listed alone. */
  readonly proposedFrom: number
  /** What the pack looked at, on one frame. */
  readonly map: ClaimMap | null
  /** A label that makes no sentence of its own: the label beside whose score it is said. */
  readonly beside?: string
}

export interface ClaimMap {
  readonly instance: string
  readonly frame: number
  readonly rows: number
  readonly columns: number
  /** Row-major, 0 to 1, rows × columns; a plain array in a reading that was kept. */
  readonly values: ArrayLike<number>
  /** Where the map lies on the frame, in image coordinates. */
  readonly box: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
}

/** A number with its interval, and the mark that shows how it came about: taken over it can be moved, and the number follows. */
export interface ClaimedValue {
  /** `cobb`, `cardiothoracic-ratio`, `bone-age`. */
  readonly name: string
  readonly value: number
  readonly unit: 'deg' | '1' | 'months'
  /** 95 % of people of `val` lie so near; null where it was not measured. */
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly shape: MarkShape | null
}

export interface ClaimedOutline {
  /** `lung-right`, `lung-left`, `heart`, `vessels`, `lesion`. */
  readonly name: string
  /** Closed lines in image coordinates. */
  readonly lines: readonly (readonly MarkPoint[])[]
}

/** What the intake saw, beside what it refused. */
export interface KindSeen {
  readonly kind: PictureKind | null
  /** Calibrated, of that kind. */
  readonly score: number
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
    .filter(({ score, proposedFrom, beside }) => score >= proposedFrom && beside === undefined)
    .toSorted((a, b) => b.score - a.score)
}

/**
 * What is remembered of it as it was uncovered, in the form that ECG statements have; null while no pack spoke. A finding
 * that several packs propose stands once.
 */
export function saidOf(claims: FilmClaims): SaidTogether | null {
  // The intake says of which kind a picture is, and nothing of what it shows.
  const spoke = claims.packs.filter(({ refused, kindSeen }) => refused === null && !kindSeen)
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
