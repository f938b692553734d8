import type { FilmReport, SignedFilmReport } from '#domain/imaging/film-report.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import type { ReaderFirst } from '#domain/ecg/reader-first.ts'
import type { Outcome } from '#domain/problem.ts'
import type { KeyId, SubjectId } from '#domain/record/fact.ts'
import type { FilmFile } from './film-intake.ts'

/** What a list shows of a study without opening its files. */
export interface FilmSummary {
  readonly study: string
  readonly startedAt: string | null
  /** Modalities in order of series: `CT`, `DX` …, or `photo`. */
  readonly modalities: readonly string[]
  readonly description: string
  readonly bodyPart: string
  readonly laterality: 'left' | 'right' | null
  readonly images: number
  /** A small JPEG of the first picture, base64; null where none was drawn. */
  readonly thumbnail: string | null
}

export interface FilmDraft {
  /** Whose study this is, when somebody said so; then a finished reading stands on their chart. */
  readonly subject: SubjectId | null
  readonly summary: FilmSummary
  readonly marks: readonly Mark[]
  readonly report: FilmReport
  readonly signed: SignedFilmReport | null
  readonly readerFirst: ReaderFirst
  /** Who was at the tablet when it was read; null without a clinic. */
  readonly readBy: KeyId | null
  /** False for a draft: what is written is kept as it is written. */
  readonly finished: boolean
}

export interface KeptFilm extends FilmDraft {
  readonly id: string
  /** ISO 8601 instant of the tablet's clock. */
  readonly keptAt: string
  /** Counts its states, so that two windows cannot overwrite each other. */
  readonly revision: number
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly sizeBytes: number }[]
}

/** Studies and what was read of them, sealed by the keeper as ECG readings are (`data/readings/reading-store.ts`). */
export interface FilmStore {
  /** All or nothing; `storage-full`. Files may be hundreds: they are sealed one by one, the row comes last. */
  keep(
    draft: FilmDraft,
    files: readonly FilmFile[],
    onProgress?: (done: number) => void,
  ): Promise<Outcome<KeptFilm>>
  /** `film-changed` when another window has changed it since, `film-gone`, `storage-full`. */
  revise(seen: KeptFilm, draft: FilmDraft): Promise<Outcome<KeptFilm>>
  /** Newest first, without the removed. */
  list(): Promise<KeptFilm[]>
  /** `film-gone`, `film-damaged` where a byte differs. */
  open(id: string): Promise<Outcome<{ film: KeptFilm; files: FilmFile[] }>>
  remove(id: string): Promise<Outcome<null>>
  restore(id: string): Promise<void>
  purge(removedBeforeMs: number): Promise<number>
}
