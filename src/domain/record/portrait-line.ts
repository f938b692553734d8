import type { Finding } from '../vitals/finding.ts'
import type { FactId } from './fact.ts'

/** One line of the page: said from `code` and `details` (messages `portrait_<code>`); `facts` is what it rests on. */
export interface PortraitLine {
  readonly code: string
  readonly details: Readonly<Record<string, string | number>>
  readonly facts: readonly FactId[]
  /** critical: somebody must act at once, or may be harmed by what is said here. */
  readonly weight: 'plain' | 'notable' | 'critical'
  /** Part of it stands in a conflict that nobody has settled. */
  readonly disputed: boolean
  /** Of a rule: where it stands; `verified: false` is printed as "unverified". */
  readonly rule?: { readonly source: string; readonly verified: boolean }
  /** Of a line about vital signs: said by `finding_<code>` in its `details`. */
  readonly finding?: Finding
}

/** A line before it is known whether it is disputed. */
export type Line = Omit<PortraitLine, 'disputed'>
