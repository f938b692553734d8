import { bad, good, type Outcome } from '#domain/problem.ts'
import { cellsOf, csvText, numberedLines } from './ecg/csv/lines.ts'

/** One row of the `labels.csv` of an evaluation set (DESIGN section 6). */
export interface LabelRow {
  /** Relative to the folder of the list. */
  readonly file: string
  readonly label: string
  /** The file itself where the list names no patients. */
  readonly patient: string
  readonly site: string | null
  readonly group: string | null
}

const ROWS_MAX = 1_000_000

/**
 * Reads a list of labelled files: column `file`, then `label` or one 0/1 column a class, optional `patient`,
 * `site`, `group`.
 * @param classes the labels that the pack knows
 */
export function parseLabels(bytes: Uint8Array, classes: readonly string[]): Outcome<LabelRow[]> {
  const rows: LabelRow[] = []
  let header: string[] | null = null
  for (const { line, number } of numberedLines(csvText(bytes))) {
    if (line.trim() === '') continue
    const cells = cellsOf(line, ',').map((cell) => cell.trim())
    if (header === null) {
      header = cells
      const hasLabel = header.includes('label') || classes.every((name) => header!.includes(name))
      if (!header.includes('file') || !hasLabel) {
        return invalid(
          number,
          `needs the columns "file" and "label", or "file" and one 0/1 column for each of ${classes.join(', ')}`,
        )
      }
      continue
    }
    const cell = (name: string): string | null => {
      const column = header!.indexOf(name)
      return column < 0 ? null : (cells[column] ?? '')
    }
    const file = cell('file')!
    const label = cell('label') ?? classes.filter((name) => cell(name) === '1').join()
    if (file === '') return invalid(number, 'names no file')
    if (file.startsWith('/') || file.split(/[/\\]/).includes('..'))
      return invalid(number, `${file} leads out of the folder`)
    if (!classes.includes(label)) return invalid(number, `"${label}" is not one of ${classes.join(', ')}`)
    rows.push({
      file,
      label,
      patient: cell('patient') || file,
      site: cell('site') || null,
      group: cell('group') || null,
    })
    if (rows.length > ROWS_MAX) return invalid(number, `more than ${ROWS_MAX} rows`)
  }
  return rows.length > 0 ? good(rows) : invalid(1, 'has no row')
}

function invalid(line: number, why: string) {
  return bad('labels-invalid', `labels.csv, line ${line}: ${why}.`, 'Mend that line and start again.', {
    line,
    why,
  })
}
