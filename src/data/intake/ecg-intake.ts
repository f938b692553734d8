import { transfer } from 'comlink'
import type { EcgFormat } from '#contract/ecg/format.ts'
import {
  FIRST_FORMATS,
  readEcgFiles,
  readEcgFilesOneByOne,
  type CsvDeclaration,
  type EcgFileResult,
  type EcgRead,
} from '#contract/ecg/read.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import { filterForDisplay, type DisplayFilter } from '#domain/ecg/display.ts'
import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { SourceBytes } from '../readings/reading-store.ts'
import type { RecordingExport } from './export-recording.ts'

/** One recording that was taken in, or why it could not be. */
export interface IntakeItem {
  readonly files: readonly string[]
  readonly outcome: Outcome<EcgRecording>
}

export interface EcgRecording extends EcgRead {
  readonly analysis: EcgAnalysis
  /** The bytes as they came. */
  readonly source: readonly SourceBytes[]
  /** What a person had to declare to have them read; null where the file says it all. */
  readonly declared: CsvDeclaration | null
}

interface IntakeOptions {
  readonly csv?: CsvDeclaration
}

type OnItem = (item: IntakeItem, done: number, whole: number) => void

/** What the decode worker does for the page: files in, recordings with their measurements out, one by one. */
export interface EcgIntake {
  /** Reads all of these files; `onItem` hears of each recording and of each file that cannot be read. */
  take(files: readonly File[], options: IntakeOptions, onItem: OnItem): Promise<void>
  /** Reads one recording from bytes that were kept, with what was declared then. */
  takeBytes(files: readonly SourceBytes[], options?: IntakeOptions): Promise<IntakeItem>
  /** Ends `take` after the recording at hand. */
  cancel(): Promise<void>
  /** The tracing as the paper draws it through a filter; the recording itself is never filtered. */
  forDisplay(tracing: Tracing, filter: DisplayFilter): Promise<Tracing>
  /** A practice recording of our own, made by the simulator and read back from its file like any other. */
  sample(rhythm: Rhythm, seed: number): Promise<IntakeItem>
  /** The recording as a file of another format; null where the part that writes it is not on this tablet. */
  export(asked: RecordingExport): Promise<readonly SourceBytes[] | null>
}

/** An hour of twelve leads at 1,000 Hz is 86 MB; anything beyond this is no resting or strip ECG. */
const FILE_SIZE_BYTES_MAX = 256 * 1024 * 1024
/** What a drop may hold in memory at once on a tablet with 3 GB. */
const DROP_SIZE_BYTES_MAX = 512 * 1024 * 1024

const SAMPLE_DURATION_MS = 30_000
const SAMPLE_RATE_HZ = 500

/** What strays are said to be while only some readers are here. */
const MAYBE_KNOWN = new Set(['kind-unknown', 'format-not-read-yet'])

/** @param every all readers; they are a part of their own that a tablet may not have yet */
export function createEcgIntake(every: () => Promise<readonly EcgFormat[]> = everyFormat): EcgIntake {
  let takes = 0
  /** Null where that part is not here: then the first formats are read, and it is tried again at the next take. */
  const formats = () => every().catch(() => null)
  /** Takes up to this one were cancelled; one that begins afterwards does not bring them back to life. */
  let cancelledUpTo = 0
  return {
    async take(files, options, onItem) {
      const mine = ++takes
      const cancelled = () => mine <= cancelledUpTo
      const [all, { sources, refused }] = await Promise.all([formats(), readBytes(files, cancelled)])
      let done = 0
      const tell = (item: IntakeItem) => {
        done += item.files.length
        onItem(handOver(item), done, files.length)
      }
      refused.forEach(tell)
      for (const result of readEcgFilesOneByOne(sources, options, all ?? FIRST_FORMATS)) {
        if (cancelled()) return
        tell(withAnalysis(all ? result : readersMissing(result), options))
        // Lets `cancel` in, and the page draw.
        await new Promise((resolve) => setTimeout(resolve))
      }
    },
    async takeBytes(files, options = {}) {
      const all = await formats()
      const [result] = readEcgFiles(files, options, all ?? FIRST_FORMATS)
      return handOver(withAnalysis(all ? result! : readersMissing(result!), options))
    },
    async cancel() {
      cancelledUpTo = takes
    },
    async forDisplay(tracing, filter) {
      const leads = tracing.leads.map((lead) => ({
        ...lead,
        samplesMv: filterForDisplay(lead.samplesMv, tracing.sampleRateHz, filter),
      }))
      return transfer(
        { ...tracing, leads },
        leads.map((lead) => lead.samplesMv.buffer),
      )
    },
    async sample(rhythm, seed) {
      const { tracing } = simulateEcg({
        seed,
        rhythm,
        durationMs: SAMPLE_DURATION_MS,
        sampleRateHz: SAMPLE_RATE_HZ,
      })
      const files = writeWfdb(tracing, { recordName: `${rhythm}-${seed}` }) as SourceBytes[]
      const [result] = readEcgFiles(files)
      return handOver(withAnalysis(result!, {}))
    },
    async export(asked) {
      const part = await import('./export-recording.ts').catch(() => null)
      if (!part) return null
      const files = part.exportRecording(asked)
      return transfer(
        files,
        files.map(({ bytes }) => bytes.buffer),
      )
    },
  }
}

async function everyFormat(): Promise<readonly EcgFormat[]> {
  return (await import('#contract/ecg/every-format.ts')).EVERY_FORMAT
}

/** A file that the first readers do not know may be one for those that are not here. */
function readersMissing(result: EcgFileResult): EcgFileResult {
  if (result.outcome.ok || !MAYBE_KNOWN.has(result.outcome.problem.code)) return result
  const file = result.files[0]!
  const outcome = bad(
    'readers-not-here',
    `${file} needs a reader that is not on this tablet yet.`,
    'Connect once, then open the file again; WFDB, EDF and CSV are read without it.',
    { file },
  )
  return { ...result, outcome }
}

async function readBytes(files: readonly File[], cancelled: () => boolean) {
  const sources: SourceBytes[] = []
  const refused: IntakeItem[] = []
  let heldBytes = 0
  for (const file of files) {
    if (cancelled()) break
    const fits = file.size <= FILE_SIZE_BYTES_MAX && heldBytes + file.size <= DROP_SIZE_BYTES_MAX
    try {
      if (!fits) refused.push({ files: [file.name], outcome: tooLarge(file) })
      else sources.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
      heldBytes += fits ? file.size : 0
    } catch {
      refused.push({ files: [file.name], outcome: unreadable(file) })
    }
  }
  return { sources, refused }
}

/** The bytes are those that the reader read, never looked up by name: two recordings may bear one name. */
function withAnalysis({ files, sources, outcome }: EcgFileResult, options: IntakeOptions): IntakeItem {
  if (!outcome.ok) return { files, outcome }
  const declared = outcome.value.format === 'csv' ? (options.csv ?? null) : null
  const source = sources as SourceBytes[]
  try {
    return {
      files,
      outcome: good({ ...outcome.value, analysis: analyseEcg(outcome.value.tracing), source, declared }),
    }
  } catch (error) {
    // A mistake of ours in the signal code costs this recording, never the others of the drop.
    return { files, outcome: readerFailed(files[0]!, outcome.value.format, error) }
  }
}

/** The large arrays move to the page instead of being copied; files shared between recordings are copied. */
function handOver(item: IntakeItem): IntakeItem {
  if (!item.outcome.ok) return item
  const { tracing } = item.outcome.value
  return transfer(item, [...new Set(tracing.leads.map((lead) => lead.samplesMv.buffer as ArrayBuffer))])
}

function readerFailed(file: string, format: string, error: unknown) {
  return bad(
    'reader-failed',
    `${file} looks like ${format.toUpperCase()}, but our reader failed on it: ${String(error)}.`,
    'Please send us the file if it holds nothing personal; the other files are not affected.',
    { file, format: format.toUpperCase() },
  )
}

function tooLarge(file: File) {
  return bad(
    'file-too-large',
    `${file.name} is larger than a resting ECG or a strip can be, or too much was given at once.`,
    'Open fewer files at once, or export the part of the recording that you need.',
    { file: file.name, sizeMb: Math.round(file.size / 1e6), limitMb: Math.round(FILE_SIZE_BYTES_MAX / 1e6) },
  )
}

function unreadable(file: File) {
  return bad(
    'file-unreadable',
    `${file.name} could not be read from this device.`,
    'Check that it is still there (card or USB stick not pulled out) and open it again.',
    { file: file.name },
  )
}
