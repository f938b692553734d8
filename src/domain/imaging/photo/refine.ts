import type { MarkPoint } from '../marks.ts'
import { isConvex } from './homography.ts'
import type { GreyPhoto, Quad } from './photo.ts'

/** Each side is looked at in so many places, its ends left out: there the next side begins. */
const PLACES = 80
const ENDS = 0.06
/** How far beside the side found first the edge is looked for, against the longer side of the photograph. */
const REACH = 0.014
/** Places further from the line through the others than this are no border: they are left out. */
const FAR_PX = 1.5
/** Fewer places than this share on one line leave the side as it is. */
const KEPT_LEAST = 0.4

/** A line through a point along a direction. */
interface Ray {
  readonly at: MarkPoint
  readonly along: MarkPoint
}

/** Lays each side of a quad through the strongest edge beside it, and the corners where sides then meet. */
export function refinedBorder(photo: GreyPhoto, quad: Quad): Quad {
  const sides = quad.map((from, i) => refinedSide(photo, from, quad[(i + 1) % 4]!))
  const corners = sides.map((side, i) => meeting(sides[(i + 3) % 4]!, side) ?? quad[i]!)
  const [a, b, c, d] = corners
  const refined: Quad = [a!, b!, c!, d!]
  const most = 2 * REACH * Math.max(photo.width, photo.height)
  const isNear = refined.every(({ x, y }, i) => Math.hypot(x - quad[i]!.x, y - quad[i]!.y) <= most)
  return isNear && isConvex(refined) ? refined : quad
}

function refinedSide(photo: GreyPhoto, from: MarkPoint, to: MarkPoint): Ray {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
  const reach = REACH * Math.max(photo.width, photo.height)
  const found = Array.from({ length: PLACES }, (_, i) => {
    const part = ENDS + ((i + 0.5) / PLACES) * (1 - 2 * ENDS)
    const at = { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }
    return { part: part * length, off: edgeOffset(photo, at, { x: -along.y, y: along.x }, reach) }
  })
  const line = lineThrough(found)
  if (line === null) return { at: from, along }
  const [start, end] = [line.at0, line.at0 + line.slope * length]
  const shifted = (point: MarkPoint, off: number): MarkPoint => ({
    x: point.x - along.y * off,
    y: point.y + along.x * off,
  })
  const [a, b] = [shifted(from, start), shifted(to, end)]
  return { at: a, along: { x: b.x - a.x, y: b.y - a.y } }
}

/** How far along a normal brightness changes most, in steps of half a pixel. */
function edgeOffset(photo: GreyPhoto, at: MarkPoint, normal: MarkPoint, reach: number): number {
  let [best, offset] = [-1, 0]
  for (let off = -reach; off <= reach; off += 0.5) {
    const inner = brightAt(photo, at.x + (off - 1) * normal.x, at.y + (off - 1) * normal.y)
    const outer = brightAt(photo, at.x + (off + 1) * normal.x, at.y + (off + 1) * normal.y)
    const change = Math.abs(outer - inner)
    if (change > best) [best, offset] = [change, off]
  }
  return offset
}

interface Found {
  readonly part: number
  readonly off: number
}

/** A straight line through most of the places: of all pairs far apart, the one with most others near it, then their mean. */
function lineThrough(found: readonly Found[]): { readonly at0: number; readonly slope: number } | null {
  let best: readonly Found[] = []
  for (let i = 0; i < found.length / 2; i++) {
    for (let j = Math.ceil(found.length / 2); j < found.length; j += 2) {
      const [a, b] = [found[i]!, found[j]!]
      const slope = (b.off - a.off) / (b.part - a.part)
      const near = found.filter(({ part, off }) => Math.abs(a.off + slope * (part - a.part) - off) <= FAR_PX)
      if (near.length > best.length) best = near
    }
  }
  if (best.length < KEPT_LEAST * found.length) return null
  const mean = (of: (one: Found) => number): number =>
    best.reduce((sum, one) => sum + of(one), 0) / best.length
  const [part, off] = [mean((one) => one.part), mean((one) => one.off)]
  const spread = mean((one) => (one.part - part) ** 2)
  const slope = spread > 0 ? mean((one) => (one.part - part) * (one.off - off)) / spread : 0
  return { at0: off - slope * part, slope }
}

function brightAt({ width, height, values }: GreyPhoto, x: number, y: number): number {
  const left = Math.min(width - 2, Math.max(0, Math.floor(x - 0.5)))
  const top = Math.min(height - 2, Math.max(0, Math.floor(y - 0.5)))
  const fx = Math.min(1, Math.max(0, x - 0.5 - left))
  const fy = Math.min(1, Math.max(0, y - 0.5 - top))
  const at = top * width + left
  const above = values[at]! + (values[at + 1]! - values[at]!) * fx
  const below = values[at + width]! + (values[at + width + 1]! - values[at + width]!) * fx
  return above + (below - above) * fy
}

function meeting(a: Ray, b: Ray): MarkPoint | null {
  const size = a.along.x * b.along.y - a.along.y * b.along.x
  if (Math.abs(size) < 1e-6) return null
  const part = ((b.at.x - a.at.x) * b.along.y - (b.at.y - a.at.y) * b.along.x) / size
  return { x: a.at.x + part * a.along.x, y: a.at.y + part * a.along.y }
}
