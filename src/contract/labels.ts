import { bad, good, type Outcome } from '#domain/problem.ts'
import { cellsOf, csvText, numberedLines } from './ecg/csv/lines.ts'

/** What every row of the `labels.csv` of an evaluation set says (DESIGN section 6). */
interface ListedFile {
  /** Relative to the folder of the list. */
  readonly file: string
  /** The file itself where the list names no patients. */
  readonly patient: string
  readonly site: string | null
  readonly group: string | null
}

export interface LabelRow extends ListedFile {
  readonly label: string
}

export interface AnnotatedRow extends ListedFile {
  /** Extensions of the annotation files beside the record: one for its first channel, or one a lead in their order. */
  readonly annotations: readonly string[]
}

const ROWS_MAX = 1_000_000
const EXTENSION = /^[A-Za-z0-9]{1,16}$/

type Cells = (name: string) => string | null

/**
 * Reads a list of labelled files: column `file`, then `label` or one 0/1 column a class, optional `patient`,
 * `site`, `group`.
 * @param classes the labels that the pack knows
 */
export function parseLabels(bytes: Uint8Array, classes: readonly string[]): Outcome<LabelRow[]> {
  const lacks = (header: readonly string[]) =>
    header.includes('label') || classes.every((name) => header.includes(name))
      ? null
      : `"label", or one 0/1 column for each of ${classes.join(', ')}`
  return parseList(bytes, lacks, (cell) => {
    const label = cell('label') ?? classes.filter((name) => cell(name) === '1').join()
    return classes.includes(label) ? { label } : `"${label}" is not one of ${classes.join(', ')}`
  })
}

/** Reads a list of annotated records: columns `file` and `annotation` (extensions, separated by `|`), optional as above. */
export function parseAnnotated(bytes: Uint8Array): Outcome<AnnotatedRow[]> {
  const lacks = (header: readonly string[]) => (header.includes('annotation') ? null : '"annotation"')
  return parseList(bytes, lacks, (cell) => {
    const annotations = cell('annotation')!.split('|')
    return annotations.every((extension) => EXTENSION.test(extension))
      ? { annotations }
      : `"${cell('annotation')}" is not a list of file extensions`
  })
}

/**
 * @param lacks which column the header lacks beside `file`; null where all are there
 * @param rest what a row says beside the file; a sentence where it is wrong
 */
function parseList<T extends object>(
  bytes: Uint8Array,
  lacks: (header: readonly string[]) => string | null,
  rest: (cell: Cells) => T | string,
): Outcome<(T & ListedFile)[]> {
  const rows: (T & ListedFile)[] = []
  let header: string[] | null = null
  for (const { line, number } of numberedLines(csvText(bytes))) {
    if (line.trim() === '') continue
    const cells = cellsOf(line, ',').map((cell) => cell.trim())
    if (header === null) {
      header = cells
      const missing = lacks(header)
      if (missing !== null || !header.includes('file'))
        return invalid(number, `needs the columns "file" and ${missing ?? 'what it already has'}`)
      continue
    }
    const cell: Cells = (name) => {
      const column = header!.indexOf(name)
      return column < 0 ? null : (cells[column] ?? '')
    }
    const file = cell('file')!
    if (file === '') return invalid(number, 'names no file')
    if (file.startsWith('/') || file.split(/[/\\]/).includes('..'))
      return invalid(number, `${file} leads out of the folder`)
    const said = rest(cell)
    if (typeof said === 'string') return invalid(number, said)
    const [patient, site, group] = [cell('patient') || file, cell('site') || null, cell('group') || null]
    rows.push({ ...said, file, patient, site, group })
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
