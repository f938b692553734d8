import type { Chart, ChartKind, Revision, Statement, StatementsByKind } from '#domain/record/chart.ts'
import type { ActId, FactDraft, KeyId, SubjectId } from '#domain/record/fact.ts'
import { BY_HAND } from '#domain/record/fact.ts'
import { seenOf } from '#domain/record/seen.ts'

/** An entry of a signed visit: as it was signed, and as it stands now. */
export interface SignedEntry<T = unknown> {
  readonly kind: ChartKind
  readonly statement: Statement<T>
  /** What this act wrote. */
  readonly written: Revision<T>
  /** Another value has taken its place since, or it was withdrawn. */
  readonly changed: boolean
}

/** Everything that one act wrote into a chart, kind by kind. */
export function entriesOf(chart: Chart, act: ActId): readonly SignedEntry[] {
  return Object.entries(chart.statements).flatMap(([kind, statements]) =>
    (statements as readonly Statement<unknown>[]).flatMap((statement) => {
      const written = statement.history.find((revision) => revision.act === act)
      if (!written) return []
      const changed = statement.standing !== 'stands' || statement.current.fact !== written.fact
      return [{ kind: kind as ChartKind, statement, written, changed }]
    }),
  )
}

export function entriesOfKind<K extends ChartKind>(
  entries: readonly SignedEntry[],
  kind: K,
): readonly SignedEntry<NonNullable<StatementsByKind[K][number]['current']['value']>>[] {
  return entries.filter((entry) => entry.kind === kind) as never
}

/** Who signed it and when it was written, from its facts. */
export function signatureOf(
  entries: readonly SignedEntry[],
): { readonly key: KeyId; readonly atMs: number } | null {
  const last = entries.at(-1)?.written
  return last ? { key: last.key, atMs: last.hlc.ms } : null
}

/** A new value beside the one that was signed, which stays in its history; the time of what happened stays too. */
export function amendment<T>(
  subject: SubjectId,
  { kind, statement }: SignedEntry<T>,
  value: T,
  why: string,
): FactDraft<T> {
  return {
    kind,
    verb: 'amend',
    subject,
    refs: seenOf(statement),
    at: statement.current.at,
    body: { value, source: BY_HAND, reason: { code: 'mistaken', text: why.trim() } },
  }
}
