import { clinic } from '#data/clinic.svelte.ts'
import { seriesOf } from '#data/imaging/film-contents.ts'
import type { FilmFile } from '#data/imaging/film-intake.ts'
import type { FilmDraft, FilmSummary, KeptFilm } from '#data/imaging/film-store.ts'
import { storeProblem } from '#data/store-problem.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import { filmStore } from '#data/workers/keeper.ts'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import type { SignedFilmReport } from '#domain/imaging/film-report.ts'
import { forKeeping } from '#domain/imaging/gathered-claims.ts'
import type { ImageStudy } from '#domain/imaging/image.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { OpenReader } from '#ui/reading/open-reader.ts'
import type { ClaimOverlays } from './claim-overlays.svelte.ts'
import type { FilmMarks } from './film-marks.svelte.ts'
import { summaryOf } from './film-summary.ts'
import type { OpenFilmReport } from './report/open-film-report.svelte.ts'

/** Short enough that a pulled plug costs a few words, long enough not to write at every key. */
const DRAFT_AFTER_MS = 700

/** How a state is stored: as a finished reading, on another chart, with a signature. */
interface Storing {
  readonly finish?: boolean
  /** To another chart, or off it; a reading that was changed in another window stays where it is. */
  readonly giving?: { readonly to: SubjectId | null }
  readonly signing?: SignedFilmReport
}

/** What of an open study is kept, as it stands when its turn comes. */
interface KeepableFilm {
  readonly study: ImageStudy
  readonly reader: OpenReader
  readonly report: OpenFilmReport
  readonly claims: FilmClaims
  readonly overlays: ClaimOverlays
  subject: SubjectId | null
  files(): Promise<readonly FilmFile[]>
}

/** Keeps one study on the tablet: a draft soon after every change, a finished reading at once, one after another. */
export class FilmKeeping {
  /** As it is on the disk; null: nothing of it is. */
  kept = $state.raw<KeptFilm | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** A person waits for it. */
  running = $state(false)
  /** How many of its files are sealed, while they are. */
  files = $state<number | null>(null)

  readonly #film: KeepableFilm
  readonly #marks: FilmMarks
  #timer: ReturnType<typeof setTimeout> | undefined
  #storing: Promise<void> = Promise.resolve()

  constructor(film: KeepableFilm, marks: FilmMarks) {
    this.#film = film
    this.#marks = marks
  }

  /** A change waits to be written. */
  get waits(): boolean {
    return this.#timer !== undefined
  }

  soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#store(), DRAFT_AFTER_MS)
  }

  async atOnce(how: Storing): Promise<void> {
    this.running = true
    await this.#store(how)
    this.running = false
  }

  /** What waits is written now. */
  async settle(): Promise<void> {
    if (this.waits) await this.#store()
  }

  /** What waits is given up. */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** A chart may have moved or withdrawn a finished reading meanwhile: what is shown is what the store says now. */
  async follow(): Promise<void> {
    const { kept } = this
    if (!kept?.finished || this.running) return
    const found = (
      await filmStore()
        .list()
        .catch(() => [])
    ).find(({ id }) => id === kept.id)
    if (!found || this.kept !== kept || found.revision !== kept.revision) return
    if (this.#film.subject === kept.subject) this.#film.subject = found.subject
    this.kept = found
  }

  /** One after another, so that the second store finds the id that the first one made. */
  #store(how: Storing = {}): Promise<void> {
    this.end()
    this.#storing = this.#storing
      .then(() => this.#storeNow(how))
      .catch((cause: unknown) => {
        this.problem = storeProblem(cause).problem
      })
    return this.#storing
  }

  async #storeNow({ finish = false, giving, signing }: Storing): Promise<void> {
    const film = this.#film
    const { reader, report, overlays } = film
    await this.#marks.measured()
    const readerFirst = reader.now
    const subject = giving ? giving.to : film.subject
    const summary = await this.#summary()
    const { claims } = film
    const draft: FilmDraft = {
      subject,
      summary,
      marks: this.#marks.all,
      measures: this.#marks.measures,
      report: signing?.report ?? report.kept,
      signed: signing ?? report.signed,
      readerFirst,
      ...(claims.packs.length > 0 && { claims: forKeeping(claims) }),
      ...(overlays.hasMoved && { moved: overlays.moved }),
      readBy: reader.covered ? null : (this.kept?.readBy ?? clinic.state?.user?.key ?? null),
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
    if (outcome.ok && draft.finished) reader.finish(readerFirst)
    if (outcome.ok && signing) report.signedAs(signing)
    if (outcome.ok && (giving || film.subject === subject)) film.subject = outcome.value.subject
    this.problem = outcome.ok ? null : outcome.problem
    await tabletState.refreshKept()
  }

  async #keepNew(draft: FilmDraft): Promise<Outcome<KeptFilm>> {
    this.files = 0
    const outcome = await filmStore().keep(draft, await this.#film.files(), (done) => (this.files = done))
    this.files = null
    return outcome
  }

  async #summary(): Promise<FilmSummary> {
    const { study } = this.#film
    // What was kept of the first picture is the picture; drawing it again says nothing new.
    if (this.kept) return { ...this.kept.summary, series: seriesOf(study) }
    return { ...(await summaryOf(study)), series: seriesOf(study) }
  }
}

function notGiven() {
  return bad(
    'film-not-moved',
    'This reading was changed in another window; it was not moved.',
    'Open it again from the list, look at it, then move it.',
  )
}
