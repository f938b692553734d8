import type { MarkPoint, MarkShape } from './marks.ts'

/** Vertebrae from T1 to L5, four corners each: top left, top right, bottom left, bottom right, as the picture shows them. */
export const VERTEBRAE = 17
export const LANDMARKS = 4 * VERTEBRAE

/** The angle of the largest curve, and the two vertebrae between which it turns. */
interface LandmarkCobb {
  readonly degrees: number
  /** The lines through the middles of the sides of both vertebrae: measured as a mark they give the same angle. */
  readonly shape: Extract<MarkShape, { readonly tool: 'cobb' }>
  /** Of the vertebrae, counted from 0 at the top. */
  readonly upper: number
  readonly lower: number
}

/**
 * The Cobb angle that 68 corners of vertebrae give: the largest less the smallest tilt of the 17 lines through the middles
 * of the left and the right side of a vertebra.
 * @param points in image coordinates, 17 × (top left, top right, bottom left, bottom right), from the top
 * @param pixelAspect height of a pixel divided by its width
 * @returns null where there are not 68 points, or a vertebra has no width
 * Source: how the angles of the AASCE 2019 set come from its landmarks (agrees with its table within 0.003°).
 */
export function cobbOfLandmarks(points: readonly MarkPoint[], pixelAspect: number): LandmarkCobb | null {
  if (points.length !== LANDMARKS) return null
  const lines = Array.from({ length: VERTEBRAE }, (_, i) => middleLine(points.slice(4 * i, 4 * i + 4)))
  const tilts = lines.map(([from, to]) => Math.atan2((to.y - from.y) * pixelAspect, to.x - from.x))
  if (lines.some(([from, to]) => !(Math.hypot(to.x - from.x, to.y - from.y) > 0))) return null
  const most = tilts.indexOf(Math.max(...tilts))
  const least = tilts.indexOf(Math.min(...tilts))
  const [upper, lower] = most < least ? [most, least] : [least, most]
  return {
    degrees: ((tilts[most]! - tilts[least]!) * 180) / Math.PI,
    shape: { tool: 'cobb', points: [...lines[upper]!, ...lines[lower]!] },
    upper,
    lower,
  }
}

function middleLine(corners: readonly MarkPoint[]): readonly [MarkPoint, MarkPoint] {
  const [topLeft, topRight, bottomLeft, bottomRight] = corners as [MarkPoint, MarkPoint, MarkPoint, MarkPoint]
  return [middle(topLeft, bottomLeft), middle(topRight, bottomRight)]
}

function middle(a: MarkPoint, b: MarkPoint): MarkPoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

/** Whether points could be a spine: vertebra under vertebra, each with its corners on their sides. */
export function isPlausibleSpine(points: readonly MarkPoint[]): boolean {
  if (points.length !== LANDMARKS) return false
  const lines = Array.from({ length: VERTEBRAE }, (_, i) => middleLine(points.slice(4 * i, 4 * i + 4)))
  const heights = lines.map(([from, to]) => (from.y + to.y) / 2)
  if (lines.some(([from, to]) => !(to.x > from.x))) return false
  return heights.every((height, i) => i === 0 || height > heights[i - 1]!)
}
