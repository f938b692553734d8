import { isDrawn, type PaperPlace } from './layout.ts'
import type { PaperPicture, Projection } from './picture.ts'

/** A short tick at the upper edge of a rhythm row for each known beat, once for rows of the same time. */
export function paintBeats(
  g: CanvasRenderingContext2D,
  { layout, beatsMs, ink }: PaperPicture,
  at: Projection,
  seen: readonly PaperPlace[],
): void {
  if (beatsMs.length === 0) return
  g.fillStyle = ink.mark
  const tick = Math.max(1, Math.round(at.ratio * 1.5))
  const pxPerMs = (layout.speedMmPerS * at.pxPerMm) / 1000
  for (const place of seen) {
    if (!place.marksBeats || !isDrawn(place)) continue
    const y = Math.round((place.topMm + 1) * at.pxPerMm) - at.topPx
    for (const beat of beatsMs) {
      if (beat < place.fromMs || beat > place.toMs) continue
      const x = Math.round(place.xMm * at.pxPerMm + (beat - place.fromMs) * pxPerMs) - at.leftPx
      g.fillRect(x - (tick >> 1), y, tick, 1.6 * at.pxPerMm)
    }
  }
}

/** A cart's arrow under the trace for each stimulus of a pacemaker, in every row: it may be too narrow to be seen. */
export function paintSpikes(
  g: CanvasRenderingContext2D,
  { layout, spikesMs, ink }: PaperPicture,
  at: Projection,
  seen: readonly PaperPlace[],
): void {
  if (spikesMs === undefined || spikesMs.length === 0) return
  g.fillStyle = ink.mark
  const half = Math.max(2.5 * at.ratio, 0.9 * at.pxPerMm)
  const pxPerMs = (layout.speedMmPerS * at.pxPerMm) / 1000
  for (const place of seen) {
    if (!isDrawn(place)) continue
    const bottom = Math.round((place.topMm + place.heightMm - 0.8) * at.pxPerMm) - at.topPx
    for (const spike of spikesMs) {
      if (spike < place.fromMs || spike > place.toMs) continue
      const x = place.xMm * at.pxPerMm + (spike - place.fromMs) * pxPerMs - at.leftPx
      g.beginPath()
      g.moveTo(x - half, bottom)
      g.lineTo(x + half, bottom)
      g.lineTo(x, bottom - 2 * half)
      g.fill()
      g.fillRect(Math.round(x) - at.ratio / 2, bottom - 4 * half, at.ratio, 4 * half)
    }
  }
}
