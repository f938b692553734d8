import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'

export interface WriteEdfOptions {
  readonly recordName: string
  /** Unit of the stored values; samples are scaled to it. Default `mV`. */
  readonly unit?: 'mV' | 'uV' | 'V'
  /** Default: those of the tracing. With annotations or gaps the file is EDF+, otherwise plain EDF. */
  readonly annotations?: readonly Annotation[]
}

const MAIN_HEADER_BYTES = 256
const PER_MV = { mV: 1, uV: 1000, V: 0.001 } as const
/** Data records above this are allowed but discouraged by the specification. */
const RECORD_BYTES_ADVISED = 61_440

interface Block {
  readonly firstSample: number
  readonly annotations: readonly Annotation[]
}

/**
 * Writes a tracing as one EDF file: plain EDF, EDF+C where it has annotations, EDF+D where whole data
 * records are missing (all leads NaN there).
 * @throws RangeError on our own mistakes: no samples, a NaN inside a data record (EDF has no mark for it)
 * Source: Kemp 1992 (EDF), Kemp and Olivan 2003 (EDF+).
 */
export function writeEdf(tracing: Tracing, options: WriteEdfOptions): SourceFile[] {
  const sampleCount = tracing.leads[0]?.samplesMv.length ?? 0
  if (sampleCount === 0) throw new RangeError('a tracing without samples cannot be written')
  const annotations = [...(options.annotations ?? tracing.annotations)].sort((a, b) => a.atMs - b.atMs)
  const perRecord = samplesPerRecord(sampleCount, tracing)
  const blocks = blocksOf(tracing, perRecord, annotations)
  const gapped = blocks.length < sampleCount / perRecord
  const plus = gapped || annotations.length > 0
  const tals = blocks.map((block) => tal(block, tracing.sampleRateHz))
  const talSamples = plus ? Math.ceil(Math.max(...tals.map((text) => text.length)) / 2) : 0
  const ranges = tracing.leads.map((lead) => rangeOf(lead.samplesMv, PER_MV[options.unit ?? 'mV']))
  const header = headerOf(tracing, options.unit ?? 'mV', {
    ranges,
    perRecord,
    talSamples,
    recordCount: blocks.length,
    kind: plus ? (gapped ? 'EDF+D' : 'EDF+C') : '',
  })
  const recordBytes = (tracing.leads.length * perRecord + talSamples) * 2
  const bytes = new Uint8Array(header.length + blocks.length * recordBytes)
  bytes.set(header)
  const view = new DataView(bytes.buffer)
  let at = header.length
  blocks.forEach((block, b) => {
    tracing.leads.forEach((lead, l) => {
      for (let i = 0; i < perRecord; i++) {
        view.setInt16(at, digital(lead.samplesMv[block.firstSample + i]!, ranges[l]!), true)
        at += 2
      }
    })
    if (plus) bytes.set(tals[b]!, at)
    at += talSamples * 2
  })
  return [{ name: `${options.recordName}.edf`, bytes }]
}

/** The divisor of the length nearest to one second, so that the last record is full. */
function samplesPerRecord(sampleCount: number, tracing: Tracing): number {
  const most = Math.max(1, Math.floor(RECORD_BYTES_ADVISED / 2 / tracing.leads.length))
  const wanted = Math.min(most, tracing.sampleRateHz)
  let best = sampleCount
  const distance = (n: number): number => Math.abs(Math.log(n / wanted))
  for (let d = 1; d * d <= sampleCount; d++) {
    if (sampleCount % d !== 0) continue
    if (distance(d) < distance(best)) best = d
    if (distance(sampleCount / d) < distance(best)) best = sampleCount / d
  }
  return best
}

function blocksOf(tracing: Tracing, perRecord: number, annotations: readonly Annotation[]): Block[] {
  const blocks: Block[] = []
  const sampleCount = tracing.leads[0]!.samplesMv.length
  const starts: number[] = []
  for (let first = 0; first < sampleCount; first += perRecord) {
    let missing = 0
    for (const lead of tracing.leads) {
      for (let i = 0; i < perRecord; i++) if (Number.isNaN(lead.samplesMv[first + i]!)) missing++
    }
    if (missing === perRecord * tracing.leads.length) continue
    if (missing > 0) throw new RangeError('EDF has no mark for a missing sample inside a data record')
    starts.push(first)
  }
  starts.forEach((firstSample, k) => {
    const fromMs = k === 0 ? -Infinity : (firstSample / tracing.sampleRateHz) * 1000
    const next = starts[k + 1]
    const toMs = next === undefined ? Infinity : (next / tracing.sampleRateHz) * 1000
    blocks.push({ firstSample, annotations: annotations.filter((a) => a.atMs >= fromMs && a.atMs < toMs) })
  })
  if (blocks.length === 0) throw new RangeError('a tracing without samples cannot be written')
  return blocks
}

function tal(block: Block, sampleRateHz: number): Uint8Array {
  const seconds = (s: number): string => `${s < 0 ? '-' : '+'}${String(Number(Math.abs(s).toFixed(6)))}`
  const texts = [`${seconds(block.firstSample / sampleRateHz)}\x14\x14\0`]
  for (const a of block.annotations) texts.push(`${seconds(a.atMs / 1000)}\x14${a.text ?? a.symbol}\x14\0`)
  return new TextEncoder().encode(texts.join(''))
}

interface Range {
  readonly perMv: number
  readonly minText: string
  readonly maxText: string
}

/** A symmetric physical range, in eight characters with its sign, that holds every sample. */
function rangeOf(samplesMv: Float32Array, perMv: number): Range {
  let peak = 0
  for (const value of samplesMv) if (Math.abs(value) > peak) peak = Math.abs(value)
  const wanted = Math.max(peak, 1) * perMv
  for (let decimals = 6; decimals >= 0; decimals--) {
    const text = String(Math.ceil(wanted * 10 ** decimals) / 10 ** decimals)
    if (text.length <= 7) return { perMv, minText: `-${text}`, maxText: text }
  }
  throw new RangeError(`no EDF header holds a sample of ${peak} mV`)
}

function digital(mv: number, range: Range): number {
  const low = Number(range.minText)
  const high = Number(range.maxText)
  return Math.round(((mv * range.perMv - low) * 65535) / (high - low)) - 32768
}

function eightCharacters(value: number): string {
  for (let digits = 7; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)))
    if (text.length <= 8) return text
  }
  throw new RangeError(`no eight characters hold ${value}`)
}

interface Layout {
  readonly ranges: readonly Range[]
  readonly perRecord: number
  readonly talSamples: number
  readonly recordCount: number
  readonly kind: string
}

function headerOf(tracing: Tracing, unit: string, layout: Layout): Uint8Array {
  const tals = layout.talSamples > 0
  const signals = tracing.leads.length + (tals ? 1 : 0)
  const started = tracing.startedAt?.match(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/)
  const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
  const startdate = started ? `${started[3]}-${MONTHS[Number(started[2]) - 1]}-${started[1]}` : 'X'
  const field = (text: string, width: number): string => text.slice(0, width).padEnd(width)
  const each = (width: number, of: (i: number) => string, forTals: string): string =>
    tracing.leads.map((_, i) => field(of(i), width)).join('') + (tals ? field(forTals, width) : '')
  const text = [
    field('0', 8),
    field('X X X X', 80),
    field(`Startdate ${startdate} X X X`, 80),
    field(started ? `${started[3]}.${started[2]}.${started[1]!.slice(2)}` : '01.01.85', 8),
    field(started ? `${started[4]}.${started[5]}.${started[6]}` : '00.00.00', 8),
    field(String(MAIN_HEADER_BYTES * (signals + 1)), 8),
    field(layout.kind, 44),
    field(String(layout.recordCount), 8),
    field(eightCharacters(layout.perRecord / tracing.sampleRateHz), 8),
    field(String(signals), 4),
    each(16, (i) => edfLabel(tracing.leads[i]!.name), 'EDF Annotations'),
    each(80, () => '', ''),
    each(8, () => unit, ''),
    each(8, (i) => layout.ranges[i]!.minText, '-1'),
    each(8, (i) => layout.ranges[i]!.maxText, '1'),
    each(8, () => '-32768', '-32768'),
    each(8, () => '32767', '32767'),
    each(80, () => '', ''),
    each(8, () => String(layout.perRecord), String(layout.talSamples)),
    each(32, () => '', ''),
  ].join('')
  return Uint8Array.from(text, (c) => (c.charCodeAt(0) < 127 ? c.charCodeAt(0) : 0x3f))
}

/** EDF labels begin with the kind of signal. */
function edfLabel(name: string): string {
  return /^(ECG|EKG)\b/i.test(name) ? name : `ECG ${name}`
}
