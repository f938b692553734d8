import type { Tracing } from '#domain/ecg/tracing.ts'
import { isDrawn, PULSE_MS, PULSE_MV, type PaperLayout, type PaperPlace } from './layout.ts'
import { paintGaps } from './lettering.ts'
import type { PaperPicture, Projection } from './picture.ts'
import { traceLine, type Gap } from './trace-line.ts'
import { PiecePen, type TracePiece } from './trace-pieces.ts'

interface KeptTrace {
  readonly pieces: readonly TracePiece[]
  readonly gaps: readonly Gap[]
}

/** CSS pixels. */
const TRACE_PX = 1.3
/** Device pixels by which a line may be wider than its points. */
const EDGE_PX = 8
/** A long strip has thousands of rows; so many traces are kept. */
const KEPT_MAX = 400

/**
 * Traces as paths, kept while the tracing and its layout stay.
 *
 * Paths are made for a few scales, each at most √2 finer than what it is drawn at, and the canvas shrinks
 * them: time and gain zoom together, so a zoom needs new paths only when it passes the next scale.
 */
export class TraceShelf {
  #kept = new Map<PaperPlace, KeptTrace>()
  #keptFor: { layout: PaperLayout; tracing: Tracing; pxPerMm: number } | null = null

  paint(
    g: CanvasRenderingContext2D,
    picture: PaperPicture,
    at: Projection,
    seen: readonly PaperPlace[],
    patch: { readonly x: number; readonly width: number },
  ): void {
    const { ink, layout } = picture
    const atOne = picture.pxPerMm * at.ratio
    const pxPerMm = atOne * 2 ** (Math.ceil(Math.log2(at.pxPerMm / atOne) * 2 - 1e-9) / 2)
    const shrink = at.pxPerMm / pxPerMm
    this.#forgetStale(picture, pxPerMm)
    g.lineJoin = 'round'
    g.lineCap = 'round'
    for (const place of seen) {
      const left = place.xMm * at.pxPerMm - at.leftPx
      const baseline = place.baselineMm * at.pxPerMm - at.topPx
      g.setTransform(1, 0, 0, 1, Math.round(left), Math.round(baseline))
      g.strokeStyle = ink.trace
      g.lineWidth = TRACE_PX * at.ratio
      if (place.startsRow) g.stroke(pulsePath(layout, at.pxPerMm))
      if (!isDrawn(place)) continue
      if (!place.startsRow) paintColumnStart(g, picture, at)
      const trace = this.#traceOf(picture, place, pxPerMm)
      g.setTransform(shrink, 0, 0, shrink, left, baseline)
      g.lineWidth = (TRACE_PX * at.ratio) / shrink
      const from = (patch.x - EDGE_PX - left) / shrink
      const to = (patch.x + patch.width + EDGE_PX - left) / shrink
      for (const piece of trace.pieces) if (piece.toPx > from && piece.fromPx < to) g.stroke(piece.path)
      if (trace.gaps.length === 0) continue
      g.setTransform(1, 0, 0, 1, left, baseline)
      paintGaps(g, picture, at, place, trace.gaps)
    }
  }

  #forgetStale({ layout, tracing }: PaperPicture, pxPerMm: number): void {
    const was = this.#keptFor
    const stands = was !== null && was.layout === layout && was.tracing === tracing && was.pxPerMm === pxPerMm
    if (stands && this.#kept.size < KEPT_MAX) return
    this.#keptFor = { layout, tracing, pxPerMm }
    this.#kept = new Map()
  }

  #traceOf({ tracing, layout }: PaperPicture, place: PaperPlace, pxPerMm: number): KeptTrace {
    const kept = this.#kept.get(place)
    if (kept !== undefined) return kept
    const samples = tracing.leads[place.lead!]!.samplesMv
    const msPerSample = 1000 / tracing.sampleRateHz
    const pxPerMs = (layout.speedMmPerS * pxPerMm) / 1000
    const first = Math.ceil(place.fromMs / msPerSample - 1e-6)
    const end = Math.min(samples.length, Math.floor(place.toMs / msPerSample + 1e-6) + 1)
    const x0 = (first * msPerSample - place.fromMs) * pxPerMs
    const pen = new PiecePen()
    const gaps = traceLine(pen, samples, first, end, x0, msPerSample * pxPerMs, layout.gainMmPerMv * pxPerMm)
    pen.finish()
    const trace = { pieces: pen.pieces, gaps }
    this.#kept.set(place, trace)
    return trace
  }
}

/** Two ticks where a cart changes the lead, above and below the trace. */
function paintColumnStart(g: CanvasRenderingContext2D, { ink }: PaperPicture, at: Projection): void {
  g.fillStyle = ink.quiet
  const tick = Math.max(1, Math.round(at.ratio))
  g.fillRect(0, -4.5 * at.pxPerMm, tick, 2.5 * at.pxPerMm)
  g.fillRect(0, 2 * at.pxPerMm, tick, 2.5 * at.pxPerMm)
}

/** The 1 mV pulse before a row, drawn to the left of the row's start. */
function pulsePath(layout: PaperLayout, pxPerMm: number): Path2D {
  const width = (PULSE_MS / 1000) * layout.speedMmPerS * pxPerMm
  const height = PULSE_MV * layout.gainMmPerMv * pxPerMm
  const path = new Path2D()
  path.moveTo(-width - 2 * pxPerMm, 0)
  path.lineTo(-width - pxPerMm, 0)
  path.lineTo(-width - pxPerMm, -height)
  path.lineTo(-pxPerMm, -height)
  path.lineTo(-pxPerMm, 0)
  path.lineTo(0, 0)
  return path
}
