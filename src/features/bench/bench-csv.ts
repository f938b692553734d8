import { safeCsv } from '#contract/roster/safe-csv.ts'
import type { BenchRead, BenchRow, BenchSource } from '#domain/ecg/bench.ts'

const COLUMNS = [
  'case',
  'source',
  'unaided_conclusion',
  'unaided_statements',
  'unaided_words',
  'unaided_seconds',
  'aided_conclusion',
  'aided_statements',
  'aided_words',
  'aided_seconds',
  'ours_conclusion',
  'ours_statements',
  'truth_conclusion',
  'truth_statements',
  'unaided_points',
  'aided_points',
  'change',
] as const

/**
 * The result as a table. Columns, conclusions and statements are codes, the same in every language, to be joined with
 * other readers' tables; what they mean stands on the page. A kept reading is told by its id:
 * the names of files may name people.
 */
export function benchCsv(rows: readonly BenchRow[]): string {
  return safeCsv([COLUMNS, ...rows.map((row) => [...cellsOf(row)].map((cell) => String(cell ?? '')))])
}

function cellsOf(row: BenchRow): readonly (string | number | null | undefined)[] {
  const { ours, truth, points } = row
  return [
    row.number,
    sourceCode(row.case.source),
    ...readCells(row.unaided),
    ...readCells(row.aided),
    ours?.conclusion,
    ours?.statements.join(' '),
    truth?.conclusion,
    truth?.statements.join('|'),
    points?.unaided,
    points?.aided,
    row.change,
  ]
}

function readCells(read: BenchRead | null) {
  return [read?.conclusion, read?.statements.join(' '), read?.words, read?.seconds]
}

function sourceCode(source: BenchSource): string {
  return source.is === 'kept' ? `kept ${source.reading}` : `simulated ${source.rhythm} ${source.seed}`
}
