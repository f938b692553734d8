import type { Tracing } from '#domain/ecg/tracing.ts'
import { paintEmphasis } from './emphasis.ts'
import { GridSheet } from './grid.ts'
import { isDrawn, PULSE_MS, PULSE_MV, type PaperLayout, type PaperPlace } from './layout.ts'
import { paintFooters, paintGaps, paintNames } from './lettering.ts'
import { projectionOf, type PaperPicture, type Projection } from './picture.ts'
import { traceLine, type Gap } from './trace-line.ts'

interface CachedTrace {
  readonly path: Path2D
  readonly gaps: readonly Gap[]
}

/** CSS pixels. */
const TRACE_PX = 1.3
/** Traces go beyond their row on tall beats; so far around the window they are still drawn. */
const OVERSHOOT_MM = 60

/**
 * Paints ECG paper on a canvas. Lines of traces are kept as paths while scale and tracing stay, so that
 * moving the paper only strokes them again.
 */
export class PaperPainter {
  readonly #g: CanvasRenderingContext2D
  readonly #grid = new GridSheet()
  #traces = new Map<PaperPlace, CachedTrace>()
  #tracesFor: { layout: PaperLayout; tracing: Tracing; pxPerMm: number } | null = null

  constructor(canvas: HTMLCanvasElement) {
    this.#g = canvas.getContext('2d', { alpha: false })!
  }

  paint(picture: PaperPicture): void {
    const g = this.#g
    const at = projectionOf(picture)
    const width = Math.round(picture.widthPx * at.ratio)
    const height = Math.round(picture.heightPx * at.ratio)
    if (g.canvas.width !== width || g.canvas.height !== height) {
      g.canvas.width = width
      g.canvas.height = height
    }
    g.setTransform(1, 0, 0, 1, 0, 0)
    this.#grid.paint(
      g,
      { xPx: at.leftPx, yPx: at.topPx, widthPx: width, heightPx: height },
      at.pxPerMm,
      at.ratio,
      picture.ink,
    )
    const seen = placesIn(picture.layout, at, width, height)
    if (picture.emphasis !== null) paintEmphasis(g, picture, at, seen, picture.emphasis)
    paintNames(g, picture, at, seen)
    this.#paintTraces(picture, at, seen)
    paintBeats(g, picture, at, seen)
    paintFooters(g, picture, at)
  }

  #paintTraces(picture: PaperPicture, at: Projection, seen: readonly PaperPlace[]): void {
    const g = this.#g
    const { ink, layout } = picture
    this.#forgetStale(picture, at.pxPerMm)
    g.strokeStyle = ink.trace
    g.lineWidth = TRACE_PX * at.ratio
    g.lineJoin = 'round'
    g.lineCap = 'round'
    for (const place of seen) {
      const baseline = place.baselineMm * at.pxPerMm - at.topPx
      g.setTransform(1, 0, 0, 1, Math.round(place.xMm * at.pxPerMm) - at.leftPx, Math.round(baseline))
      if (place.startsRow) g.stroke(pulsePath(layout, at.pxPerMm))
      if (!isDrawn(place)) continue
      if (!place.startsRow) paintColumnStart(g, picture, at)
      const trace = this.#traceOf(picture, place, at.pxPerMm)
      g.setTransform(1, 0, 0, 1, place.xMm * at.pxPerMm - at.leftPx, baseline)
      g.stroke(trace.path)
      if (trace.gaps.length > 0) paintGaps(g, picture, at, place, trace.gaps)
    }
    g.setTransform(1, 0, 0, 1, 0, 0)
  }

  #forgetStale(picture: PaperPicture, pxPerMm: number): void {
    const { layout, tracing } = picture
    const was = this.#tracesFor
    if (was !== null && was.layout === layout && was.tracing === tracing && was.pxPerMm === pxPerMm) {
      if (this.#traces.size < 400) return
    }
    this.#tracesFor = { layout, tracing, pxPerMm }
    this.#traces = new Map()
  }

  #traceOf(picture: PaperPicture, place: PaperPlace, pxPerMm: number): CachedTrace {
    const kept = this.#traces.get(place)
    if (kept !== undefined) return kept
    const { tracing, layout } = picture
    const samples = tracing.leads[place.lead!]!.samplesMv
    const msPerSample = 1000 / tracing.sampleRateHz
    const pxPerMs = (layout.speedMmPerS * pxPerMm) / 1000
    const first = Math.ceil(place.fromMs / msPerSample - 1e-6)
    const end = Math.min(samples.length, Math.floor(place.toMs / msPerSample + 1e-6) + 1)
    const x0 = (first * msPerSample - place.fromMs) * pxPerMs
    const path = new Path2D()
    const gaps = traceLine(path, samples, first, end, x0, msPerSample * pxPerMs, layout.gainMmPerMv * pxPerMm)
    const trace = { path, gaps }
    this.#traces.set(place, trace)
    return trace
  }
}

function placesIn(layout: PaperLayout, at: Projection, width: number, height: number): readonly PaperPlace[] {
  const top = at.topPx / at.pxPerMm - OVERSHOOT_MM
  const bottom = (at.topPx + height) / at.pxPerMm + OVERSHOOT_MM
  const left = at.leftPx / at.pxPerMm - OVERSHOOT_MM
  const right = (at.leftPx + width) / at.pxPerMm + OVERSHOOT_MM
  return layout.places.filter(
    (p) => p.topMm < bottom && p.topMm + p.heightMm > top && p.xMm < right && p.xMm + p.widthMm > left,
  )
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

/** A short tick at the upper edge of a rhythm row for each known beat. */
function paintBeats(
  g: CanvasRenderingContext2D,
  picture: PaperPicture,
  at: Projection,
  seen: readonly PaperPlace[],
): void {
  const { layout, beatsMs } = picture
  if (beatsMs.length === 0) return
  g.fillStyle = picture.ink.mark
  const tick = Math.max(1, Math.round(at.ratio * 1.5))
  const marked = new Set<number>()
  for (const place of seen) {
    if (!place.rhythm || !isDrawn(place) || marked.has(place.fromMs)) continue
    marked.add(place.fromMs)
    for (const beat of beatsMs) {
      if (beat < place.fromMs || beat > place.toMs) continue
      const x = place.xMm + ((beat - place.fromMs) * layout.speedMmPerS) / 1000
      const y = place.topMm + 1
      g.fillRect(
        Math.round(x * at.pxPerMm) - at.leftPx - (tick >> 1),
        Math.round(y * at.pxPerMm) - at.topPx,
        tick,
        1.6 * at.pxPerMm,
      )
    }
  }
}
