import { parseBirthDate } from '#domain/identity/birth-date.ts'
import { columnFieldOf, type RosterField } from './headings.ts'
import { readSex } from './read-sex.ts'
import type { RosterTable } from './table.ts'

/** Which column holds a field, by its place from 0. A field has one column at most, a column one field. */
export type RosterMapping = { readonly [F in RosterField]?: number }

export interface GuessedMapping {
  readonly mapping: RosterMapping
  /** 0 to 1, by field. */
  readonly confidence: { readonly [F in RosterField]?: number }
}

interface Guess {
  readonly field: RosterField
  readonly column: number
  readonly confidence: number
}

/** So many rows tell what a column is. */
const SAMPLE_ROWS = 50
/** So much of what a column holds must look like one thing where its heading says nothing. */
const SHARE_MIN = 0.8

/**
 * Says what each column means, by its heading, and where that says nothing by what stands below it.
 * @param today `YYYY-MM-DD`
 */
export function guessMapping(table: RosterTable, today: string): GuessedMapping {
  const guesses = table.columns.flatMap((heading, column): readonly Guess[] => {
    const named = columnFieldOf(heading)
    if (named) return [{ ...named, column }]
    const cells = table.rows.slice(0, SAMPLE_ROWS).map((line) => line.cells[column] ?? '')
    return byContent(cells, column, today)
  })
  const mapping: { -readonly [F in RosterField]?: number } = {}
  const confidence: { -readonly [F in RosterField]?: number } = {}
  const taken = new Set<number>()
  for (const guess of guesses.toSorted((a, b) => b.confidence - a.confidence || a.column - b.column)) {
    if (mapping[guess.field] !== undefined || taken.has(guess.column)) continue
    mapping[guess.field] = guess.column
    confidence[guess.field] = guess.confidence
    taken.add(guess.column)
  }
  return { mapping, confidence }
}

function byContent(cells: readonly string[], column: number, today: string): readonly Guess[] {
  const filled = cells.filter((cell) => cell !== '')
  if (filled.length < 3) return []
  const tests: readonly (readonly [RosterField, (cell: string) => boolean])[] = [
    ['citizenId', (cell) => /^\d{17}[\dXx]$/.test(cell)],
    ['phone', (cell) => /^1[3-9]\d{9}$/.test(cell)],
    ['sex', (cell) => !/^\d$/.test(cell) && readSex(cell) !== null],
    ['birthDate', (cell) => cell.length >= 8 && parseBirthDate(cell, today).ok],
  ]
  return tests
    .map(([field, isIt]) => ({ field, share: filled.filter(isIt).length / filled.length }))
    .filter(({ share }) => share >= SHARE_MIN)
    .map(({ field, share }) => ({ field, column, confidence: share * 0.7 }))
}
