import type { Delineation } from '#domain/ecg/delineate/waves.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { hold, holdBoth, toBeat, toLandmark, type HoldGround } from './caliper-hold.ts'
import { firstCaliper, moveTo, placeOf, readCaliper, type Caliper, type CaliperEnd } from './calipers.ts'
import {
  isDrawn,
  layOut,
  msAt,
  mvAt,
  placeAt,
  stripRowMsFor,
  xMmOf,
  yMmOf,
  type PaperFormat,
  type PaperPlace,
} from './layout.ts'
import { landmarksByLead } from './snap.ts'
import {
  clampView,
  reveal,
  TRUE_SIZE,
  wholeSheet,
  zoomAt,
  zoomStep,
  type PaperView,
  type SizeMm,
} from './view.ts'

/** What lies on the desk and how it is to be shown. */
export interface PaperOrder {
  readonly tracing: Tracing
  readonly format: PaperFormat
  readonly speedMmPerS: number
  readonly gainMmPerMv: number
  readonly pxPerMm: number
  readonly hiddenLeads: readonly string[]
  /** The lead of the rhythm row; undefined: the usual one. */
  readonly rhythmLead: string | undefined
  readonly beatsMs: readonly number[]
  /** What calipers hold on to. */
  readonly delineation: Delineation | null
  readonly opens: PaperOpening
}

/** How the paper first lies: at true size, or the whole sheet as far as it can still be read. */
export type PaperOpening = 'true-size' | 'whole-sheet'

/** A sheet smaller than this cannot be read; it opens at true size instead. */
const READABLE_ZOOM = 0.6

/** The state of one sheet under one pair of eyes: where it is looked at, how near, and the caliper on it. */
export class PaperDesk {
  readonly #order: () => PaperOrder
  /** Null until somebody moves the paper: until then it follows the stage. */
  #wished = $state.raw<PaperView | null>(null)
  widthPx = $state(0)
  heightPx = $state(0)
  caliper = $state.raw<Caliper | null>(null)
  marching = $state(false)
  /** Whether the points of a caliper hold on to waves. */
  snapping = $state(true)

  readonly stage = $derived.by(() => {
    const { pxPerMm } = this.#order()
    return { widthMm: this.widthPx / pxPerMm, heightMm: this.heightPx / pxPerMm }
  })
  readonly stripRowMs = $derived.by(() => stripRowMsFor(this.stage.widthMm, this.#order().speedMmPerS))
  readonly layout = $derived.by(() => {
    const { tracing, format, speedMmPerS, gainMmPerMv, hiddenLeads, rhythmLead } = this.#order()
    const stripRowMs = format === 'strip' ? this.stripRowMs : undefined
    return layOut(tracing, {
      format,
      speedMmPerS,
      gainMmPerMv,
      hiddenLeads,
      ...(rhythmLead === undefined ? {} : { rhythmLead }),
      ...(stripRowMs === undefined ? {} : { stripRowMs }),
    })
  })
  readonly view = $derived.by(() => clampView(this.#wished ?? this.#opening(), this.layout, this.stage))
  readonly place = $derived.by(() => (this.caliper === null ? null : placeOf(this.layout, this.caliper)))
  /** What calipers hold on to, by lead; found once for each. */
  readonly #landmarks = $derived.by(() => {
    const { delineation, beatsMs } = this.#order()
    return landmarksByLead(delineation, beatsMs)
  })
  /** Whether there is paper above or below the stage. */
  readonly movesDown = $derived.by(() => this.layout.heightMm * this.view.zoom > this.stage.heightMm + 0.5)

  constructor(order: () => PaperOrder) {
    this.#order = order
  }

  /** The height of all the paper as it first lies: a stage that is higher would show nothing more. */
  get naturalHeightPx(): number {
    const { opens, pxPerMm } = this.#order()
    const across = this.stage.widthMm / this.layout.widthMm
    const zoom = opens === 'whole-sheet' && across >= READABLE_ZOOM && across < 1 ? across : 1
    return this.layout.heightMm * pxPerMm * zoom
  }

  /** CSS pixels a millimetre of paper, as zoomed. */
  get scale(): number {
    return this.#order().pxPerMm * this.view.zoom
  }

  #opening(): PaperView {
    if (this.#order().opens === 'true-size' || this.widthPx === 0) return TRUE_SIZE
    const { zoom } = wholeSheet(this.#sheet(), this.stage)
    return zoom >= READABLE_ZOOM && zoom < 1 ? { ...TRUE_SIZE, zoom } : TRUE_SIZE
  }

  #sheet(): SizeMm {
    const { widthMm, heightMm, sheets, format } = this.layout
    const sheetMm =
      format === 'strip' ? Math.min(heightMm, this.stage.heightMm) : (sheets[0]?.heightMm ?? heightMm)
    return { widthMm, heightMm: sheetMm }
  }

  #look(wished: PaperView): boolean {
    const was = this.view
    this.#wished = clampView(wished, this.layout, this.stage)
    return this.view.xMm !== was.xMm || this.view.yMm !== was.yMm || this.view.zoom !== was.zoom
  }

  pan(byXPx: number, byYPx: number): boolean {
    const { xMm, yMm, zoom } = this.view
    return this.#look({ xMm: xMm + byXPx / this.scale, yMm: yMm + byYPx / this.scale, zoom })
  }

  panMm(byXMm: number, byYMm: number): boolean {
    return this.#look({ ...this.view, xMm: this.view.xMm + byXMm, yMm: this.view.yMm + byYMm })
  }

  /** @param factor of the zoom there is; the point under (`atXPx`, `atYPx`) stays */
  zoomBy(factor: number, atXPx: number, atYPx: number): void {
    const { pxPerMm } = this.#order()
    this.#look(zoomAt(this.view, this.view.zoom * factor, atXPx / pxPerMm, atYPx / pxPerMm))
  }

  zoomStep(direction: 1 | -1): void {
    this.zoomBy(zoomStep(this.view.zoom, direction) / this.view.zoom, this.widthPx / 2, this.heightPx / 2)
  }

  trueSize(): void {
    this.zoomBy(1 / this.view.zoom, 0, 0)
    this.#look({ ...this.view, zoom: 1 })
  }

  wholeSheet(): void {
    const { zoom } = wholeSheet(this.#sheet(), this.stage)
    this.#look({ ...this.view, xMm: 0, zoom })
  }

  /** Opens the caliper on the rhythm row in view, or puts it away. */
  toggleCaliper(): void {
    if (this.caliper !== null) {
      this.caliper = null
      this.marching = false
      return
    }
    const { xMm, yMm, zoom } = this.view
    const centreX = xMm + this.stage.widthMm / zoom / 2
    const bottom = yMm + this.stage.heightMm / zoom
    const open = this.layout.places.filter(isDrawn)
    const centreY = (yMm + bottom) / 2
    const seen = open
      .filter((p) => p.baselineMm > yMm && p.baselineMm < bottom && p.xMm < centreX)
      .sort((p, q) => Math.abs(p.baselineMm - centreY) - Math.abs(q.baselineMm - centreY))
    const place = seen.find((p) => p.rhythm) ?? seen[0] ?? open[0]
    if (place === undefined) return
    this.#measureAt(place, msAt(this.layout, place, centreX))
  }

  #measureAt(place: PaperPlace, atMs: number): void {
    this.caliper = this.#settled(firstCaliper(place, atMs, this.#order().beatsMs))
    this.#showCaliper()
  }

  /** Opens the caliper, or carries it, to where the paper was tapped twice: around the beats there. */
  measureAt(atXPx: number, atYPx: number): void {
    const at = this.#pointAt(atXPx, atYPx)
    if (at !== null) this.#measureAt(at.place, at.atMs)
  }

  /** Draws a new caliper from one point of the paper to another, both in the lead where it began. */
  measureBetween(fromXPx: number, fromYPx: number, toXPx: number, toYPx: number): void {
    const from = this.#pointAt(fromXPx, fromYPx)
    if (from === null) return
    const { place } = from
    const xMm = this.view.xMm + toXPx / this.scale
    const b = {
      atMs: Math.min(place.toMs, Math.max(place.fromMs, msAt(this.layout, place, xMm))),
      mv: mvAt(this.layout, place, this.view.yMm + toYPx / this.scale),
    }
    this.caliper = this.#settled({ lead: place.name, a: { atMs: from.atMs, mv: from.mv }, b })
  }

  #pointAt(atXPx: number, atYPx: number) {
    const xMm = this.view.xMm + atXPx / this.scale
    const yMm = this.view.yMm + atYPx / this.scale
    const place = placeAt(this.layout, xMm, yMm)
    if (place === null) return null
    return { place, atMs: msAt(this.layout, place, xMm), mv: mvAt(this.layout, place, yMm) }
  }

  #settled(caliper: Caliper): Caliper {
    return this.snapping ? holdBoth(this.#ground(), caliper) : caliper
  }

  #ground(): HoldGround {
    const { tracing, beatsMs } = this.#order()
    return { layout: this.layout, tracing, beatsMs, landmarks: this.#landmarks, scale: this.scale }
  }

  /** The caliper with this end on what is there (`caliper-hold.ts`). */
  held(caliper: Caliper, end: CaliperEnd | null): Caliper {
    return hold(this.#ground(), caliper, end)
  }

  /** Carries one end to the next landmark of its lead. */
  toLandmark(end: CaliperEnd, step: 1 | -1): void {
    if (this.caliper !== null) this.setCaliper(toLandmark(this.#ground(), this.caliper, end, step), true)
  }

  /** Carries the caliper to the next interval between beats; opens it where it is put away. */
  toBeat(step: 1 | -1): void {
    if (this.caliper === null) this.toggleCaliper()
    else this.setCaliper(toBeat(this.#ground(), this.caliper, step), true)
  }

  /** Carries the open caliper to where the paper was tapped. */
  tap(atXPx: number, atYPx: number): void {
    if (this.caliper === null) return
    const at = this.#pointAt(atXPx, atYPx)
    if (at === null) return
    const moved = moveTo(this.caliper, at.place, at.atMs)
    this.caliper = this.snapping ? this.held(moved, null) : moved
  }

  /** Carries the caliper to the next or previous lead on the paper. */
  toNeighbour(step: 1 | -1): void {
    if (this.caliper === null) return
    const open = this.layout.places.filter(isDrawn)
    const at = open.findIndex((p) => p === this.place)
    const next: PaperPlace | undefined = open[(at + step + open.length) % open.length]
    if (next === undefined) return
    const { fromMs, toMs } = readCaliper(this.caliper)
    const keeps = fromMs >= next.fromMs && toMs <= next.toMs
    this.caliper = moveTo(this.caliper, next, keeps ? fromMs : next.fromMs + (next.toMs - next.fromMs) / 4)
    this.#showCaliper()
  }

  /** Sets the caliper; `follow` moves the paper where the point would leave the stage. */
  setCaliper(caliper: Caliper, follow: boolean): void {
    this.caliper = caliper
    if (follow) this.#showCaliper()
  }

  #showCaliper(): void {
    const { caliper, place } = this
    if (caliper === null || place === null) return
    for (const point of [caliper.b, caliper.a]) {
      const x = xMmOf(this.layout, place, point.atMs)
      this.#look(reveal(this.view, this.stage, x, yMmOf(this.layout, place, point.mv)))
    }
  }
}
