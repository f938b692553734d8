import type { PixelSpacing } from './image.ts'
import type { Extent } from './length.ts'
import type { MarkPoint } from './marks.ts'

/** What turns pixels into lengths; a FrameInfo is one. */
export interface Scale {
  readonly spacing: PixelSpacing | null
  readonly pixelAspect: number
}

type Vector = readonly [number, number]

/** Pixels that are square but for the rounding of decimal strings. */
const SQUARE_SLACK = 1e-4

/**
 * Length of a path through points. Where nothing says how large a pixel is: in widths of a pixel, so that turning the
 * line does not change it on pixels that are not square.
 */
export function lengthOf(points: readonly MarkPoint[], scale: Scale): Extent {
  let length = 0
  for (let i = 1; i < points.length; i++) {
    const [dx, dy] = stretched(points[i - 1]!, points[i]!, scale)
    length += Math.hypot(dx, dy)
  }
  return spatial('length', length, scale)
}

/** Area inside a closed polygon (Gauss's formula, edges that cross count as they turn). */
export function areaOf(polygon: readonly MarkPoint[], scale: Scale): Extent {
  const [across, down] = pixelSize(scale)
  let twice = 0
  polygon.forEach((point, i) => {
    const next = polygon[(i + 1) % polygon.length]!
    twice += point.x * next.y - next.x * point.y
  })
  return spatial('area', (Math.abs(twice) / 2) * across * down, scale)
}

/** Area of the upright ellipse that two corners of its box give. */
export function ellipseAreaOf(a: MarkPoint, b: MarkPoint, scale: Scale): Extent {
  const [dx, dy] = stretched(a, b, scale)
  return spatial('area', (Math.PI / 4) * Math.abs(dx * dy), scale)
}

/** Angle at a vertex, 0 … 180°. */
export function angleOf(arm: MarkPoint, vertex: MarkPoint, other: MarkPoint, scale: Scale): Extent {
  return angular(degreesBetween(stretched(vertex, arm, scale), stretched(vertex, other, scale)), scale)
}

/** Angle between two lines whichever way they were drawn, 0 … 90°. */
export function lineAngleOf(
  line: readonly [MarkPoint, MarkPoint],
  other: readonly [MarkPoint, MarkPoint],
  scale: Scale,
): Extent {
  const degrees = degreesBetween(stretched(...line, scale), stretched(...other, scale))
  return angular(Math.min(degrees, 180 - degrees), scale)
}

/** Nearer than this to the line between their middles, degrees: they lie side by side, and no side is common to both. */
const SIDE_BY_SIDE_DEG = 15

/**
 * Angle that a curve turns between two lines across it, 0 … 150°, whichever way they were drawn and however the picture
 * lies: both are taken as running from the same side of the line between their middles to the other. Folded to
 * 0 … 90° where a line runs along that line instead of across it.
 */
export function curveAngleOf(
  line: readonly [MarkPoint, MarkPoint],
  other: readonly [MarkPoint, MarkPoint],
  scale: Scale,
): Extent {
  const axis = stretched(middleOf(...line), middleOf(...other), scale)
  const [first, second] = [across(stretched(...line, scale), axis), across(stretched(...other, scale), axis)]
  if (first === null || second === null) return lineAngleOf(line, other, scale)
  return angular(degreesBetween(first, second), scale)
}

/** A direction, turned so that it crosses an axis from one and the same side; null where it runs along it. */
function across(direction: Vector, axis: Vector): Vector | null {
  const degrees = degreesBetween(direction, axis)
  if (!(Math.min(degrees, 180 - degrees) >= SIDE_BY_SIDE_DEG)) return null
  const isBack = direction[0] * axis[1] - direction[1] * axis[0] < 0
  return isBack ? [-direction[0], -direction[1]] : direction
}

function middleOf(a: MarkPoint, b: MarkPoint): MarkPoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

/** From one point to another in millimetres, or in widths of a pixel. */
function stretched(from: MarkPoint, to: MarkPoint, scale: Scale): Vector {
  const [width, height] = pixelSize(scale)
  return [(to.x - from.x) * width, (to.y - from.y) * height]
}

/** Width and height of a pixel in the unit that lengths have. */
export function pixelSize({ spacing, pixelAspect }: Scale): readonly [number, number] {
  return spacing === null ? [1, pixelAspect] : [spacing.columnMm, spacing.rowMm]
}

function degreesBetween(a: Vector, b: Vector): number {
  const cross = a[0] * b[1] - a[1] * b[0]
  const along = a[0] * b[0] + a[1] * b[1]
  return Math.abs((Math.atan2(cross, along) * 180) / Math.PI)
}

function spatial(quantity: 'length' | 'area', value: number, { spacing }: Scale): Extent {
  if (spacing === null) {
    return {
      quantity,
      value,
      unit: quantity === 'length' ? '{pixel}' : '{pixel}2',
      trust: 'pixels',
      basis: null,
    }
  }
  const unit = quantity === 'length' ? 'mm' : 'mm2'
  return { quantity, value, unit, trust: spacing.trust, basis: spacing.basis }
}

/** An angle needs no size of a pixel, only its shape. */
function angular(value: number, { spacing, pixelAspect }: Scale): Extent {
  const aspect = spacing === null ? pixelAspect : spacing.rowMm / spacing.columnMm
  const base = { quantity: 'angle', value, unit: 'deg' } as const
  if (Math.abs(aspect - 1) <= SQUARE_SLACK) return { ...base, trust: 'calibrated', basis: null }
  if (spacing === null) return { ...base, trust: 'estimated', basis: null }
  return { ...base, trust: spacing.trust, basis: spacing.basis }
}

/** The unit as words have it (`film_unit_<unit>`). */
export type SaidUnit = 'mm' | 'mm2' | 'cm2' | 'deg' | 'pixel' | 'pixel2' | 'none' | 'cm_s' | 's' | 'ms'

/** An extent as it is printed: no more digits than a hand on a screen and the spacing behind it can carry. */
export interface SaidExtent {
  readonly value: string
  readonly unit: SaidUnit
}

/**
 * Digits and unit of an extent. Calibrated lengths have tenths of a millimetre below 10 cm, estimated ones whole
 * millimetres from 1 cm on; areas pass to cm² at 10 cm²; angles have tenths below 10°; ratios two decimals.
 */
export function sayExtent(extent: Extent): SaidExtent {
  const { value, unit, trust } = extent
  const wholeFrom = trust === 'calibrated' ? 100 : 10
  switch (unit) {
    case 'mm':
      return { value: rounded(value, wholeFrom), unit: 'mm' }
    case 'mm2':
      return value < 1000
        ? { value: rounded(value, wholeFrom), unit: 'mm2' }
        : { value: rounded(value / 100, wholeFrom), unit: 'cm2' }
    case '{pixel}':
      return { value: rounded(value, 10), unit: 'pixel' }
    case '{pixel}2':
      return { value: rounded(value, 10), unit: 'pixel2' }
    case 'deg':
      return { value: rounded(value, 10), unit: 'deg' }
    case 'cm/s':
      return { value: rounded(value, 100), unit: 'cm_s' }
    case 's':
      return value < 1
        ? { value: (value * 1000).toFixed(0), unit: 'ms' }
        : { value: value.toFixed(2), unit: 's' }
    case 'ms':
      return { value: value.toFixed(0), unit: 'ms' }
    default:
      return { value: value.toFixed(2), unit: 'none' }
  }
}

/** Whole from here on, tenths below, hundredths below 1, two digits below 0.1 (slides are measured in thousandths). */
function rounded(value: number, wholeFrom: number): string {
  const size = Math.abs(value)
  // By what is printed: 9.97 is "10" where 10 is whole, never "10.0".
  if (size >= wholeFrom || Number(size.toFixed(1)) >= wholeFrom) return value.toFixed(0)
  if (size > 0 && size < 0.1) return String(Number(value.toPrecision(2)))
  return value.toFixed(size > 0 && size < 1 ? 2 : 1)
}
