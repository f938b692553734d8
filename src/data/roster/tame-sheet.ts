import { COLUMNS_MAX, ROWS_MAX } from '#contract/roster/limits.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { tooManyColumns, tooManyRows } from './read-csv.ts'
import { tags, unescaped, attribute, type Tag } from './xml-tags.ts'

/**
 * A sheet reduced to the cells that hold a value, each with its address, so that the library that reads it cannot be
 * made to fill a million rows, stops at no cell, and works nothing out. Formulas give the value that was last saved.
 */
export interface TameSheet {
  readonly xml: string
  readonly warnings: readonly Problem[]
}

/** A value further down is a slip; every row above it would be filled. */
const ROW_NUMBER_MAX = ROWS_MAX * 2
const ROWS_BESIDES = 20

interface Tally {
  rows: number
  formulas: number
  unsaved: string[]
  errors: string[]
}

/** @returns `roster-too-many-rows`, `roster-too-many-columns` */
export function tameSheet(xml: string): Outcome<TameSheet> {
  const tally: Tally = { rows: 0, formulas: 0, unsaved: [], errors: [] }
  const parts: string[] = []
  let number = 0
  for (const row of tags(xml, 'row')) {
    number = Number(attribute(row.attributes, 'r') ?? number + 1)
    const cells = row.inside === '' ? [] : cellsOf(row, number, tally)
    const furthest = Math.max(0, ...cells.map(({ column }) => column))
    if (furthest > COLUMNS_MAX) return tooManyColumns(furthest)
    if (cells.length === 0) continue
    if (++tally.rows > ROWS_MAX + ROWS_BESIDES || number > ROW_NUMBER_MAX) return tooManyRows()
    parts.push(`<row r="${number}">${cells.map((cell) => cell.xml).join('')}</row>`)
  }
  const sheet = `<worksheet><sheetData>${parts.join('')}</sheetData></worksheet>`
  return good({ xml: sheet, warnings: warningsOf(tally) })
}

interface Cell {
  readonly column: number
  readonly xml: string
}

function cellsOf(row: Tag, number: number, tally: Tally): readonly Cell[] {
  const cells: Cell[] = []
  let column = 0
  for (const cell of tags(row.inside, 'c')) {
    const address = /^([A-Z]{1,7})\d+$/.exec(attribute(cell.attributes, 'r') ?? '')
    column = address ? columnNumber(address[1]!) : column + 1
    const place = `${columnLetters(column)}${number}`
    const body = bodyOf(cell, place, tally)
    if (body !== null) cells.push({ column, xml: `<c r="${place}"${body}</c>` })
  }
  return cells
}

/** What stands after the address; null for a cell without a value. */
function bodyOf(cell: Tag, place: string, tally: Tally): string | null {
  const type = attribute(cell.attributes, 't') ?? 'n'
  if (cell.inside === '') return null
  const inline = first(cell.inside, 'is')
  if (type === 'inlineStr')
    return inline === null ? null : ` t="inlineStr"><is><t>${inlineText(inline)}</t></is>`
  const hasFormula = /<(?:\w+:)?f[\s/>]/.test(cell.inside)
  const value = first(cell.inside, 'v')
  if (hasFormula) tally.formulas++
  if (value === null || value === '') {
    if (hasFormula && type !== 'str') tally.unsaved.push(place)
    return null
  }
  if (type === 'e') {
    tally.errors.push(place)
    return null
  }
  const style = attribute(cell.attributes, 's')
  return ` t="${type}"${style === undefined ? '' : ` s="${style}"`}><v>${value}</v>`
}

/** Runs of text without the reading aids that stand among them. */
function inlineText(inside: string): string {
  const plain = inside.replace(/<(?:\w+:)?rPh[\s>][^]*?<\/(?:\w+:)?rPh>/g, '')
  return [...tags(plain, 't')].map((run) => run.inside).join('')
}

function first(xml: string, name: string): string | null {
  for (const tag of tags(xml, name)) return tag.inside
  return null
}

function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

function columnLetters(number: number): string {
  const last = String.fromCharCode(65 + ((number - 1) % 26))
  return number <= 26 ? last : columnLetters(Math.floor((number - 1) / 26)) + last
}

function warningsOf({ formulas, unsaved, errors }: Tally): readonly Problem[] {
  const warnings: Problem[] = []
  if (formulas > unsaved.length) {
    const { problem } = bad(
      'roster-formulas',
      `${formulas - unsaved.length} cells hold formulas; the values that were last saved are taken.`,
      'Nothing to do if the spreadsheet was open and saved since they changed.',
      { count: formulas - unsaved.length },
    )
    warnings.push(problem)
  }
  if (unsaved.length > 0) {
    const { problem } = bad(
      'roster-formulas-unsaved',
      `${unsaved.length} cells hold formulas without a saved value and are empty, first ${unsaved[0]}.`,
      'Open the file in the spreadsheet program and save it once.',
      { count: unsaved.length, first: unsaved[0]! },
    )
    warnings.push(problem)
  }
  if (errors.length > 0) {
    const { problem } = bad(
      'roster-cell-errors',
      `${errors.length} cells show an error in the spreadsheet and are empty, first ${errors[0]}.`,
      'Mend the formulas in the spreadsheet, or type the values.',
      { count: errors.length, first: errors[0]! },
    )
    warnings.push(problem)
  }
  return warnings
}

/** Names and targets of the sheets of a workbook, in its order. */
export function sheetsOf(
  workbookXml: string,
  relationsXml: string,
): readonly { readonly name: string; readonly path: string }[] {
  const targets = new Map<string, string>()
  for (const { attributes } of tags(relationsXml, 'Relationship')) {
    const [id, target] = [attribute(attributes, 'Id'), attribute(attributes, 'Target')]
    if (id !== undefined && target !== undefined)
      targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`)
  }
  return [...tags(workbookXml, 'sheet')].flatMap(({ attributes }) => {
    const name = attribute(attributes, 'name')
    const path = targets.get(/\sr?\w*:?id="([^"]*)"/.exec(attributes)?.[1] ?? '')
    return name === undefined || path === undefined ? [] : [{ name: unescaped(name), path }]
  })
}
