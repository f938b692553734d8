import { safeCsv } from '#contract/roster/safe-csv.ts'
import type { PictureBench, PictureOurs, PictureRow } from '#domain/imaging/picture-bench.ts'

const COLUMNS = [
  'case',
  'sha256',
  'question',
  'truth',
  'unaided_answer',
  'unaided_seconds',
  'aided_answer',
  'aided_seconds',
  'ours_findings',
  'ours_values',
  'ours_refused',
  'unaided_correct',
  'aided_correct',
  'change',
] as const

/**
 * The result as a table of codes, the same in every language, to be joined with other readers' tables. A picture is told
 * by the SHA-256 of its file: names of files may name people.
 */
export function filmBenchCsv(
  { question }: Pick<PictureBench, 'question'>,
  rows: readonly PictureRow[],
): string {
  const cells = rows.map((row) => [
    row.number,
    row.case.source.sha256,
    question,
    row.case.source.truth,
    row.unaided?.answer,
    row.unaided?.seconds,
    row.aided?.answer,
    row.aided?.seconds,
    ...oursCells(row.ours),
    yesNo(row.correct?.unaided),
    yesNo(row.correct?.aided),
    row.change,
  ])
  return safeCsv([COLUMNS, ...cells.map((row) => row.map((cell) => String(cell ?? '')))])
}

function oursCells(ours: PictureOurs | null): readonly string[] {
  if (ours === null) return ['', '', '']
  return [
    ours.findings
      .map(({ pack, label, score, proposed }) => `${pack} ${label} ${score}${proposed ? ' proposed' : ''}`)
      .join('|'),
    ours.values.map(({ pack, name, value }) => `${pack} ${name} ${value}`).join('|'),
    ours.refused.map(({ pack, reason }) => `${pack} ${reason}`).join('|'),
  ]
}

function yesNo(correct: boolean | undefined): string {
  return correct === undefined ? '' : correct ? '1' : '0'
}
