/** As `MarkFigure.svelte` letters the words of a mark. */
const LETTERING = '600 13px'

let pen: CanvasRenderingContext2D | null = null
const known = new Map<string, number>()
/** Words while a mark is drawn are many and come once. */
const KNOWN_MOST = 2000

/** Width of a line of a mark's words in CSS pixels. */
export function lineWidthPx(line: string): number {
  const there = known.get(line)
  if (there !== undefined) return there
  pen ??= penOf()
  const width = pen.measureText(line).width
  if (known.size >= KNOWN_MOST) known.clear()
  known.set(line, width)
  return width
}

function penOf(): CanvasRenderingContext2D {
  const g = document.createElement('canvas').getContext('2d')!
  const font = getComputedStyle(document.documentElement).getPropertyValue('--font').trim()
  g.font = `${LETTERING} ${font || 'sans-serif'}`
  return g
}
