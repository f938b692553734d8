import type { RowNote } from '#contract/roster/check-rows.ts'

/** Rows that stay out, each once. */
export function rowsKeptOut(notes: readonly RowNote[]): ReadonlySet<number> {
  return new Set(notes.filter(({ keepsOut }) => keepsOut).map(({ row }) => row))
}
