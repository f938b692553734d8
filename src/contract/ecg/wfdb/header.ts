import { bad, good, type Outcome } from '#domain/problem.ts'
import { SAMPLE_RATE_HZ_MAX, SIGNALS_MAX, WFDB_HEADER_BYTES_MAX } from '../limits.ts'
import { baseName, type SourceFile } from '../source-file.ts'

/** A `.hea` as it stands, defaults of the format filled in. */
export interface WfdbHeader {
  readonly recordName: string
  /** Frames per second; a signal with `x4` has four samples a frame. */
  readonly framesPerSecond: number
  /** Null where the header leaves it to the data. */
  readonly frameCount: number | null
  /** Parts of a recording in several segments, in time order; empty for an ordinary record. */
  readonly segments: readonly WfdbSegment[]
  readonly startedAt: string | null
  readonly signals: readonly WfdbSignal[]
}

interface WfdbSegment {
  /** The part's own header without `.hea`; `~` is a stretch in which nothing was recorded. */
  readonly name: string
  /** 0 for a layout, which describes the signals of all parts and holds none itself. */
  readonly frames: number
}

export interface WfdbSignal {
  readonly fileName: string
  readonly storageFormat: number
  readonly samplesPerFrame: number
  readonly skewFrames: number
  readonly offsetBytes: number
  /** Counts per unit; null where the header says that the signal is not calibrated. */
  readonly gain: number | null
  readonly baseline: number
  readonly unit: string
  readonly initialValue: number
  /** Null where the header has none. */
  readonly checksum: number | null
  readonly label: string
}

/** Frames per second where a header says nothing. Source: header(5). */
const FRAMES_PER_SECOND_DEFAULT = 250
const SAMPLES_PER_FRAME_MAX = 1024

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`
const RECORD_LINE = new RegExp(
  String.raw`^(\S+?)(?:/(\d+))?[ \t]+(\d+)(?:[ \t]+(${NUMBER})(?:/${NUMBER}(?:\(${NUMBER}\))?)?(?:[ \t]+(\d+)(?:[ \t]+(.*))?)?)?[ \t]*$`,
)
const SIGNAL_LINE = new RegExp(
  String.raw`^(\S+)[ \t]+(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?` +
    String.raw`(?:[ \t]+(${NUMBER})(?:\((${NUMBER})\))?(?:/(\S+))?(?:[ \t]+(-?\d+)(?:[ \t]+(-?\d+)(?:[ \t]+(-?\d+)(?:[ \t]+(-?\d+)(?:[ \t]+(-?\d+))?)?)?)?)?)?(?:[ \t]+(.*?))?[ \t]*$`,
)

/** Lines that say something: no comments, no empty ones. */
function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder('utf-8')
    .decode(bytes)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
}

const LOOK_BYTES = 4096

/**
 * Whether these bytes begin as a WFDB header does: a record line, then a signal line (or the name of a
 * segment). A record line alone counts if it states rate and length.
 */
export function looksLikeHeader(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, LOOK_BYTES)
  if (start.includes(0)) return false
  const [first = '', second] = linesOf(start)
  const match = RECORD_LINE.exec(first)
  if (match === null || /[,;]/.test(first)) return false
  if (second === undefined) return match[5] !== undefined && /[^\d.eE+-]/.test(match[1]!)
  if (match[2] !== undefined) return SEGMENT_LINE.test(second)
  return Number(match[3]) > 0 && SIGNAL_LINE.test(second)
}

/** Parses a header. Source: WFDB Applications Guide, "header(5)". */
export function parseHeader(file: SourceFile): Outcome<WfdbHeader> {
  const name = baseName(file.name)
  const broken = (what: string): Outcome<never> =>
    bad(
      'wfdb-header-broken',
      `The header ${name} cannot be read: ${what}.`,
      'Copy the header again from its source.',
      {
        file: name,
      },
    )
  if (file.bytes.length > WFDB_HEADER_BYTES_MAX) return broken('it is larger than any header')
  const [first = '', ...rest] = linesOf(file.bytes)
  const record = RECORD_LINE.exec(first)
  if (record === null) return broken('its first line names no record')
  const signalCount = Number(record[3])
  const framesPerSecond = record[4] === undefined ? FRAMES_PER_SECOND_DEFAULT : Number(record[4])
  if (!(framesPerSecond > 0 && framesPerSecond <= SAMPLE_RATE_HZ_MAX)) {
    return bad(
      'sample-rate-out-of-range',
      `${name} states a sampling rate of ${framesPerSecond} Hz.`,
      'A rate above 0 and up to 100,000 Hz is possible; look at the header in its source.',
      { file: name, rate: framesPerSecond },
    )
  }
  if (signalCount > SIGNALS_MAX) return broken(`it claims ${signalCount} signals`)
  const frames = Number(record[5] ?? 0)
  const segmentCount = Number(record[2] ?? 0)
  const segments = rest.slice(0, segmentCount).flatMap((line) => parseSegment(line) ?? [])
  if (segments.length < segmentCount) return broken(`it names fewer than its ${segmentCount} parts`)
  const signals: WfdbSignal[] = []
  for (let i = 0; i < signalCount && segmentCount === 0; i++) {
    const signal = parseSignal(rest[i] ?? '')
    if (signal === null) return broken(`signal line ${i + 1} of ${signalCount} is missing or broken`)
    signals.push(signal)
  }
  const startedAt = startOf(record[6] ?? '')
  const frameCount = frames > 0 ? frames : null
  return good({ recordName: record[1]!, framesPerSecond, frameCount, segments, startedAt, signals })
}

const SEGMENT_LINE = /^(\S+)[ \t]+(\d+)[ \t]*$/

function parseSegment(line: string): WfdbSegment | null {
  const match = SEGMENT_LINE.exec(line)
  return match && { name: match[1]!, frames: Number(match[2]) }
}

function parseSignal(line: string): WfdbSignal | null {
  const match = SIGNAL_LINE.exec(line)
  if (match === null) return null
  const integer = (group: number, otherwise: number): number => Number(match[group] ?? otherwise)
  const zero = integer(10, 0)
  const gain = Number(match[6] ?? 0)
  const samplesPerFrame = integer(3, 1)
  if (samplesPerFrame < 1 || samplesPerFrame > SAMPLES_PER_FRAME_MAX || gain < 0) return null
  return {
    fileName: match[1]!,
    storageFormat: integer(2, 0),
    samplesPerFrame,
    skewFrames: integer(4, 0),
    offsetBytes: integer(5, 0),
    gain: gain === 0 ? null : gain,
    baseline: integer(7, zero),
    unit: match[8] ?? 'mV',
    initialValue: integer(11, zero),
    checksum: match[12] === undefined ? null : Number(match[12]),
    label: match[14] ?? '',
  }
}

/** `11:05:25 1/05/2000` (day first) → `2000-05-01T11:05:25`; a time without a date says no moment. */
function startOf(text: string): string | null {
  const match = /^(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?\s+(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(text)
  if (match === null) return null
  const [, h, m, s, day, month] = match.map(Number) as number[]
  if (h! > 23 || m! > 59 || s! > 59 || day! < 1 || day! > 31 || month! < 1 || month! > 12) return null
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${match[6]}-${two(month!)}-${two(day!)}T${two(h!)}:${two(m!)}:${two(s!)}`
}
