import { isDrawn, type PaperPlace } from './layout.ts'
import type { PaperPicture, Projection, Spotlight } from './picture.ts'

/** How strongly a stretch is tinted; the grid stays readable through it. */
const STRETCH_ALPHA = 0.13
const LEAD_ALPHA = 0.07

/** A stretch of one place to tint, in milliseconds of the recording. */
export interface Lit {
  readonly fromMs: number
  readonly toMs: number
  readonly alpha: number
}

/**
 * What of a place is lit: the stretches that are spoken of, in the leads that are spoken of and on the row where beats
 * are marked; the whole place where a lead is spoken of and no stretch.
 * @param lead standard name of the place's lead, or as its file spells it
 */
export function litIn(place: PaperPlace, lead: string, { stretches, leads }: Spotlight): readonly Lit[] {
  const named = leads.length === 0 || leads.includes(lead)
  if (stretches.length === 0)
    return named && leads.length > 0 ? [{ fromMs: place.fromMs, toMs: place.toMs, alpha: LEAD_ALPHA }] : []
  if (!named && !place.marksBeats) return []
  return stretches.flatMap(({ fromMs, toMs }) => {
    const lit = { fromMs: Math.max(fromMs, place.fromMs), toMs: Math.min(toMs, place.toMs) }
    return lit.fromMs < lit.toMs ? [{ ...lit, alpha: STRETCH_ALPHA }] : []
  })
}

/** Tints what a statement speaks of, under the traces. */
export function paintSpotlight(
  g: CanvasRenderingContext2D,
  { tracing, layout, ink }: PaperPicture,
  at: Projection,
  seen: readonly PaperPlace[],
  spotlight: Spotlight,
): void {
  const pxPerMs = (layout.speedMmPerS * at.pxPerMm) / 1000
  g.fillStyle = ink.mark
  for (const place of seen) {
    if (!isDrawn(place)) continue
    const lead = tracing.leads[place.lead!]!.standard ?? place.name
    const top = Math.round(place.topMm * at.pxPerMm) - at.topPx
    const height = Math.round(place.heightMm * at.pxPerMm)
    for (const { fromMs, toMs, alpha } of litIn(place, lead, spotlight)) {
      const x = Math.round(place.xMm * at.pxPerMm + (fromMs - place.fromMs) * pxPerMs) - at.leftPx
      g.globalAlpha = alpha
      g.fillRect(x, top, Math.max(1, Math.round((toMs - fromMs) * pxPerMs)), height)
    }
  }
  g.globalAlpha = 1
}
