import { voltageUnit, type VoltageUnit } from '../voltage.ts'
import { cellsOf, hasDecimalComma, numberedLines, numberIn } from './lines.ts'

/** What the head of a CSV file says, before any sample. */
export interface CsvTable {
  readonly delimiter: ',' | ';' | '\t'
  readonly decimalComma: boolean
  readonly columns: readonly CsvColumn[]
  /** Number of the first line that holds samples. */
  readonly firstDataLine: number
  readonly declared: Readonly<Declared>
}

interface Declared {
  sampleRateHz: number | null
  unit: VoltageUnit | null
  startedAt: string | null
}

type CsvColumn =
  | { readonly role: 'lead'; readonly name: string; readonly unit: VoltageUnit | null }
  /** Seconds in one step of its numbers; null where the column does not say its unit. */
  | { readonly role: 'time'; readonly secondsPer: number | null }
  | { readonly role: 'other'; readonly name: string }

const LOOK_LINES = 64
/** Lines that must be alike: two numbers in a text are no recording. */
const SAMPLE_ROWS = 3
const LOOK_CHARACTERS_A_LINE = 65_536
const DECLARATION = /^#\s*([A-Za-z_ ]+?)\s*[:=]\s*(.*?)\s*$/

/**
 * Reads the head of a text as CSV: declarations in `#` lines, then at most one line of column names, then
 * lines of numbers.
 * @returns null where the text is no table of numbers
 */
export function readTable(text: string): CsvTable | null {
  const declared: Declared = { sampleRateHz: null, unit: null, startedAt: null }
  const rows: { readonly line: string; readonly number: number }[] = []
  for (const { line, number } of numberedLines(text)) {
    if (rows.length === LOOK_LINES || line.length > LOOK_CHARACTERS_A_LINE) break
    if (line.startsWith('#')) declare(line, declared)
    else if (line.trim() !== '') rows.push({ line, number })
  }
  const delimiter = delimiterOf(rows.map(({ line }) => line))
  const cells = rows.map(({ line }) => cellsOf(line, delimiter))
  const body = cells.slice(1).length > 0 ? cells.slice(1) : cells
  const decimalComma = delimiter !== ',' && body.some((row) => row.some(hasDecimalComma))
  const textsIn = (row: readonly string[]): number =>
    row.filter((cell) => numberIn(cell, decimalComma) === null).length
  // One column may hold words, such as a clock.
  const isData = (row: readonly string[]): boolean =>
    textsIn(row) <= 1 && row.some((cell) => hasNumber(cell, decimalComma))
  const named = cells[0] !== undefined && !isData(cells[0]) && textsIn(cells[0]) > 0
  const first = named ? 1 : 0
  const width = cells[first]?.length ?? 0
  if (width === 0 || (named && cells[0]!.length !== width)) return null
  const sample = cells.slice(first, first + SAMPLE_ROWS)
  const isCut = rows.length < LOOK_LINES && !text.endsWith('\n') && first + sample.length === cells.length
  const whole = isCut && sample.at(-1)!.length < width ? sample.slice(0, -1) : sample
  if (whole.length < 2 || whole.some((row) => row.length !== width || textsIn(row) > (width > 1 ? 1 : 0)))
    return null
  if (!cells.slice(first).some(isData)) return null
  const columns = named ? cells[0]!.map(columnOf) : unnamedColumns(width)
  return { delimiter, decimalComma, columns, firstDataLine: rows[first]!.number, declared }
}

function hasNumber(cell: string, decimalComma: boolean): boolean {
  const value = numberIn(cell, decimalComma)
  return value !== null && !Number.isNaN(value)
}

function declare(line: string, declared: Declared): void {
  const match = DECLARATION.exec(line)
  if (match === null) return
  const key = match[1]!.toLowerCase().replaceAll(' ', '_')
  const value = match[2]!
  if (/^(?:sample_rate|sampling_rate|fs)_hz$/.test(key)) declared.sampleRateHz = Number(value)
  if (/^(?:sample_rate|sampling_rate|sampling_frequency|fs)$/.test(key)) {
    const stated = /^([\d.]+)\s*Hz$/i.exec(value)
    if (stated) declared.sampleRateHz = Number(stated[1])
  }
  if (/^units?$/.test(key)) declared.unit = voltageUnit(value)
  if (key === 'started_at' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)) declared.startedAt = value
}

function delimiterOf(lines: readonly string[]): ',' | ';' | '\t' {
  const last = lines.at(-1) ?? ''
  if (last.includes(';')) return ';'
  return last.includes('\t') ? '\t' : ','
}

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  ms: 1e-3,
  msec: 1e-3,
  millisecond: 1e-3,
  milliseconds: 1e-3,
  us: 1e-6,
  '\u00b5s': 1e-6,
}

/** `II`, `V1 (mV)`, `aVR [uV]`, `time_s`, `t (ms)`, `sample`. */
function columnOf(head: string): CsvColumn {
  const bracketed = /^(.*?)\s*[([]\s*([^)\]]*?)\s*[)\]]$/.exec(head)
  const time = /^(?:elapsed[ _]?)?(?:time|t)(?:[ _.](\S+))?$/i.exec(bracketed ? bracketed[1]! : head)
  if (time) {
    const unit = (bracketed ? bracketed[2]! : (time[1] ?? '')).toLowerCase()
    return { role: 'time', secondsPer: SECONDS[unit] ?? null }
  }
  if (
    head === '' ||
    /^(?:#|n|i?dx|index|no\.?|samples?|sample[ _#]?(?:number|no|index)?|timestamp|date(?:time)?)$/i.test(head)
  ) {
    return { role: 'other', name: head }
  }
  const unit = bracketed ? voltageUnit(bracketed[2]!) : null
  const suffix = /^(.+?)[_ ](mV|uV|\u00b5V|V|nV)$/.exec(head)
  if (unit === null && suffix) return { role: 'lead', name: suffix[1]!, unit: voltageUnit(suffix[2]!) }
  return { role: 'lead', name: unit ? bracketed![1]! : head, unit }
}

function unnamedColumns(width: number): CsvColumn[] {
  return Array.from({ length: width }, (_, i) => ({ role: 'lead', name: `column ${i + 1}`, unit: null }))
}
