import type { Outcome } from '#domain/problem.ts'
import type { EcgRead } from '../format.ts'
import { codeItem, ElementWriter, joined } from './element-writer.ts'
import { dicomFormat } from './read.ts'

/** A channel as a file declares it; what is left out has the plainest value that is valid. */
export interface TestChannel {
  readonly lead?: readonly [value: string, scheme: string, meaning: string]
  readonly label?: string
  readonly sensitivity?: string
  readonly unit?: string | null
  readonly factor?: string
  readonly baseline?: string
  readonly bitsStored?: number
  readonly sampleSkew?: string
  readonly timeSkew?: string
}

export interface TestGroup {
  readonly channels: readonly TestChannel[]
  /** Stored values, channel by channel. */
  readonly counts: readonly (readonly number[])[]
  readonly rate?: string
  readonly label?: string
  readonly originality?: string
  readonly interpretation?: 'SB' | 'UB' | 'SS' | 'US' | 'SL'
  readonly padding?: number
  readonly offsetMs?: string
  readonly stated?: number
}

const WIDTHS = { SB: 1, UB: 1, SS: 2, US: 2, SL: 4 } as const

export function groupOf(group: TestGroup): ElementWriter {
  const { channels, counts, interpretation = 'SS' } = group
  const width = WIDTHS[interpretation]
  const sampleCount = counts[0]!.length
  const data = new Uint8Array(width * channels.length * sampleCount)
  const view = new DataView(data.buffer)
  const set = (at: number, value: number, into = view): void => {
    if (width === 1) into.setUint8(at, value)
    else if (width === 2) into.setUint16(at, value, true)
    else into.setInt32(at, value, true)
  }
  counts.forEach((values, c) => values.forEach((value, i) => set((i * channels.length + c) * width, value)))
  const item = new ElementWriter()
    .text(0x00181068, 'DS', group.offsetMs ?? '0')
    .text(0x003a0004, 'CS', group.originality ?? 'ORIGINAL')
    .uint16(0x003a0005, channels.length)
    .uint32(0x003a0010, group.stated ?? sampleCount)
    .text(0x003a001a, 'DS', group.rate ?? '500')
    .sequence(0x003a0200, channels.map(channelOf))
    .uint16(0x54001004, 8 * width)
    .text(0x54001006, 'CS', interpretation)
    .binary(0x54001010, width === 1 ? 'OB' : 'OW', data)
  if (group.label !== undefined) item.text(0x003a0020, 'SH', group.label)
  if (group.padding !== undefined) {
    const padding = new Uint8Array(width)
    set(0, group.padding, new DataView(padding.buffer))
    item.binary(0x5400100a, 'OW', padding)
  }
  return item
}

function channelOf(channel: TestChannel): ElementWriter {
  const [value, scheme, meaning] = channel.lead ?? ['2:2', 'MDC', 'Lead II']
  const item = new ElementWriter()
    .sequence(0x003a0208, [codeItem(value, scheme, meaning)])
    .text(0x003a0210, 'DS', channel.sensitivity ?? '1')
    .text(0x003a0212, 'DS', channel.factor ?? '1')
    .text(0x003a0213, 'DS', channel.baseline ?? '0')
  if (channel.unit !== null) item.sequence(0x003a0211, [codeItem(channel.unit ?? 'uV', 'UCUM', '')])
  if (channel.label !== undefined) item.text(0x003a0203, 'SH', channel.label)
  if (channel.bitsStored !== undefined) item.uint16(0x003a021a, channel.bitsStored)
  if (channel.sampleSkew !== undefined) item.text(0x003a0215, 'DS', channel.sampleSkew)
  if (channel.timeSkew !== undefined) item.text(0x003a0214, 'DS', channel.timeSkew)
  return item
}

/** A file with preamble and meta header, explicit little endian; without groups it is an image. */
export function dicomOf(
  groups: readonly ElementWriter[],
  root = new ElementWriter(),
  syntax = '1.2.840.10008.1.2.1',
): Uint8Array<ArrayBuffer> {
  const sopClass = groups.length > 0 ? '1.2.840.10008.5.1.4.1.1.9.1.1' : '1.2.840.10008.5.1.4.1.1.7'
  root.text(0x00080016, 'UI', sopClass).text(0x00080060, 'CS', groups.length > 0 ? 'ECG' : 'OT')
  if (groups.length > 0) root.sequence(0x54000100, groups)
  return joined([mark(), new ElementWriter().text(0x00020010, 'UI', syntax).bytes(), root.bytes()])
}

export function mark(): Uint8Array {
  const preamble = new Uint8Array(132)
  preamble.set(new TextEncoder().encode('DICM'), 128)
  return preamble
}

/** What the reader makes of these bytes. */
export function outcomeOf(bytes: Uint8Array): Outcome<EcgRead> {
  const file = { name: 'ecg.dcm', bytes }
  if (!dicomFormat.recognise(file)) throw new Error('not recognised as DICOM')
  return dicomFormat.read(file, undefined as never, {}).outcome
}

/** The recording in these bytes. */
export function opened(bytes: Uint8Array): EcgRead {
  const outcome = outcomeOf(bytes)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

/** A channel by its MDC number. */
export function lead(number: number, meaning = ''): TestChannel {
  return { lead: [`2:${number}`, 'MDC', meaning] }
}
