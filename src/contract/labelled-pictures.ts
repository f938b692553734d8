import { bad, good, type Outcome } from '#domain/problem.ts'
import { cellsOf, csvText, numberedLines } from './ecg/csv/lines.ts'

/** A list of pictures with what is known of each, by column: the `labels.csv` that `hinterland eval` reads, too. */
interface LabelledPictures {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, string>>[]
}

const LIST_BYTES_MAX = 16 * 1024 * 1024
const ROWS_MAX = 50_000
const COLUMNS_MAX = 64

/**
 * Reads a list of labelled pictures: one row a picture, the column `file` its path beside the list.
 * Problems: `film-bench-list-invalid`.
 */
export function parseLabelledPictures(bytes: Uint8Array): Outcome<LabelledPictures> {
  if (bytes.length > LIST_BYTES_MAX) return invalid(1)
  let columns: readonly string[] | null = null
  const rows: Record<string, string>[] = []
  for (const { line, number } of numberedLines(csvText(bytes))) {
    if (line.trim() === '') continue
    const cells = cellsOf(line, ',')
    if (columns === null) {
      if (!cells.includes('file') || cells.length > COLUMNS_MAX) return invalid(number)
      columns = cells
      continue
    }
    if (rows.length === ROWS_MAX) return invalid(number)
    const row = Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']))
    if (row['file'] !== '') rows.push(row)
  }
  return columns === null || rows.length === 0 ? invalid(1) : good({ columns, rows })
}

function invalid(line: number) {
  return bad(
    'film-bench-list-invalid',
    `labels.csv cannot be read (line ${line}).`,
    'One row a picture, with a column "file" and at least one column of what is known.',
    { line },
  )
}
