import type { Spread } from './statistics.ts'

/** One line of the table: what was measured, what it may be, and what something well known needs for the same. */
export interface Row {
  readonly area: string
  readonly what: string
  readonly unit: 'ms' | 'B' | 'kB' | 'MB' | 'requests'
  /** Null where it could not be measured; `note` then says why and what to do. */
  readonly measured: Spread | null
  /** `value` and `p95` in the row's unit; `ratio` is a limit for measured / reference. Absent: no budget yet. */
  readonly budget?: { readonly value: number } | { readonly p95: number } | { readonly ratio: number }
  readonly reference?: Reference
  readonly note?: string
}

/** Measured in the same run, on the same machine. */
export interface Reference {
  readonly what: string
  readonly measured: Spread | null
  readonly note?: string
}

/** A figure that was counted, not sampled. */
export function exactly(value: number): Spread {
  return { median: value, p95: value, runs: 1 }
}

/** Measured over reference; null where either is missing. */
export function ratioOf({ measured, reference }: Row): number | null {
  if (!measured || !reference?.measured) return null
  return measured.median / reference.measured.median
}

/** "within", "over × 1.4" (by how much the budget is missed), "no budget", or "not measured". */
export function verdictOf(row: Row): string {
  if (!row.measured) return 'not measured'
  if (!row.budget) return 'no budget'
  const share = shareOf(row, row.measured, row.budget)
  if (Number.isNaN(share)) return 'no reference'
  return share <= 1 ? 'within' : `over × ${share.toFixed(share < 1.1 ? 2 : 1)}`
}

function shareOf(row: Row, measured: Spread, budget: NonNullable<Row['budget']>): number {
  if ('value' in budget) return measured.median / budget.value
  if ('p95' in budget) return measured.p95 / budget.p95
  return (ratioOf(row) ?? NaN) / budget.ratio
}

/** A row as plain data, for `--json`. */
export function rowAsJson(row: Row) {
  return { ...row, ratio: ratioOf(row), verdict: verdictOf(row) }
}
