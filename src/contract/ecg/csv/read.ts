import { bad, good, type Outcome } from '#domain/problem.ts'
import type { TracingWarning } from '#domain/ecg/tracing.ts'
import { assembleTracing, type DecodedLead } from '../assemble.ts'
import type { CsvDeclaration, EcgFormat, EcgRead } from '../format.ts'
import { signalKind } from '../lead-names.ts'
import { CSV_BYTES_MAX, SAMPLE_RATE_HZ_MAX, SAMPLES_MAX, SIGNALS_MAX } from '../limits.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import { millivoltsPer, type VoltageUnit } from '../voltage.ts'
import { cellsOf, csvText, numberedLines, numberIn } from './lines.ts'
import { readTable, type CsvTable } from './table.ts'

const LOOK_BYTES = 64 * 1024

/** Tables of numbers with a declared rate and unit (grammar: README of this folder's parent). */
export const csvFormat: EcgFormat = {
  id: 'csv',
  recognise(file) {
    const start = file.bytes.subarray(0, LOOK_BYTES)
    const isUtf16 = start[0] === 0xff || start[0] === 0xfe
    if (start.includes(0) && !isUtf16) return false
    // A character cut at the end of the look must not turn the rest into another encoding.
    const whole = start.length < LOOK_BYTES ? start : start.subarray(0, start.lastIndexOf(0x0a) + 1)
    return readTable(csvText(whole)) !== null
  },
  read(file, _neighbours, options) {
    return { companions: [], outcome: readCsv(file, options.csv ?? {}) }
  },
}

function readCsv(file: SourceFile, given: CsvDeclaration): Outcome<EcgRead> {
  const name = baseName(file.name)
  if (file.bytes.length > CSV_BYTES_MAX) return tooLong(name, file.bytes.length)
  const text = csvText(file.bytes)
  const table = readTable(text)
  if (table === null || table.columns.length > SIGNALS_MAX) {
    return bad(
      'csv-no-table',
      `${name} holds no table of numbers.`,
      'Give one line a sample, one column a lead.',
      {
        file: name,
      },
    )
  }
  const columns = readColumns(text, table, name)
  if (!columns.ok) return columns
  const rate = rateOf(table, columns.value, given, name)
  if (!rate.ok) return rate
  const units = unitsOf(table, given, name, rateDeclared(table, given))
  if (!units.ok) return units
  const warnings: TracingWarning[] = []
  if (columns.value.lastLineCut) {
    const foundMs = Math.round((columns.value.rowCount / rate.value) * 1000)
    warnings.push({
      code: 'data-cut-short',
      details: { expectedMs: Math.ceil(foundMs + 1000 / rate.value), foundMs },
    })
  }
  const leads: DecodedLead[] = []
  const leftOut: string[] = []
  table.columns.forEach((column, c) => {
    if (column.role !== 'lead') return
    if (signalKind(column.name) === 'other') {
      leftOut.push(column.name)
      return
    }
    const perUnit = millivoltsPer(units.value[c]!)
    const values = columns.value.values[c]!
    const samplesMv = Float32Array.from({ length: columns.value.rowCount }, (_, i) => values[i]! * perUnit)
    leads.push({ name: column.name, samplesMv, lsbMv: perUnit * 10 ** -columns.value.decimals })
  })
  if (leads.length === 0) {
    return bad(
      'no-ecg-signal',
      `${name} has no column that is an ECG lead.`,
      'Name the columns by their leads.',
      {
        file: name,
      },
    )
  }
  const { decimalComma, declared } = table
  return good({
    format: 'csv',
    cartMedianBeat: null,
    cart: null,
    formatDetail: decimalComma ? 'decimal comma' : 'decimal point',
    tracing: assembleTracing({
      sampleRateHz: rate.value,
      leads,
      annotations: [],
      startedAt: declared.startedAt,
      warnings,
      leftOut,
    }),
  })
}

interface Columns {
  /** Numbers a column, longer than `rowCount`. */
  readonly values: readonly Float64Array[]
  readonly rowCount: number
  /** Most digits after the point in the first rows: the step of the values. */
  readonly decimals: number
  /** Most digits after the point in the time column. */
  readonly timeDecimals: number
  readonly lastLineCut: boolean
}

const DECIMALS_LOOK_ROWS = 200

function readColumns(text: string, table: CsvTable, name: string): Outcome<Columns> {
  const width = table.columns.length
  let values = table.columns.map(() => new Float64Array(4096))
  let rowCount = 0
  let decimals = 0
  let timeDecimals = 0
  let lastLineCut = false
  const isLastLine = (end: number): boolean => end === lastLineNumber && !text.endsWith('\n')
  const lastLineNumber = countLines(text)
  for (const { line, number } of numberedLines(text)) {
    if (number < table.firstDataLine || line.startsWith('#') || line.trim() === '') continue
    const cells = cellsOf(line, table.delimiter)
    if (cells.length !== width && isLastLine(number) && cells.length < width) {
      lastLineCut = true
      break
    }
    if (cells.length !== width) return unevenRow(name, number, cells.length, width)
    if ((rowCount + 1) * width > SAMPLES_MAX) return tooLong(name, (rowCount + 1) * width)
    if (rowCount === values[0]!.length) values = values.map(doubled)
    for (let c = 0; c < width; c++) {
      const role = table.columns[c]!.role
      const value = numberIn(cells[c]!, table.decimalComma)
      if (value === null && role !== 'other') return notANumber(name, number, c + 1)
      values[c]![rowCount] = value ?? NaN
      if (rowCount >= DECIMALS_LOOK_ROWS) continue
      const digits = /[.,](\d+)$/.exec(cells[c]!)?.[1]!.length ?? 0
      if (role === 'lead') decimals = Math.max(decimals, digits)
      if (role === 'time') timeDecimals = Math.max(timeDecimals, digits)
    }
    rowCount++
  }
  return good({ values, rowCount, decimals, timeDecimals, lastLineCut })
}

function countLines(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(values.length * 2)
  longer.set(values)
  return longer
}

function rateDeclared(table: CsvTable, given: CsvDeclaration): boolean {
  const fromTime = table.columns.some((column) => column.role === 'time' && column.secondsPer !== null)
  return table.declared.sampleRateHz !== null || fromTime || given.sampleRateHz !== undefined
}

/** Rate by the file's own words, else by its time column, else by what the person said. */
function rateOf(table: CsvTable, columns: Columns, given: CsvDeclaration, name: string): Outcome<number> {
  const at = table.columns.findIndex((column) => column.role === 'time')
  const time = table.columns[at]
  const secondsPer = time?.role === 'time' ? time.secondsPer : null
  if (table.declared.sampleRateHz === null && secondsPer !== null) {
    return rateOfTimes(
      columns.values[at]!.subarray(0, columns.rowCount),
      secondsPer,
      columns.timeDecimals,
      name,
    )
  }
  const rate = table.declared.sampleRateHz ?? given.sampleRateHz
  if (rate === undefined) {
    const unitKnown = table.declared.unit ?? given.unit
    return bad(
      'csv-rate-missing',
      `${name} does not say its sampling rate.`,
      'Say it (--csv-rate 500), or add the line "# sample_rate_hz: 500" or a column time_s.',
      { file: name, unit: unitKnown ?? 'missing' },
    )
  }
  return isPossible(rate) ? good(rate) : impossibleRate(name, rate)
}

function isPossible(rate: number): boolean {
  return rate > 0 && rate <= SAMPLE_RATE_HZ_MAX
}

/** Evenly spaced times give a rate: a whole one where that explains them as well as their digits can tell. */
function rateOfTimes(
  times: Float64Array,
  secondsPer: number,
  decimals: number,
  name: string,
): Outcome<number> {
  const last = times.length - 1
  const lengthSeconds = (times[last]! - times[0]!) * secondsPer
  const precision = secondsPer * 10 ** -decimals
  const estimate = last / lengthSeconds
  const whole = Math.round(estimate)
  const rate = whole > 0 && Math.abs(last / whole - lengthSeconds) <= precision ? whole : estimate
  if (!isPossible(rate)) return impossibleRate(name, rate)
  const tolerance = Math.max(precision, 0.5 / rate)
  for (let i = 0; i <= last; i++) {
    const expected = times[0]! * secondsPer + i / rate
    if (!(Math.abs(times[i]! * secondsPer - expected) <= tolerance)) {
      return bad(
        'csv-time-uneven',
        `The times in ${name} are not evenly spaced (first at sample ${i + 1}).`,
        'Export the samples at one rate, and write missing samples as empty cells.',
        { file: name, sample: i + 1 },
      )
    }
  }
  return good(rate)
}

/** The unit of each column: its own, else the file's, else the person's. Never by the size of the numbers. */
function unitsOf(
  table: CsvTable,
  given: CsvDeclaration,
  name: string,
  rateKnown: boolean,
): Outcome<readonly (VoltageUnit | null)[]> {
  const otherwise = table.declared.unit ?? given.unit ?? null
  const units = table.columns.map((column) => (column.role === 'lead' ? (column.unit ?? otherwise) : null))
  const missing = table.columns.find((column, c) => column.role === 'lead' && units[c] === null)
  if (missing === undefined) return good(units)
  return bad(
    'csv-unit-missing',
    `${name} does not say the unit of its values.`,
    'Say it (--csv-unit mV), or add the line "# unit: mV" or name the columns like "II (mV)".',
    { file: name, rate: rateKnown ? 'declared' : 'missing' },
  )
}

function impossibleRate(name: string, rate: number): Outcome<never> {
  return bad(
    'sample-rate-out-of-range',
    `${name} states a sampling rate of ${rate} Hz.`,
    'A rate above 0 and up to 100,000 Hz is possible.',
    { file: name, rate: Number.isFinite(rate) ? rate : 0 },
  )
}

function unevenRow(name: string, line: number, found: number, expected: number): Outcome<never> {
  return bad(
    'csv-row-uneven',
    `Line ${line} of ${name} has ${found} cells where the lines before have ${expected}.`,
    'Mend that line, or export the file again.',
    { file: name, line, found, expected },
  )
}

function notANumber(name: string, line: number, column: number): Outcome<never> {
  return bad(
    'csv-cell-not-a-number',
    `Line ${line} of ${name} has something other than a number in column ${column}.`,
    'Write missing samples as empty cells; mend that line.',
    { file: name, line, column },
  )
}

function tooLong(name: string, samples: number): Outcome<never> {
  return bad(
    'recording-too-long',
    `${name} is larger than can be opened at once (up to ${SAMPLES_MAX} samples).`,
    'Cut the recording into shorter parts.',
    { file: name, samples, limit: SAMPLES_MAX },
  )
}
