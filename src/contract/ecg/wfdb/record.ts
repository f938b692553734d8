import type { TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { DecodedLead } from '../assemble.ts'
import { signalKind } from '../lead-names.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX } from '../limits.ts'
import { brokenFile, impossibleRate, noSamples, recordingTooLong } from '../refusals.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import { voltageUnit } from '../voltage.ts'
import { decodeInto, flacRanges, interleavedRange, stepMv, type Range } from './decode.ts'
import type { FlacDecoder } from './flac.ts'
import type { WfdbHeader, WfdbSignal } from './header.ts'
import { FLAC_FORMATS, SIGNAL_FORMATS, type FlacStorage } from './signal-formats.ts'

/** One record, or one part of a longer one, with the files that its header names. */
export interface RecordSource {
  readonly header: WfdbHeader
  /** The header file. */
  readonly file: SourceFile
  readonly data: ReadonlyMap<string, SourceFile>
  /** Null where FLAC is read by others. */
  readonly decodeFlac: FlacDecoder | null
}

/** Leads of a record in millivolts, with what header and data say differently. */
export interface DecodedRecord {
  readonly leads: readonly DecodedLead[]
  readonly warnings: readonly TracingWarning[]
}

/** Decodes a record that is not made of parts. */
export function decodeRecord(source: RecordSource, chosen: readonly WfdbSignal[]): Outcome<DecodedRecord> {
  const { header, file } = source
  const samplesPerFrame = chosen[0]!.samplesPerFrame
  const claimed = (header.frameCount ?? 0) * samplesPerFrame * chosen.length
  if (claimed > SAMPLES_MAX) return recordingTooLong(file, claimed)
  const located = locate(source, chosen)
  if (!located.ok) return located
  const ranges = located.value
  const found = Math.min(...ranges.map((range) => range.framesThere))
  const frames = Math.min(header.frameCount ?? found, found)
  if (frames < 1) return noSamples(file)
  const samples = frames * samplesPerFrame * chosen.length
  if (samples > SAMPLES_MAX) return recordingTooLong(file, samples)
  const differing: WfdbSignal[] = []
  const leads = ranges.map((range) => {
    const samplesMv = new Float32Array(frames * samplesPerFrame)
    if (decodeInto(samplesMv, range, frames)) differing.push(range.signal)
    return { name: range.signal.label, samplesMv, lsbMv: stepMv(range.signal) }
  })
  const warnings: TracingWarning[] = []
  if (frames < (header.frameCount ?? 0)) {
    const scale = 1000 / header.framesPerSecond
    const details = {
      expectedMs: Math.round(header.frameCount! * scale),
      foundMs: Math.round(frames * scale),
    }
    warnings.push({ code: 'data-cut-short', details })
  } else if (differing.length > 0) {
    warnings.push({ code: 'checksum-differs', details: { leads: labelsOf(differing) } })
  }
  return good({
    leads,
    warnings: [...warnings, ...damageWarnings(ranges), ...signalWarnings(header, chosen)],
  })
}

function labelsOf(signals: readonly WfdbSignal[]): string {
  return signals.map((signal) => signal.label).join(', ')
}

/** FLAC frames whose check number differs are gaps: the files that have some are named. */
function damageWarnings(ranges: readonly Range[]): TracingWarning[] {
  const names = new Set(ranges.filter((range) => range.isDamaged).map((range) => range.signal.fileName))
  return names.size === 0 ? [] : [{ code: 'part-unreadable', details: { part: [...names].join(', ') } }]
}

/** What the header says of its signals: no scale, or another time. */
export function signalWarnings(header: WfdbHeader, chosen: readonly WfdbSignal[]): TracingWarning[] {
  const warnings: TracingWarning[] = []
  const uncalibrated = chosen.filter((signal) => signal.gain === null)
  if (uncalibrated.length > 0) {
    warnings.push({ code: 'amplitude-uncalibrated', details: { leads: labelsOf(uncalibrated) } })
  }
  const skewed = chosen.filter((signal) => signal.skewFrames > 0)
  if (skewed.length > 0) {
    const frames = Math.max(...skewed.map((signal) => signal.skewFrames))
    const milliseconds = Math.round((frames / header.framesPerSecond) * 1e4) / 10
    warnings.push({ code: 'skew-corrected', details: { milliseconds, names: labelsOf(skewed) } })
  }
  return warnings
}

/** Voltages that are not known to be something else; of several rates, the one that most leads have. */
export function chooseSignals(header: WfdbHeader): WfdbSignal[] {
  const ecg = header.signals.filter(
    (signal) =>
      signal.storageFormat !== 0 && voltageUnit(signal.unit) !== null && signalKind(signal.label) !== 'other',
  )
  const count = (samplesPerFrame: number): number =>
    ecg.filter((signal) => signal.samplesPerFrame === samplesPerFrame).length
  const [rate] = [...new Set(ecg.map((signal) => signal.samplesPerFrame))].sort(
    (a, b) => count(b) - count(a) || b - a,
  )
  return ecg.filter((signal) => signal.samplesPerFrame === rate)
}

/** Where these signals lie in their files, in their order, or why they cannot be read. */
export function locate(source: RecordSource, chosen: readonly WfdbSignal[]): Outcome<Range[]> {
  const { header, file } = source
  const rate = header.framesPerSecond * chosen[0]!.samplesPerFrame
  if (rate > SAMPLE_RATE_HZ_MAX) return impossibleRate(file, rate)
  const ranges: Range[] = []
  for (const fileName of new Set(chosen.map((signal) => signal.fileName))) {
    const found = locateIn(fileName, source, chosen)
    if (!found.ok) return found
    ranges.push(...found.value)
  }
  return good(chosen.map((signal) => ranges.find((range) => range.signal === signal)!))
}

function locateIn(fileName: string, source: RecordSource, chosen: readonly WfdbSignal[]): Outcome<Range[]> {
  const { header, file, data, decodeFlac } = source
  const name = baseName(file.name)
  const isHere = (signal: WfdbSignal): boolean => signal.fileName === fileName
  const sharing = header.signals.filter(isHere)
  const signals = chosen.filter(isHere)
  const format = signals[0]!.storageFormat
  const storage = SIGNAL_FORMATS.get(format)
  const flac = FLAC_FORMATS.get(format)
  if (storage === undefined && flac === undefined) return unknownFormat(name, format)
  if (flac !== undefined && decodeFlac === null) return formatLater(file, `WFDB ${format} (FLAC)`)
  const dataFile = data.get(fileName)
  if (dataFile === undefined) {
    return bad(
      'wfdb-data-missing',
      `The header ${name} names the data file ${fileName}, which is not among the files given.`,
      `Give ${fileName} together with the header.`,
      { file: name, data: fileName },
    )
  }
  if (sharing.some((other) => other.storageFormat !== format)) {
    return bad(
      'wfdb-header-broken',
      `The header ${name} cannot be read: it gives one data file two storage formats.`,
      'Copy the header again from its source.',
      { file: name },
    )
  }
  if (storage !== undefined) {
    return good(signals.map((signal) => interleavedRange(signal, sharing, storage, dataFile)))
  }
  return locateInFlac(fileName, source, signals, { storage: flac!, file: dataFile, decodeFlac: decodeFlac! })
}

/** Samples over all channels: they are held twice, and twelve bytes can say 65,535 of them. */
const FLAC_SAMPLES_MAX = SAMPLES_MAX / 2

function locateInFlac(
  fileName: string,
  { header, file }: RecordSource,
  signals: readonly WfdbSignal[],
  stream: { readonly storage: FlacStorage; readonly file: SourceFile; readonly decodeFlac: FlacDecoder },
): Outcome<Range[]> {
  const { frameCount } = header
  const sharing = header.signals.filter((signal) => signal.fileName === fileName)
  const { samplesPerFrame, storageFormat } = signals[0]!
  const skew = Math.max(...signals.map((signal) => signal.skewFrames))
  const mostEach = Math.floor(FLAC_SAMPLES_MAX / sharing.length)
  const wanted = ((frameCount ?? 0) + skew) * samplesPerFrame
  if (wanted > mostEach) return recordingTooLong(file, wanted * sharing.length)
  const samplesMax = frameCount === null ? mostEach : wanted
  const ranges = flacRanges(signals, sharing, { ...stream, samplesMax })
  if (ranges === null) return brokenFile(file, `WFDB ${storageFormat} (FLAC)`, fileName)
  // Where the header does not say how many there are, the stream may hold more than were taken.
  const isFull = frameCount === null && ranges[0]!.framesThere >= Math.floor(mostEach / samplesPerFrame)
  return isFull ? recordingTooLong(file, mostEach * sharing.length) : good(ranges)
}

/** A kind of record that a reader reads which is not here yet. */
export function formatLater(file: SourceFile, format: string): Outcome<never> {
  const name = baseName(file.name)
  return bad(
    'format-not-read-yet',
    `${name} is a ${format} file. This kind is not read yet.`,
    'Export the ECG as EDF, WFDB or CSV and give that.',
    { file: name, format },
  )
}

function unknownFormat(name: string, format: number): Outcome<never> {
  return bad(
    'wfdb-format-not-read-yet',
    `${name} stores its samples in WFDB format ${format}. This format is not read yet.`,
    'Convert the record to format 16 (xform, or wfdb.wrsamp with fmt 16) and give that.',
    { file: name, format },
  )
}
