import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import type { Fact, FactDraft, SubjectId } from '#domain/record/fact.ts'
import type { FilmFile } from '../imaging/film-intake.ts'
import type { FilmDraft, KeptFilm } from '../imaging/film-store.ts'
import { filmStatements, filmWithdrawals, type FilmOnChart } from './film-facts.ts'
import { filmFromFacts } from './film-from-facts.ts'
import type { FilmKeeper } from './film-keeper.ts'
import type { Ground } from './ground.ts'
import { SealedWorks } from './sealed-works.ts'
import type { WorkPlan, WorkSeal } from './work-plan.ts'

/** What an `image-study` takes; a longer one is looked at without being kept. */
const FILES_MAX = 2000

/** The charts, as far as films stand on them. */
export interface FilmFacts extends Pick<WorkPlan<KeptFilm>, 'write'> {
  onChart(subject: SubjectId): Promise<readonly FilmOnChart[]>
  /** Bytes that a fact names, brought from the hub where they are not here: `blob-elsewhere`, `hub-unreachable` … */
  fetch(subject: SubjectId, sha256: string): Promise<Outcome<Uint8Array<ArrayBuffer>>>
  /** What was brought is kept with the film: the person's own copies go. */
  dropCopies(subject: SubjectId, sha256: readonly string[]): Promise<void>
}

/**
 * Films, photographs and scans with what was read of them, sealed. Each file is a blob; the rest is one row. A finished
 * film of a person stands on their chart as its files and its reading, written in the same transaction.
 */
export class SealedFilms implements FilmKeeper {
  readonly #ground: Ground
  readonly #works: SealedWorks<KeptFilm>
  readonly #facts: FilmFacts

  constructor(ground: Ground, seal: () => Promise<WorkSeal | null>, facts: FilmFacts) {
    this.#ground = ground
    this.#facts = facts
    this.#works = new SealedWorks<KeptFilm>(ground, seal, {
      table: 'films',
      field: 'film',
      kind: 'image-reading',
      filesOf: ({ files }) => files,
      onChart: (subject) => facts.onChart(subject),
      write: (drafts, along) => facts.write(drafts, along),
      changed: changedElsewhere,
      gone,
    })
  }

  keep(draft: FilmDraft, files: readonly FilmFile[], onProgress: (done: number) => void = () => undefined) {
    return this.keepFrom(draft, files.length, async (i) => files[i]!, onProgress)
  }

  async keepFrom(
    draft: FilmDraft,
    count: number,
    next: (index: number) => Promise<FilmFile>,
    onProgress: (done: number) => void,
  ): Promise<Outcome<KeptFilm>> {
    if (count > FILES_MAX) return tooMany(count)
    return this.#works.keep(
      { count, next },
      (files) => ({ ...draft, id: crypto.randomUUID(), keptAt: this.#now(), revision: 1, files }),
      (film) => this.#statements(film, null),
      onProgress,
    )
  }

  async revise(seen: KeptFilm, draft: FilmDraft): Promise<Outcome<KeptFilm>> {
    return this.#works.revise(
      seen,
      (before, revision) => {
        // Somebody who did not say otherwise means what the chart has made of it meanwhile.
        const subject = draft.subject === seen.subject ? before.subject : draft.subject
        const { id, files } = before
        return { ...before, ...draft, id, files, subject, keptAt: this.#now(), revision }
      },
      (film, before) => this.#statements(film, before),
    )
  }

  list(): Promise<KeptFilm[]> {
    return this.#works.list()
  }

  removed(): Promise<KeptFilm[]> {
    return this.#works.removed()
  }

  async bring(
    subject: SubjectId,
    id: string,
    onProgress: (done: number, whole: number) => void = () => undefined,
  ): Promise<Outcome<KeptFilm>> {
    const here = await this.#works.get(id)
    if (here) return good(here)
    const told = (await this.#facts.onChart(subject)).find(({ work }) => work === id)?.told
    if (!told) return gone()
    const { files } = told.study
    const brought = await this.#works
      .keep(
        {
          count: files.length,
          next: async (i) => {
            const { name, sha256 } = files[i]!
            const bytes = await this.#facts.fetch(subject, sha256)
            if (!bytes.ok) throw new NotBrought(bytes.problem)
            return { name, bytes: bytes.value }
          },
        },
        (kept) => ({
          ...filmFromFacts(subject, told),
          id,
          keptAt: this.#now(),
          revision: 1,
          files: kept,
        }),
        async () => [],
        (done) => onProgress(done, files.length),
      )
      .catch((cause: unknown) => {
        if (cause instanceof NotBrought) return { ok: false as const, problem: cause.problem }
        throw cause
      })
    if (brought.ok)
      await this.#facts.dropCopies(
        subject,
        files.map(({ sha256 }) => sha256),
      )
    return brought
  }

  async film(id: string): Promise<Outcome<KeptFilm>> {
    const film = await this.#works.get(id)
    return film ? good(film) : gone()
  }

  async file(id: string, index: number): Promise<Outcome<FilmFile>> {
    const film = await this.#works.get(id)
    const file = film?.files[index]
    return file ? this.#opened(file) : gone()
  }

  async open(id: string, onProgress: (done: number) => void = () => undefined) {
    const film = await this.#works.get(id)
    if (!film) return gone()
    const files: FilmFile[] = []
    for (const each of film.files) {
      const file = await this.#opened(each)
      if (!file.ok) return file
      files.push(file.value)
      onProgress(files.length)
    }
    return good({ film, files })
  }

  async remove(id: string): Promise<Outcome<null>> {
    const film = await this.#works.get(id, true)
    if (!film) return gone()
    if (film.finished && film.subject) return onAChart()
    await this.#works.remove(id)
    return good(null)
  }

  restore(id: string): Promise<void> {
    return this.#works.restore(id)
  }

  purge(removedBeforeMs: number): Promise<number> {
    return this.#works.purge(removedBeforeMs)
  }

  takeFrom(before: WorkSeal): Promise<number> {
    return this.#works.takeFrom(before)
  }

  follow(facts: readonly Fact[]): Promise<void> {
    return this.#works.follow(facts)
  }

  async #opened({ name, sha256 }: KeptFilm['files'][number]): Promise<Outcome<FilmFile>> {
    const bytes = await this.#works.file(sha256)
    return bytes.ok ? good({ name, bytes: bytes.value }) : damaged()
  }

  /** What a new state states on charts: it leaves that of the wrong person and stands on the right one. */
  async #statements(film: KeptFilm, before: KeptFilm | null): Promise<FactDraft[]> {
    const onChart = async (subject: SubjectId) =>
      (await this.#facts.onChart(subject)).find(({ work }) => work === film.id) ?? null
    const wrong = before?.finished && before.subject !== film.subject ? before.subject : null
    const drafts = wrong ? filmWithdrawals(wrong, await onChart(wrong)) : []
    const { subject, finished } = film
    if (!finished || !subject) return drafts
    const said = before?.finished && before.subject === subject ? before : null
    return [...drafts, ...filmStatements(film, said, subject, await onChart(subject))]
  }

  #now(): string {
    return new Date(this.#ground.machine.nowMs()).toISOString()
  }
}

/** A file that could not be had: the film is not begun here. */
class NotBrought extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

function changedElsewhere() {
  return bad(
    'film-changed',
    'This film was changed in another window.',
    'Both are kept: look at the list and remove the one that you do not need.',
  )
}

function gone() {
  return bad('film-gone', 'This film is not on this tablet any more.', 'Open another one from the list.')
}

function damaged() {
  return bad(
    'film-damaged',
    'A stored file of this film differs from what was kept.',
    'Open the original files again; what was read of the film is still listed.',
  )
}

function onAChart() {
  return bad(
    'film-on-chart',
    'This film stands on a chart; it is part of the record.',
    'If it is a mistake, withdraw it on the chart or move it to the right person; then it can be removed here.',
  )
}

function tooMany(count: number) {
  return bad(
    'film-too-many-files',
    `This study has ${count} files; ${FILES_MAX} can be kept as one.`,
    'Look at it from where it lies, or choose the series that you need and keep those.',
    { count, most: FILES_MAX },
  )
}
