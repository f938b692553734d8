import { isDrawn, type PaperPlace } from './layout.ts'
import type { PaperPicture, Projection } from './picture.ts'
import type { Gap } from './trace-line.ts'

/** Lead names as large as a cart prints them, within what can be read on a screen. */
const NAME_MM = 3.4
const NAME_PX_MIN = 12
const NAME_PX_MAX = 22
const FOOT_MM = 2.9

/** Writes each lead's name above the start of its trace; a missing or hidden lead says so in its place. */
export function paintNames(
  g: CanvasRenderingContext2D,
  picture: PaperPicture,
  at: Projection,
  seen: readonly PaperPlace[],
): void {
  const { ink, words } = picture
  const size = letterPx(NAME_MM, at)
  for (const place of seen) {
    const x = Math.round((place.xMm + 1) * at.pxPerMm) - at.leftPx
    const y = Math.round((place.topMm + 3) * at.pxPerMm) - at.topPx
    g.textBaseline = 'top'
    g.textAlign = 'left'
    write(
      g,
      at,
      ink.paper,
      isDrawn(place) ? ink.letter : ink.quiet,
      `600 ${size}px ${ink.font}`,
      place.name,
      x,
      y,
    )
    const nameWidth = g.measureText(place.name).width
    const beside = x + nameWidth + 6 * at.ratio
    const small = `${Math.max(NAME_PX_MIN * at.ratio, Math.round(size * 0.86))}px ${ink.font}`
    const notes = [
      place.printsTime ? clock(place.fromMs) : '',
      isDrawn(place) ? (words.quality?.[place.name] ?? '') : '',
    ].filter(Boolean)
    if (notes.length > 0) write(g, at, ink.paper, ink.quiet, small, notes.join('  '), beside, y + size * 0.1)
    if (place.lead === null || place.hidden) {
      const word = place.hidden && place.lead !== null ? words.hidden : words.missing
      const base = Math.round(place.baselineMm * at.pxPerMm) - at.topPx - size / 2
      write(g, at, ink.paper, ink.quiet, small, word, x, base)
    }
  }
}

/** Writes speed, gain and filter at the foot of every sheet; where the paper is not at true size, that too. */
export function paintFooters(g: CanvasRenderingContext2D, picture: PaperPicture, at: Projection): void {
  const { ink, layout, words } = picture
  const size = letterPx(FOOT_MM, at)
  const x = Math.round(5 * at.pxPerMm) - at.leftPx
  const feet = layout.format === 'strip' ? [layout.heightMm] : layout.sheets.map((s) => s.topMm + s.heightMm)
  g.textBaseline = 'alphabetic'
  g.textAlign = 'left'
  for (const footMm of feet) {
    const y = Math.round((footMm - 3.5) * at.pxPerMm) - at.topPx
    if (y < -size || y > g.canvas.height + size) continue
    write(g, at, ink.paper, ink.letter, `${size}px ${ink.font}`, words.footer, x, y)
  }
}

/** Shades the stretches where the recording has nothing; the drawing origin is the start of the place. */
export function paintGaps(
  g: CanvasRenderingContext2D,
  { layout, tracing, ink, words }: PaperPicture,
  at: Projection,
  place: PaperPlace,
  gaps: readonly Gap[],
): void {
  const pxPerMs = (layout.speedMmPerS * at.pxPerMm) / 1000
  const msPerSample = 1000 / tracing.sampleRateHz
  const half = 4 * at.pxPerMm
  for (const gap of gaps) {
    const x = Math.max(0, (gap.first - 1) * msPerSample - place.fromMs) * pxPerMs
    const end = Math.min(place.toMs - place.fromMs, gap.end * msPerSample - place.fromMs) * pxPerMs
    const width = Math.max(at.ratio, end - x)
    g.fillStyle = ink.quiet
    g.globalAlpha = 0.12
    g.fillRect(x, -half, width, 2 * half)
    g.globalAlpha = 1
    const edge = Math.max(1, Math.round(at.ratio))
    g.fillRect(Math.round(x), -half, edge, 2 * half)
    g.fillRect(Math.round(x + width) - edge, -half, edge, 2 * half)
    g.font = `${11 * at.ratio}px ${ink.font}`
    if (g.measureText(words.noSignal).width + 8 * at.ratio > width) continue
    g.textAlign = 'center'
    g.textBaseline = 'middle'
    g.fillText(words.noSignal, x + width / 2, 0)
  }
}

/** Minutes and seconds, to the half second, from the start of the recording. */
export function clock(atMs: number): string {
  const seconds = Math.floor(atMs / 1000)
  const half = atMs % 1000 >= 500 ? '.5' : ''
  const rest = String(seconds % 60).padStart(2, '0') + half
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}

function letterPx(mm: number, at: Projection): number {
  return Math.round(Math.min(NAME_PX_MAX * at.ratio, Math.max(NAME_PX_MIN * at.ratio, mm * at.pxPerMm)))
}

/** Letters with a rim of paper, so that the grid does not run through them. */
function write(
  g: CanvasRenderingContext2D,
  at: Projection,
  rim: string,
  colour: string,
  font: string,
  text: string,
  x: number,
  y: number,
): void {
  g.font = font
  g.strokeStyle = rim
  g.lineWidth = 3 * at.ratio
  g.lineJoin = 'round'
  g.strokeText(text, x, y)
  g.fillStyle = colour
  g.fillText(text, x, y)
}
