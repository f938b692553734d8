import type { KeptFilm } from '#data/imaging/film-store.ts'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import type { SignedFilmReport } from '#domain/imaging/film-report.ts'
import type { Frame, FrameInfo, ImageStudy, Voi } from '#domain/imaging/image.ts'
import type { Mark, MarkShape } from '#domain/imaging/marks.ts'
import type { MarkMeasures } from '#domain/imaging/measure.ts'
import type { Outcome, Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { OpenReader } from '#ui/reading/open-reader.ts'
import type { ClaimOverlays } from '../claim-overlays.svelte.ts'
import type { FilmVoices } from '../film-voices.svelte.ts'
import type { OpenFilmReport } from './open-film-report.svelte.ts'

/** What the report needs of an open study; the desk's `OpenFilm` is one. */
export interface ReportFilm {
  readonly study: ImageStudy
  /** A study of our own: nobody's. */
  readonly practice: boolean
  /** The own reading, locked before what models say is shown; runs its clock while a picture is in view. */
  readonly reader: OpenReader
  readonly report: OpenFilmReport
  /** What models say of it. */
  readonly claims: FilmClaims
  /** How far they are. */
  readonly voices: FilmVoices
  /** What of it lies over the pictures. */
  readonly overlays: ClaimOverlays
  /** The frame that is looked at. */
  inView(): { readonly instance: string; readonly frame: number } | null
  showFrame(instance: string, frame: number): void
  /** Asks every pack about one frame as it stands. */
  askAbout(instance: string, frame: number): Promise<void>
  /** Lays what a pack has drawn as a mark. @returns its id */
  takeOver(shape: MarkShape, instance: string, frame: number): string
  readonly marks: readonly Mark[]
  /** Id of the mark that is chosen on the picture. */
  readonly selectedMark: string | null
  /** Measures of a mark as the desk last took them; null while its frame was not decoded. */
  measuresOf(mark: string): MarkMeasures | null
  /** Brings the frame of a mark into view and chooses the mark. */
  show(mark: string): void
  /** A frame with its facts as they stand (a calibration by marker counts), and the window it is looked at with. */
  pictureOf(
    instance: string,
    frame: number,
  ): Promise<Outcome<{ frame: Frame; info: FrameInfo; voi: Voi | null; isInverted: boolean }>>
  /** Whose study this is, as a person said. */
  readonly subject: SubjectId | null
  readonly kept: KeptFilm | null
  readonly keeping: boolean
  readonly keepProblem: Problem | null
  /** Whether the report that is signed differs from what stands now is `report.changedSince(marks)`. */
  sign(signing: SignedFilmReport): Promise<void>
  /** Keeps it as finished, unsigned. */
  keep(): Promise<void>
}
