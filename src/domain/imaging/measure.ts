import type { Frame, FrameInfo, PixelSpacing, UltrasoundRegion } from './image.ts'
import type { Extent } from './length.ts'
import type { MarkPoint, MarkShape } from './marks.ts'
import { angleOf, areaOf, curveAngleOf, ellipseAreaOf, lengthOf, pixelSize, type Scale } from './extent.ts'
import { runsOf } from './region-pixels.ts'
import { dopplerSpeed, regionOf, regionSpacing, traceExtents } from './ultrasound.ts'
import { isPadding, modalityValue } from './voi.ts'

export type MeasureName =
  | 'length'
  | 'width'
  | 'height'
  | 'perimeter'
  | 'area'
  | 'angle'
  | 'cobb'
  | 'heart'
  | 'chest'
  | 'ratio'
  | 'depth'
  | 'time'
  | 'slope'
  | 'velocity'
  | 'velocity-change'
  | 'known'

/** What a mark measures. Said by `film_measure_<name>`. */
export interface MarkMeasures {
  /** The chief one first; empty for an arrow. */
  readonly extents: readonly { readonly name: MeasureName; readonly extent: Extent }[]
  /** Of the grey values inside an area; null for colour, for lines, and where there is no pixel that counts. */
  readonly values: ValueStatistics | null
  readonly probe: ProbedValue | null
}

/** In modality values; padding is left out. */
export interface ValueStatistics {
  readonly mean: number
  /** With n - 1; null for a single pixel. */
  readonly sd: number | null
  readonly min: number
  readonly max: number
  readonly count: number
  /** `HU` or what the file says; `''` without a unit. */
  readonly unit: string
}

export interface ProbedValue {
  /** As stored: one number, or red, green and blue. */
  readonly stored: readonly number[]
  /** Modality value; null for colour and for padding. */
  readonly value: number | null
  readonly unit: string
}

const NOTHING: MarkMeasures = { extents: [], values: null, probe: null }

/**
 * Measures a mark on a frame.
 * @param frame null while it is not decoded: then without values
 * @param info with the spacing in use (`withMarkers`)
 * @param regions of an ultrasound picture: they stand above the spacing of the whole, and a mark that leaves its region
 *   counts pixels; a marker that a person laid stands above both
 */
export function measureMark(
  shape: MarkShape,
  frame: Frame | null,
  info: FrameInfo,
  regions: readonly UltrasoundRegion[] = [],
): MarkMeasures {
  const scale = scaleAt(shape.points, info, regions)
  switch (shape.tool) {
    case 'length':
      return { ...NOTHING, extents: lengthExtents(shape.points, scale, regions) }
    case 'angle':
      return { ...NOTHING, extents: [{ name: 'angle', extent: angleOf(...shape.points, scale) }] }
    case 'cobb':
      return { ...NOTHING, extents: [{ name: 'cobb', extent: cobbAngle(shape.points, scale) }] }
    case 'cardiothoracic':
      return { ...NOTHING, extents: cardiothoracic(shape.points, scale, info) }
    case 'ellipse':
    case 'rectangle':
    case 'freehand':
      return { extents: areaExtents(shape, scale), values: statistics(shape, frame, info), probe: null }
    case 'marker':
      return { ...NOTHING, extents: [{ name: 'known', extent: knownLength(shape.knownMm) }] }
    case 'probe':
      return probe(shape.points[0], frame, info, regions)
    case 'arrow':
      return NOTHING
  }
}

/** The size of a pixel where a mark lies. */
function scaleAt(points: readonly MarkPoint[], info: FrameInfo, regions: readonly UltrasoundRegion[]): Scale {
  if (regions.length === 0 || info.spacing?.basis === 'marker') return info
  const region = regionOf(points, regions)
  return { spacing: region === null ? null : regionSpacing(region), pixelAspect: info.pixelAspect }
}

function lengthExtents(
  [a, b]: readonly [MarkPoint, MarkPoint],
  scale: Scale,
  regions: readonly UltrasoundRegion[],
): MarkMeasures['extents'] {
  const region = scale.spacing === null ? regionOf([a, b], regions) : null
  const trace = region === null ? null : traceExtents(a, b, region)
  if (trace === null) return [{ name: 'length', extent: lengthOf([a, b], scale) }]
  const named = [
    { name: 'depth', extent: trace.depth },
    { name: 'velocity-change', extent: trace.velocityChange },
    { name: 'time', extent: trace.time },
    { name: 'slope', extent: trace.slope },
  ] as const
  return named.flatMap(({ name, extent }) => (extent === null ? [] : [{ name, extent }]))
}

/**
 * Cobb: between the upper end plate of the upper end vertebra and the lower end plate of the lower, 0 … 150°. Each plate
 * runs from the same side of the spine to the other, as the line between the middles of both shows it, so that neither
 * the way a plate was drawn nor a film on its side matters; plates side by side give 0 … 90° (`curveAngleOf`).
 * Readers differ by about 5° (img.cobb, not verified). Source: Cobb 1948; up to 90° the same as img.cobb.geometry.
 */
function cobbAngle(
  [a, b, c, d]: readonly [MarkPoint, MarkPoint, MarkPoint, MarkPoint],
  scale: Scale,
): Extent {
  return curveAngleOf([a, b], [c, d], scale)
}

type ChestPoints = Extract<MarkShape, { readonly tool: 'cardiothoracic' }>['points']

/**
 * Whether the horizontal of the patient runs along the rows of a picture or along its columns: as its letters say; where
 * it has none (a photograph, a film that was scanned lying), as the line over the chest runs.
 * @param points of a cardiothoracic mark, also half drawn: without its chest it follows the rows
 */
export function chestLevel(
  [, , chestA, chestB]: readonly MarkPoint[],
  { orientation }: Pick<FrameInfo, 'orientation'>,
): 'rows' | 'columns' {
  if (orientation !== null) return /^[HF]/u.test(orientation.left) ? 'columns' : 'rows'
  if (chestA === undefined || chestB === undefined) return 'rows'
  return Math.abs(chestB.y - chestA.y) > Math.abs(chestB.x - chestA.x) ? 'columns' : 'rows'
}

/**
 * Widest heart over widest chest, both along the horizontal of the patient. The ratio needs no size of a pixel.
 * Source: Danzer 1919.
 */
function cardiothoracic(points: ChestPoints, scale: Scale, info: FrameInfo): MarkMeasures['extents'] {
  const isLying = chestLevel(points, info) === 'columns'
  const level = (a: MarkPoint, b: MarkPoint): readonly MarkPoint[] =>
    isLying ? [a, { x: a.x, y: b.y }] : [a, { x: b.x, y: a.y }]
  const heart = lengthOf(level(points[0], points[1]), scale)
  const chest = lengthOf(level(points[2], points[3]), scale)
  const widths = [
    { name: 'heart', extent: heart },
    { name: 'chest', extent: chest },
  ] as const
  if (chest.value === 0) return widths
  const value = heart.value / chest.value
  const extent: Extent = { quantity: 'ratio', value, unit: '1', trust: 'calibrated', basis: null }
  return [{ name: 'ratio', extent }, ...widths]
}

type AreaShape = Extract<MarkShape, { readonly tool: 'ellipse' | 'rectangle' | 'freehand' }>

function areaExtents(shape: AreaShape, scale: Scale): MarkMeasures['extents'] {
  if (shape.tool === 'freehand') {
    const closed = [...shape.points, ...shape.points.slice(0, 1)]
    return [
      { name: 'area', extent: areaOf(shape.points, scale) },
      { name: 'perimeter', extent: lengthOf(closed, scale) },
    ]
  }
  const [a, b] = shape.points
  const box = [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }]
  return [
    { name: 'area', extent: shape.tool === 'ellipse' ? ellipseAreaOf(a, b, scale) : areaOf(box, scale) },
    { name: 'width', extent: lengthOf(box.slice(0, 2), scale) },
    { name: 'height', extent: lengthOf(box.slice(1, 3), scale) },
  ]
}

/** Sums over stored values (of a table: over its modality values); a straight scale is laid over them at the end. */
function statistics(shape: AreaShape, frame: Frame | null, info: FrameInfo): ValueStatistics | null {
  const { rendering } = info
  if (frame === null || frame.samplesPerPixel !== 1 || rendering.kind !== 'grey') return null
  const { pixels, columns, rows } = frame
  const { modality, padding, unit } = rendering
  const [low, high] = padding === null ? [1, 0] : [padding.from, padding.to]
  const isTable = modality.kind === 'table'
  let [count, sum, squares, least, most] = [0, 0, 0, Infinity, -Infinity]
  // Squares are taken from a value of the region itself: a small spread on large values stays exact.
  let centre = Number.NaN
  const runs = runsOf(shape, rows, columns)
  for (let run = 0; run < runs.length; run += 2) {
    for (let i = runs[run]!; i < runs[run + 1]!; i++) {
      const stored = pixels[i]!
      const value = isTable ? modalityValue(modality, stored) : stored
      if ((stored >= low && stored <= high) || value !== value) continue
      if (count++ === 0) centre = value
      const off = value - centre
      sum += off
      squares += off * off
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  if (count === 0) return null
  const { slope, intercept } = isTable ? { slope: 1, intercept: 0 } : modality
  const scaled = (value: number): number => value * slope + intercept
  const spread = count > 1 ? Math.sqrt(Math.max(0, squares - (sum * sum) / count) / (count - 1)) : null
  return {
    mean: scaled(centre + sum / count),
    sd: spread === null ? null : spread * Math.abs(slope),
    min: Math.min(scaled(least), scaled(most)),
    max: Math.max(scaled(least), scaled(most)),
    count,
    unit,
  }
}

function probe(
  point: MarkPoint,
  frame: Frame | null,
  info: FrameInfo,
  regions: readonly UltrasoundRegion[],
): MarkMeasures {
  const region = regionOf([point], regions)
  const speed = region === null ? null : dopplerSpeed(point, region)
  return {
    extents: speed === null ? [] : [{ name: 'velocity', extent: speed }],
    values: null,
    probe: frame === null ? null : probedValue(point, frame, info),
  }
}

/** What stands in one pixel; null outside the picture. */
export function probedValue(point: MarkPoint, frame: Frame, info: FrameInfo): ProbedValue | null {
  const [column, row] = [Math.floor(point.x), Math.floor(point.y)]
  if (column < 0 || row < 0 || column >= frame.columns || row >= frame.rows) return null
  const { samplesPerPixel, pixels } = frame
  const at = (row * frame.columns + column) * samplesPerPixel
  const stored = Array.from(pixels.subarray(at, at + samplesPerPixel))
  const { rendering } = info
  if (rendering.kind !== 'grey' || samplesPerPixel !== 1) return { stored, value: null, unit: '' }
  const [only] = stored
  if (only === undefined || isPadding(rendering.padding, only)) {
    return { stored, value: null, unit: rendering.unit }
  }
  return { stored, value: modalityValue(rendering.modality, only), unit: rendering.unit }
}

type MarkerShape = Extract<MarkShape, { readonly tool: 'marker' }>

/** Shorter marks would make a spacing of the width of a finger. */
const SHORTEST_MARKER_PIXELS = 10
const LONGEST_MARKER_MM = 2000

function knownLength(knownMm: number): Extent {
  return { quantity: 'length', value: knownMm, unit: 'mm', trust: 'calibrated', basis: 'marker' }
}

/** The spacing that a marker of known length gives; null where it is too short or its length is none. */
export function markedSpacing(marker: MarkerShape, info: Scale): PixelSpacing | null {
  if (!(marker.knownMm > 0 && marker.knownMm <= LONGEST_MARKER_MM)) return null
  const [across, down] = pixelSize(info)
  const shape = { spacing: null, pixelAspect: down / across }
  const widths = lengthOf(marker.points, shape).value
  if (widths < SHORTEST_MARKER_PIXELS) return null
  const columnMm = marker.knownMm / widths
  return { columnMm, rowMm: columnMm * shape.pixelAspect, trust: 'calibrated', basis: 'marker' }
}

/** A frame's info with the spacing of the last usable marker on it; as it is where there is none. */
export function withMarkers(info: FrameInfo, shapes: readonly MarkShape[]): FrameInfo {
  let spacing: PixelSpacing | null = null
  for (const shape of shapes) {
    if (shape.tool === 'marker') spacing = markedSpacing(shape, info) ?? spacing
  }
  return spacing === null ? info : { ...info, spacing }
}
