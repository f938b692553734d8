import type { FactId } from './fact.ts'

/**
 * Something to say while a visit is written (messages `check_<code>`). stop: it cannot be signed like this; ask: a person
 * says that it is right, or changes it; note: worth knowing. Vital signs are judged by `domain/vitals` beside this.
 */
export interface CheckFinding {
  readonly code: string
  readonly severity: 'stop' | 'ask' | 'note'
  /** Where in the visit: `encounter.reason`, `prescriptions.0`, … */
  readonly path: string
  readonly details: Readonly<Record<string, string | number>>
  /** Facts of the chart that speak against it. */
  readonly facts: readonly FactId[]
  readonly rule?: { readonly source: string; readonly verified: boolean }
}

export function finding(
  code: string,
  severity: CheckFinding['severity'],
  path: string,
  details: CheckFinding['details'] = {},
  facts: readonly FactId[] = [],
): CheckFinding {
  return { code, severity, path, details, facts }
}
