import { paintEmphasis } from './emphasis.ts'
import { paintSpotlight } from './spotlight.ts'
import { paintBeats, paintSpikes } from './time-marks.ts'
import { paintGrid } from './grid.ts'
import type { PaperLayout, PaperPlace } from './layout.ts'
import { paintFooters, paintNames } from './lettering.ts'
import { projectionOf, type PaperPicture, type Projection } from './picture.ts'
import { TraceShelf } from './traces.ts'

/** Device pixels of the canvas. */
interface Patch {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Traces go beyond their row on tall beats; so far around the window they are still drawn. */
const OVERSHOOT_MM = 60

/**
 * Paints ECG paper on a canvas, in device pixels.
 *
 * Where the paper was only moved, what stays in sight is copied and the strips that came into sight are
 * painted: the origin lies on whole pixels, so a copied pixel is the pixel that painting would give.
 */
export class PaperPainter {
  readonly #g: CanvasRenderingContext2D
  readonly #traces = new TraceShelf()
  #last: { readonly picture: PaperPicture; readonly at: Projection } | null = null

  constructor(canvas: HTMLCanvasElement) {
    this.#g = canvas.getContext('2d', { alpha: false })!
  }

  paint(picture: PaperPicture): void {
    const { canvas } = this.#g
    const at = projectionOf(picture)
    const width = Math.round(picture.widthPx * at.ratio)
    const height = Math.round(picture.heightPx * at.ratio)
    const resized = canvas.width !== width || canvas.height !== height
    if (resized) {
      canvas.width = width
      canvas.height = height
    }
    const patches = resized ? null : this.#moved(picture, at)
    this.#last = { picture, at }
    for (const patch of patches ?? [{ x: 0, y: 0, width, height }]) this.#paintPatch(picture, at, patch)
  }

  /** Copies what stays in sight. @returns what came into sight, or null where all must be painted */
  #moved(picture: PaperPicture, at: Projection): readonly Patch[] | null {
    const last = this.#last
    if (last === null || !differsInPlaceOnly(last.picture, picture)) return null
    const { width, height } = this.#g.canvas
    const dx = at.leftPx - last.at.leftPx
    const dy = at.topPx - last.at.topPx
    if (Math.abs(dx) > width / 2 || Math.abs(dy) > height / 2) return null
    if (dx === 0 && dy === 0) return []
    this.#g.setTransform(1, 0, 0, 1, 0, 0)
    this.#g.drawImage(this.#g.canvas, -dx, -dy)
    const patches: Patch[] = []
    if (dx !== 0) patches.push({ x: dx > 0 ? width - dx : 0, y: 0, width: Math.abs(dx), height })
    if (dy !== 0) patches.push({ x: 0, y: dy > 0 ? height - dy : 0, width, height: Math.abs(dy) })
    return patches
  }

  #paintPatch(picture: PaperPicture, at: Projection, patch: Patch): void {
    const g = this.#g
    g.save()
    g.setTransform(1, 0, 0, 1, 0, 0)
    g.beginPath()
    g.rect(patch.x, patch.y, patch.width, patch.height)
    g.clip()
    paintGrid(g, at, patch, picture.ink)
    const seen = placesIn(picture.layout, at, patch)
    if (picture.spotlight !== null) paintSpotlight(g, picture, at, seen, picture.spotlight)
    if (picture.emphasis !== null) paintEmphasis(g, picture, at, seen, picture.emphasis)
    paintNames(g, picture, at, seen)
    this.#traces.paint(g, picture, at, seen, patch)
    g.setTransform(1, 0, 0, 1, 0, 0)
    paintBeats(g, picture, at, seen)
    paintSpikes(g, picture, at, seen)
    paintFooters(g, picture, at)
    g.restore()
  }
}

function differsInPlaceOnly(a: PaperPicture, b: PaperPicture): boolean {
  return (
    a.tracing === b.tracing &&
    a.layout === b.layout &&
    a.view.zoom === b.view.zoom &&
    a.pxPerMm === b.pxPerMm &&
    a.pixelRatio === b.pixelRatio &&
    a.ink === b.ink &&
    a.words === b.words &&
    a.beatsMs === b.beatsMs &&
    a.spikesMs === b.spikesMs &&
    a.emphasis === b.emphasis &&
    a.spotlight === b.spotlight
  )
}

function placesIn(layout: PaperLayout, at: Projection, patch: Patch): readonly PaperPlace[] {
  const top = (at.topPx + patch.y) / at.pxPerMm - OVERSHOOT_MM
  const bottom = (at.topPx + patch.y + patch.height) / at.pxPerMm + OVERSHOOT_MM
  const left = (at.leftPx + patch.x) / at.pxPerMm - OVERSHOOT_MM
  const right = (at.leftPx + patch.x + patch.width) / at.pxPerMm + OVERSHOOT_MM
  return layout.places.filter(
    (p) => p.topMm < bottom && p.topMm + p.heightMm > top && p.xMm < right && p.xMm + p.widthMm > left,
  )
}
