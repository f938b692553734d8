import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cellsOf, csvText } from '#contract/ecg/csv/lines.ts'

/**
 * The rows of `folder/labels.csv` by column.
 * @param wanted `COLUMN=VALUE`: only the rows with that value
 */
export async function listedRows(folder: string, wanted?: string): Promise<Record<string, string>[]> {
  const text = csvText(new Uint8Array(await readFile(join(folder, 'labels.csv'))))
  const [header, ...lines] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => cellsOf(line, ',').map((cell) => cell.trim()))
  const rows = lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [header![i]!, cell])))
  if (wanted === undefined) return rows
  const [column, value] = wanted.split('=')
  return rows.filter((row) => row[column!] === value)
}
