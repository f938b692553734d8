import Papa from 'papaparse'
import { COLUMNS_MAX, ROWS_MAX } from '#contract/roster/limits.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'

/** Separators that spreadsheets write; the Chinese comma is what people type. */
const DELIMITERS = [',', '\t', ';', '|', '，']
/** A title, a date and an empty line may stand above the headings. */
const ROWS_BESIDES = 20

/**
 * Cells of a CSV text: the delimiter is found, quoted cells may hold line breaks. Nothing is worked out or converted.
 * @returns every row as it stands, also empty ones; `roster-quote-open` (details.row), `roster-too-many-rows`,
 * `roster-too-many-columns`
 */
export function readCsv(text: string): Outcome<readonly (readonly string[])[]> {
  const { data, errors } = Papa.parse<string[]>(text, {
    delimitersToGuess: DELIMITERS,
    skipEmptyLines: false,
    preview: ROWS_MAX + ROWS_BESIDES + 1,
  })
  const open = errors.find(({ code }) => code === 'MissingQuotes')
  if (open) {
    const row = (open.row ?? 0) + 1
    return bad(
      'roster-quote-open',
      `A quotation mark is opened in row ${row} and not closed again.`,
      'Look at that row in a text editor, or save the file anew as XLSX.',
      { row },
    )
  }
  return withinLimits(data)
}

/** Rows and columns that hold something, against the limits. */
export function withinLimits(grid: readonly (readonly string[])[]): Outcome<readonly (readonly string[])[]> {
  const rows = grid.filter((cells) => cells.some((cell) => cell.trim() !== '')).length
  if (rows > ROWS_MAX + ROWS_BESIDES) return tooManyRows()
  const width = grid.reduce((most, cells) => Math.max(most, widthOf(cells)), 0)
  return width > COLUMNS_MAX ? tooManyColumns(width) : good(grid)
}

function widthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1
}

export function tooManyRows() {
  return bad(
    'roster-too-many-rows',
    `The file has more than ${ROWS_MAX} rows.`,
    'Divide it, such as by school or village, and import the parts one after the other.',
    { most: ROWS_MAX },
  )
}

export function tooManyColumns(columns: number) {
  return bad(
    'roster-too-many-columns',
    `The file has ${columns} columns; ${COLUMNS_MAX} is the most.`,
    'Delete the columns that are not about the person.',
    { columns, most: COLUMNS_MAX },
  )
}
