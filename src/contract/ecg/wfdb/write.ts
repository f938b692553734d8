import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'
import { writeAnnotations } from './annotations.ts'

export interface WriteWfdbOptions {
  /** Letters, digits, `_` and `-`: it becomes the name of every file. */
  readonly recordName: string
  /** Storage format: 16 bit (default) or 12 bit packed in pairs. */
  readonly format?: 16 | 212
  /** `mat` writes the data as a MATLAB v4 matrix, as the challenges of 2015 to 2021 do. */
  readonly container?: 'dat' | 'mat'
  /** Counts per millivolt. Default 1000 (format 16) or 200 (212), halved until the largest sample fits. */
  readonly gainPerMv?: number
  /** Default: those of the tracing. */
  readonly annotations?: readonly Annotation[]
  /** Lines after `#` in the header. Nothing that names a person. */
  readonly comments?: readonly string[]
}

const LARGEST = { 16: 32767, 212: 2047 } as const
const INVALID = { 16: -32768, 212: -2048 } as const
const MAT_HEADER_BYTES = 24

/**
 * Writes a tracing as a WFDB record: `.hea`, `.dat` (or `.mat`), and `.atr` where it has annotations.
 * A NaN sample becomes the format's own mark for "no value here".
 * @throws RangeError on our own mistakes: a name that WFDB does not allow, no samples, a gain that does not fit
 * Source: WFDB Applications Guide, "header(5)", "signal(5)", "annot(5)".
 */
export function writeWfdb(tracing: Tracing, options: WriteWfdbOptions): SourceFile[] {
  const { recordName, format = 16, container = 'dat' } = options
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(recordName)) throw new RangeError(`not a WFDB record name: ${recordName}`)
  if (container === 'mat' && format !== 16) throw new RangeError('a .mat record is always format 16')
  const sampleCount = tracing.leads[0]?.samplesMv.length ?? 0
  if (sampleCount === 0) throw new RangeError('a tracing without samples cannot be written')
  if (tracing.leads.some((lead) => lead.samplesMv.length !== sampleCount)) {
    throw new RangeError('all leads of a tracing have one length')
  }
  const gain = options.gainPerMv ?? fittingGain(tracing, format)
  const counts = tracing.leads.map((lead) => toCounts(lead.samplesMv, gain, format))
  const dataName = `${recordName}.${container}`
  const offset = container === 'mat' ? `+${MAT_HEADER_BYTES}` : ''
  const lines = [
    `${recordName} ${counts.length} ${tracing.sampleRateHz} ${sampleCount}${startOf(tracing.startedAt)}`,
    ...counts.map((lead, i) => {
      const name = tracing.leads[i]!.name.replace(/[\r\n]/g, ' ')
      const bits = format === 16 ? 16 : 12
      return `${dataName} ${format}${offset} ${gain}(0)/mV ${bits} 0 ${lead[0]} ${checksum(lead)} 0 ${name}`
    }),
    ...(options.comments ?? []).map((line) => `# ${line}`),
  ]
  const files: SourceFile[] = [
    { name: `${recordName}.hea`, bytes: new TextEncoder().encode(lines.join('\n') + '\n') },
    {
      name: dataName,
      bytes: container === 'mat' ? matrix(counts) : format === 16 ? words(counts) : pairs(counts),
    },
  ]
  const annotations = options.annotations ?? tracing.annotations
  if (annotations.length > 0) {
    files.push({ name: `${recordName}.atr`, bytes: writeAnnotations(annotations, tracing.sampleRateHz) })
  }
  return files
}

function fittingGain(tracing: Tracing, format: 16 | 212): number {
  let peakMv = 0
  for (const lead of tracing.leads) {
    for (const value of lead.samplesMv) if (Math.abs(value) > peakMv) peakMv = Math.abs(value)
  }
  let gain = format === 16 ? 1000 : 200
  while (Math.round(peakMv * gain) > LARGEST[format]) gain /= 2
  return gain
}

function toCounts(samplesMv: Float32Array, gain: number, format: 16 | 212): Int16Array {
  const counts = new Int16Array(samplesMv.length)
  for (let i = 0; i < samplesMv.length; i++) {
    const count = Math.round(samplesMv[i]! * gain)
    if (Math.abs(count) > LARGEST[format])
      throw new RangeError(`gain ${gain}/mV does not fit format ${format}`)
    counts[i] = Number.isNaN(count) ? INVALID[format] : count
  }
  return counts
}

function checksum(counts: Int16Array): number {
  let sum = 0
  for (const count of counts) sum = (sum + count) & 0xffff
  return (sum << 16) >> 16
}

function startOf(startedAt: string | null): string {
  const match = startedAt?.match(/^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/)
  return match ? ` ${match[4]} ${match[3]}/${match[2]}/${match[1]}` : ''
}

/** Format 16: two's complement, little end first, the leads interleaved. */
function words(counts: readonly Int16Array[]): Uint8Array {
  const sampleCount = counts[0]!.length
  const bytes = new Uint8Array(sampleCount * counts.length * 2)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let i = 0; i < sampleCount; i++) {
    for (const lead of counts) {
      view.setInt16(at, lead[i]!, true)
      at += 2
    }
  }
  return bytes
}

/** Format 212: two samples of 12 bits in three bytes; a lone last sample takes two. */
function pairs(counts: readonly Int16Array[]): Uint8Array {
  const total = counts.length * counts[0]!.length
  const bytes = new Uint8Array(Math.floor(total / 2) * 3 + (total % 2) * 2)
  const at = (k: number): number => counts[k % counts.length]![Math.floor(k / counts.length)]! & 0xfff
  for (let k = 0, b = 0; k < total; k += 2, b += 3) {
    const first = at(k)
    bytes[b] = first & 0xff
    bytes[b + 1] = first >> 8
    if (k + 1 === total) break
    const second = at(k + 1)
    bytes[b + 1]! |= (second >> 8) << 4
    bytes[b + 2] = second & 0xff
  }
  return bytes
}

/** A MATLAB v4 file with one int16 matrix `val`, a row a lead: its columns are WFDB frames of format 16. */
function matrix(counts: readonly Int16Array[]): Uint8Array {
  const data = words(counts)
  const bytes = new Uint8Array(MAT_HEADER_BYTES + data.length)
  const view = new DataView(bytes.buffer)
  const INT16_LITTLE_ENDIAN = 30
  view.setUint32(0, INT16_LITTLE_ENDIAN, true)
  view.setUint32(4, counts.length, true)
  view.setUint32(8, counts[0]!.length, true)
  view.setUint32(12, 0, true)
  view.setUint32(16, 4, true)
  bytes.set(new TextEncoder().encode('val\0'), 20)
  bytes.set(data, MAT_HEADER_BYTES)
  return bytes
}
