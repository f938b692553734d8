import type { Tracing } from '#domain/ecg/tracing.ts'
import { firstCaliper, moveTo, placeOf, readCaliper, type Caliper } from './calipers.ts'
import {
  isDrawn,
  layOut,
  msAt,
  placeAt,
  stripRowMsFor,
  xMmOf,
  yMmOf,
  type PaperFormat,
  type PaperPlace,
} from './layout.ts'
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
  readonly beatsMs: readonly number[]
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

  readonly stage = $derived.by(() => {
    const { pxPerMm } = this.#order()
    return { widthMm: this.widthPx / pxPerMm, heightMm: this.heightPx / pxPerMm }
  })
  readonly stripRowMs = $derived.by(() => stripRowMsFor(this.stage.widthMm, this.#order().speedMmPerS))
  readonly layout = $derived.by(() => {
    const { tracing, format, speedMmPerS, gainMmPerMv, hiddenLeads } = this.#order()
    const stripRowMs = format === 'strip' ? this.stripRowMs : undefined
    return layOut(tracing, {
      format,
      speedMmPerS,
      gainMmPerMv,
      hiddenLeads,
      ...(stripRowMs === undefined ? {} : { stripRowMs }),
    })
  })
  readonly view = $derived.by(() => clampView(this.#wished ?? this.#opening(), this.layout, this.stage))
  readonly place = $derived.by(() => (this.caliper === null ? null : placeOf(this.layout, this.caliper)))
  /** Whether there is paper above or below the stage. */
  readonly movesDown = $derived.by(() => this.layout.heightMm * this.view.zoom > this.stage.heightMm + 0.5)

  constructor(order: () => PaperOrder) {
    this.#order = order
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
    this.caliper = firstCaliper(place, msAt(this.layout, place, centreX), this.#order().beatsMs)
    this.#showCaliper()
  }

  /** Carries the open caliper to where the paper was tapped. */
  tap(atXPx: number, atYPx: number): void {
    if (this.caliper === null) return
    const xMm = this.view.xMm + atXPx / this.scale
    const place = placeAt(this.layout, xMm, this.view.yMm + atYPx / this.scale)
    if (place !== null) this.caliper = moveTo(this.caliper, place, msAt(this.layout, place, xMm))
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
