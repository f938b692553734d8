import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'

export interface WriteCsvOptions {
  readonly recordName: string
  /** Default `mV`. */
  readonly unit?: 'mV' | 'uV'
  /** Default comma; a decimal comma needs `;` or a tab. */
  readonly delimiter?: ',' | ';' | '\t'
  readonly decimal?: '.' | ','
  /** Write a `time_s` column instead of the `# sample_rate_hz:` line. Default false. */
  readonly timeColumn?: boolean
}

/**
 * Writes a tracing as CSV with its rate and unit declared (grammar: README of this folder's parent).
 * Values have a resolution of 1 uV; a NaN sample is an empty cell (`NaN` in a lone column).
 * @throws RangeError where decimal comma and delimiter are the same
 */
export function writeCsv(tracing: Tracing, options: WriteCsvOptions): SourceFile[] {
  const { unit = 'mV', delimiter = ',', decimal = '.', timeColumn = false } = options
  if (decimal === delimiter) throw new RangeError('a decimal comma needs another delimiter')
  // A line without any cell would be no line.
  const missing = tracing.leads.length === 1 && !timeColumn ? 'NaN' : ''
  const number = (value: number, digits: number): string => {
    if (Number.isNaN(value)) return missing
    const text = value.toFixed(digits)
    return decimal === ',' ? text.replace('.', ',') : text
  }
  const cell = (name: string): string =>
    name.includes(delimiter) || /["\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
  const names = tracing.leads.map((lead) => cell(lead.name))
  const rate = tracing.sampleRateHz
  const lines = timeColumn ? [] : [`# sample_rate_hz: ${rate}`]
  lines.push(`# unit: ${unit}`)
  if (tracing.startedAt) lines.push(`# started_at: ${tracing.startedAt}`)
  lines.push([...(timeColumn ? ['time_s'] : []), ...names].join(delimiter))
  const sampleCount = tracing.leads[0]?.samplesMv.length ?? 0
  for (let i = 0; i < sampleCount; i++) {
    const cells = tracing.leads.map((lead) =>
      unit === 'mV' ? number(lead.samplesMv[i]!, 3) : number(lead.samplesMv[i]! * 1000, 0),
    )
    lines.push([...(timeColumn ? [number(i / rate, 6)] : []), ...cells].join(delimiter))
  }
  return [{ name: `${options.recordName}.csv`, bytes: new TextEncoder().encode(lines.join('\n') + '\n') }]
}
