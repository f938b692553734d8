import { tableOf, type RosterTable } from './table.ts'

export const TODAY = '2026-11-21'

/** Rows of cells as lines, cells apart by commas. */
export function tableFrom(...lines: readonly string[]): RosterTable {
  return tableOf(lines.map((line) => line.split(',')))
}
