import type { Corrections } from './corrections.ts'
import type { DisplayFilter } from './display.ts'
import type { StatementDecision } from '../reading/reader-first.ts'

/** What a person says of a tracing as a whole, and how the tracing lay on paper when they said it. */
export interface EcgReport {
  /** Drafted in the site's wording from the numbers, then edited. */
  readonly findings: string
  readonly impression: string
  /** Statements of the cart that the person takes over, in the cart's own words. */
  readonly quotes: readonly string[]
  readonly paper: PaperSetting
  /** The reading that it was compared with, on this tablet. */
  readonly comparedWith: { readonly reading: string; readonly startedAt: string | null } | null
}

/** A report as it was signed. What is changed later stands beside it until it is signed in its turn. */
export interface SignedReport {
  readonly report: EcgReport
  /** The numbers that the person rejected or put right, as they stood then. */
  readonly corrections: Corrections
  /** What the person had done with our statements; absent in reports of version 0.2. */
  readonly decisions?: readonly StatementDecision[]
  /** Name of who signed; the fact on the chart carries the key. */
  readonly by: string
  /** ISO 8601 instant of the tablet's clock. */
  readonly at: string
}

export interface PaperSetting {
  readonly layout: '3x4+1' | '6x2' | '12x1' | 'strip'
  readonly speedMmPerS: 25 | 50 | 12.5
  readonly gainMmPerMv: 5 | 10 | 20
  readonly filter: DisplayFilter
}
