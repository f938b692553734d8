import { clinic } from '#data/clinic.svelte.ts'
import { deskPeople } from '#data/desk-people.svelte.ts'
import type { GivenFile } from '#data/imaging/film-intake.ts'
import { openDesks } from '#data/open-desks.ts'
import { storeProblem } from '#data/store-problem.ts'
import { endFilmWorker, filmWorker } from '#data/workers/film.ts'
import { filmStore } from '#data/workers/keeper.ts'
import type { ImageStudy } from '#domain/imaging/image.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { FilmPanes } from './film-panes.svelte.ts'
import { forgetLayers } from './layers.svelte.ts'
import { OpenFilm } from './open-film.svelte.ts'
import { isPracticeKept, isPracticeStudy } from './practice.ts'

/** A file that could not be read, and its cure. */
export interface Refused {
  readonly id: number
  readonly file: string
  readonly problem: Problem
}

/** What lies on every CD beside the study: said once for all of them. */
const RUBBISH: ReadonlySet<string> = new Set([
  'film-no-picture',
  'film-is-pdf',
  'film-is-archive',
  'dicom-no-picture',
])

/** Two pictures side by side need this much. */
const ROOM_FOR_TWO_PX = 700

/** The film desk: which studies are open, which one is looked at, and how far the intake is. */
class FilmDesk {
  films = $state.raw<readonly OpenFilm[]>([])
  openId = $state<string | null>(null)
  /** The study beside the open one. */
  priorId = $state<string | null>(null)
  refused = $state.raw<readonly Refused[]>([])
  /** Files that are ECGs: they are read on another desk. */
  ecgs = $state.raw<readonly File[]>([])
  progress = $state.raw<{ readonly done: number; readonly whole: number } | null>(null)
  /** A kept study or a sample is being opened. */
  opening = $state(false)
  /** Who the desk was opened for: what is opened meanwhile is theirs until somebody says otherwise. */
  person = $state<SubjectId | null>(null)
  readonly panes = new FilmPanes()

  #nextId = 1
  #takes: { done: number; readonly whole: number }[] = []

  constructor() {
    openDesks.join(this)
  }

  get open(): OpenFilm | null {
    return this.films.find(({ study }) => study.id === this.openId) ?? null
  }

  get prior(): OpenFilm | null {
    return this.films.find(({ study }) => study.id === this.priorId) ?? null
  }

  get unsaved(): boolean {
    return this.films.some((film) => film.unsaved)
  }

  /** What could not be read and is worth a line of its own, and the rest. */
  get problems(): { readonly told: readonly Refused[]; readonly rubbish: readonly Refused[] } {
    const rubbish = this.refused.filter(({ problem }) => RUBBISH.has(problem.code))
    // Alone, a file that is no picture is what somebody meant to open.
    if (rubbish.length <= 2) return { told: this.refused, rubbish: [] }
    return { told: this.refused.filter((one) => !rubbish.includes(one)), rubbish }
  }

  /** Takes files in; a study opens as soon as its first picture is read, what cannot be read is listed. */
  async take(files: readonly GivenFile[]): Promise<void> {
    if (files.length === 0) return
    const mine = { done: 0, whole: files.length }
    this.#takes.push(mine)
    this.#tellProgress()
    const byPath = new Map(files.map((given) => [given.path, given.file]))
    const { person } = this
    let first = true
    let grown: readonly OpenFilm[] = []
    const onStudy = (study: ImageStudy, done: number) => {
      mine.done = Math.max(mine.done, done)
      this.#tellProgress()
      // A drop goes on while the desk is opened for somebody else: what comes then is nobody's until it is said.
      const theirs = person === this.person && deskPeople.knows(person)
      grown = [...grown, this.#grow(study, theirs ? person : null, first)]
      first = false
    }
    const onProblem = (file: string, problem: Problem, done: number) => {
      mine.done = Math.max(mine.done, done)
      this.#tellProgress()
      const blob = byPath.get(file)
      if (problem.code === 'dicom-is-ecg' && blob) this.ecgs = [...this.ecgs, new File([blob], nameOf(file))]
      else this.#refuse(file, problem)
    }
    try {
      await filmWorker().take(files, onStudy, onProblem)
    } catch {
      this.#refuse('', readingStopped().problem)
    }
    this.#takes = this.#takes.filter((take) => take !== mine)
    this.#tellProgress()
    const { open } = this
    if (open && grown.includes(open)) this.panes.settle(open, globalThis.innerWidth >= ROOM_FOR_TWO_PX)
  }

  cancel(): void {
    void filmWorker().cancel()
  }

  async openSample(name: string): Promise<void> {
    this.opening = true
    const item = await filmWorker()
      .sample(name)
      .catch(() => null)
    this.opening = false
    const outcome = item?.outcome ?? readingStopped()
    if (outcome.ok) this.#grow(outcome.value, null, true, true)
    else this.#refuse('', outcome.problem)
  }

  /** Opens a kept reading from its stored bytes; what is gone or damaged is listed with its cure. */
  async openKept(id: string, shown = true): Promise<OpenFilm | null> {
    const already = this.films.find(({ kept }) => kept?.id === id)
    if (already) {
      if (shown) this.select(already)
      return already
    }
    this.opening = true
    const found = await filmStore().open(id).catch(storeProblem)
    const item = found.ok
      ? await filmWorker()
          .takeBytes(found.value.files)
          .catch(() => null)
      : null
    this.opening = false
    const outcome = found.ok ? (item?.outcome ?? readingStopped()) : found
    if (!found.ok || !outcome.ok) {
      this.#refuse('', outcome.ok ? readingStopped().problem : outcome.problem)
      return null
    }
    const study = outcome.value
    // The same files lie here already and were written on: those words stay.
    const written = this.films.find((film) => film.study.id === study.id && film.unsaved)
    const { film: kept } = found.value
    const practice = isPracticeStudy(study) || (kept.subject === null && isPracticeKept(kept.files))
    const film = written ?? this.#film(study, new OpenFilm(study, practice, kept))
    // Another one of the same study was shown until now.
    if (shown && this.openId === study.id && !written) this.openId = null
    if (shown) this.select(film)
    return film
  }

  select(film: OpenFilm): void {
    if (this.openId === film.study.id) return
    this.openId = film.study.id
    this.priorId = null
    this.panes.open(film, globalThis.innerWidth >= ROOM_FOR_TWO_PX)
  }

  /** Puts another study beside the open one; null takes it away. */
  compare(prior: OpenFilm | null): void {
    const { open } = this
    if (!open) return
    this.priorId = prior?.study.id ?? null
    if (prior) this.panes.compare(open, prior)
    else this.panes.open(open, globalThis.innerWidth >= ROOM_FOR_TWO_PX)
  }

  /** Opens a kept study beside the one that is open. */
  async compareKept(id: string): Promise<void> {
    const { open } = this
    const prior = await this.openKept(id, false)
    if (!open || !prior || prior === open) return
    this.select(open)
    this.compare(prior)
  }

  /** Takes a study off the desk; what was written on it stays in the list of the kept, as a draft. */
  async remove(film: OpenFilm): Promise<void> {
    if (!(await film.close())) return this.select(film)
    this.panes.leave(film)
    this.films = this.films.filter((one) => one !== film)
    if (this.priorId === film.study.id) this.compare(null)
    if (this.openId !== film.study.id) return
    this.openId = null
    const next = this.films[0]
    if (next) this.select(next)
  }

  dismiss(refused: readonly Refused[]): void {
    this.refused = this.refused.filter((one) => !refused.includes(one))
  }

  /** Opens the desk for a person. A study that lies here and is not theirs goes out of sight. */
  openFor(subject: SubjectId): void {
    if (!clinic.open || this.person === subject) return
    this.person = subject
    if (this.open && this.open.subject !== subject) this.openId = null
    if (deskPeople.of(subject) === null) void deskPeople.look(subject)
  }

  forNobody(): void {
    this.person = null
  }

  /** The clinic is locked: what was written is kept first, then nothing of anybody stays in the page's memory. */
  async clear(): Promise<void> {
    this.cancel()
    const { films } = this
    this.films = []
    this.openId = null
    this.priorId = null
    this.person = null
    this.refused = []
    this.ecgs = []
    for (const film of films) {
      this.panes.leave(film)
      await film.close()
      film.end()
    }
    forgetLayers()
    endFilmWorker()
  }

  #grow(study: ImageStudy, subject: SubjectId | null, isFirst: boolean, isSample = false): OpenFilm {
    const open = this.films.find((film) => film.study.id === study.id)
    if (open) {
      open.grow(study)
      for (const pane of this.panes.all) if (pane.film === open) void pane.load()
      if (isFirst) this.select(open)
      return open
    }
    const practice = isSample || isPracticeStudy(study)
    const film = this.#film(study, new OpenFilm(study, practice, null, practice ? null : subject))
    if (isFirst || !this.open) this.select(film)
    return film
  }

  #film(study: ImageStudy, film: OpenFilm): OpenFilm {
    film.onShow = (mark) => this.panes.show(film, mark)
    film.showFrame = (instance, frame) => this.panes.showFrame(film, instance, frame)
    film.inView = () => {
      const { active } = this.panes
      return active.film === film && active.now
        ? { instance: active.now.instance.id, frame: active.now.index }
        : null
    }
    film.lookOf = (instance, frame) => {
      const pane = this.panes.visible.find(
        ({ shown }) => shown?.of.instance.id === instance && shown.of.index === frame,
      )
      return pane ? { voi: pane.view.voi, isInverted: pane.view.inverted } : null
    }
    this.films = [...this.films.filter((one) => one.study.id !== study.id), film]
    return film
  }

  #refuse(file: string, problem: Problem): void {
    this.refused = [...this.refused, { id: this.#nextId++, file, problem }]
  }

  #tellProgress(): void {
    const sum = (part: 'done' | 'whole') => this.#takes.reduce((total, take) => total + take[part], 0)
    this.progress = this.#takes.length > 0 ? { done: sum('done'), whole: sum('whole') } : null
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function readingStopped() {
  return bad(
    'reading-stopped',
    'Reading these files was stopped before its end.',
    'Open them again, a few at a time.',
  )
}

export const filmDesk = new FilmDesk()
