import type { Ink } from './ink.ts'
import type { Projection } from './picture.ts'

/** With fewer CSS pixels a millimetre the 1 mm lines only grey the paper. */
const MINOR_FROM_PX = 2.2

/**
 * Paints millimetre paper into a patch of the canvas (device pixels).
 *
 * Every line lies on a whole pixel counted from the paper's own origin, so lines are crisp and no error
 * adds up over the paper, whatever the scale.
 */
export function paintGrid(
  g: CanvasRenderingContext2D,
  at: Projection,
  patch: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  ink: Ink,
): void {
  g.fillStyle = ink.paper
  g.fillRect(patch.x, patch.y, patch.width, patch.height)
  const lines = (stepMm: number, linePx: number, colour: string): void => {
    g.fillStyle = colour
    const half = linePx >> 1
    const across = lineOffsets(at.leftPx + patch.x, patch.width, at.pxPerMm * stepMm)
    for (const x of across) g.fillRect(patch.x + x - half, patch.y, linePx, patch.height)
    const down = lineOffsets(at.topPx + patch.y, patch.height, at.pxPerMm * stepMm)
    for (const y of down) g.fillRect(patch.x, patch.y + y - half, patch.width, linePx)
  }
  if (at.pxPerMm >= MINOR_FROM_PX * at.ratio) lines(1, Math.max(1, Math.round(at.ratio * 0.6)), ink.minor)
  lines(5, Math.max(1, Math.round(at.ratio)), ink.major)
}

/** Offsets of the grid lines that touch a stretch of paper, one line more on either side. */
export function lineOffsets(fromPx: number, spanPx: number, stepPx: number): readonly number[] {
  const offsets: number[] = []
  const last = Math.ceil((fromPx + spanPx) / stepPx)
  for (let k = Math.floor(fromPx / stepPx); k <= last; k++) offsets.push(Math.round(k * stepPx) - fromPx)
  return offsets
}
