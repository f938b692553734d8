import type { ReaderFirst, StatementDecision } from './reader-first.ts'

/** What the ledger needs of one kept reading. */
export interface LedgerReading {
  readonly id: string
  readonly kind: ReadingKind
  /** ISO 8601 instant at which it was begun, or kept where that is not known. */
  readonly at: string
  /** Who read it: a key, or the name under a signature; null where nobody is known. */
  readonly person: string | null
  /** Null in readings of version 0.2, which knew of no own reading. */
  readonly read: ReaderFirst | null
  readonly packs: readonly {
    readonly pack: string
    readonly version: string
    /** Reason of its gate. */
    readonly refused: string | null
  }[]
  /** Names of the contradictions that stood among what was said. */
  readonly contradictions: readonly string[]
  /** Lines of an image report and what became of them, in the order of the report; an ECG has none. */
  readonly lines: readonly {
    /** Name of the sentence; null for own words. */
    readonly template: string | null
    readonly decision: StatementDecision['decision']
  }[]
}

export type ReadingKind = 'ecg' | 'image'

interface LedgerFilter {
  /** ISO 8601 instant; null: from the beginning. */
  readonly from: string | null
  /** As `versionsIn` names them; null: all. */
  readonly version: string | null
  /** Null: all. */
  readonly kind: ReadingKind | null
}

/** Readings of a time, and of one version of the rules or of a pack. */
export function filtered(
  readings: readonly LedgerReading[],
  { from, version, kind }: LedgerFilter,
): readonly LedgerReading[] {
  return readings.filter(
    (reading) =>
      (from === null || reading.at >= from) &&
      (kind === null || reading.kind === kind) &&
      (version === null || versionsOf(reading).includes(version)),
  )
}

/** `rules 2026.11.1`, `ecg-beats 0.3.0` …: what has answered in these readings, rules first, then by name. */
export function versionsIn(readings: readonly LedgerReading[]): readonly string[] {
  const rank = (name: string) => (name.startsWith('rules ') ? 0 : 1)
  return [...new Set(readings.flatMap(versionsOf))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function versionsOf({ read, packs }: LedgerReading): string[] {
  const rules = read && answeredByRules(read) ? [`rules ${read.shown?.rules ?? ''}`] : []
  return [...rules, ...packs.map(({ pack, version }) => `${pack} ${version}`)]
}

/** Rules made part of what was uncovered; of an image packs alone speak, and no rules have a version. */
export function answeredByRules({ shown }: Pick<ReaderFirst, 'shown'>): boolean {
  return shown !== null && shown.rules !== ''
}
