import type { FrameInfo, PixelSpacing, UltrasoundRegion } from './image.ts'
import type { Extent } from './length.ts'
import type { MarkPoint } from './marks.ts'

/** One item of the Sequence of Ultrasound Regions (0018,6011), numbers as in the tags. */
export interface UltrasoundRegionTags {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  /** (0018,6024) and (0018,6026), codes. */
  readonly unitsX: number
  readonly unitsY: number
  /** (0018,602C) and (0018,602E). */
  readonly deltaX: number
  readonly deltaY: number
  /** (0018,6012). */
  readonly spatialFormat: number
  /** (0018,6020) and (0018,6022); null where absent. */
  readonly referenceX: number | null
  readonly referenceY: number | null
  /** (0018,6028) and (0018,602A). */
  readonly referenceValueX: number
  readonly referenceValueY: number
}

/** PS3.3 C.8.5.5.1.15: units by code. */
const UNITS: readonly string[] = [
  'none',
  '%',
  'dB',
  'cm',
  's',
  'Hz',
  'dB/s',
  'cm/s',
  'cm2',
  'cm2/s',
  'cm3',
  'cm3/s',
  'deg',
]

/** PS3.3 C.8.5.5.1.1: spatial formats by code. */
const SHAPES: readonly string[] = ['other', '2d', 'm-mode', 'spectral', 'wave', 'graphics']

/** A region that can be used; null where its bounds are no rectangle or its deltas no sizes. */
export function ultrasoundRegionFrom(tags: UltrasoundRegionTags): UltrasoundRegion | null {
  const { x0, y0, x1, y1, deltaX, deltaY } = tags
  if (![x0, y0, x1, y1].every((edge) => Number.isInteger(edge) && edge >= 0)) return null
  if (x1 <= x0 || y1 <= y0) return null
  if (![deltaX, deltaY].every((delta) => Number.isFinite(delta) && delta !== 0)) return null
  const { referenceX, referenceY, referenceValueX, referenceValueY } = tags
  return {
    ...{ x0, y0, x1, y1, deltaX, deltaY, referenceX, referenceY, referenceValueX, referenceValueY },
    unitX: UNITS[tags.unitsX] ?? 'none',
    unitY: UNITS[tags.unitsY] ?? 'none',
    shape: SHAPES[tags.spatialFormat] ?? 'other',
  }
}

/** The smallest region that holds all points (a trace may lie inside a larger one); null where none does. */
export function regionOf(
  points: readonly MarkPoint[],
  regions: readonly UltrasoundRegion[],
): UltrasoundRegion | null {
  const sizeOf = (region: UltrasoundRegion): number => (region.x1 - region.x0) * (region.y1 - region.y0)
  return regions
    .filter((region) => points.every((point) => isInside(point, region)))
    .reduce<UltrasoundRegion | null>(
      (best, region) => (best === null || sizeOf(region) < sizeOf(best) ? region : best),
      null,
    )
}

/** Bounds name pixels, both ends inside: the region reaches to the far edge of the last one. */
function isInside({ x, y }: MarkPoint, { x0, y0, x1, y1 }: UltrasoundRegion): boolean {
  return x >= x0 && x <= x1 + 1 && y >= y0 && y <= y1 + 1
}

/** Millimetres a pixel inside a region whose two axes are centimetres of tissue; null for every other. */
export function regionSpacing(region: UltrasoundRegion): PixelSpacing | null {
  if (region.unitX !== 'cm' || region.unitY !== 'cm' || region.shape === 'graphics') return null
  return {
    rowMm: Math.abs(region.deltaY) * 10,
    columnMm: Math.abs(region.deltaX) * 10,
    trust: 'calibrated',
    basis: 'ultrasound-region',
  }
}

/**
 * The one spacing that holds wherever a mark lies on a picture, for a scale bar and for words: that of a marker that a
 * person laid; of ultrasound, where all regions of tissue have the same; elsewhere what the file says of the whole.
 * @returns null where there is none or it differs from region to region
 */
export function pictureSpacing(
  { spacing }: Pick<FrameInfo, 'spacing'>,
  regions: readonly UltrasoundRegion[],
): PixelSpacing | null {
  if (regions.length === 0 || spacing?.basis === 'marker') return spacing
  const spacings = regions.map(regionSpacing).filter((one) => one !== null)
  const [first] = spacings
  const isOne = spacings.every(({ rowMm, columnMm }) => rowMm === first?.rowMm && columnMm === first.columnMm)
  return first !== undefined && isOne ? first : null
}

/** What a line between two points of one M-mode or Doppler region measures; empty in every other region. */
export interface TraceExtents {
  readonly time: Extent
  /** M-mode: along the beam. */
  readonly depth: Extent | null
  /** M-mode: depth by time. */
  readonly slope: Extent | null
  /** Doppler: from one velocity to the other. */
  readonly velocityChange: Extent | null
}

export function traceExtents(a: MarkPoint, b: MarkPoint, region: UltrasoundRegion): TraceExtents | null {
  if (region.unitX !== 's') return null
  const seconds = Math.abs((b.x - a.x) * region.deltaX)
  const along = Math.abs((b.y - a.y) * region.deltaY)
  const time = inRegion('time', seconds, 's')
  if (region.unitY === 'cm') {
    const slope = seconds > 0 ? inRegion('velocity', along / seconds, 'cm/s') : null
    return { time, depth: inRegion('length', along * 10, 'mm'), slope, velocityChange: null }
  }
  const isVelocity = region.unitY === 'cm/s'
  return {
    time,
    depth: null,
    slope: null,
    velocityChange: isVelocity ? inRegion('velocity', along, 'cm/s') : null,
  }
}

/**
 * Speed at a point of a Doppler trace, counted from the baseline; null elsewhere, and where the file does not say where
 * the baseline is. Without sign: which way is up differs from maker to maker.
 */
export function dopplerSpeed(point: MarkPoint, region: UltrasoundRegion): Extent | null {
  if (region.unitY !== 'cm/s' || region.referenceY === null) return null
  const rows = point.y - 0.5 - region.y0 - region.referenceY
  return inRegion('velocity', Math.abs(region.referenceValueY + rows * region.deltaY), 'cm/s')
}

function inRegion(quantity: Extent['quantity'], value: number, unit: string): Extent {
  return { quantity, value, unit, trust: 'calibrated', basis: 'ultrasound-region' }
}
