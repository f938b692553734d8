import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import type { Neighbours } from '../neighbours.ts'
import { baseName, stemOf, type SourceFile } from '../source-file.ts'
import { annotationFiles, dataFiles, readMarks, unusedMarks, type AnnotationFiles } from './companions.ts'
import type { FlacDecoder } from './flac.ts'
import { looksLikeHeader, parseHeader, type WfdbHeader } from './header.ts'
import { chooseSignals, decodeRecord, formatLater, type RecordSource } from './record.ts'

/** What few records need, so that it is loaded later. */
interface Rare {
  readonly decodeFlac: FlacDecoder
  readSegments(
    header: WfdbHeader,
    file: SourceFile,
    neighbours: Neighbours,
    decodeFlac: FlacDecoder,
  ): { readonly companions: readonly SourceFile[]; readonly outcome: Outcome<EcgRead> }
}

/**
 * WFDB records: a header, the data or the parts it names, annotations beside it.
 * @param rare null where it is not here: then such records are named as not read yet, and parts open one by one
 */
export function wfdbReader(rare: Rare | null): EcgFormat {
  return {
    id: 'wfdb',
    recognise: (file) => looksLikeHeader(file.bytes),
    parts(file) {
      const header = parseHeader(file)
      return header.ok && rare ? header.value.segments.map(({ name }) => `${name}.hea`) : []
    },
    read(file, neighbours) {
      const header = parseHeader(file)
      if (!header.ok) return { companions: neighbours.withStem(file, stemOf(file.name)), outcome: header }
      if (header.value.segments.length > 0) {
        return rare
          ? rare.readSegments(header.value, file, neighbours, rare.decodeFlac)
          : { companions: [], outcome: formatLater(file, 'WFDB (multi-segment)') }
      }
      const data = dataFiles(header.value, file, neighbours)
      const marks = annotationFiles(header.value, file, neighbours, data.all)
      const source = { header: header.value, file, data: data.byName, decodeFlac: rare?.decodeFlac ?? null }
      return { companions: [...data.all, ...marks.all], outcome: data.problem ?? readRecord(source, marks) }
    },
  }
}

/** Without what is rare: for the first minute. */
export const wfdbFormat = wfdbReader(null)

function readRecord(source: RecordSource, marks: AnnotationFiles): Outcome<EcgRead> {
  const { header, file, data } = source
  const chosen = chooseSignals(header)
  if (chosen.length === 0) return noEcgSignal(file, header)
  const decoded = decodeRecord(source, chosen)
  if (!decoded.ok) return decoded
  const storage = [...new Set(chosen.map((signal) => signal.storageFormat))].join(', ')
  const isMatrix = [...data.values()].some((other) => /\.mat$/i.test(other.name))
  const annotations = readMarks(marks, header.framesPerSecond)
  return good({
    format: 'wfdb',
    cartMedianBeat: null,
    cart: null,
    formatDetail: `format ${storage}${isMatrix ? ' in .mat' : ''}`,
    tracing: assembleTracing({
      sampleRateHz: header.framesPerSecond * chosen[0]!.samplesPerFrame,
      leads: decoded.value.leads,
      annotations: annotations.read,
      startedAt: header.startedAt,
      warnings: [...decoded.value.warnings, ...unusedMarks(annotations.unused)],
      leftOut: header.signals.filter((signal) => !chosen.includes(signal)).map((signal) => signal.label),
    }),
  })
}

function noEcgSignal(file: SourceFile, header: WfdbHeader): Outcome<never> {
  const name = baseName(file.name)
  const isLayout = header.signals.length > 0 && header.signals.every((signal) => signal.storageFormat === 0)
  if (isLayout) {
    return bad(
      'wfdb-layout-only',
      `${name} describes the layout of a recording in parts; it holds no samples itself.`,
      'Give the cover of the recording and its parts together with it.',
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
