import type { Tracing } from '#domain/ecg/tracing.ts'
import { leadOfNumber } from '../lead-names.ts'
import type { SourceFile } from '../source-file.ts'
import type { Zone } from './beats.ts'
import { crcCcitt } from './crc.ts'
import type { HuffmanCode } from './huffman.ts'
import { stretches } from './waveform.ts'

/** A test-only writer of SCP-ECG, able to pack a tracing in every way that the reader unpacks. */
export interface WriteScpOptions {
  readonly name?: string
  /** Nanovolts of a step. */
  readonly stepNv?: number
  /** `none`: 16-bit words; `default`: the table of the standard; else own tables, written into section 2. */
  readonly packing?: 'none' | 'default' | readonly (readonly HuffmanCode[])[]
  /** With own tables: after so many values the next table is switched to. */
  readonly switchEvery?: number
  readonly differences?: 0 | 1 | 2
  /** Leaves section 2 out, as may be done where nothing is packed. */
  readonly omitTables?: boolean
  readonly referenceBeat?: ReferenceBeat
  /** Takes the reference beat away before packing. */
  readonly subtract?: boolean
  /** Samples that share one value outside the protected zones. */
  readonly bimodalRate?: number
  /** First sample of each lead, counted from 1; default 1. */
  readonly firstSample?: readonly number[]
  /** Codes of leads; default those of their names. */
  readonly codes?: readonly number[]
  /** Further sections as they are. */
  readonly sections?: ReadonlyMap<number, Uint8Array>
}

export interface ReferenceBeat {
  /** Samples of the recording on the fiducial points, counted from 1. */
  readonly fiducials: readonly number[]
  /** Of these the beat is another: it is neither averaged nor taken away. */
  readonly otherTypes?: readonly number[]
  /** Samples before and after the fiducial point. */
  readonly before: number
  readonly after: number
}

/** Bytes that grow. */
export class ByteWriter {
  readonly bytes: number[] = []

  u8(...values: readonly number[]): this {
    for (const value of values) this.bytes.push(value & 0xff)
    return this
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.u8(value, value >> 8)
    return this
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.u16(value & 0xffff, value >>> 16)
    return this
  }

  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.bytes.push(byte)
    return this
  }

  text(text: string): this {
    return this.raw(new TextEncoder().encode(text)).u8(0)
  }
}

const STEP_NV = 2500

/** @throws RangeError where a value does not fit 16 bits, or no code of a table holds it */
export function writeScp(tracing: Tracing, options: WriteScpOptions = {}): SourceFile {
  const { stepNv = STEP_NV, packing = 'default', differences = 0, referenceBeat, bimodalRate = 1 } = options
  const steps = tracing.leads.map((lead) =>
    Array.from(lead.samplesMv, (mv) => Math.round((mv * 1e6) / stepNv)),
  )
  const beat = referenceBeat && averageBeat(steps, referenceBeat)
  const residual =
    beat && options.subtract ? steps.map((lead, l) => takeAway(lead, beat[l]!, referenceBeat)) : steps
  const zones =
    referenceBeat && bimodalRate > 1 ? protectedZones(referenceBeat, steps[0]!.length, bimodalRate) : []
  const intervalUs = Math.round(1e6 / tracing.sampleRateHz)
  const wave = (leads: readonly (readonly number[])[], interval: number, bimodal: number): Uint8Array => {
    const packed = leads.map((values) => pack(differencesOf(values, differences), options))
    const writer = new ByteWriter().u16(stepNv, interval).u8(differences, bimodal)
    writer.u16(...packed.map((bytes) => bytes.length))
    for (const bytes of packed) writer.raw(bytes)
    return Uint8Array.from(writer.bytes)
  }
  const shared = residual.map((lead) => shareValues(lead, zones, bimodalRate))
  const sections = new Map<number, Uint8Array>([
    [3, leadSection(tracing, options)],
    [6, wave(shared, intervalUs * bimodalRate, bimodalRate > 1 ? 1 : 0)],
    ...(options.omitTables ? [] : [[2, tableSection(packing)] as const]),
    ...(beat ? [[5, wave(beat, intervalUs, 0)] as const] : []),
    ...(referenceBeat ? [[4, beatSection(referenceBeat, intervalUs, zones)] as const] : []),
    ...(options.sections ?? []),
  ])
  return { name: options.name ?? 'rec.scp', bytes: scpFile(sections) }
}

const SECTION_COUNT = 12
const HEADER_BYTES = 16

/** File, pointer section and sections in the order of their numbers, all check numbers right. */
export function scpFile(sections: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const even = (bytes: Uint8Array): number => HEADER_BYTES + bytes.length + (bytes.length % 2)
  const pointerBytes = HEADER_BYTES + SECTION_COUNT * 10
  const pointers = new ByteWriter().u16(0).u32(pointerBytes, 7)
  let at = 7 + pointerBytes
  for (let id = 1; id < SECTION_COUNT; id++) {
    const body = sections.get(id)
    pointers.u16(id).u32(body ? even(body) : 0, body ? at : 0)
    if (body) at += even(body)
  }
  const file = new ByteWriter().u32(at - 1).raw(section(0, Uint8Array.from(pointers.bytes)))
  for (const [id, body] of [...sections].sort(([a], [b]) => a - b)) file.raw(section(id, body))
  const bytes = Uint8Array.from(file.bytes)
  return Uint8Array.from([...new ByteWriter().u16(crcCcitt(bytes)).bytes, ...bytes])
}

function section(id: number, body: Uint8Array): number[] {
  const padded = body.length % 2 === 0 ? [...body] : [...body, 0]
  const writer = new ByteWriter()
    .u16(id)
    .u32(HEADER_BYTES + padded.length)
    .u8(20, 20)
  writer.raw(id === 0 ? new TextEncoder().encode('SCPECG') : new Uint8Array(6)).raw(padded)
  return [...new ByteWriter().u16(crcCcitt(Uint8Array.from(writer.bytes))).bytes, ...writer.bytes]
}

function leadSection(tracing: Tracing, options: WriteScpOptions): Uint8Array {
  const flags = (options.subtract ? 1 : 0) | 4 | (Math.min(tracing.leads.length, 31) << 3)
  const writer = new ByteWriter().u8(tracing.leads.length, flags)
  tracing.leads.forEach(({ name, samplesMv }, l) => {
    const first = options.firstSample?.[l] ?? 1
    writer.u32(first, first + samplesMv.length - 1).u8(options.codes?.[l] ?? codeOf(name))
  })
  return Uint8Array.from(writer.bytes)
}

function codeOf(name: string): number {
  for (let code = 1; code < 256; code++) if (leadOfNumber(code) === name) return code
  throw new RangeError(`SCP-ECG has no code for the lead ${name}`)
}

function tableSection(packing: NonNullable<WriteScpOptions['packing']>): Uint8Array {
  const writer = new ByteWriter()
  if (packing === 'none') writer.u16(0)
  else if (packing === 'default') writer.u16(19999)
  else {
    writer.u16(packing.length)
    for (const table of packing) {
      writer.u16(table.length)
      for (const { prefixBits, totalBits, switches, base, prefix } of table) {
        writer
          .u8(prefixBits, totalBits, switches ? 0 : 1)
          .u16(base)
          .u32(prefix)
      }
    }
  }
  return Uint8Array.from(writer.bytes)
}

function beatSection(beat: ReferenceBeat, intervalUs: number, zones: readonly Zone[]): Uint8Array {
  const length = Math.round(((beat.before + 1 + beat.after) * intervalUs) / 1000)
  const writer = new ByteWriter().u16(length, beat.before + 1, beat.fiducials.length)
  for (const fiducial of beat.fiducials) {
    const type = beat.otherTypes?.includes(fiducial) ? 1 : 0
    writer.u16(type).u32(Math.max(1, fiducial - beat.before), fiducial, fiducial + beat.after)
  }
  for (const { first, last } of zones) writer.u32(first, last)
  return Uint8Array.from(writer.bytes)
}

function ofType0({ fiducials, otherTypes }: ReferenceBeat): number[] {
  return fiducials.filter((fiducial) => !otherTypes?.includes(fiducial))
}

function averageBeat(steps: readonly (readonly number[])[], beat: ReferenceBeat): number[][] {
  const { before, after } = beat
  const fiducials = ofType0(beat)
  return steps.map((lead) =>
    Array.from({ length: before + 1 + after }, (_, i) => {
      const values = fiducials.map((fiducial) => lead[fiducial - 1 - before + i] ?? 0)
      return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)
    }),
  )
}

function takeAway(lead: readonly number[], average: readonly number[], beat: ReferenceBeat): number[] {
  const residual = [...lead]
  for (const fiducial of ofType0(beat)) {
    average.forEach((value, i) => {
      const at = fiducial - 1 - beat.before + i
      if (at >= 0 && at < residual.length) residual[at]! -= value
    })
  }
  return residual
}

/** 60 ms at 500 Hz around each fiducial point, begun and ended where a block of shared samples does. */
function protectedZones(beat: ReferenceBeat, length: number, rate: number): Zone[] {
  const reach = 30
  return beat.fiducials.map((fiducial) => ({
    first: Math.max(1, Math.floor((fiducial - reach - 1) / rate) * rate + 1),
    last: Math.min(length, Math.ceil((fiducial + reach) / rate) * rate),
  }))
}

function shareValues(lead: readonly number[], zones: readonly Zone[], rate: number): number[] {
  if (rate === 1) return [...lead]
  return stretches({ first: 1, last: lead.length }, zones, rate).flatMap((stretch) => {
    const samples = lead.slice(stretch.first - 1, stretch.last)
    const blocks = Array.from({ length: Math.ceil(samples.length / stretch.rate) }, (_, i) =>
      samples.slice(i * stretch.rate, (i + 1) * stretch.rate),
    )
    return blocks.map((block) => Math.round(block.reduce((sum, value) => sum + value, 0) / block.length))
  })
}

/** In 16 bits, as the samples are. */
function differencesOf(values: readonly number[], order: 0 | 1 | 2): number[] {
  return values.map((value, i) => {
    if (order === 1 && i >= 1) return ((value - values[i - 1]!) << 16) >> 16
    if (order === 2 && i >= 2) return ((value - 2 * values[i - 1]! + values[i - 2]!) << 16) >> 16
    return value
  })
}

/** The default table again, written from the standard and not from the reader's own. */
function defaultCode(value: number): string {
  const size = Math.abs(value)
  if (value === 0) return '0'
  if (size <= 8) return '1'.repeat(size) + '0' + (value < 0 ? '1' : '0')
  const bits = size <= 127 ? 8 : 16
  return (bits === 8 ? '1111111110' : '1111111111') + twosComplement(value, bits)
}

function twosComplement(value: number, bits: number): string {
  if (value < -(2 ** (bits - 1)) || value >= 2 ** (bits - 1)) throw new RangeError(`${value} needs more bits`)
  return (value < 0 ? value + 2 ** bits : value).toString(2).padStart(bits, '0')
}

function prefixOf({ prefix, prefixBits }: HuffmanCode): string {
  return Array.from({ length: prefixBits }, (_, bit) => (prefix >>> bit) & 1).join('')
}

function ownCode(value: number, table: readonly HuffmanCode[]): string {
  const fitting = table.flatMap((code) => {
    const bits = code.totalBits - code.prefixBits
    if (code.switches) return []
    if (bits === 0) return code.base === value ? [prefixOf(code)] : []
    const rest = value - code.base
    return rest >= -(2 ** (bits - 1)) && rest < 2 ** (bits - 1)
      ? [prefixOf(code) + twosComplement(rest, bits)]
      : []
  })
  const [shortest] = fitting.sort((a, b) => a.length - b.length)
  if (shortest === undefined) throw new RangeError(`no code of the table holds ${value}`)
  return shortest
}

function pack(values: readonly number[], options: WriteScpOptions): Uint8Array {
  const { packing = 'default', switchEvery } = options
  if (packing === 'none') {
    for (const value of values) twosComplement(value, 16)
    return Uint8Array.from(new ByteWriter().u16(...values).bytes)
  }
  let table = 0
  const bits = values.map((value, i) => {
    if (packing === 'default') return defaultCode(value)
    let before = ''
    if (switchEvery !== undefined && i > 0 && i % switchEvery === 0) {
      const next = (table + 1) % packing.length
      before = prefixOf(packing[table]!.find((code) => code.switches && code.base === next + 1)!)
      table = next
    }
    return before + ownCode(value, packing[table]!)
  })
  const all = bits.join('')
  // An even number of bytes a lead.
  const padded = all.padEnd(Math.ceil(all.length / 16) * 16, '0')
  return Uint8Array.from({ length: padded.length / 8 }, (_, i) => parseInt(padded.slice(i * 8, i * 8 + 8), 2))
}
