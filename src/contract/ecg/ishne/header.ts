import { crcCcitt } from '../scp/crc.ts'
import { undeclaredText } from '../undeclared-text.ts'

/** The fixed part of the header. Source: Badilini, The ISHNE Holter Standard Output File Format (1998). */
export const FIXED_HEADER_BYTES = 522
export const LEADS_MAX = 12
/** Where the part begins that the checksum (CRC-CCITT) covers: what follows it, with the variable block. */
const CHECKED_FROM = 10
/** A variable block holds notes; more than this is no header any more. */
const VARIABLE_BYTES_MAX = 1024 * 1024

export interface IshneHeader {
  /** As the file states it: of each lead, or, by some writers, of all leads together. */
  readonly statedSamples: number
  readonly dataOffset: number
  readonly leads: readonly IshneLead[]
  readonly sampleRateHz: number
  readonly startedAt: string | null
  readonly recorder: string
  readonly firstName: string
  readonly lastName: string
  readonly id: string
  readonly sex: 'female' | 'male' | null
  readonly birthDate: string | null
  /** Whether the checksum of the header is the one in the file; null where the file has none (0). */
  readonly isChecksumRight: boolean | null
}

interface IshneLead {
  readonly code: number
  /** Nanovolts of one count; not above 0 where the file has no scale. */
  readonly resolutionNv: number
}

export function looksLikeIshne(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 8)) === 'ISHNE1.0'
}

/** @returns the part that is not there, where one is missing */
export function parseIshneHeader(bytes: Uint8Array): IshneHeader | string {
  if (bytes.length < FIXED_HEADER_BYTES) return 'header'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const int16 = (at: number): number => view.getInt16(at, true)
  const text = (at: number, length: number): string => {
    const field = bytes.subarray(at, at + length)
    const end = field.indexOf(0)
    return undeclaredText(end < 0 ? field : field.subarray(0, end)).trim()
  }
  const leadCount = int16(156)
  if (leadCount < 1 || leadCount > LEADS_MAX) return 'header: number of leads'
  const statedSamples = view.getInt32(14, true)
  if (statedSamples < 0) return 'header: number of samples'
  const dataOffset = view.getInt32(22, true)
  if (dataOffset < FIXED_HEADER_BYTES) return 'header: offset of the samples'
  return {
    statedSamples,
    dataOffset,
    leads: Array.from({ length: leadCount }, (_, i) => ({
      code: int16(158 + 2 * i),
      resolutionNv: int16(206 + 2 * i),
    })),
    sampleRateHz: int16(272),
    startedAt: startOf([int16(138), int16(140), int16(142)], [int16(150), int16(152), int16(154)]),
    recorder: text(232, 40),
    firstName: text(28, 40),
    lastName: text(68, 40),
    id: text(108, 20),
    sex: int16(128) === 1 ? 'male' : int16(128) === 2 ? 'female' : null,
    birthDate: dateOf(int16(132), int16(134), int16(136)),
    isChecksumRight: checksumRight(bytes, view),
  }
}

function checksumRight(bytes: Uint8Array, view: DataView): boolean | null {
  const stated = view.getUint16(8, true)
  if (stated === 0) return null
  const variable = Math.min(Math.max(0, view.getInt32(10, true)), VARIABLE_BYTES_MAX)
  return crcCcitt(bytes.subarray(CHECKED_FROM, FIXED_HEADER_BYTES + variable)) === stated
}

type Three = readonly [number, number, number]

function startOf([day, month, year]: Three, [hour, minute, second]: Three): string | null {
  const date = dateOf(day, month, year)
  const isTime = [hour, minute, second].every((part, i) => part >= 0 && part < [24, 60, 60][i]!)
  return date && isTime ? `${date}T${two(hour)}:${two(minute)}:${two(second)}` : null
}

function dateOf(day: number, month: number, year: number): string | null {
  if (day < 1 || day > 31 || month < 1 || month > 12 || year < 1850 || year > 9999) return null
  return `${year}-${two(month)}-${two(day)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
