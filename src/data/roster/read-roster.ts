import { FILE_BYTES_MAX } from '#contract/roster/limits.ts'
import { tableOf, type RosterTable } from '#contract/roster/table.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { decodeText, type TextEncoding } from './decode-text.ts'
import { readCsv, withinLimits } from './read-csv.ts'
import { readXlsx } from './read-xlsx.ts'

/** A list of people as it was read, and how. */
export interface ReadRoster {
  readonly table: RosterTable
  readonly how:
    | { readonly is: 'csv'; readonly encoding: TextEncoding }
    | { readonly is: 'xlsx'; readonly sheet: string; readonly sheets: readonly string[] }
  readonly warnings: readonly Problem[]
}

/** What a person may choose otherwise than it was found. */
export interface RosterChoice {
  readonly encoding?: TextEncoding
  readonly sheet?: string
}

/**
 * Reads a CSV or XLSX file into a table. The content says what it is, not the name.
 * @returns `roster-file-empty`, `roster-file-too-large`, `roster-old-excel`, and those of the readers
 */
export async function readTable(
  bytes: Uint8Array<ArrayBuffer>,
  choice: RosterChoice = {},
): Promise<Outcome<ReadRoster>> {
  if (bytes.length === 0) return emptyFile()
  if (bytes.length > FILE_BYTES_MAX) return tooLarge(bytes.length)
  const [a, b, c, d] = bytes
  if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) return oldExcel()
  const isZip = a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04
  return isZip ? fromXlsx(bytes, choice) : fromCsv(bytes, choice)
}

async function fromXlsx(bytes: Uint8Array<ArrayBuffer>, choice: RosterChoice): Promise<Outcome<ReadRoster>> {
  const read = await readXlsx(bytes, choice.sheet)
  if (!read.ok) return read
  const { grid, sheet, sheets, warnings } = read.value
  const bounded = withinLimits(grid)
  return bounded.ok ? withRows(bounded.value, { is: 'xlsx', sheet, sheets }, warnings) : bounded
}

function fromCsv(bytes: Uint8Array<ArrayBuffer>, choice: RosterChoice): Outcome<ReadRoster> {
  const decoded = decodeText(bytes, choice.encoding)
  if (!decoded.ok) return decoded
  const grid = readCsv(decoded.value.text)
  return grid.ok ? withRows(grid.value, { is: 'csv', encoding: decoded.value.encoding }, []) : grid
}

function withRows(
  grid: readonly (readonly string[])[],
  how: ReadRoster['how'],
  warnings: readonly Problem[],
): Outcome<ReadRoster> {
  const table = tableOf(grid)
  // Another sheet may hold the list, so an empty one of several is no reason to stop.
  const isLast = how.is === 'csv' || how.sheets.length === 1
  return table.rows.length === 0 && isLast ? emptyFile() : good({ table, how, warnings })
}

function emptyFile() {
  return bad(
    'roster-file-empty',
    'The file holds no row below its headings.',
    'Choose a list with a row of headings and a row for each person.',
  )
}

function tooLarge(sizeBytes: number) {
  const [size, most] = [sizeBytes, FILE_BYTES_MAX].map((each) => Math.ceil(each / 1024 / 1024))
  return bad(
    'roster-file-too-large',
    `The file has ${size} MB; ${most} MB is the most.`,
    'Delete pictures and other sheets from it, or divide it.',
    { size: size!, most: most! },
  )
}

function oldExcel() {
  return bad(
    'roster-old-excel',
    'This is a spreadsheet in the form of before 2007 (XLS), or one that is locked with a password.',
    'Open it and save it as XLSX, without a password.',
  )
}
