import type { Frame } from '#domain/imaging/image.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { frameBytes } from '#data/imaging/film-ring.ts'
import type { Problem } from '#domain/problem.ts'
import { AS_OPENED, type StageTool, type StageView } from '#ui/displays/image-stage/stage.ts'
import { filmFrames } from './film-frames.ts'
import { hang, PANES_IN, type DeskLayout } from './hanging.ts'
import type { OpenFilm } from './open-film.svelte.ts'
import { linkedIndex, stackOf, wantedAround, type StackFrame } from './stack.ts'

/** What is fetched before it is looked at, for all panes together. */
const PREFETCH_BYTES_MAX = 80 * 1024 * 1024
const PREFETCH_FRAMES_MAX = 48

/** What one pane draws: the picture and its facts belong together, so they change together. */
interface Shown {
  readonly of: StackFrame
  readonly frame: Frame | null
  readonly problem: Problem | null
}

/** One pane: which series of which study, which picture of it, and how it is looked at. */
export class FilmPane {
  film = $state.raw<OpenFilm | null>(null)
  seriesId = $state<string | null>(null)
  view = $state.raw<StageView>(AS_OPENED)
  shown = $state.raw<Shown | null>(null)

  readonly series = $derived(this.film?.study.series.find(({ id }) => id === this.seriesId) ?? null)
  readonly stack = $derived(this.series ? stackOf(this.series) : [])
  /** A folder that is still being read puts pictures before this one: it is found again by its name. */
  readonly at = $derived.by(() => {
    const found = this.stack.findIndex(
      ({ instance, index }) => instance.id === this.#current?.instance && index === this.#current.index,
    )
    return Math.max(0, found)
  })

  #current = $state.raw<{ readonly instance: string; readonly index: number } | null>(null)
  /** Which way was scrolled last. */
  #ahead: 1 | -1 = 1
  #loading = false

  get now(): StackFrame | null {
    return this.stack[this.at] ?? null
  }

  hang(film: OpenFilm | null, series: string | null, at = 0): void {
    const same = this.film === film && this.seriesId === series
    this.film = film
    this.seriesId = series
    if (!same) this.view = AS_OPENED
    this.shown = null
    this.#current = null
    this.goTo(at)
  }

  goTo(at: number): void {
    const { stack } = this
    const to = Math.min(Math.max(at, 0), stack.length - 1)
    const next = stack[to]
    if (!next) return
    if (this.#current) this.#ahead = to >= this.at ? 1 : -1
    this.#current = { instance: next.instance.id, index: next.index }
    void this.load()
  }

  /** Brings the picture that is wanted onto the pane; what is wanted meanwhile follows. */
  async load(): Promise<void> {
    const wanted = this.now
    if (!wanted || isSame(this.shown?.of, wanted)) return
    const ready = filmFrames.atHand(wanted.instance.id, wanted.index)
    if (ready) {
      this.shown = { of: wanted, frame: ready, problem: null }
      return
    }
    if (this.#loading) return
    this.#loading = true
    const { film } = this
    const frame = await filmFrames.frame(wanted.instance.id, wanted.index)
    this.#loading = false
    // Another series hangs here by now.
    if (this.film === film && this.stack.some((one) => isSame(one, wanted)))
      this.shown = {
        of: wanted,
        frame: frame.ok ? frame.value : null,
        problem: frame.ok ? null : frame.problem,
      }
    await this.load()
  }

  /** Frames that this pane will want soon, nearest first. */
  get wished(): readonly { readonly instance: string; readonly index: number }[] {
    const { shown } = this
    const eachBytes = shown?.frame ? frameBytes(shown.frame) : 1
    const count = Math.min(PREFETCH_FRAMES_MAX, Math.floor(PREFETCH_BYTES_MAX / Math.max(1, eachBytes)))
    return wantedAround(this.stack, this.at, this.#ahead, count)
  }
}

function isSame(one: StackFrame | undefined, other: StackFrame): boolean {
  return one?.instance.id === other.instance.id && one.index === other.index
}

/** What linked panes share. */
interface Links {
  readonly scroll: boolean
  readonly zoom: boolean
  readonly window: boolean
}

/** The panes of the desk: how many, which one is meant, what they share. */
export class FilmPanes {
  readonly all = [new FilmPane(), new FilmPane(), new FilmPane(), new FilmPane()]
  layout = $state<DeskLayout>('1x1')
  activeAt = $state(0)
  tool = $state<StageTool>('window')
  /** How often a frame was called into view: where the panel lies below, the picture must be scrolled to. */
  called = $state(0)
  links = $state.raw<Links>({ scroll: false, zoom: false, window: false })

  /** Somebody has scrolled, looked closer or chosen: from then on nothing is laid out anew by itself. */
  #touched = false

  get visible(): readonly FilmPane[] {
    return this.all.slice(0, PANES_IN[this.layout])
  }

  get active(): FilmPane {
    return this.all[this.activeAt]!
  }

  /** Lays a study out as its kind is laid out. */
  open(film: OpenFilm, hasRoom: boolean): void {
    const { layout, panes } = hang(film.study, hasRoom)
    for (const [index, pane] of this.all.entries()) {
      const hung = panes[index]
      pane.hang(hung ? film : null, hung?.series ?? null, hung?.at ?? 0)
    }
    this.layout = layout
    this.activeAt = 0
    this.links = { scroll: false, zoom: false, window: false }
    this.#touched = false
    this.#prefetch()
  }

  /** The study was read to its end: it is laid out by all that it holds, unless somebody works on it already. */
  settle(film: OpenFilm, hasRoom: boolean): void {
    const here = this.visible.some((pane) => pane.film === film)
    if (!here || !this.#touched) this.open(film, hasRoom)
  }

  /** A study beside the one that is open: matching series beside each other, scrolled and zoomed together. */
  compare(film: OpenFilm, prior: OpenFilm): void {
    const series = this.active.film === film ? this.active.series : film.study.series[0]
    const at = this.active.film === film ? this.active.at : 0
    const beside = matching(series, prior)
    this.layout = '1x2'
    this.all[0]!.hang(film, series?.id ?? null, at)
    this.all[1]!.hang(prior, beside?.id ?? null)
    const count = [this.all[0]!.stack.length, this.all[1]!.stack.length] as const
    if (count[0] > 1) this.all[1]!.goTo(Math.round((at / (count[0] - 1)) * (count[1] - 1)))
    this.activeAt = 0
    this.links = { scroll: true, zoom: true, window: true }
    this.#touched = true
    this.#prefetch()
  }

  setLayout(layout: DeskLayout): void {
    this.#touched = true
    this.layout = layout
    if (this.activeAt >= PANES_IN[layout]) this.activeAt = 0
    const { film, seriesId, at } = this.active
    // An empty pane beside a study shows what of it is not seen yet, else the same again (in another window, say).
    const seen = this.visible.map((pane) => pane.seriesId)
    const unseen = film?.study.series.filter(({ id }) => !seen.includes(id)) ?? []
    for (const pane of this.visible) {
      if (pane.film || !film) continue
      const next = unseen.shift()
      if (next) pane.hang(film, next.id)
      else if (seriesId !== null) pane.hang(film, seriesId, at)
    }
    this.#prefetch()
  }

  nextLayout(): void {
    const all = Object.keys(PANES_IN) as DeskLayout[]
    this.setLayout(all[(all.indexOf(this.layout) + 1) % all.length]!)
  }

  /** The series before or after the one on the active pane. */
  nextSeries(step: 1 | -1): void {
    const { film, seriesId } = this.active
    const all = film?.study.series ?? []
    const next = all[all.findIndex(({ id }) => id === seriesId) + step]
    if (film && next) this.hang(this.activeAt, film, next.id)
  }

  hang(at: number, film: OpenFilm, series: string): void {
    this.#touched = true
    this.all[at]?.hang(film, series)
    this.activeAt = at
    this.#prefetch()
  }

  scroll(pane: FilmPane, at: number): void {
    this.#touched = true
    const before = pane.now
    const from = pane.at
    pane.goTo(at)
    const after = pane.now
    if (this.links.scroll && before && after)
      for (const other of this.visible)
        if (other !== pane && other.stack.length > 1)
          other.goTo(linkedIndex(before, after, pane.at - from, other.stack, other.at))
    this.#prefetch()
  }

  look(pane: FilmPane, view: StageView): void {
    this.#touched = true
    pane.view = view
    const { links } = this
    for (const other of this.visible) {
      if (other === pane || !other.film) continue
      const { zoom, panX, panY, voi, inverted } = view
      let next = other.view
      if (links.zoom) next = { ...next, zoom, panX, panY }
      if (links.window && other.series?.modality === pane.series?.modality) next = { ...next, voi, inverted }
      other.view = next
    }
  }

  link(change: Partial<Links>): void {
    this.links = { ...this.links, ...change }
    if (change.zoom || change.window) this.look(this.active, this.active.view)
  }

  /** Brings the picture that a mark lies on into view: where it is seen already, else on the active pane. */
  show(film: OpenFilm, { place }: Mark): void {
    if (place.on === 'frame') this.showFrame(film, place.instance, place.frame)
  }

  showFrame(film: OpenFilm, id: string, frame: number): void {
    this.#touched = true
    this.called++
    const series = film.seriesOf(id)
    if (!series) return
    const seen = this.visible.find((pane) => pane.film === film && pane.seriesId === series.id)
    const pane = seen ?? this.active
    if (!seen) pane.hang(film, series.id)
    this.activeAt = this.all.indexOf(pane)
    const at = pane.stack.findIndex(({ instance, index }) => instance.id === id && index === frame)
    if (at >= 0) pane.goTo(at)
    this.#prefetch()
  }

  /** Nothing is fetched for a desk that nobody looks at. */
  rest(): void {
    filmFrames.prefetch([])
  }

  /** Lets a study go from every pane. */
  leave(film: OpenFilm): void {
    for (const pane of this.all) if (pane.film === film) pane.hang(null, null)
  }

  /** Nearest first over all panes: the first of each, then the second of each. */
  #prefetch(): void {
    const wishes = this.visible.map((pane) => pane.wished)
    const longest = Math.max(0, ...wishes.map(({ length }) => length))
    const wanted = Array.from({ length: longest }, (_, at) => wishes.flatMap((wish) => wish[at] ?? []))
    filmFrames.prefetch(wanted.flat())
  }
}

/** The series of an earlier study that is likest to this one. */
function matching(series: OpenFilm['study']['series'][number] | null | undefined, prior: OpenFilm) {
  const all = prior.study.series
  const score = (one: (typeof all)[number]) =>
    Number(one.modality === series?.modality) * 4 +
    Number(one.description !== '' && one.description === series?.description) * 2 +
    Number(one.view !== '' && one.view === series?.view) +
    Number(one.instances.length > 1 === (series?.instances.length ?? 0) > 1)
  return all.toSorted((a, b) => score(b) - score(a))[0]
}
