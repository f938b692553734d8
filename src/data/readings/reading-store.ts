import type { CsvDeclaration } from '#contract/ecg/read.ts'
import type { CartReading } from '#domain/ecg/cart.ts'
import type { RaisedCritical } from '#domain/ecg/critical/raised.ts'
import type { Corrections } from '#domain/ecg/corrections.ts'
import type { EcgClaims } from '#domain/ecg/claims.ts'
import type { ReaderFirst } from '#domain/reading/reader-first.ts'
import type { EcgReport, SignedReport } from '#domain/ecg/report.ts'
import type { StatementReport } from '#domain/ecg/statements/statement.ts'
import type { EcgSummary } from '#domain/ecg/summary.ts'
import type { Outcome } from '#domain/problem.ts'
import type { KeyId, SubjectId } from '#domain/record/fact.ts'
import type { Answer } from '#inference/ecg-answer.ts'

/**
 * What is kept of one reading: the recording as it came, what was measured, what the model said and
 * what the person said. The keeper seals it (`keeper/sealed-readings.ts`).
 */
export interface ReadingStore {
  /** Keeps a reading with the bytes it was read from. All or nothing; `storage-full` when the disk refuses. */
  keep(draft: ReadingDraft, files: readonly SourceBytes[]): Promise<Outcome<KeptReading>>
  /**
   * Puts the newer state of a kept reading in its place; its bytes stay. With another subject a finished reading leaves
   * the one chart and stands on the other, in one act.
   * @param seen the state that the newer one was made from: when another window has changed it since,
   *   `reading-changed`, and both must stand
   * @returns also `reading-gone`, `storage-full`
   */
  revise(seen: KeptReading, draft: ReadingDraft): Promise<Outcome<KeptReading>>
  /** Newest first, without the deleted. */
  list(): Promise<KeptReading[]>
  /** A reading with its bytes; `reading-gone` where it is not (any more), `recording-damaged` where a byte differs. */
  open(id: string): Promise<Outcome<{ reading: KeptReading; files: SourceBytes[] }>>
  /** What was removed and can still be brought back, last removed first. */
  removed(): Promise<KeptReading[]>
  /**
   * Takes a reading off the list; `restore` brings it back until `purge` ends it.
   * @returns `reading-on-chart` where it stands on somebody's chart; `reading-critical` while a critical value of it is
   *   open; `reading-gone`
   */
  remove(id: string): Promise<Outcome<null>>
  restore(id: string): Promise<void>
  /** Ends what was removed before the given instant, and the bytes that nothing refers to any more. */
  purge(removedBeforeMs: number): Promise<number>
  count(): Promise<number>
}

export interface SourceBytes {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What the person did with the model's answer (DESIGN section 4: a model proposes, a person disposes). */
type Disposition = 'accepted' | 'rejected' | 'open'

/** Whether the person committed to a reading of their own before the answer was uncovered. */
type Uncovered = 'after-own-reading' | 'skipped' | 'still-covered'

export interface ReadingDraft {
  /**
   * Whose tracing this is, when somebody said so: a finished reading then stands on their chart. What is moved or
   * withdrawn on the chart is followed here.
   */
  readonly subject?: SubjectId | null
  readonly format: string
  /** What a person declared of a table that does not say it; without it the bytes cannot be read again. */
  readonly declared?: CsvDeclaration | null
  readonly summary: EcgSummary
  /** What the person said of our numbers; absent in readings of version 0.1. */
  readonly corrections?: Corrections
  /** What is written of the report; null while nobody has written anything, absent in readings of version 0.1. */
  readonly report?: EcgReport | null
  /** The report as it was signed last; a later `report` is an amendment that waits for its signature. */
  readonly signed?: SignedReport | null
  readonly cart?: CartReading | null
  readonly answer: Answer | null
  /** What all packs say; absent in readings of version 0.2, which knew the rhythm pack alone. */
  readonly claims?: EcgClaims
  /** The statements as they stood; null where the rules were not on this tablet, absent in readings of version 0.2. */
  readonly statements?: StatementReport | null
  /** The own reading, what was shown then, and what the person did with it; absent in readings of version 0.2. */
  readonly readerFirst?: ReaderFirst
  /** Who was at the tablet when ours was uncovered; null without a clinic, absent in readings of version 0.2. */
  readonly readBy?: KeyId | null
  /**
   * Critical values that were raised, and who was told; of a reading with a person they stand on the chart at once, also
   * of a draft. Absent in readings of version 0.2, which did not look.
   */
  readonly critical?: readonly RaisedCritical[]
  readonly ownWords: string
  /** The words as they stood when the answer was uncovered; they do not change any more. Null while covered. */
  readonly wordsBeforeAnswer: string | null
  readonly uncovered: Uncovered
  readonly disposition: Disposition
  /** False for a draft: what the person wrote is kept as they write, and waits for them to finish. */
  readonly finished: boolean
}

export interface KeptReading extends ReadingDraft {
  readonly id: string
  /** ISO 8601 instant of the tablet's clock. */
  readonly keptAt: string
  /** Counts its states, so that two windows cannot overwrite each other. */
  readonly revision: number
  readonly recording: readonly {
    readonly name: string
    readonly sha256: string
    readonly sizeBytes: number
  }[]
}
