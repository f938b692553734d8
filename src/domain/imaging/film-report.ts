import type { ReaderFirst } from '../reading/reader-first.ts'
import type { Mark } from './marks.ts'
import type { MarkMeasures } from './measure.ts'

/** One line of the findings. Its sentence comes from a template or from the person; it opens its place in the image. */
export interface ImageFinding {
  readonly id: string
  /** Name of the template it was made from (`domain/imaging/report/templates.ts`); null for free words. */
  readonly template: string | null
  /** Names of terms (`domain/imaging/report/terms.ts`) and of values that fill the template. */
  readonly slots: Readonly<Record<string, string>>
  /** As it stands in the report, in the language it was written in. */
  readonly text: string
  /** Marks that it rests on, by id. */
  readonly marks: readonly string[]
  /** `person`, or the id of the pack that proposed it. */
  readonly by: string
  readonly decision: 'open' | 'accepted' | 'edited' | 'rejected'
}

export type FilmUrgency = 'routine' | 'urgent' | 'critical'

/** What is written of a study. */
export interface FilmReport {
  readonly findings: readonly ImageFinding[]
  /** The earlier study that it was compared with, and what changed, in words. */
  readonly comparison: {
    readonly study: string
    readonly startedAt: string | null
    readonly words: string
  } | null
  readonly impression: string
  readonly urgency: FilmUrgency
  /** Who was told of a critical finding, how and when (ISO 8601 instant); absent or null: nobody yet. */
  readonly told?: ToldOfFilm | null
  /** Name of the examination whose sentences are offered (`report/examinations.ts`); absent: as the files say. */
  readonly examination?: string
}

export interface ToldOfFilm {
  readonly who: string
  readonly how: 'phone' | 'in-person' | 'message'
  readonly at: string
}

export interface SignedFilmReport {
  readonly report: FilmReport
  readonly marks: readonly Mark[]
  /** What the marks measured when it was signed, by their ids. */
  readonly measures?: Readonly<Record<string, MarkMeasures>>
  readonly readerFirst: ReaderFirst
  /** Name of who signed; the fact on the chart carries the key. */
  readonly by: string
  /** ISO 8601 instant of the tablet's clock. */
  readonly at: string
  /** When the report was signed that this one amends; absent for the first. */
  readonly amends?: string
}

export const NO_FILM_REPORT: FilmReport = {
  findings: [],
  comparison: null,
  impression: '',
  urgency: 'routine',
}
