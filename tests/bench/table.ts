import type { Row } from './row.ts'
import { ratioOf, verdictOf } from './row.ts'
import type { Spread } from './statistics.ts'

const HEAD = ['what', 'measured', 'p95', 'runs', 'budget', 'reference', 'ratio', 'verdict']

/** The rows as a Markdown table, aligned so that it can be read in a terminal, and the notes under it. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) => `| ${row.map((cell, c) => cell.padEnd(widths[c]!)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  const notes = rows.flatMap((row) =>
    [row.note, row.reference?.note].flatMap((note) => (note ? [`- ${nameOf(row)}: ${note}`] : [])),
  )
  return [line(cells[0]!), rule, ...cells.slice(1).map(line), '', ...new Set(notes)].join('\n')
}

function cellsOf(row: Row): string[] {
  const { measured, reference, unit } = row
  const ratio = ratioOf(row)
  return [
    nameOf(row),
    measured ? figure(measured.median, unit) : '-',
    measured && measured.runs > 1 ? figure(measured.p95, unit) : '',
    measured ? String(measured.runs) : '',
    budgetOf(row),
    reference ? `${reference.what}: ${reference.measured ? figureOf(reference.measured, unit) : '-'}` : '',
    ratio === null ? '' : ratio.toFixed(2),
    verdictOf(row),
  ]
}

function nameOf(row: Row): string {
  return `${row.area}: ${row.what}`
}

function budgetOf({ budget, unit }: Row): string {
  if (!budget) return ''
  if ('value' in budget) return `≤ ${budget.value} ${unit}`
  return 'p95' in budget ? `p95 ≤ ${budget.p95} ${unit}` : `≤ ${budget.ratio} × reference`
}

function figureOf({ median }: Spread, unit: string): string {
  return figure(median, unit)
}

function figure(value: number, unit: string): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  return `${value.toFixed(digits)} ${unit}`
}
