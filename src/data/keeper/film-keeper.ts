import type { Outcome } from '#domain/problem.ts'
import type { FilmFile } from '../imaging/film-intake.ts'
import type { FilmDraft, FilmStore, KeptFilm } from '../imaging/film-store.ts'

/** A film store that takes and gives files one at a time, so that a study of any size is never whole in the keeper. */
export interface FilmKeeper extends FilmStore {
  /** As `keep`; each file is asked for when the one before it lies on the disk. */
  keepFrom(
    draft: FilmDraft,
    count: number,
    next: (index: number) => Promise<FilmFile>,
    onProgress: (done: number) => void,
  ): Promise<Outcome<KeptFilm>>
  /** `film-gone` */
  film(id: string): Promise<Outcome<KeptFilm>>
  /** One file of a film by its place in `files`. `film-gone`, `film-damaged` */
  file(id: string, index: number): Promise<Outcome<FilmFile>>
}
