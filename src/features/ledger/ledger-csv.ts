import { safeCsv } from '#contract/roster/safe-csv.ts'
import type { AgreementCounts, Dispositions, Ledger, PersonRow } from '#domain/reading/ledger.ts'

const COLUMNS = [
  'kind',
  'name',
  'rule',
  'code',
  'voice',
  'versions',
  'readings',
  'own_first',
  'skipped',
  'refused',
  'shown',
  'accepted',
  'edited',
  'rejected',
  'open',
  'median_seconds',
  'compared',
  'both',
  'only_reader',
  'only_ours',
  'same_conclusion',
  'other_conclusion',
  'taken_over',
  'not_taken_over',
] as const
type Cells = Partial<Record<(typeof COLUMNS)[number], string | number | null>>

/** What a table calls its rows, in the reader's language. */
export interface LedgerNames {
  readonly statement: (rule: string) => string
  readonly voice: (voice: string) => string
  readonly person: (person: string | null) => string
  /** Of image reports; null: lines in own words. */
  readonly sentence: (template: string | null) => string
}

/**
 * The ledger as a table, one line each for all, for every voice, statement and reader. The columns' names are the same
 * in every language, so that tables of several clinics can be joined; what they mean stands on the page.
 * @param people those whom the person at the tablet may see
 */
export function ledgerCsv(ledger: Ledger, people: readonly PersonRow[], names: LedgerNames): string {
  const lines: Cells[] = [
    { kind: 'all', ...covered(ledger), ...became(ledger.all), ...agreed(ledger.agreement) },
    ...ledger.voices.map((row) => ({
      kind: 'voice',
      name: names.voice(row.voice),
      voice: row.voice,
      versions: row.versions.join(' '),
      ...covered(row),
      refused: row.refused,
      ...became(row),
      ...agreed(row.agreement),
    })),
    ...ledger.statements.map((row) => ({
      kind: 'statement',
      name: names.statement(row.rule),
      rule: row.rule,
      code: row.code,
      voice: row.voice,
      ...became(row),
    })),
    ...ledger.templates.map((row) => ({
      kind: 'sentence',
      name: names.sentence(row.template),
      rule: row.template,
      ...became(row),
    })),
    ...people.map((row) => ({
      kind: 'person',
      name: names.person(row.person),
      ...covered(row),
      ...became(row),
      ...agreed(row.agreement),
    })),
  ]
  const cells = lines.map((line) => COLUMNS.map((column) => String(line[column] ?? '')))
  return safeCsv([COLUMNS, ...cells])
}

function covered({ readings, ownFirst, skipped }: Pick<Ledger, 'readings' | 'ownFirst' | 'skipped'>): Cells {
  return { readings, own_first: ownFirst, skipped }
}

function became({ opened, accepted, edited, rejected, open, secondsMedian }: Dispositions): Cells {
  return { shown: opened, accepted, edited, rejected, open, median_seconds: secondsMedian }
}

function agreed(counts: AgreementCounts): Cells {
  return {
    compared: counts.compared,
    both: counts.both,
    only_reader: counts.onlyReader,
    only_ours: counts.onlyOurs,
    same_conclusion: counts.sameConclusion,
    other_conclusion: counts.otherConclusion,
    taken_over: counts.takenOver,
    not_taken_over: counts.notTakenOver,
  }
}
