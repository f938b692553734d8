import type { Annotation, TracingWarning } from '#domain/ecg/tracing.ts'
import { calendarDay, dayNumber, dayOf } from '#domain/identity/calendar.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, type DecodedLead } from '../assemble.ts'
import type { EcgRead } from '../format.ts'
import { SAMPLES_MAX } from '../limits.ts'
import { sameBytes, type Neighbours } from '../neighbours.ts'
import { recordingTooLong } from '../refusals.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import {
  ambiguous,
  annotationFiles,
  dataFiles,
  readMarks,
  unusedMarks,
  type AnnotationFiles,
} from './companions.ts'
import { decodeInto, stepMv, type Range } from './decode.ts'
import type { FlacDecoder } from './flac.ts'
import { parseHeader, type WfdbHeader, type WfdbSignal } from './header.ts'
import { chooseSignals, locate, signalWarnings } from './record.ts'

/** A stretch in which nothing was recorded. */
const NOTHING = '~'
/** Of the parts that are missing, so many are named. */
const NAMES_MAX = 6

/** One part of a recording, with the files that it needs. */
interface Part {
  readonly name: string
  readonly firstFrame: number
  readonly frames: number
  readonly header: WfdbHeader
  readonly ranges: readonly Range[]
  readonly marks: AnnotationFiles
}

interface Parts {
  readonly parts: readonly Part[]
  /** Parts that are not among the files given, or cannot be read. */
  readonly lost: readonly string[]
  readonly companions: readonly SourceFile[]
  readonly leftOut: readonly string[]
  readonly problem: Outcome<never> | null
}

/**
 * Joins a recording in parts, of fixed layout (all parts have the same signals) or variable (each has some of those
 * that the layout names). A signal is joined by its name, each part scaled by its own gain; where nothing was
 * recorded, or a part has no such signal, there is a gap. Where parts are not among the files, the recording runs
 * from the first to the last of those that are, and `part-unreadable` names the others.
 * Source: WFDB Applications Guide, "header(5)", multi-segment records.
 */
export function readSegments(
  header: WfdbHeader,
  file: SourceFile,
  neighbours: Neighbours,
  decodeFlac: FlacDecoder,
): { readonly companions: readonly SourceFile[]; readonly outcome: Outcome<EcgRead> } {
  const found = findParts(header, file, neighbours, decodeFlac)
  const own = annotationFiles(header, file, neighbours, found.companions)
  const companions = [...new Set([...found.companions, ...own.all])]
  return { companions, outcome: found.problem ?? join(header, file, found, own) }
}

function findParts(
  header: WfdbHeader,
  file: SourceFile,
  neighbours: Neighbours,
  decodeFlac: FlacDecoder,
): Parts {
  const parts: Part[] = []
  const lost: string[] = []
  const companions: SourceFile[] = []
  const leftOut = new Set<string>()
  let problem: Outcome<never> | null = null
  let firstFrame = 0
  for (const { name, frames } of header.segments) {
    const at = firstFrame
    firstFrame += frames
    if (name === NOTHING) continue
    const headers = neighbours.named(file, `${name}.hea`)
    companions.push(...headers)
    const [headerFile] = headers
    if (headers.some((other) => !sameBytes(other, headerFile!))) problem = ambiguous(file, `${name}.hea`)
    const parsed = headerFile && parseHeader(headerFile)
    if (headerFile === undefined || !parsed?.ok || parsed.value.segments.length > 0) {
      if (frames > 0) lost.push(name)
      continue
    }
    const data = dataFiles(parsed.value, headerFile, neighbours)
    companions.push(...data.all)
    problem ??= data.problem
    // The layout holds no samples; what it names is in the parts.
    if (frames === 0) continue
    const marks = annotationFiles(parsed.value, headerFile, neighbours, data.all)
    companions.push(...marks.all)
    const chosen = chooseSignals(parsed.value)
    for (const signal of parsed.value.signals) if (!chosen.includes(signal)) leftOut.add(signal.label)
    if (chosen.length === 0) continue
    const source = { header: parsed.value, file: headerFile, data: data.byName, decodeFlac }
    const located = locate(source, chosen)
    if (!located.ok || parsed.value.framesPerSecond !== header.framesPerSecond) lost.push(name)
    else parts.push({ name, firstFrame: at, frames, header: parsed.value, ranges: located.value, marks })
  }
  return { parts, lost, companions, leftOut: [...leftOut], problem }
}

function join(header: WfdbHeader, file: SourceFile, found: Parts, own: AnnotationFiles): Outcome<EcgRead> {
  const rate = commonRate(found.parts)
  const parts = found.parts.filter((part) => samplesPerFrame(part) === rate)
  const lost = [...found.lost, ...found.parts.filter((part) => !parts.includes(part)).map(({ name }) => name)]
  if (parts.length === 0) return noParts(header, file, lost)
  const total = header.segments.reduce((sum, { frames }) => sum + frames, 0)
  const from = lost.length === 0 ? 0 : parts[0]!.firstFrame
  const to = lost.length === 0 ? total : parts.at(-1)!.firstFrame + parts.at(-1)!.frames
  const keys = [...new Set(parts.flatMap((part) => part.ranges.map((range) => keyOf(range.signal, part))))]
  const samples = (to - from) * rate * keys.length
  if (samples > SAMPLES_MAX) return recordingTooLong(file, samples)
  const leads = new Map<string, DecodedLead>(
    keys.map((key) => [
      key,
      { name: key, samplesMv: new Float32Array((to - from) * rate).fill(NaN), lsbMv: 0 },
    ]),
  )
  const decoded = parts.map((part) => decodePart(part, leads, from, rate))
  const cut = decoded.filter(({ isCut }) => isCut).map(({ name }) => name)
  const marks = marksOf(own, parts, header, from, to)
  const startMs = (from / header.framesPerSecond) * 1000
  return good({
    format: 'wfdb',
    formatDetail: `${header.segments.length} segments, format ${formatsOf(parts)}`,
    cartMedianBeat: null,
    cart: null,
    tracing: assembleTracing({
      sampleRateHz: header.framesPerSecond * rate,
      leads: [...leads.values()],
      annotations: marks.annotations,
      startedAt: header.startedAt === null ? null : later(header.startedAt, startMs),
      warnings: [
        ...lostWarnings([...lost, ...cut]),
        ...checksumWarnings(decoded),
        ...signalWarnings(header, uniqueSignals(parts)),
        ...unusedMarks(marks.unused),
      ],
      leftOut: found.leftOut.filter((label) => !leads.has(label)),
    }),
  })
}

/** Samples a frame of most of the recording. */
function commonRate(parts: readonly Part[]): number {
  const frames = new Map<number, number>()
  for (const part of parts) {
    frames.set(samplesPerFrame(part), (frames.get(samplesPerFrame(part)) ?? 0) + part.frames)
  }
  return [...frames].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 1
}

function samplesPerFrame(part: Part): number {
  return part.ranges[0]!.signal.samplesPerFrame
}

/** Signals are joined by name; without one, or with one that stands twice, by their place among those. */
function keyOf(signal: WfdbSignal, part: Part): string {
  const same = part.ranges.filter((range) => range.signal.label === signal.label)
  if (signal.label !== '' && same.length === 1) return signal.label
  const place = same.findIndex((range) => range.signal === signal) + 1
  return signal.label === '' || place > 1 ? `${signal.label} #${place}`.trim() : signal.label
}

interface DecodedPart {
  readonly name: string
  readonly differing: readonly string[]
  readonly isCut: boolean
}

function decodePart(part: Part, leads: Map<string, DecodedLead>, from: number, rate: number): DecodedPart {
  const there = Math.min(part.frames, ...part.ranges.map((range) => range.framesThere))
  const differing: string[] = []
  for (const range of part.ranges) {
    const key = keyOf(range.signal, part)
    const lead = leads.get(key)!
    const at = (part.firstFrame - from) * rate
    const differs = decodeInto(lead.samplesMv.subarray(at, at + there * rate), range, there)
    if (differs && there === part.frames) differing.push(key)
    leads.set(key, { ...lead, lsbMv: Math.max(lead.lsbMv, stepMv(range.signal)) })
  }
  const isCut = there < part.frames || part.ranges.some((range) => range.isDamaged)
  return { name: part.name, differing, isCut }
}

function formatsOf(parts: readonly Part[]): string {
  const formats = parts.flatMap((part) => part.ranges.map((range) => range.signal.storageFormat))
  return [...new Set(formats)].join(', ')
}

/** Of each name the signal that says most against it: without a gain, or late. */
function uniqueSignals(parts: readonly Part[]): WfdbSignal[] {
  const all = parts.flatMap((part) => part.ranges.map((range) => range.signal))
  const byLabel = new Map<string, WfdbSignal>()
  for (const signal of all) {
    const known = byLabel.get(signal.label)
    if (!known || signal.gain === null || signal.skewFrames > known.skewFrames) {
      byLabel.set(signal.label, signal)
    }
  }
  return [...byLabel.values()]
}

function checksumWarnings(decoded: readonly DecodedPart[]): TracingWarning[] {
  const differing = [...new Set(decoded.flatMap((part) => part.differing))]
  return differing.length === 0
    ? []
    : [{ code: 'checksum-differs', details: { leads: differing.join(', ') } }]
}

function lostWarnings(names: readonly string[]): TracingWarning[] {
  if (names.length === 0) return []
  const more = names.length > NAMES_MAX ? ` … (${names.length})` : ''
  return [{ code: 'part-unreadable', details: { part: names.slice(0, NAMES_MAX).join(', ') + more } }]
}

/** Annotations of the whole where there are some, else those of the parts, each moved to where its part lies. */
function marksOf(
  own: AnnotationFiles,
  parts: readonly Part[],
  header: WfdbHeader,
  from: number,
  to: number,
): { readonly annotations: readonly Annotation[]; readonly unused: readonly SourceFile[] } {
  const toMs = (frames: number): number => (frames / header.framesPerSecond) * 1000
  const whole = readMarks(own, header.framesPerSecond)
  const useWhole = own.chosen !== null && whole.read.length > 0
  const ofParts = parts.map((part) => ({ part, ...readMarks(part.marks, header.framesPerSecond) }))
  const moved = useWhole
    ? whole.read.map((mark) => ({ ...mark, atMs: mark.atMs - toMs(from) }))
    : ofParts.flatMap(({ part, read }) =>
        read.map((mark) => ({ ...mark, atMs: mark.atMs + toMs(part.firstFrame - from) })),
      )
  const unused = useWhole
    ? [...whole.unused, ...parts.flatMap((part) => part.marks.all)]
    : [...own.all, ...ofParts.flatMap((part) => part.unused)]
  const within = moved.filter(({ atMs }) => atMs >= 0 && atMs <= toMs(to - from))
  return { annotations: within, unused: [...new Set(unused)] }
}

const DAY_S = 86_400

/** Local time so many milliseconds later; null where the header's day is none of the calendar. */
function later(startedAt: string, milliseconds: number): string | null {
  const day = dayOf(startedAt.slice(0, 10))
  if (day === null) return null
  const [hour, minute, second] = startedAt.slice(11).split(':').map(Number) as [number, number, number]
  const total = hour * 3600 + minute * 60 + second + Math.floor(milliseconds / 1000)
  const rest = total % DAY_S
  const time = [rest / 3600, (rest / 60) % 60, rest % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  return `${calendarDay(dayNumber(day) + Math.floor(total / DAY_S))}T${time.join(':')}`
}

function noParts(header: WfdbHeader, file: SourceFile, lost: readonly string[]): Outcome<never> {
  const name = baseName(file.name)
  if (lost.length === 0) {
    return bad(
      'no-ecg-signal',
      `${name} holds no signal that is an ECG in volts.`,
      'Give the recording that holds the ECG leads.',
      { file: name },
    )
  }
  return bad(
    'wfdb-segments-missing',
    `${name} is the cover of a recording in ${header.segments.length} parts; none of them with an ECG is among the files given, or can be read.`,
    `Give the parts (${lost[0]}.hea, its data and so on) together with it.`,
    { file: name, count: header.segments.length, part: `${lost[0]}.hea` },
  )
}
