import type { Annotation, TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, type DecodedLead } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { signalKind } from '../lead-names.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX } from '../limits.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import { looksLikeEdf, parseEdfHeader, type EdfHeader, type EdfSignal } from './header.ts'
import { annotationOf, parseTals } from './tal.ts'

/** EDF, EDF+C, EDF+D and their 24-bit sister BDF. */
export const edfFormat: EcgFormat = {
  id: 'edf',
  recognise: (file) => looksLikeEdf(file.bytes),
  read(file) {
    const header = parseEdfHeader(file)
    return { companions: [], outcome: header.ok ? readRecording(header.value, file) : header }
  },
}

interface Placed {
  readonly signal: EdfSignal
  /** Bytes from the start of a data record. */
  readonly offsetBytes: number
}

function readRecording(header: EdfHeader, file: SourceFile): Outcome<EcgRead> {
  const name = baseName(file.name)
  const placed = placeSignals(header)
  const chosen = chooseSignals(placed)
  if (chosen.length === 0) return noEcgSignal(name, placed)
  const samplesPerRecord = chosen[0]!.signal.samplesPerRecord
  const sampleRateHz = rateOf(samplesPerRecord, header.recordSeconds)
  if (!(sampleRateHz > 0 && sampleRateHz <= SAMPLE_RATE_HZ_MAX)) {
    return impossibleRate(name, samplesPerRecord, header.recordSeconds)
  }
  const claimed = (header.recordCount ?? 0) * samplesPerRecord * chosen.length
  if (claimed > SAMPLES_MAX) return tooLong(name, claimed)
  const recordBytes =
    header.signals.reduce((sum, signal) => sum + signal.samplesPerRecord, 0) * header.sampleBytes
  const available = Math.floor((file.bytes.length - header.headerBytes) / recordBytes)
  const records = Math.min(header.recordCount ?? available, available)
  if (records < 1) {
    return bad('no-samples', `${name} holds no complete data record.`, 'Export the recording again.', {
      file: name,
    })
  }
  const recordAt = (r: number): number => header.headerBytes + r * recordBytes
  const timeline = readTimeline(header, placed, file, records, recordAt)
  const starts = startsOf(timeline.recordOnsets, records, samplesPerRecord, sampleRateHz)
  if (starts === null) {
    const message = `The data records of ${name} overlap in time.`
    return bad('edf-time-runs-back', message, 'Export the recording again.', { file: name })
  }
  const sampleCount = starts.at(-1)! + samplesPerRecord
  if (sampleCount * chosen.length > SAMPLES_MAX) return tooLong(name, sampleCount * chosen.length)
  return good({
    format: 'edf',
    cartMedianBeat: null,
    cart: null,
    formatDetail: header.kind,
    tracing: assembleTracing({
      sampleRateHz,
      leads: chosen.map((one) => decode(one, header, file, { starts, sampleCount, recordAt })),
      annotations: timeline.annotations,
      startedAt: header.startedAt,
      warnings: lengthWarnings(header, records),
      leftOut: placed
        .filter((one) => !one.signal.isAnnotations && !chosen.includes(one))
        .map((one) => one.signal.label || 'unnamed'),
    }),
  })
}

function placeSignals(header: EdfHeader): Placed[] {
  let offsetBytes = 0
  return header.signals.map((signal) => {
    const placed = { signal, offsetBytes }
    offsetBytes += signal.samplesPerRecord * header.sampleBytes
    return placed
  })
}

function lengthWarnings(header: EdfHeader, records: number): TracingWarning[] {
  if (header.recordCount === null || records >= header.recordCount) return []
  const lengthMs = (count: number): number => Math.round(count * header.recordSeconds * 1000)
  return [
    {
      code: 'data-cut-short',
      details: { expectedMs: lengthMs(header.recordCount), foundMs: lengthMs(records) },
    },
  ]
}

function impossibleRate(name: string, samples: number, seconds: number): Outcome<never> {
  return bad(
    'sample-rate-out-of-range',
    `${name} states ${samples} samples in ${seconds} s.`,
    'A rate above 0 and up to 100,000 Hz is possible; export the recording again.',
    { file: name, rate: seconds > 0 ? samples / seconds : 0 },
  )
}

/** Whether the file itself says how counts become volts. Equal limits, digital or physical, say nothing. */
function hasScale({ signal }: Placed): boolean {
  return (
    voltageUnit(signal.unit) !== null &&
    signal.digitalMax !== signal.digitalMin &&
    signal.physicalMax !== signal.physicalMin
  )
}

/**
 * The leads: signals said to be of the heart; where none is, voltages not known to be something else.
 * Of several rates, the one that most leads have.
 */
function chooseSignals(placed: readonly Placed[]): Placed[] {
  const usable = placed.filter(
    (one) => !one.signal.isAnnotations && one.signal.samplesPerRecord > 0 && hasScale(one),
  )
  const ofKind = (kind: 'ecg' | 'unknown'): Placed[] =>
    usable.filter(({ signal }) => signalKind(signal.label, signal.transducer) === kind)
  const sure = ofKind('ecg')
  const ecg = sure.length > 0 ? sure : ofKind('unknown')
  const count = (samples: number): number =>
    ecg.filter(({ signal }) => signal.samplesPerRecord === samples).length
  const [samples] = [...new Set(ecg.map(({ signal }) => signal.samplesPerRecord))].sort(
    (a, b) => count(b) - count(a) || b - a,
  )
  return ecg.filter(({ signal }) => signal.samplesPerRecord === samples)
}

/** Half of the last of seven digits: as exactly as eight characters can state a duration. */
const DURATION_PRECISION = 5.01e-7

/** A whole rate where the stated duration is that rate's, rounded to eight characters. */
function rateOf(samplesPerRecord: number, recordSeconds: number): number {
  const rate = samplesPerRecord / recordSeconds
  const whole = Math.round(rate)
  const isWhole =
    Math.abs(samplesPerRecord / whole - recordSeconds) <= DURATION_PRECISION * Math.max(1, recordSeconds)
  return whole > 0 && isWhole ? whole : rate
}

interface Timeline {
  /** When each data record begins, in seconds; null for files that do not say (plain EDF). */
  readonly recordOnsets: readonly number[] | null
  readonly annotations: readonly Annotation[]
}

function readTimeline(
  header: EdfHeader,
  placed: readonly Placed[],
  file: SourceFile,
  records: number,
  recordAt: (record: number) => number,
): Timeline {
  const lists = placed.filter((one) => one.signal.isAnnotations)
  if (lists.length === 0) return { recordOnsets: null, annotations: [] }
  const onsets: number[] = []
  const marks: { readonly seconds: number; readonly text: string }[] = []
  for (let r = 0; r < records; r++) {
    lists.forEach(({ signal, offsetBytes }, l) => {
      const from = recordAt(r) + offsetBytes
      const tals = parseTals(file.bytes.subarray(from, from + signal.samplesPerRecord * header.sampleBytes))
      if (l === 0) onsets.push(tals[0]?.onsetSeconds ?? NaN)
      for (const tal of tals) for (const text of tal.texts) marks.push({ seconds: tal.onsetSeconds, text })
    })
  }
  const origin = Number.isNaN(onsets[0]!) ? 0 : onsets[0]!
  const annotations = marks
    .map(({ seconds, text }) => annotationOf(text, (seconds - origin) * 1000))
    .filter((annotation) => annotation.atMs >= 0)
    .sort((a, b) => a.atMs - b.atMs)
  return { recordOnsets: header.kind.endsWith('+D') ? onsets : null, annotations }
}

/**
 * First sample of each data record on one time line. In EDF+D a gap stays a gap: records are placed where
 * they say they begin, never joined.
 * @returns null where records overlap
 */
function startsOf(
  onsets: readonly number[] | null,
  records: number,
  samplesPerRecord: number,
  sampleRateHz: number,
): Float64Array | null {
  const starts = new Float64Array(records)
  for (let r = 0; r < records; r++) {
    const next = r === 0 ? 0 : starts[r - 1]! + samplesPerRecord
    const stated = onsets === null ? NaN : Math.round((onsets[r]! - onsets[0]!) * sampleRateHz)
    // A record without a time of its own follows the one before it; one sample is rounding.
    if (stated < next - 1) return null
    starts[r] = Number.isNaN(stated) ? next : Math.max(stated, next)
  }
  return starts
}

interface Places {
  readonly starts: Float64Array
  readonly sampleCount: number
  readonly recordAt: (record: number) => number
}

function decode(
  { signal, offsetBytes }: Placed,
  header: EdfHeader,
  file: SourceFile,
  places: Places,
): DecodedLead {
  const view = new DataView(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength)
  const perUnit = millivoltsPer(voltageUnit(signal.unit)!)
  const scale =
    ((signal.physicalMax - signal.physicalMin) / (signal.digitalMax - signal.digitalMin)) * perUnit
  const offset = signal.physicalMin * perUnit - signal.digitalMin * scale
  const samplesMv = new Float32Array(places.sampleCount).fill(NaN)
  places.starts.forEach((start, r) => {
    let at = places.recordAt(r) + offsetBytes
    for (let i = 0; i < signal.samplesPerRecord; i++, at += header.sampleBytes) {
      const digital =
        header.sampleBytes === 2
          ? view.getInt16(at, true)
          : (view.getInt8(at + 2) << 16) | view.getUint16(at, true)
      samplesMv[start + i] = digital * scale + offset
    }
  })
  return { name: signal.label, samplesMv, lsbMv: Math.abs(scale) }
}

function noEcgSignal(name: string, placed: readonly Placed[]): Outcome<never> {
  const unscaled = placed.find(
    (one) => !one.signal.isAnnotations && signalKind(one.signal.label, one.signal.transducer) === 'ecg',
  )
  if (unscaled) {
    return bad(
      'edf-scale-missing',
      `${name} does not say how the counts of ${unscaled.signal.label} become volts (unit "${unscaled.signal.unit}").`,
      'Export the recording again with unit and limits in its header; a scale is never guessed.',
      { file: name, signal: unscaled.signal.label },
    )
  }
  const names = placed.filter((one) => !one.signal.isAnnotations).map((one) => one.signal.label || 'unnamed')
  return bad(
    'no-ecg-signal',
    `${name} holds no signal that is an ECG in volts (it has: ${names.join(', ') || 'none'}).`,
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
