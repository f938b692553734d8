import 'uplot/dist/uPlot.min.css'
import uPlot from 'uplot'
import type { TargetBand, Trend, TrendPoint } from './trend.ts'

/*
 * The one file that imports uPlot: loaded when the first chart is drawn (about 22 kB gzip).
 */

/** The colours and letters of a chart, as the theme says. */
export interface PlotInk {
  readonly lines: readonly string[]
  readonly band: string
  readonly grid: string
  readonly letter: string
  readonly quiet: string
  readonly ground: string
  readonly font: string
}

/** A line is told from its neighbour by its colour and by the label at its end. */
const LINE_TOKENS = ['--accent', '--info']

export function readPlotInk(element: Element): PlotInk {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    lines: LINE_TOKENS.map(token),
    band: token('--ok-soft'),
    grid: token('--line'),
    letter: token('--ink'),
    quiet: token('--ink-3'),
    ground: token('--surface'),
    font: token('--font') || 'sans-serif',
  }
}

export interface PlotPicture {
  readonly trend: Trend
  readonly points: readonly TrendPoint[]
  readonly ink: PlotInk
  readonly widthPx: number
  readonly heightPx: number
  /** @param stepMs distance of two ticks */
  sayTick(atMs: number, stepMs: number): string
  sayNumber(value: number): string
  /** A finger or the mouse reads this point; null when it has left. */
  onRead(index: number | null): void
}

export interface Plot {
  /** Marks one point, or none. */
  mark(index: number | null): void
  end(): void
}

const LETTER_PX = 13
const POINT_PX = 6

/** Draws the points of a trend into `place`, and follows the finger over them. */
export function drawPlot(place: HTMLElement, picture: PlotPicture): Plot {
  const { points, ink, widthPx, heightPx } = picture
  const plot = new uPlot(
    {
      width: widthPx,
      height: heightPx,
      ms: 1,
      padding: [LETTER_PX, 44, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: POINT_PX * 2, fill: (_, line) => ink.lines[line - 1] ?? ink.letter },
        // The finger is followed by pointer events below: uPlot itself listens to a mouse only.
        bind: { mousemove: () => null, mouseleave: () => null, mousedown: () => null, mouseup: () => null },
      },
      scales: {
        x: { time: true, range: xRange },
        y: { range: (_, low, high) => yRange(picture.trend, low ?? 0, high ?? 0) },
      },
      axes: axesOf(picture),
      series: [{}, ...picture.trend.lines.map((_, line) => lineOf(ink, line))],
      hooks: {
        drawAxes: [(drawn) => drawBands(drawn, picture)],
        draw: [(drawn) => labelLast(drawn, picture)],
      },
    },
    [
      points.map(({ atMs }) => atMs),
      ...picture.trend.lines.map((_, line) => points.map((p) => p.values[line] ?? null)),
    ],
    place,
  )
  const stop = followFinger(plot, picture.onRead)
  return {
    mark(index) {
      const atMs = index === null ? undefined : points[index]?.atMs
      const left = atMs === undefined ? -10 : plot.valToPos(atMs, 'x')
      plot.setCursor({ left, top: 0 }, false)
    },
    end() {
      stop()
      plot.destroy()
    },
  }
}

/** A single point would have no width: it stands in the middle of two days. */
function xRange(_: uPlot, low: number, high: number): uPlot.Range.MinMax {
  const edgeMs = Math.max((high - low) * 0.03, 43_200_000)
  return [low - edgeMs, high + edgeMs]
}

/** Values and the edges of their targets are both in the picture, with room for the label. */
function yRange(trend: Trend, low: number, high: number): uPlot.Range.MinMax {
  const edges = trend.targets
    .flatMap((target) => (target ? [target.low, topOf(target)] : []))
    .filter((edge) => edge !== undefined)
  const least = Math.min(low, ...edges)
  const most = Math.max(high, ...edges)
  const edge = Math.max((most - least) * 0.12, 10 ** -trend.fractionDigits)
  return [least - edge, most + edge]
}

function axesOf({ ink, sayTick, sayNumber }: PlotPicture): uPlot.Axis[] {
  const font = `${LETTER_PX}px ${ink.font}`
  const common = { stroke: ink.quiet, font, ticks: { show: false }, grid: { stroke: ink.grid, width: 1 } }
  return [
    {
      ...common,
      grid: { show: false },
      space: 72,
      values: (_, splits, __, ___, stepMs) => splits.map((atMs) => sayTick(atMs, stepMs)),
    },
    { ...common, size: 44, space: 36, values: (_, splits) => splits.map(sayNumber) },
  ]
}

function lineOf(ink: PlotInk, line: number): uPlot.Series {
  const stroke = ink.lines[line % ink.lines.length]!
  return { stroke, width: 2, spanGaps: true, points: { show: true, size: POINT_PX, fill: stroke, stroke } }
}

function drawBands(plot: uPlot, { trend, ink }: PlotPicture): void {
  const { ctx, bbox } = plot
  const y = (value: number) => plot.valToPos(value, 'y', true)
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.fillStyle = ink.band
  trend.targets.forEach((target, line) => {
    if (!target) return
    const top = topOf(target) === undefined ? bbox.top : y(topOf(target)!)
    const bottom = lowEdge(trend.targets, line, y) ?? bbox.top + bbox.height
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top)
  })
  if (trend.lines.length > 1) drawLimits(plot, trend, ink)
  ctx.restore()
}

/** Of a pair each line has its own limit, in its own colour: what lies within one may lie beyond the other. */
function drawLimits(plot: uPlot, trend: Trend, ink: PlotInk): void {
  const { ctx, bbox } = plot
  ctx.lineWidth = uPlot.pxRatio
  ctx.setLineDash([4 * uPlot.pxRatio, 4 * uPlot.pxRatio])
  trend.targets.forEach((target, line) => {
    const limit = target && topOf(target)
    if (limit === null || limit === undefined) return
    const y = plot.valToPos(limit, 'y', true)
    ctx.strokeStyle = ink.lines[line % ink.lines.length]!
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  })
}

function topOf({ high, below }: TargetBand): number | undefined {
  return high ?? below
}

/** The upper band of a pair ends where the lower one begins: two bands over each other would say nothing. */
function lowEdge(
  targets: readonly (TargetBand | null)[],
  line: number,
  y: (value: number) => number,
): number | undefined {
  const below = targets[line + 1]
  const low = targets[line]?.low ?? (below ? topOf(below) : undefined)
  return low === undefined ? undefined : y(low)
}

/** The last value of each line stands beside its end, where the eye looks for it. */
function labelLast(plot: uPlot, { trend, points, ink, sayNumber }: PlotPicture): void {
  const { ctx } = plot
  const ratio = uPlot.pxRatio
  ctx.save()
  ctx.font = `600 ${LETTER_PX * ratio}px ${ink.font}`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  trend.lines.forEach((_, line) => {
    const last = points.findLast((point) => point.values[line] !== null)
    const value = last?.values[line]
    if (!last || value === null || value === undefined) return
    ctx.fillStyle = ink.lines[line % ink.lines.length]!
    const x = plot.valToPos(last.atMs, 'x', true) + (POINT_PX + 3) * ratio
    ctx.fillText(sayNumber(value), x, plot.valToPos(value, 'y', true))
  })
  ctx.restore()
}

/** @returns how to stop */
function followFinger(plot: uPlot, onRead: (index: number | null) => void): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const read = (event: PointerEvent): void => {
    const left = event.clientX - plot.over.getBoundingClientRect().left
    onRead(plot.posToIdx(left))
  }
  plot.over.addEventListener('pointerdown', read, { signal })
  plot.over.addEventListener('pointermove', read, { signal })
  plot.over.addEventListener(
    'pointerleave',
    (event) => {
      // A finger that is lifted leaves the point it read on the screen; a mouse takes it along.
      if (event.pointerType === 'mouse') onRead(null)
    },
    { signal },
  )
  return () => stop.abort()
}
