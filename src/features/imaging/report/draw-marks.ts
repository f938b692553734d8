import type { FrameInfo, ImageInstance } from '#domain/imaging/image.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { chestLevel } from '#domain/imaging/measure.ts'
import { figureOf } from '#ui/displays/image-stage/figure.ts'
import { LINE_PX, placeLabels } from '#ui/displays/image-stage/labels.ts'
import { markInWords } from '#ui/displays/image-stage/mark-words.ts'
import { placingOf } from '#ui/displays/image-stage/placing.ts'
import { scaleBarOf, spacingOnStage } from '#ui/displays/image-stage/scale-bar.ts'
import { AS_OPENED, type StagePoint } from '#ui/displays/image-stage/stage.ts'
import type { ReportFilm } from './report-film.ts'

/** Yellow on a dark edge: it stands out on bone and on air, and on grey paper. */
const LINE = '#ffd166'
const EDGE = 'rgba(0, 0, 0, 0.85)'
/** As on a stage of this size: on paper, 12 cm high, words beside a mark are then 2.5 mm high. */
const STAGE_PX = 680

/** Draws marks with their values, and a scale bar where pixels were measured, as the stage does. */
export function drawMarks(
  canvas: HTMLCanvasElement,
  instance: ImageInstance,
  info: FrameInfo,
  marks: readonly Mark[],
  measuresOf: ReportFilm['measuresOf'],
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = Math.max(canvas.width, canvas.height) / STAGE_PX
  const stage = { widthPx: canvas.width / ratio, heightPx: canvas.height / ratio, pixelRatio: ratio }
  const { columns, rows } = instance
  const placing = placingOf(AS_OPENED, { columns, rows, pixelAspect: info.pixelAspect }, stage)
  context.save()
  context.scale(ratio, ratio)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const levelOf = ({ shape }: Mark) => {
    return shape.tool === 'cardiothoracic' ? chestLevel(shape.points, info) : 'rows'
  }
  const figures = marks.map((mark) => figureOf(mark.shape, placing, levelOf(mark)))
  for (const { strokes } of figures)
    for (const { points, isClosed, isThin } of strokes) stroke(context, points, isClosed, isThin ? 1 : 2)
  const wishes = marks.map((mark, i) => {
    const measures = measuresOf(mark.id)
    const lines = measures ? markInWords(mark, measures) : [mark.text].filter(Boolean)
    return { figure: figures[i]!, lines, off: null }
  })
  for (const label of placeLabels(wishes, stage)) {
    if (!label) continue
    if (label.leader) stroke(context, label.leader, false, 1)
    label.lines.forEach((words, i) => write(context, words, label.x + 5, label.y + (i + 0.8) * LINE_PX))
  }
  bar(context, instance, info, placing, stage)
  context.restore()
}

function stroke(
  context: CanvasRenderingContext2D,
  points: readonly StagePoint[],
  isClosed: boolean,
  width: number,
): void {
  const path = new Path2D()
  points.forEach(({ x, y }, i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)))
  if (isClosed) path.closePath()
  for (const [colour, wide] of [
    [EDGE, width + 2],
    [LINE, width],
  ] as const) {
    context.strokeStyle = colour
    context.lineWidth = wide
    context.stroke(path)
  }
}

function write(context: CanvasRenderingContext2D, words: string, x: number, y: number): void {
  context.font = '600 14px system-ui, sans-serif'
  context.strokeStyle = EDGE
  context.lineWidth = 4
  context.strokeText(words, x, y)
  context.fillStyle = LINE
  context.fillText(words, x, y)
}

/** In the lower left corner; nothing where nobody measured how large a pixel is. */
function bar(
  context: CanvasRenderingContext2D,
  instance: ImageInstance,
  info: FrameInfo,
  placing: ReturnType<typeof placingOf>,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): void {
  const spacing = spacingOnStage(info, instance)
  const scale = spacing?.trust === 'calibrated' ? scaleBarOf(spacing, placing, widthPx) : null
  if (!scale) return
  const [x, y] = [16, heightPx - 16]
  const ends = [
    { x, y: y - 6 },
    { x, y },
    { x: x + scale.lengthPx, y },
    { x: x + scale.lengthPx, y: y - 6 },
  ]
  stroke(context, ends, false, 2)
  write(context, `${scale.lengthMm} mm`, x + 4, y - 10)
}
