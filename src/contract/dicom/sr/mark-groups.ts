import { decimalNumber } from '#domain/record/decimal.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import {
  code,
  container,
  number,
  scoord,
  scoord3d,
  text,
  uid,
  type Child,
  type ContentItem,
  type GraphicType,
  type SrImage,
} from './content-item.ts'
import { basisWords, measureCode, type SrCode } from './measure-codes.ts'
import { ours, SR, unitCode } from './sr-codes.ts'

export type StatedMark = ImageReading['marks'][number]
type Measure = StatedMark['measures'][number]
/** Points one after the other: two numbers on a frame, three in the patient. */
type Points = readonly (readonly number[])[]

/** Where a mark lies, as far as a DICOM file can say it. */
export type SrPlace =
  | { readonly on: 'image'; readonly image: SrImage }
  | { readonly on: 'patient'; readonly frameOfReference: string }

/** Tools that measure along lines: which points make each line. */
const LINES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  length: [[0, 1]],
  marker: [[0, 1]],
  angle: [[0, 1, 2]],
  cobb: [
    [0, 1],
    [2, 3],
  ],
  cardiothoracic: [
    [0, 1],
    [2, 3],
  ],
}
/** Which of the two lines a number is of; others are of both. */
const OF_LINE: Readonly<Record<string, number>> = { heart: 0, chest: 1 }
const STATISTICS = ['mean', 'sd', 'min', 'max']

/**
 * A mark as a measurement group: along lines TID 1501 with each number inferred from its lines (TID 300), an area or a
 * point TID 1410 with one image region.
 * @returns null for points that are too few
 */
export function markGroup(
  mark: StatedMark,
  label: string,
  tracking: string,
  place: SrPlace,
): ContentItem | null {
  const points = pointsOf(mark, place)
  const lines = LINES[mark.tool]
  const shapes = lines ? linesOf(lines, points) : regionOf(mark.tool, points, place)
  if (shapes === null) return null
  const head: Child[] = [
    ['HAS OBS CONTEXT', text(SR.tracking, label)],
    ['HAS OBS CONTEXT', uid(SR.trackingUid, tracking)],
  ]
  const region: Child[] = lines ? [] : [['CONTAINS', shapeItem(SR.region, shapes[0]!, place)]]
  const numbers = mark.measures.map((measure): Child => {
    const from = lines ? chosen(shapes, OF_LINE[measure.name]) : []
    return ['CONTAINS', numberItem(measure, from, place)]
  })
  const words: Child[] = mark.words === undefined ? [] : [['CONTAINS', text(SR.comment, mark.words)]]
  // A mark along a line that measures nothing would lie nowhere: its line stands for itself.
  const bare: Child[] =
    lines && mark.measures.length === 0 ? [['CONTAINS', shapeItem(SR.region, shapes[0]!, place)]] : []
  return container(SR.group, [...head, ...region, ...bare, ...numbers, ...words], lines ? '1501' : '1410')
}

interface Shape {
  readonly graphic: GraphicType
  readonly points: Points
}

function pointsOf({ points }: StatedMark, place: SrPlace): Points {
  const size = place.on === 'image' ? 2 : 3
  const numbers = points.map(decimalNumber)
  return Array.from({ length: Math.floor(numbers.length / size) }, (_, i) =>
    numbers.slice(i * size, (i + 1) * size),
  )
}

function linesOf(lines: readonly (readonly number[])[], points: Points): readonly Shape[] | null {
  if (points.length <= Math.max(...lines.flat())) return null
  return lines.map((line) => ({ graphic: 'POLYLINE', points: line.map((i) => points[i]!) }))
}

function regionOf(tool: string, points: Points, place: SrPlace): readonly Shape[] | null {
  const [first, second] = points
  if (!first) return null
  if (tool === 'probe' || tool === 'arrow') return [{ graphic: 'POINT', points: [first] }]
  if (tool === 'freehand')
    return points.length < 3 ? null : [{ graphic: 'POLYLINE', points: [...points, first] }]
  // A box by two corners says nothing of its sides where it lies aslant in the patient.
  if (!second || place.on === 'patient') return null
  const [x0 = 0, y0 = 0] = first
  const [x1 = 0, y1 = 0] = second
  if (tool === 'ellipse') return [{ graphic: 'ELLIPSE', points: ellipse(x0, y0, x1, y1) }]
  const corners = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ]
  return [{ graphic: 'POLYLINE', points: corners }]
}

/** Ends of the longer axis, then of the shorter one (PS3.3 C.18.6.1.2). */
function ellipse(x0: number, y0: number, x1: number, y1: number): Points {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
  const across = [
    [Math.min(x0, x1), y],
    [Math.max(x0, x1), y],
  ]
  const along = [
    [x, Math.min(y0, y1)],
    [x, Math.max(y0, y1)],
  ]
  return Math.abs(x1 - x0) >= Math.abs(y1 - y0) ? [...across, ...along] : [...along, ...across]
}

function chosen(shapes: readonly Shape[], line: number | undefined): readonly Shape[] {
  return line === undefined ? shapes : shapes.slice(line, line + 1)
}

function shapeItem(name: SrCode | null, { graphic, points }: Shape, place: SrPlace): ContentItem {
  if (place.on === 'image') return scoord(name, graphic, points.flat(), place.image)
  // In the patient a closed line is a polygon, whose first point comes again at its end as well.
  const isClosed = graphic === 'POLYLINE' && points.length > 3 && points[0] === points.at(-1)
  return scoord3d(name, isClosed ? 'POLYGON' : graphic, points.flat(), place.frameOfReference)
}

function numberItem(measure: Measure, from: readonly Shape[], place: SrPlace): ContentItem {
  const { name, value, unit, trust, basis } = measure
  const isStatistic = STATISTICS.includes(name)
  const derivation = isStatistic ? measureCode(name) : undefined
  const method = methodCode(trust, basis)
  const children: Child[] = [
    ...(derivation ? [['HAS CONCEPT MOD', code(SR.derivation, derivation)] as const] : []),
    ...(method ? [['HAS CONCEPT MOD', code(SR.method, method)] as const] : []),
    ...from.map((shape) => ['INFERRED FROM', shapeItem(null, shape, place)] as const),
  ]
  return number(numberName(name, unit, isStatistic), decimalNumber(value), unitCode(unit), children)
}

/** A mean is a derivation of what the pixels say, not a quantity of its own (TID 1419). */
function numberName(name: string, unit: string | undefined, isStatistic: boolean): SrCode {
  if (isStatistic || name === 'value')
    return unit === "[hnsf'U]" ? SR.attenuation : ours('pixel-value', 'Value of the pixels')
  if (name === 'ratio') return ours('ct-ratio', 'Cardiothoracic ratio')
  return measureCode(name) ?? ours(name, name.replaceAll('-', ' '))
}

/** What the number rests on stands beside it: a length at the detector must not pass for one in the patient. */
function methodCode(trust: string | undefined, basis: string | undefined): SrCode | null {
  if (basis !== undefined) return ours(basis, basisWords(basis))
  return trust === 'pixels' ? ours('pixels', 'in pixels, their size is not known') : null
}
