import type { Frame, ImageStudy } from '#domain/imaging/image.ts'
import type { Outcome, Problem } from '#domain/problem.ts'

/** A study as it was taken in, or what could not be read and its cure. */
interface FilmItem {
  readonly files: readonly string[]
  readonly outcome: Outcome<ImageStudy>
}

/** A file that was given: a `File` alone loses its folder on the way to a worker. */
export interface GivenFile {
  /** Path inside the folder that was given, else the name. */
  readonly path: string
  readonly file: Blob
}

export interface FilmFile {
  /** Path inside the folder or archive that was given, else the name. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * What the image worker does for the page: files in, studies out, frames decoded when they are looked at. The bytes stay
 * in the worker (DICOM preambles zeroed); decoded frames are a bounded ring there and move to the page when asked for.
 */
export interface FilmIntake {
  /**
   * Reads files or a whole folder; `onStudy` hears of a study whenever it has grown, `onProblem` of each file that cannot
   * be read. A DICOMDIR orders and names what it lists; files that it does not list are read all the same.
   */
  take(
    files: readonly GivenFile[],
    onStudy: (study: ImageStudy, done: number, whole: number) => void,
    onProblem: (file: string, problem: Problem, done: number, whole: number) => void,
  ): Promise<void>
  /** Reads a study from bytes that were kept. */
  takeBytes(files: readonly FilmFile[]): Promise<FilmItem>
  /** A practice study of our own, by name, read back from its files like any other. */
  sample(name: string): Promise<FilmItem>
  cancel(): Promise<void>
  /** One frame; problems `pixels-…` say why not. The array moves to the page. */
  frame(instance: string, index: number): Promise<Outcome<Frame>>
  /** Frames that will be looked at soon, nearest first; a later call replaces an earlier one. */
  prefetch(wanted: readonly { readonly instance: string; readonly index: number }[]): Promise<void>
  /** The bytes of a study as they will be kept: as they came, preambles zeroed. */
  files(study: string): Promise<readonly FilmFile[]>
  /** A PDF that lies in a study. */
  document(id: string): Promise<Outcome<FilmFile>>
  /** Lets a study go: bytes and frames. */
  release(study: string): Promise<void>
}
