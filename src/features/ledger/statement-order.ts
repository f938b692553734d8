import type { StatementRow } from '#domain/reading/ledger.ts'

export type StatementOrder = 'shown' | 'rejected' | 'seconds' | 'name'

/** What stands first is what one would look at; of equals the more often shown, then by name. */
export function ordered(
  rows: readonly StatementRow[],
  by: StatementOrder,
  nameOf: (rule: string) => string,
  language: string,
): readonly StatementRow[] {
  const { compare } = new Intl.Collator(language)
  const first: Record<StatementOrder, (a: StatementRow, b: StatementRow) => number> = {
    shown: (a, b) => b.opened - a.opened,
    rejected: (a, b) => b.rejected - a.rejected,
    seconds: (a, b) => (b.secondsMedian ?? -1) - (a.secondsMedian ?? -1),
    name: () => 0,
  }
  const rest = (a: StatementRow, b: StatementRow) =>
    (by === 'name' ? 0 : b.opened - a.opened) ||
    compare(nameOf(a.rule), nameOf(b.rule)) ||
    compare(a.voice, b.voice)
  return rows.toSorted((a, b) => first[by](a, b) || rest(a, b))
}
