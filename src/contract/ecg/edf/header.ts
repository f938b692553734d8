import { bad, good, type Outcome } from '#domain/problem.ts'
import { SIGNALS_MAX } from '../limits.ts'
import { baseName, type SourceFile } from '../source-file.ts'

type EdfKind = 'EDF' | 'EDF+C' | 'EDF+D' | 'BDF' | 'BDF+C' | 'BDF+D'

export interface EdfHeader {
  readonly kind: EdfKind
  /** 2 in EDF, 3 in BDF. */
  readonly sampleBytes: 2 | 3
  readonly headerBytes: number
  /** Null where the recorder never wrote it (−1). */
  readonly recordCount: number | null
  readonly recordSeconds: number
  readonly startedAt: string | null
  readonly signals: readonly EdfSignal[]
}

export interface EdfSignal {
  readonly label: string
  readonly transducer: string
  readonly unit: string
  readonly physicalMin: number
  readonly physicalMax: number
  readonly digitalMin: number
  readonly digitalMax: number
  readonly samplesPerRecord: number
  readonly isAnnotations: boolean
}

const MAIN_BYTES = 256
const SIGNAL_BYTES = 256
const BIOSEMI = [0xff, 0x42, 0x49, 0x4f, 0x53, 0x45, 0x4d, 0x49]
const EDF_VERSION = [0x30, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20]

export function looksLikeEdf(bytes: Uint8Array): boolean {
  const begins = (signature: readonly number[]): boolean => signature.every((byte, i) => bytes[i] === byte)
  return begins(EDF_VERSION) || begins(BIOSEMI)
}

/** Parses main and signal headers. Source: Kemp 1992; Kemp and Olivan 2003; BioSemi (BDF). */
export function parseEdfHeader(file: SourceFile): Outcome<EdfHeader> {
  const { bytes } = file
  const name = baseName(file.name)
  const broken = (what: string): Outcome<never> =>
    bad(
      'edf-header-broken',
      `The header of ${name} cannot be read: ${what}.`,
      'Export the recording again.',
      {
        file: name,
      },
    )
  const text = (from: number, width: number): string => headerText(bytes.subarray(from, from + width))
  if (bytes.length < MAIN_BYTES) return broken('the file ends within it')
  const signalCount = integer(text(252, 4))
  if (signalCount === null || signalCount < 1 || signalCount > SIGNALS_MAX)
    return broken('the number of signals is not one')
  const headerBytes = MAIN_BYTES + signalCount * SIGNAL_BYTES
  if (bytes.length < headerBytes) return broken('the file ends within it')
  if (integer(text(184, 8)) !== headerBytes) return broken('its stated length does not fit its signals')
  const recordCount = integer(text(236, 8))
  const recordSeconds = decimal(text(244, 8))
  if (recordCount === null || recordCount < -1) return broken('the number of data records is not one')
  if (recordSeconds === null || recordSeconds < 0) return broken('the duration of a data record is not one')
  const isBdf = bytes[0] === 0xff
  const signals: EdfSignal[] = []
  for (let i = 0; i < signalCount; i++) {
    const signal = parseSignal((before, width) => text(MAIN_BYTES + before * signalCount + i * width, width))
    if (signal === null) return broken(`the description of signal ${i + 1} of ${signalCount} is not complete`)
    signals.push(signal)
  }
  return good({
    kind: kindOf(isBdf, text(192, 44)),
    sampleBytes: isBdf ? 3 : 2,
    headerBytes,
    recordCount: recordCount === -1 ? null : recordCount,
    recordSeconds,
    startedAt: startOf(text(168, 8), text(176, 8), text(88, 80)),
    signals,
  })
}

/** @param field gives a signal's field by the width of all fields before it and its own width */
function parseSignal(field: (before: number, width: number) => string): EdfSignal | null {
  const label = field(0, 16)
  const isAnnotations = /^[EB]DF Annotations$/.test(label)
  const numbers = [104, 112, 120, 128].map((before) => decimal(field(before, 8)))
  const samplesPerRecord = integer(field(216, 8))
  if (samplesPerRecord === null || samplesPerRecord < 0) return null
  if (!isAnnotations && numbers.includes(null)) return null
  const [physicalMin, physicalMax, digitalMin, digitalMax] = numbers.map((n) => n ?? 0) as [
    number,
    number,
    number,
    number,
  ]
  return {
    label,
    transducer: field(16, 80),
    unit: field(96, 8),
    physicalMin,
    physicalMax,
    digitalMin,
    digitalMax,
    samplesPerRecord,
    isAnnotations,
  }
}

function kindOf(isBdf: boolean, reserved: string): EdfKind {
  const base = isBdf ? 'BDF' : 'EDF'
  if (reserved.startsWith(`${base}+C`)) return `${base}+C`
  if (reserved.startsWith(`${base}+D`)) return `${base}+D`
  return base
}

/** The specification says ASCII; recorders write Latin-1 and UTF-8, too. */
function headerText(bytes: Uint8Array): string {
  const decode = (): string => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch {
      return new TextDecoder('latin1').decode(bytes)
    }
  }
  return decode().replaceAll('\0', ' ').trim()
}

function integer(text: string): number | null {
  return /^[-+]?\d+$/.test(text) ? Number(text) : null
}

/** Eight characters of number; some recorders write a decimal comma. */
function decimal(text: string): number | null {
  const value = Number(text.replace(',', '.'))
  return text === '' || !Number.isFinite(value) ? null : value
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
/** Two-digit years from 85 are of the last century. Source: EDF+ specification, 2.1.3.2. */
const CENTURY_TURNS = 85

function startOf(date: string, time: string, recording: string): string | null {
  const clock = /^(\d\d)[.:](\d\d)[.:](\d\d)$/.exec(time)
  const day = /^(\d\d)[./-](\d\d)[./-](\d\d)$/.exec(date)
  const long = /^Startdate (\d\d)-([A-Za-z]{3})-(\d{4})\b/.exec(recording)
  const isUnknown = /^Startdate X\b/.test(recording) || (date === '01.01.85' && time === '00.00.00')
  if (clock === null || isUnknown) return null
  if (Number(clock[1]) > 23 || Number(clock[2]) > 59 || Number(clock[3]) > 59) return null
  const at = `T${clock[1]}:${clock[2]}:${clock[3]}`
  const month = long ? MONTHS.indexOf(long[2]!.toUpperCase()) + 1 : 0
  if (long && month > 0) return `${long[3]}-${String(month).padStart(2, '0')}-${long[1]}${at}`
  if (day === null || Number(day[2]) < 1 || Number(day[2]) > 12 || Number(day[1]) < 1 || Number(day[1]) > 31)
    return null
  const year = Number(day[3]) >= CENTURY_TURNS ? `19${day[3]}` : `20${day[3]}`
  return `${year}-${day[2]}-${day[1]}${at}`
}
