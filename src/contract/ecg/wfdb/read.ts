import type { Annotation, TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { signalKind } from '../lead-names.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX } from '../limits.ts'
import { sameBytes, type Neighbours } from '../neighbours.ts'
import { baseName, stemOf, type SourceFile } from '../source-file.ts'
import { voltageUnit } from '../voltage.ts'
import { readAnnotations } from './annotations.ts'
import { decode, framesIn, type Range } from './decode.ts'
import { looksLikeHeader, parseHeader, type WfdbHeader, type WfdbSignal } from './header.ts'
import { SIGNAL_FORMATS } from './signal-formats.ts'

/** WFDB records: a header, the data it names, annotations beside it. */
export const wfdbFormat: EcgFormat = {
  id: 'wfdb',
  recognise: (file) => looksLikeHeader(file.bytes),
  read(file, neighbours) {
    const header = parseHeader(file)
    if (!header.ok) return { companions: neighbours.withStem(file, stemOf(file.name)), outcome: header }
    const data = dataFiles(header.value, file, neighbours)
    const marks = annotationFiles(header.value, file, neighbours, data.all)
    const companions = [...data.all, ...marks.all]
    const outcome = data.problem ?? readRecord(header.value, file, data.byName, marks)
    return { companions, outcome }
  },
}

interface DataFiles {
  readonly byName: ReadonlyMap<string, SourceFile>
  readonly all: readonly SourceFile[]
  readonly problem: Outcome<never> | null
}

function dataFiles(header: WfdbHeader, file: SourceFile, neighbours: Neighbours): DataFiles {
  const byName = new Map<string, SourceFile>()
  const all: SourceFile[] = []
  let problem: Outcome<never> | null = null
  for (const name of new Set(header.signals.map((signal) => signal.fileName))) {
    const found = neighbours.named(file, name)
    all.push(...found)
    const [first] = found
    if (first) byName.set(name, first)
    const differ = found.some((other) => !sameBytes(other, found[0]!))
    if (first && (differ || neighbours.hasRival(file))) {
      problem = bad(
        'wfdb-data-ambiguous',
        `Several recordings given together are called ${stemOf(file.name)}; nobody can say whose data ${name} is.`,
        'Give the files of one folder at a time.',
        { file: baseName(file.name), data: name },
      )
    }
  }
  return { byName, all, problem }
}

interface AnnotationFiles {
  readonly chosen: SourceFile | null
  readonly all: readonly SourceFile[]
}

/** `.atr` is the reference; another annotation file stands in for it only when it is the only one. */
function annotationFiles(
  header: WfdbHeader,
  file: SourceFile,
  neighbours: Neighbours,
  data: readonly SourceFile[],
): AnnotationFiles {
  const stems = new Set([stemOf(file.name), header.recordName])
  const beside = new Set([...stems].flatMap((stem) => neighbours.withStem(file, stem)))
  const all = [...beside].filter(
    (other) =>
      !data.includes(other) && (/\.atr$/i.test(other.name) || readAnnotations(other.bytes, 1) !== null),
  )
  const reference = all.find((other) => /\.atr$/i.test(other.name))
  return { chosen: reference ?? (all.length === 1 ? all[0]! : null), all }
}

function readRecord(
  header: WfdbHeader,
  file: SourceFile,
  data: ReadonlyMap<string, SourceFile>,
  marks: AnnotationFiles,
): Outcome<EcgRead> {
  const name = baseName(file.name)
  if (header.segmentCount > 0) {
    return bad(
      'wfdb-segments-not-joined',
      `${name} is the cover of a recording in ${header.segmentCount} parts. Joining parts is not read yet.`,
      'Open the parts one by one.',
      { file: name, count: header.segmentCount },
    )
  }
  const chosen = chooseSignals(header)
  if (chosen.length === 0) return noEcgSignal(name, header)
  const samplesPerFrame = chosen[0]!.samplesPerFrame
  const claimed = (header.frameCount ?? 0) * samplesPerFrame * chosen.length
  if (claimed > SAMPLES_MAX) return tooLong(name, claimed)
  const ranges: Range[] = []
  for (const signal of chosen) {
    const range = locate(signal, header, data, name)
    if (!range.ok) return range
    ranges.push(range.value)
  }
  const found = Math.min(...ranges.map(framesIn))
  const frames = Math.min(header.frameCount ?? found, found)
  if (frames < 1) return noSamples(name)
  const samples = frames * samplesPerFrame * chosen.length
  if (samples > SAMPLES_MAX) return tooLong(name, samples)
  const decoded = ranges.map((range) => decode(range, frames))
  const storage = [...new Set(chosen.map((signal) => signal.storageFormat))].join(', ')
  const isMatrix = [...data.values()].some((other) => /\.mat$/i.test(other.name))
  const annotations = readMarks(marks, header)
  return good({
    format: 'wfdb',
    formatDetail: `format ${storage}${isMatrix ? ' in .mat' : ''}`,
    tracing: assembleTracing({
      sampleRateHz: header.framesPerSecond * samplesPerFrame,
      leads: decoded,
      annotations: annotations.read,
      startedAt: header.startedAt,
      warnings: [...dataWarnings(header, chosen, decoded, frames), ...annotations.warnings],
      leftOut: header.signals.filter((signal) => !chosen.includes(signal)).map((signal) => signal.label),
    }),
  })
}

/** What header and data say differently: length, checksums, scale. */
function dataWarnings(
  header: WfdbHeader,
  chosen: readonly WfdbSignal[],
  decoded: readonly { readonly checksumDiffers: boolean }[],
  frames: number,
): TracingWarning[] {
  const warnings: TracingWarning[] = []
  const expected = header.frameCount ?? frames
  const labels = (signals: readonly WfdbSignal[]): string => signals.map((signal) => signal.label).join(', ')
  const differing = chosen.filter((_, i) => decoded[i]!.checksumDiffers)
  if (frames < expected) {
    const scale = 1000 / header.framesPerSecond
    const details = { expectedMs: Math.round(expected * scale), foundMs: Math.round(frames * scale) }
    warnings.push({ code: 'data-cut-short', details })
  } else if (differing.length > 0) {
    warnings.push({ code: 'checksum-differs', details: { leads: labels(differing) } })
  }
  const uncalibrated = chosen.filter((signal) => signal.gain === null)
  if (uncalibrated.length > 0) {
    warnings.push({ code: 'amplitude-uncalibrated', details: { leads: labels(uncalibrated) } })
  }
  return warnings
}

/** Voltages that are not known to be something else; of several rates, the one that most leads have. */
function chooseSignals(header: WfdbHeader): WfdbSignal[] {
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

/** Where a signal lies in its file, or why it cannot be read. */
function locate(
  signal: WfdbSignal,
  header: WfdbHeader,
  data: ReadonlyMap<string, SourceFile>,
  name: string,
): Outcome<Range> {
  const storage = SIGNAL_FORMATS.get(signal.storageFormat)
  if (storage === undefined) {
    return bad(
      'wfdb-format-not-read-yet',
      `${name} stores its samples in WFDB format ${signal.storageFormat}. This format is not read yet.`,
      'Convert the record to format 16 (xform, or wfdb.wrsamp with fmt 16) and give that.',
      { file: name, format: signal.storageFormat },
    )
  }
  const file = data.get(signal.fileName)
  if (file === undefined) {
    return bad(
      'wfdb-data-missing',
      `The header ${name} names the data file ${signal.fileName}, which is not among the files given.`,
      `Give ${signal.fileName} together with the header.`,
      { file: name, data: signal.fileName },
    )
  }
  const sharing = header.signals.filter((other) => other.fileName === signal.fileName)
  if (sharing.some((other) => other.storageFormat !== signal.storageFormat)) {
    return bad(
      'wfdb-header-broken',
      `The header ${name} cannot be read: it gives one data file two storage formats.`,
      'Copy the header again from its source.',
      { file: name },
    )
  }
  const rate = header.framesPerSecond * signal.samplesPerFrame
  if (rate > SAMPLE_RATE_HZ_MAX) {
    return bad(
      'sample-rate-out-of-range',
      `${name} states a sampling rate of ${rate} Hz.`,
      'A rate above 0 and up to 100,000 Hz is possible; look at the header in its source.',
      { file: name, rate },
    )
  }
  const frameSamples = sharing.reduce((sum, other) => sum + other.samplesPerFrame, 0)
  const first = sharing
    .slice(0, sharing.indexOf(signal))
    .reduce((sum, other) => sum + other.samplesPerFrame, 0)
  return good({ signal, storage, file, first, frameSamples })
}

function readMarks(
  marks: AnnotationFiles,
  header: WfdbHeader,
): { readonly read: readonly Annotation[]; readonly warnings: readonly TracingWarning[] } {
  const read = marks.chosen ? readAnnotations(marks.chosen.bytes, header.framesPerSecond) : []
  const unused = marks.all.filter((file) => file !== marks.chosen || read === null)
  const names = unused.map((file) => baseName(file.name)).join(', ')
  const warnings: TracingWarning[] =
    unused.length > 0 ? [{ code: 'annotations-left-out', details: { count: unused.length, names } }] : []
  return { read: read ?? [], warnings }
}

function noSamples(name: string): Outcome<never> {
  return bad(
    'no-samples',
    `The data of ${name} hold no samples.`,
    'Copy the data file again from its source.',
    {
      file: name,
    },
  )
}

function noEcgSignal(name: string, header: WfdbHeader): Outcome<never> {
  const isLayout = header.signals.length > 0 && header.signals.every((signal) => signal.storageFormat === 0)
  if (isLayout) {
    return bad(
      'wfdb-layout-only',
      `${name} describes the layout of a recording in parts; it holds no samples itself.`,
      'Open the parts one by one.',
      { file: name },
    )
  }
  return bad(
    'no-ecg-signal',
    `${name} holds no signal that is an ECG in volts (it has: ${header.signals.map((s) => s.label || 'unnamed').join(', ') || 'none'}).`,
    'Give the recording that holds the ECG leads.',
    { file: name },
  )
}

function tooLong(name: string, samples: number): Outcome<never> {
  return bad(
    'recording-too-long',
    `${name} claims ${samples} samples; up to ${SAMPLES_MAX} can be opened at once.`,
    'Cut the recording into shorter parts (24 hours of three leads at 200 Hz fit).',
    { file: name, samples, limit: SAMPLES_MAX },
  )
}
