import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'
import { crcCcitt } from '../scp/crc.ts'
import { FIXED_HEADER_BYTES, LEADS_MAX } from './header.ts'

export interface WriteIshneOptions {
  readonly recordName: string
  /** Nanovolts of one count. Default 1000. */
  readonly resolutionNv?: number
  /** Bytes between fixed header and samples that the header knows of. Default 0. */
  readonly variableBytes?: number
  readonly firstName?: string
  readonly lastName?: string
}

const CODES = ['X', 'Y', 'Z', 'I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']

/**
 * Writes a tracing as ISHNE 1.0, for tests. Source: Badilini 1998.
 * @throws RangeError on our own mistakes: more than twelve leads, a sample that 16 bits cannot hold
 */
export function writeIshne(tracing: Tracing, options: WriteIshneOptions): SourceFile[] {
  const { resolutionNv = 1000, variableBytes = 0 } = options
  const { leads, sampleRateHz } = tracing
  if (leads.length > LEADS_MAX) throw new RangeError('ISHNE holds twelve leads')
  const sampleCount = leads[0]!.samplesMv.length
  const dataOffset = FIXED_HEADER_BYTES + variableBytes
  const bytes = new Uint8Array(dataOffset + 2 * leads.length * sampleCount)
  const view = new DataView(bytes.buffer)
  const text = (at: number, value: string): void =>
    bytes.set(new TextEncoder().encode(value).subarray(0, 39), at)
  const int16s = (at: number, values: readonly number[]): void =>
    values.forEach((value, i) => view.setInt16(at + 2 * i, value, true))
  text(0, 'ISHNE1.0')
  view.setInt32(10, variableBytes, true)
  view.setInt32(14, sampleCount, true)
  view.setInt32(18, FIXED_HEADER_BYTES, true)
  view.setInt32(22, dataOffset, true)
  view.setInt16(26, 1, true)
  text(28, options.firstName ?? '')
  text(68, options.lastName ?? '')
  const at = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/
    .exec(tracing.startedAt ?? '')
    ?.slice(1)
    .map(Number)
  if (at) {
    int16s(138, [at[2]!, at[1]!, at[0]!])
    int16s(150, at.slice(3))
  }
  int16s(156, [leads.length])
  int16s(
    158,
    Array.from({ length: LEADS_MAX }, (_, i) => (leads[i] ? codeOf(leads[i].name) : -9)),
  )
  int16s(
    206,
    Array.from({ length: LEADS_MAX }, (_, i) => (leads[i] ? resolutionNv : -9)),
  )
  text(232, 'digital')
  int16s(272, [sampleRateHz])
  leads.forEach(({ samplesMv, name }, l) =>
    samplesMv.forEach((mv, i) => {
      const count = Math.round((mv * 1e6) / resolutionNv)
      if (!(Math.abs(count) <= 32_767)) throw new RangeError(`${name} does not fit into 16 bits`)
      view.setInt16(dataOffset + 2 * (i * leads.length + l), count, true)
    }),
  )
  view.setUint16(8, crcCcitt(bytes.subarray(10, dataOffset)), true)
  return [{ name: `${options.recordName}.ecg`, bytes }]
}

function codeOf(name: string): number {
  const at = CODES.indexOf(name)
  return at < 0 ? 1 : at + 2
}
