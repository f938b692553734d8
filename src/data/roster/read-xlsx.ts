import { readSheet } from 'read-excel-file/universal'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { sheetsOf, tameSheet } from './tame-sheet.ts'
import { unzip, zipStored, type ZipEntry } from './zip.ts'

/** A full sheet of limits is about 80 MB of XML; more is no list of people. */
const UNPACKED_BYTES_MAX = 100 * 1024 * 1024

const WORKBOOK = 'xl/workbook.xml'
const RELATIONS = 'xl/_rels/workbook.xml.rels'
/** Beside these the sheet that is read; pictures, charts and macros are not touched. */
const NEEDED = [WORKBOOK, RELATIONS, 'xl/sharedStrings.xml', 'xl/styles.xml']

export interface XlsxSheet {
  readonly sheet: string
  readonly sheets: readonly string[]
  readonly grid: readonly (readonly string[])[]
  readonly warnings: readonly Problem[]
}

/**
 * Cells of one sheet of a workbook, as text: dates as YYYY-MM-DD, numbers to the digit that the file has.
 * @param sheet by name; the first one when left out
 * @returns `roster-damaged`, `roster-unpacks-too-large`, `roster-old-excel`, `roster-sheet-missing`,
 * `roster-too-many-rows`, `roster-too-many-columns`
 */
export async function readXlsx(bytes: Uint8Array<ArrayBuffer>, sheet?: string): Promise<Outcome<XlsxSheet>> {
  const book = await unzip(bytes, (name) => NEEDED.includes(name), UNPACKED_BYTES_MAX)
  if (!book.ok) return book
  const text = (name: string) => textOf(book.value.find((entry) => entry.name === name))
  const sheets = sheetsOf(text(WORKBOOK), text(RELATIONS))
  const chosen = sheet === undefined ? sheets[0] : sheets.find(({ name }) => name === sheet)
  if (!chosen) return sheets.length === 0 ? damaged('no sheet') : missing(sheet ?? '')
  const body = await unzip(bytes, (name) => name === chosen.path, UNPACKED_BYTES_MAX)
  if (!body.ok) return body
  if (body.value.length === 0) return damaged(chosen.path)
  const tame = tameSheet(textOf(body.value[0]))
  if (!tame.ok) return tame
  const reduced = { name: chosen.path, bytes: new TextEncoder().encode(tame.value.xml) }
  const rows = await cellsOf(zipStored([...book.value, reduced]), chosen.name)
  if (!rows.ok) return rows
  const grid = rows.value.map((cells) => cells.map(cellText))
  const names = sheets.map(({ name }) => name)
  return good({ sheet: chosen.name, sheets: names, grid, warnings: tame.value.warnings })
}

function textOf(entry: ZipEntry | undefined): string {
  return entry ? new TextDecoder().decode(entry.bytes) : ''
}

type CellValue = string | boolean | Date | null

async function cellsOf(
  archive: ArrayBuffer,
  sheet: string,
): Promise<Outcome<readonly (readonly CellValue[])[]>> {
  try {
    const rows = await readSheet(archive, sheet, { parseNumber: plainNumber, trim: true })
    return good(rows as unknown as readonly (readonly CellValue[])[])
  } catch (cause) {
    return damaged(String(cause))
  }
}

/**
 * A number as a person would have typed it. Spreadsheets keep 17 digits of a fraction and write large whole numbers
 * with an exponent.
 */
export function plainNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text.replace(/^(-?)0+(?=\d)/, '$1')
  const large = /^(-?)(\d+)(?:\.(\d+))?E\+?(\d{1,2})$/i.exec(text)
  if (large) {
    const [, sign = '', whole = '', fraction = '', power = ''] = large
    // By its digits: as a floating point number the last ones of 18 would come out as others.
    if (fraction.length <= Number(power)) return sign + whole + fraction.padEnd(Number(power), '0')
  }
  const number = Number(text)
  return Number.isFinite(number) ? String(number) : text
}

function cellText(value: CellValue): string {
  if (value === null) return ''
  if (value instanceof Date) return dateText(value)
  return typeof value === 'boolean' ? String(value).toUpperCase() : value
}

/** The library gives dates in UTC. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const text = date.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}

function damaged(what: string) {
  return bad(
    'roster-damaged',
    `The spreadsheet file is damaged, or locked with a password (${what.slice(0, 120)}).`,
    'Open it in the spreadsheet program and save it anew, without a password.',
  )
}

function missing(sheet: string) {
  return bad(
    'roster-sheet-missing',
    `There is no sheet "${sheet}".`,
    'Choose one of the sheets in the list.',
    {
      sheet,
    },
  )
}
