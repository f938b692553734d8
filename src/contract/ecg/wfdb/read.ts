import type { Annotation, TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, type DecodedLead } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { signalKind } from '../lead-names.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX } from '../limits.ts'
import { sameBytes, type Neighbours } from '../neighbours.ts'
import { baseName, stemOf, type SourceFile } from '../source-file.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import { readAnnotations } from './annotations.ts'
import { looksLikeHeader, parseHeader, type WfdbHeader, type WfdbSignal } from './header.ts'
import { SIGNAL_FORMATS, type SignalFormat } from './signal-formats.ts'

/** Counts per millivolt where the header says "not calibrated". Source: header(5). */
const GAIN_DEFAULT = 200

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
    (other) => !data.includes(other) && (/\.atr$/i.test(other.name) || readAnnotations(other.bytes, 1) !== null),
  )
  const reference = all.find((other) => /\.atr$/i.test(other.name))
  return { chosen: reference ?? (all.length === 1 ? all[0]! : null), all }
}

type Range = {
  readonly signal: WfdbSignal
  readonly storage: SignalFormat
  readonly file: SourceFile
  readonly first: number
  readonly frameSamples: number
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
  const claimed = (header.frameCount ?? 0) * chosen.reduce((sum, signal) => sum + signal.samplesPerFrame, 0)
  if (claimed > SAMPLES_MAX) return tooLong(name, claimed)
  const ranges: Range[] = []
  for (const signal of chosen) {
    const range = locate(signal, header, data, name)
    if (!range.ok) return range
    ranges.push(range.value)
  }
  const found = Math.min(...ranges.map(framesIn))
  const frames = Math.min(header.frameCount ?? found, found)
  const samplesPerFrame = chosen[0]!.samplesPerFrame
  if (frames < 1) {
    return bad(
      'no-samples',
      `The data of ${name} hold no samples.`,
      'Copy the data file again from its source.',
      {
        file: name,
      },
    )
  }
  if (frames * samplesPerFrame * chosen.length > SAMPLES_MAX) return tooLong(name, frames * samplesPerFrame)
  const warnings: TracingWarning[] = []
  const expected = header.frameCount ?? frames
  if (frames < expected) {
    const scale = 1000 / header.framesPerSecond
    warnings.push({
      code: 'data-cut-short',
      details: { expectedMs: Math.round(expected * scale), foundMs: Math.round(frames * scale) },
    })
  }
  const differing: string[] = []
  const leads = ranges.map((range): DecodedLead => {
    const decoded = decode(range, frames)
    if (frames === expected && decoded.checksumDiffers) differing.push(range.signal.label)
    return decoded
  })
  if (differing.length > 0)
    warnings.push({ code: 'checksum-differs', details: { leads: differing.join(', ') } })
  const uncalibrated = chosen.filter((signal) => signal.gain === null)
  if (uncalibrated.length > 0) {
    warnings.push({
      code: 'amplitude-uncalibrated',
      details: { leads: uncalibrated.map((s) => s.label).join(', ') },
    })
  }
  const annotations = readMarks(marks, header, warnings)
  const isMatrix = [...data.values()].some((other) => /\.mat$/i.test(other.name))
  return good({
    format: 'wfdb',
    formatDetail: `format ${[...new Set(chosen.map((signal) => signal.storageFormat))].join(', ')}${isMatrix ? ' in .mat' : ''}`,
    tracing: assembleTracing({
      sampleRateHz: header.framesPerSecond * samplesPerFrame,
      leads,
      annotations,
      startedAt: header.startedAt,
      warnings,
      leftOut: header.signals.filter((signal) => !chosen.includes(signal)).map((signal) => signal.label),
    }),
  })
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

/** The data after the prolog that the first signal of a file states. */
function viewOf({ signal, file }: Range): DataView {
  const skipped = Math.min(signal.offsetBytes, file.bytes.length)
  return new DataView(file.bytes.buffer, file.bytes.byteOffset + skipped, file.bytes.byteLength - skipped)
}

function framesIn(range: Range): number {
  return Math.floor(range.storage.samplesIn(viewOf(range).byteLength) / range.frameSamples)
}

/** Millivolts of one signal; a signal that was written late (skew) ends in a gap. */
function decode(range: Range, frames: number): DecodedLead & { readonly checksumDiffers: boolean } {
  const { signal, storage, first, frameSamples } = range
  const { samplesPerFrame, baseline, checksum } = signal
  const view = viewOf(range)
  const gain = signal.gain ?? GAIN_DEFAULT
  const lsbMv = millivoltsPer(voltageUnit(signal.unit)!) / gain
  const samplesMv = new Float32Array(frames * samplesPerFrame).fill(NaN)
  const available = Math.min(framesIn(range), frames + signal.skewFrames)
  let sum = 0
  let value = signal.initialValue
  let at = -signal.skewFrames * samplesPerFrame
  for (let frame = 0; frame < available; frame++) {
    for (let i = 0; i < samplesPerFrame; i++, at++) {
      const stored = storage.sampleAt(view, frame * frameSamples + first + i)
      value = storage.differences ? value + stored : stored
      if (frame < frames) sum = (sum + value) & 0xffff
      if (at >= 0 && value !== storage.invalid) samplesMv[at] = (value - baseline) * lsbMv
    }
  }
  // The challenges of 2017 and later write 0 for a checksum that nobody computed.
  const checksumDiffers = checksum !== null && checksum !== 0 && (checksum & 0xffff) !== sum
  return { name: signal.label, samplesMv, lsbMv, checksumDiffers }
}

function readMarks(
  marks: AnnotationFiles,
  header: WfdbHeader,
  warnings: TracingWarning[],
): readonly Annotation[] {
  const annotations = marks.chosen ? readAnnotations(marks.chosen.bytes, header.framesPerSecond) : []
  const unused = marks.all.filter((file) => file !== marks.chosen || annotations === null)
  if (unused.length > 0) {
    warnings.push({
      code: 'annotations-left-out',
      details: { count: unused.length, names: unused.map((file) => baseName(file.name)).join(', ') },
    })
  }
  return annotations ?? []
}

function noEcgSignal(name: string, header: WfdbHeader): Outcome<never> {
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
