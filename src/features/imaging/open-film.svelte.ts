import { deskPeople } from '#data/desk-people.svelte.ts'
import type { FilmFile } from '#data/imaging/film-intake.ts'
import type { KeptFilm } from '#data/imaging/film-store.ts'
import { filmWorker } from '#data/workers/film.ts'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import type { SignedFilmReport } from '#domain/imaging/film-report.ts'
import type { Frame, FrameInfo, ImageInstance, ImageSeries, ImageStudy, Voi } from '#domain/imaging/image.ts'
import type { Mark, MarkShape } from '#domain/imaging/marks.ts'
import type { MarkMeasures } from '#domain/imaging/measure.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { ReaderFirst } from '#domain/reading/reader-first.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { OpenReader } from '#ui/reading/open-reader.ts'
import { FollowedReaderState } from '#ui/reading/reader-state.svelte.ts'
import { frameAsked, framesToAsk, type AskedPerson } from './asked-frames.ts'
import { ClaimOverlays } from './claim-overlays.svelte.ts'
import { filmFrames } from './film-frames.ts'
import { FilmKeeping } from './film-keeping.svelte.ts'
import { FilmMarks } from './film-marks.svelte.ts'
import { filmPersonOf, today } from './film-person.ts'
import { FilmVoices } from './film-voices.svelte.ts'
import { OpenFilmReport } from './report/open-film-report.svelte.ts'
import type { ReportFilm } from './report/report-film.ts'

/** How a frame is looked at just now, for a picture of it. */
interface FrameLook {
  readonly voi: Voi | null
  readonly isInverted: boolean
}

/**
 * One study on the desk: its pictures, what was drawn on them, and what is written of them. It outlives the screen that
 * shows it, so a change of language or layout loses nothing.
 */
export class OpenFilm implements ReportFilm {
  /** Grows while a folder is being read. */
  study = $state.raw<ImageStudy>() as ImageStudy
  /** A study of our own: it goes on no real chart. */
  readonly practice: boolean
  readonly reader = new OpenReader(new FollowedReaderState(), () => this.#keeping.soon())
  readonly report = new OpenFilmReport(() => this.#keeping.soon())
  /** What packs say of it, asked in the background. */
  readonly voices = new FilmVoices(
    () => framesToAsk(this.study, this.marks, this.askedPerson),
    () => this.#saidSomething(),
  )
  /** What of it is shown over the pictures. */
  readonly overlays = new ClaimOverlays(
    () => this,
    () => this.#keeping.soon(),
  )
  /** Whose study this is, as a person said; null: nobody. A name in the file is no identity. */
  subject = $state<SubjectId | null>(null)
  /** Called to bring the frame of a mark into view; the desk that shows it says how. */
  onShow: (mark: Mark) => void = () => undefined
  /** Called to bring a frame into view. */
  showFrame: (instance: string, frame: number) => void = () => undefined
  /** The frame that is meant just now: on the active pane; null where that shows another study. */
  inView: () => { readonly instance: string; readonly frame: number } | null = () => null
  /** How a frame is looked at, where it is in view. */
  lookOf: (instance: string, frame: number) => FrameLook | null = () => null

  readonly #marks: FilmMarks
  readonly #keeping: FilmKeeping

  /** @param subject who the desk was opened for; what a kept reading says of its person comes first */
  constructor(
    study: ImageStudy,
    practice: boolean,
    kept: KeptFilm | null = null,
    subject: SubjectId | null = null,
  ) {
    this.study = study
    this.practice = practice
    this.#marks = new FilmMarks(
      () => this.study,
      () => this.#keeping.soon(),
    )
    this.#keeping = new FilmKeeping(this, this.#marks)
    this.subject = kept ? kept.subject : subject
    if (!kept) return
    this.#keeping.kept = kept
    this.reader.reopen({ finished: kept.finished, readerFirst: kept.readerFirst })
    this.report.reopen(kept)
    this.#marks.reopen(kept.marks)
    if (kept.claims) this.voices.reopen(kept.claims)
    this.overlays.reopen(kept.moved ?? {})
  }

  get kept(): KeptFilm | null {
    return this.#keeping.kept
  }

  get keeping(): boolean {
    return this.#keeping.running
  }

  get keepProblem(): Problem | null {
    return this.#keeping.problem
  }

  /** How many of its files are sealed, while they are. */
  get keptFiles(): number | null {
    return this.#keeping.files
  }

  get marks(): readonly Mark[] {
    return this.#marks.all
  }

  get claims(): FilmClaims {
    return this.voices.claims
  }

  get selectedMark(): string | null {
    return this.#marks.selected
  }

  set selectedMark(id: string | null) {
    this.#marks.selected = id
  }

  get readerFirst(): ReaderFirst {
    return this.reader.now
  }

  /** Anything written or drawn that is not on the disk yet. */
  get unsaved(): boolean {
    const { kept, reader } = this
    if (this.#keeping.waits) return true
    if (!kept) return !reader.blank || !reader.covered || this.marks.length > 0
    return (
      reader.differsFrom(kept.readerFirst) ||
      kept.subject !== this.subject ||
      !alike(kept.marks, this.marks) ||
      !alike(kept.report, this.report.kept)
    )
  }

  /** The study has grown: its folder is still being read. */
  grow(study: ImageStudy): void {
    this.study = study
  }

  addMark(mark: Mark): void {
    this.#marks.add(mark)
  }

  changeMark(mark: Mark): void {
    this.#marks.change(mark)
  }

  /** @returns how to bring it back */
  removeMark(id: string): () => void {
    return this.#marks.remove(id)
  }

  measuresOf(mark: string): MarkMeasures | null {
    return this.#marks.measures[mark] ?? null
  }

  show(mark: string): void {
    const found = this.marks.find(({ id }) => id === mark)
    if (!found) return
    this.#marks.selected = mark
    this.onShow(found)
  }

  instanceOf(id: string): ImageInstance | null {
    return this.seriesOf(id)?.instances.find((instance) => instance.id === id) ?? null
  }

  seriesOf(instance: string): ImageSeries | null {
    return this.study.series.find(({ instances }) => instances.some(({ id }) => id === instance)) ?? null
  }

  /** What the file says of a frame, with the spacing of a marker that somebody laid on it. */
  infoOf(instance: string, frame: number): FrameInfo | null {
    const info = this.instanceOf(instance)?.frames[frame]
    return info ? this.#marks.withMarkers(info, instance, frame) : null
  }

  frame(instance: string, frame: number): Promise<Outcome<Frame>> {
    return filmFrames.frame(instance, frame)
  }

  async pictureOf(instance: string, frame: number) {
    const [found, info] = [await this.frame(instance, frame), this.infoOf(instance, frame)]
    if (!found.ok) return found
    if (!info) return notThere()
    const look = this.lookOf(instance, frame) ?? { voi: null, isInverted: false }
    return { ok: true as const, value: { frame: found.value, info, ...look } }
  }

  files(): Promise<readonly FilmFile[]> {
    return filmWorker().files(this.study.id)
  }

  /** Age and sex as packs ask for them. */
  get askedPerson(): AskedPerson {
    const { subject, study } = this
    const chosen = subject === null ? null : deskPeople.of(subject)
    return filmPersonOf(chosen === 'not-here' ? null : chosen, study.person, study.startedAt, today())
  }

  /** Asks packs about what they were not asked yet; a finished reading stays with what was said when it was read. */
  async ask(): Promise<void> {
    if (this.kept?.finished && !this.reader.covered) return
    await this.voices.ask()
  }

  /** Lays what a pack has drawn on a frame as a mark of the reader's own. @returns its id */
  takeOver(shape: MarkShape, instance: string, frame: number): string {
    const id = crypto.randomUUID()
    this.addMark({ id, place: { on: 'frame', instance, frame }, shape, text: '' })
    return id
  }

  /** Asks about one frame as it stands: with the point that was marked on it. */
  async askAbout(instance: string, frame: number): Promise<void> {
    const found = this.instanceOf(instance)
    if (found) await this.voices.askAbout(frameAsked(found, frame, this.marks, this.askedPerson))
  }

  /** Says whose study a draft is; a chart hears of it when the reading is finished. */
  choose(subject: SubjectId | null): void {
    this.subject = subject
    this.#keeping.soon()
  }

  /** A finished reading leaves the chart that it stands on and stands on this one, or on none, in one act. */
  async give(to: SubjectId | null): Promise<void> {
    await this.#keeping.atOnce({ giving: { to } })
  }

  async keep(): Promise<void> {
    await this.#keeping.atOnce({ finish: true })
  }

  async sign(signing: SignedFilmReport): Promise<void> {
    await this.#keeping.atOnce({ finish: true, signing })
  }

  /** As `FilmKeeping.follow`. */
  async follow(): Promise<void> {
    await this.#keeping.follow()
  }

  /**
   * Leaves the desk; what waits to be kept is kept at once.
   * @returns false where it could not be: then the desk must stay, with the words on it
   */
  async close(): Promise<boolean> {
    await this.#keeping.settle()
    if (this.keepProblem) return false
    this.end()
    return true
  }

  /** Nothing runs on for it any more; its bytes and frames are let go. */
  end(): void {
    this.#keeping.end()
    this.#marks.end()
    this.voices.end()
    filmFrames.drop(this.study.series.flatMap(({ instances }) => instances.map(({ id }) => id)))
    void filmWorker()
      .release(this.study.id)
      .catch(() => undefined)
  }

  /** What packs say is no reason to keep a study that nobody has written on. */
  #saidSomething(): void {
    if (this.kept) this.#keeping.soon()
  }
}

function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function notThere() {
  return bad('film-not-open', 'This picture is no longer open.', 'Open its files again.')
}
