import { isDrawn, type PaperPlace } from './layout.ts'
import type { Emphasis, PaperPicture, Projection } from './picture.ts'

const BAND_MM = 2
const ABOVE_ROW_END_MM = 3.5

/** Draws the band under the rows of the lead that was read. */
export function paintEmphasis(
  g: CanvasRenderingContext2D,
  { layout, ink }: PaperPicture,
  at: Projection,
  seen: readonly PaperPlace[],
  emphasis: Emphasis,
): void {
  for (const place of seen) {
    const asked =
      emphasis.lead === undefined ? place.marksBeats : place.rhythm && place.name === emphasis.lead
    if (!asked || !isDrawn(place)) continue
    const top = Math.round((place.topMm + place.heightMm - ABOVE_ROW_END_MM) * at.pxPerMm) - at.topPx
    const pxPerMs = (layout.speedMmPerS * at.pxPerMm) / 1000
    g.fillStyle = ink.mark
    const from = Math.max(0, Math.floor(place.fromMs / emphasis.stepMs))
    const end = Math.min(emphasis.values.length, Math.ceil(place.toMs / emphasis.stepMs))
    for (let i = from; i < end; i++) {
      const value = emphasis.values[i]!
      if (!(value > 0.02)) continue
      const start = Math.max(place.fromMs, i * emphasis.stepMs)
      const stop = Math.min(place.toMs, (i + 1) * emphasis.stepMs)
      const x = Math.round(place.xMm * at.pxPerMm + (start - place.fromMs) * pxPerMs) - at.leftPx
      const x2 = Math.round(place.xMm * at.pxPerMm + (stop - place.fromMs) * pxPerMs) - at.leftPx
      g.globalAlpha = 0.42 * Math.min(1, value)
      g.fillRect(x, top, x2 - x, BAND_MM * at.pxPerMm)
    }
    g.globalAlpha = 1
    g.font = `${11 * at.ratio}px ${ink.font}`
    g.textBaseline = 'bottom'
    g.textAlign = 'left'
    const x = Math.round((place.xMm + 1) * at.pxPerMm) - at.leftPx
    g.strokeStyle = ink.paper
    g.lineWidth = 3 * at.ratio
    g.lineJoin = 'round'
    const words = `${emphasis.label} · ${emphasis.score}`
    g.strokeText(words, x, top - at.ratio)
    g.fillText(words, x, top - at.ratio)
  }
}
