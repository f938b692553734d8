import { clinic } from '#data/clinic.svelte.ts'
import { deskPeople } from '#data/desk-people.svelte.ts'
import { seriesOf } from '#data/imaging/film-contents.ts'
import type { FilmFile } from '#data/imaging/film-intake.ts'
import type { FilmDraft, FilmSummary, KeptFilm } from '#data/imaging/film-store.ts'
import { storeProblem } from '#data/store-problem.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { filmWorker } from '#data/workers/film.ts'
import { filmStore } from '#data/workers/keeper.ts'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import type { SignedFilmReport } from '#domain/imaging/film-report.ts'
import type { Frame, FrameInfo, ImageInstance, ImageSeries, ImageStudy, Voi } from '#domain/imaging/image.ts'
import { forKeeping } from '#domain/imaging/gathered-claims.ts'
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
import { FilmMarks } from './film-marks.svelte.ts'
import { filmPersonOf, today } from './film-person.ts'
import { summaryOf } from './film-summary.ts'
import { FilmVoices } from './film-voices.svelte.ts'
import { OpenFilmReport } from './report/open-film-report.svelte.ts'
import type { ReportFilm } from './report/report-film.ts'

/** Short enough that a pulled plug costs a few words, long enough not to write at every key. */
const DRAFT_AFTER_MS = 700

/** How a state is stored: as a finished reading, on another chart, with a signature. */
interface Storing {
  readonly finish?: boolean
  /** To another chart, or off it; a reading that was changed in another window stays where it is. */
  readonly giving?: { readonly to: SubjectId | null }
  readonly signing?: SignedFilmReport
}

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
  readonly reader = new OpenReader(new FollowedReaderState(), () => this.#keepDraftSoon())
  readonly report = new OpenFilmReport(() => this.#keepDraftSoon())
  /** What packs say of it, asked in the background. */
  readonly voices = new FilmVoices(
    () => framesToAsk(this.study, this.marks, this.askedPerson),
    () => this.#saidSomething(),
  )
  /** What of it is shown over the pictures. */
  readonly overlays = new ClaimOverlays(
    () => this,
    () => this.#keepDraftSoon(),
  )
  /** Whose study this is, as a person said; null: nobody. A name in the file is no identity. */
  subject = $state<SubjectId | null>(null)
  kept = $state.raw<KeptFilm | null>(null)
  keepProblem = $state.raw<Problem | null>(null)
  keeping = $state(false)
  /** How many of its files are sealed, while they are. */
  keptFiles = $state<number | null>(null)
  /** Called to bring the frame of a mark into view; the desk that shows it says how. */
  onShow: (mark: Mark) => void = () => undefined
  /** Called to bring a frame into view. */
  showFrame: (instance: string, frame: number) => void = () => undefined
  /** The frame that is meant just now: on the active pane; null where that shows another study. */
  inView: () => { readonly instance: string; readonly frame: number } | null = () => null
  /** How a frame is looked at, where it is in view. */
  lookOf: (instance: string, frame: number) => FrameLook | null = () => null

  readonly #marks: FilmMarks
  #draftTimer: ReturnType<typeof setTimeout> | undefined
  #storing: Promise<void> = Promise.resolve()

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
      () => this.#keepDraftSoon(),
    )
    this.subject = kept ? kept.subject : subject
    if (!kept) return
    this.kept = kept
    this.reader.reopen({ finished: kept.finished, readerFirst: kept.readerFirst })
    this.report.reopen(kept)
    this.#marks.reopen(kept.marks)
    if (kept.claims) this.voices.reopen(kept.claims)
    this.overlays.reopen(kept.moved ?? {})
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
    if (this.#draftTimer !== undefined) return true
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
    this.#keepDraftSoon()
  }

  /** A finished reading leaves the chart that it stands on and stands on this one, or on none, in one act. */
  async give(to: SubjectId | null): Promise<void> {
    await this.#storeAtOnce({ giving: { to } })
  }

  async keep(): Promise<void> {
    await this.#storeAtOnce({ finish: true })
  }

  async sign(signing: SignedFilmReport): Promise<void> {
    await this.#storeAtOnce({ finish: true, signing })
  }

  /** A chart may have moved or withdrawn a finished reading meanwhile: what is shown is what the store says now. */
  async follow(): Promise<void> {
    const { kept } = this
    if (!kept?.finished || this.keeping) return
    const found = (
      await filmStore()
        .list()
        .catch(() => [])
    ).find(({ id }) => id === kept.id)
    if (!found || this.kept !== kept || found.revision !== kept.revision) return
    if (this.subject === kept.subject) this.subject = found.subject
    this.kept = found
  }

  /**
   * Leaves the desk; what waits to be kept is kept at once.
   * @returns false where it could not be: then the desk must stay, with the words on it
   */
  async close(): Promise<boolean> {
    if (this.#draftTimer !== undefined) await this.#store()
    if (this.keepProblem) return false
    this.end()
    return true
  }

  /** Nothing runs on for it any more; its bytes and frames are let go. */
  end(): void {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = undefined
    this.#marks.end()
    this.voices.end()
    filmFrames.drop(this.study.series.flatMap(({ instances }) => instances.map(({ id }) => id)))
    void filmWorker()
      .release(this.study.id)
      .catch(() => undefined)
  }

  /** What packs say is no reason to keep a study that nobody has written on. */
  #saidSomething(): void {
    if (this.kept) this.#keepDraftSoon()
  }

  #keepDraftSoon(): void {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = setTimeout(() => void this.#store(), DRAFT_AFTER_MS)
  }

  async #storeAtOnce(how: Storing): Promise<void> {
    this.keeping = true
    await this.#store(how)
    this.keeping = false
  }

  /** One after another, so that the second store finds the id that the first one made. */
  #store(how: Storing = {}): Promise<void> {
    clearTimeout(this.#draftTimer)
    this.#draftTimer = undefined
    this.#storing = this.#storing
      .then(() => this.#storeNow(how))
      .catch((cause: unknown) => {
        this.keepProblem = storeProblem(cause).problem
      })
    return this.#storing
  }

  async #storeNow({ finish = false, giving, signing }: Storing): Promise<void> {
    await this.#marks.measured()
    const readerFirst = this.reader.now
    const subject = giving ? giving.to : this.subject
    const draft: FilmDraft = {
      subject,
      summary: await this.#summary(),
      marks: this.marks,
      measures: this.#marks.measures,
      report: signing?.report ?? this.report.kept,
      signed: signing ?? this.report.signed,
      readerFirst,
      ...(this.claims.packs.length > 0 && { claims: forKeeping(this.claims) }),
      ...(this.overlays.hasMoved && { moved: this.overlays.moved }),
      readBy: this.reader.covered ? null : (this.kept?.readBy ?? clinic.state?.user?.key ?? null),
      // Asked now and not when this was queued: a reading that was finished meanwhile stays finished.
      finished: finish || (this.kept?.finished ?? false),
    }
    let outcome = this.kept ? await filmStore().revise(this.kept, draft) : await this.#keepNew(draft)
    // Removed or changed meanwhile in another window: what is being written here is kept beside it. Gone may mean
    // that its person was erased: it does not bring them back.
    const gone = !outcome.ok && outcome.problem.code === 'film-gone'
    const apart = gone || (!outcome.ok && outcome.problem.code === 'film-changed')
    if (apart && giving) outcome = notGiven()
    else if (apart) outcome = await this.#keepNew(gone ? { ...draft, subject: null } : draft)
    if (outcome.ok) this.kept = outcome.value
    if (outcome.ok && draft.finished) this.reader.finish(readerFirst)
    if (outcome.ok && signing) this.report.signedAs(signing)
    if (outcome.ok && (giving || this.subject === subject)) this.subject = outcome.value.subject
    this.keepProblem = outcome.ok ? null : outcome.problem
    await tabletState.refreshKept()
  }

  async #keepNew(draft: FilmDraft): Promise<Outcome<KeptFilm>> {
    this.keptFiles = 0
    const outcome = await filmStore().keep(draft, await this.files(), (done) => (this.keptFiles = done))
    this.keptFiles = null
    return outcome
  }

  async #summary(): Promise<FilmSummary> {
    // What was kept of the first picture is the picture; drawing it again says nothing new.
    if (this.kept) return { ...this.kept.summary, series: seriesOf(this.study) }
    return { ...(await summaryOf(this.study)), series: seriesOf(this.study) }
  }
}

function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function notThere() {
  return bad('film-not-open', 'This picture is no longer open.', 'Open its files again.')
}

function notGiven() {
  return bad(
    'film-not-moved',
    'This reading was changed in another window; it was not moved.',
    'Open it again from the list, look at it, then move it.',
  )
}
