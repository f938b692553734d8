import type { FilmReport, FilmUrgency, SignedFilmReport } from '../film-report.ts'
import type { Mark } from '../marks.ts'
import { saysSomething, type ReaderFirst } from '../../reading/reader-first.ts'
import { changedSince } from './signing.ts'

/**
 * How far a kept study is:
 * - `not-read`: nobody has written anything of it
 * - `draft`: begun
 * - `unsigned`: finished where nobody can sign
 * - `changed`: signed, and written on since
 * - `signed`, `amended`: as it stands; the latter was signed before in other words
 */
export type FilmState = 'not-read' | 'draft' | 'unsigned' | 'changed' | 'signed' | 'amended'

/** What a list needs of a kept study. */
export interface ListedFilm {
  readonly id: string
  readonly keptAt: string
  readonly subject: string | null
  readonly readBy: string | null
  readonly finished: boolean
  readonly marks: readonly Mark[]
  readonly report: FilmReport
  readonly signed: SignedFilmReport | null
  readonly readerFirst: ReaderFirst
  readonly summary: { readonly startedAt: string | null; readonly modalities: readonly string[] }
}

export function filmState({ finished, marks, report, signed, readerFirst }: ListedFilm): FilmState {
  if (signed) {
    if (changedSince(signed, report, marks)) return 'changed'
    return signed.amends === undefined ? 'signed' : 'amended'
  }
  if (finished) return 'unsigned'
  const { own } = readerFirst
  const isBegun =
    report.findings.length > 0 ||
    report.impression.trim() !== '' ||
    marks.length > 0 ||
    (own !== null && (own.skipped || saysSomething(own)))
  return isBegun ? 'draft' : 'not-read'
}

/** A critical finding of which nobody was told yet. */
export function isUntold({ report }: Pick<ListedFilm, 'report'>): boolean {
  return report.urgency === 'critical' && !report.told
}

const URGENCY: Readonly<Record<FilmUrgency, number>> = { critical: 0, urgent: 1, routine: 2 }
/** What waits for somebody stands before what is done. */
const WAITS: Readonly<Record<FilmState, number>> = {
  'not-read': 0,
  draft: 0,
  changed: 0,
  unsigned: 1,
  signed: 1,
  amended: 1,
}

/**
 * The order in which a clinic works: critical findings that nobody was told of, then what waits by urgency, then what is
 * done; the longest kept first among what waits, the newest first among what is done.
 */
export function inOrder<T extends ListedFilm>(films: readonly T[]): readonly T[] {
  const rank = (film: T): readonly number[] => {
    const waits = WAITS[filmState(film)]
    return [isUntold(film) ? 0 : 1, waits, waits === 0 ? URGENCY[film.report.urgency] : 0]
  }
  return films
    .map((film) => ({ film, rank: rank(film) }))
    .toSorted((a, b) => {
      const i = a.rank.findIndex((part, at) => part !== b.rank[at])
      if (i >= 0) return a.rank[i]! - b.rank[i]!
      const isOlder = a.film.keptAt < b.film.keptAt ? -1 : 1
      return a.rank[1] === 0 ? isOlder : -isOlder
    })
    .map(({ film }) => film)
}

export interface FilmFilter {
  /** `waiting`: not read, begun or changed. */
  readonly show: 'all' | 'waiting' | 'done' | 'critical'
  /** DICOM modality, or null for all. */
  readonly modality: string | null
  /** Words that must all be found. */
  readonly query: string
}

/** @param wordsOf what is searched: names, descriptions, the report */
export function matching<T extends ListedFilm>(
  films: readonly T[],
  { show, modality, query }: FilmFilter,
  wordsOf: (film: T) => string,
): readonly T[] {
  const asked = query.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean)
  return films.filter((film) => {
    const waits = WAITS[filmState(film)] === 0
    if (show === 'waiting' && !waits) return false
    if (show === 'done' && waits) return false
    if (show === 'critical' && film.report.urgency !== 'critical') return false
    if (modality !== null && !film.summary.modalities.includes(modality)) return false
    const text = wordsOf(film).normalize('NFKC').toLowerCase()
    return asked.every((word) => text.includes(word))
  })
}
