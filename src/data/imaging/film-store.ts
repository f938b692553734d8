import type { FilmClaims } from '#domain/imaging/claims.ts'
import type { FilmReport, SignedFilmReport } from '#domain/imaging/film-report.ts'
import type { Mark, MarkPoint } from '#domain/imaging/marks.ts'
import type { MarkMeasures } from '#domain/imaging/measure.ts'
import type { ReaderFirst } from '#domain/reading/reader-first.ts'
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
  /** What the files say of their order and names (`film-contents.ts`): for the chart and for FHIR. */
  readonly series?: readonly FilmSeries[]
}

/** One series as a chart names it. */
export interface FilmSeries {
  readonly id: string
  readonly modality: string
  readonly number: number | null
  readonly description: string
  readonly bodyPart: string
  /** SOP class of its first instance; null for what is no DICOM. */
  readonly sopClass: string | null
  /** Ids of its instances in order. */
  readonly instances: readonly string[]
}

export interface FilmDraft {
  /** Whose study this is, when somebody said so; then a finished reading stands on their chart. */
  readonly subject: SubjectId | null
  readonly summary: FilmSummary
  readonly marks: readonly Mark[]
  /** What each mark measures, by its id, as the screen says it; a mark that is not here is stated without numbers. */
  readonly measures?: Readonly<Record<string, MarkMeasures>>
  readonly report: FilmReport
  readonly signed: SignedFilmReport | null
  readonly readerFirst: ReaderFirst
  /** What packs said of it (`forKeeping`); absent where none was asked. Until the own reading is locked nobody has seen it. */
  readonly claims?: FilmClaims
  /** Points of packs as a person moved them, by claim (`features/imaging/claim-overlays.svelte.ts`). */
  readonly moved?: Readonly<Record<string, readonly MarkPoint[]>>
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
  /** All or nothing; `storage-full`, `film-too-many-files`. Files may be hundreds: they are sealed one by one, the row comes last. */
  keep(
    draft: FilmDraft,
    files: readonly FilmFile[],
    onProgress?: (done: number) => void,
  ): Promise<Outcome<KeptFilm>>
  /** `film-changed` when another window has changed it since, `film-gone`, `storage-full`. */
  revise(seen: KeptFilm, draft: FilmDraft): Promise<Outcome<KeptFilm>>
  /** Newest first, without the removed. */
  list(): Promise<KeptFilm[]>
  /** What was removed and can still be brought back, last removed first. */
  removed(): Promise<KeptFilm[]>
  /** `film-gone`, `film-damaged` where a byte differs. `onProgress` gets files opened so far. */
  open(
    id: string,
    onProgress?: (done: number) => void,
  ): Promise<Outcome<{ film: KeptFilm; files: FilmFile[] }>>
  /**
   * A film of a chart that another tablet read comes onto this one, its files from the hub and its reading from the chart;
   * one that is here already is given as it is. `film-gone`, `blob-elsewhere`, `hub-unreachable`, `storage-full`
   */
  bring(
    subject: SubjectId,
    id: string,
    onProgress?: (done: number, whole: number) => void,
  ): Promise<Outcome<KeptFilm>>
  /** `film-on-chart` where it stands on somebody's chart, `film-gone`. */
  remove(id: string): Promise<Outcome<null>>
  restore(id: string): Promise<void>
  /** Ends what was removed before the given instant, and the bytes that nothing refers to any more. */
  purge(removedBeforeMs: number): Promise<number>
}
