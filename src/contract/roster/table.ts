import { columnFieldOf } from './headings.ts'

/** What stands in a file of people, before anybody says what it means: text in every cell. */
export interface RosterTable {
  readonly columns: readonly string[]
  readonly rows: readonly RosterLine[]
}

export interface RosterLine {
  /** As the spreadsheet counts, from 1. */
  readonly row: number
  /** One for each column. */
  readonly cells: readonly string[]
}

/** Above the headings stand a title and perhaps a date or a school; further down they are not looked for. */
const HEADING_WITHIN = 10

/**
 * Finds the row of headings: the first rows of many lists are a title. Empty rows are left out, their numbers kept.
 * @param grid every row of a sheet, ragged as it comes
 */
export function tableOf(grid: readonly (readonly string[])[]): RosterTable {
  const lines = grid
    .map((cells, i) => ({ row: i + 1, cells: cells.map(cellText) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const candidates = lines.slice(0, HEADING_WITHIN).map(({ cells }) => headingsIn(cells))
  const most = Math.max(0, ...candidates)
  // One known word alone may be a title that mentions a school; then the first row is the heading.
  const at = most >= 2 ? candidates.indexOf(most) : 0
  const headings = lines[at]?.cells ?? []
  const below = lines.slice(at + 1)
  const width = Math.max(headings.length, ...below.map(({ cells }) => cells.length), 0)
  const padded = (cells: readonly string[]) => Array.from({ length: width }, (_, i) => cells[i] ?? '')
  return {
    columns: padded(headings),
    rows: below.map(({ row, cells }) => ({ row, cells: padded(cells) })),
  }
}

function headingsIn(cells: readonly string[]): number {
  return cells.filter((cell) => columnFieldOf(cell) !== null).length
}

/**
 * A cell as data. Spreadsheets protect digits as ="0012", '0012 or a tab before them; that is taken away again, so
 * that a number is a number. Whatever else begins with = + - @ is text like any other and is never worked out.
 */
export function cellText(cell: string): string {
  const text = cell.replace(/^\ufeff/, '').trim()
  const literal = /^="([^"]*)"$/.exec(text)
  if (literal) return literal[1]!.trim()
  return /^'[\d=+\-@]/.test(text) ? text.slice(1) : text
}
