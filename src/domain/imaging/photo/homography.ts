import type { MarkPoint } from '../marks.ts'
import type { Quad } from './photo.ts'

/** Takes a place in the unit square to its place in the photograph. */
export type Projection = (across: number, down: number) => MarkPoint

/**
 * The projection of a flat sheet as a camera sees it: the corners of the unit square go to the corners of the quad.
 * Source: Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3.
 * @returns null where the corners do not make a convex quad
 */
export function projectionOf([p0, p1, p2, p3]: Quad): Projection | null {
  if (!isConvex([p0, p1, p2, p3])) return null
  const [dx1, dx2, sx] = [p1.x - p2.x, p3.x - p2.x, p0.x - p1.x + p2.x - p3.x]
  const [dy1, dy2, sy] = [p1.y - p2.y, p3.y - p2.y, p0.y - p1.y + p2.y - p3.y]
  const size = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / size
  const h = (dx1 * sy - sx * dy1) / size
  const [a, b] = [p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x]
  const [d, e] = [p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y]
  return (across, down) => {
    const depth = g * across + h * down + 1
    return { x: (a * across + b * down + p0.x) / depth, y: (d * across + e * down + p0.y) / depth }
  }
}

/** All corners turn the same way, clockwise on a screen. */
export function isConvex(quad: Quad): boolean {
  return quad.every((corner, i) => {
    const [next, after] = [quad[(i + 1) % 4]!, quad[(i + 2) % 4]!]
    return (next.x - corner.x) * (after.y - next.y) - (next.y - corner.y) * (after.x - next.x) > 1e-6
  })
}

/**
 * Width divided by height of the sheet itself, whatever its picture looks like, for a camera with square pixels that
 * looks through the middle of the photograph (one that was not cropped). Sides alone would be wrong: of a sheet that
 * leans away one side is short because it is far.
 * Source: Zhang and He, Whiteboard scanning and image enhancement, 2007, section 3.3.
 */
export function aspectOf(quad: Quad, photo: { readonly width: number; readonly height: number }): number {
  const [u, v] = [photo.width / 2, photo.height / 2]
  const [m1, m2, m4, m3] = quad.map(({ x, y }) => [x - u, y - v, 1] as const) as [V, V, V, V]
  const k2 = dot(cross(m1, m4), m3) / dot(cross(m2, m4), m3)
  const k3 = dot(cross(m1, m4), m2) / dot(cross(m3, m4), m2)
  const n2 = [k2 * m2[0] - m1[0], k2 * m2[1] - m1[1], k2 - 1] as const
  const n3 = [k3 * m3[0] - m1[0], k3 * m3[1] - m1[1], k3 - 1] as const
  const flat = Math.sqrt((n2[0] ** 2 + n2[1] ** 2) / (n3[0] ** 2 + n3[1] ** 2))
  // Seen from straight ahead in one direction the focal length cannot be known, and is not needed.
  if (Math.abs(n2[2] * n3[2]) < 1e-4) return flat
  const focal2 = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
  const longest = Math.max(photo.width, photo.height)
  // No lens of a telephone or a camera sees so little, or so much.
  if (!(focal2 > (0.3 * longest) ** 2 && focal2 < (10 * longest) ** 2)) return flat
  const size = (n: V): number => (n[0] ** 2 + n[1] ** 2) / focal2 + n[2] ** 2
  return Math.sqrt(size(n2) / size(n3))
}

type V = readonly [number, number, number]

function cross(a: V, b: V): V {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

function dot(a: V, b: V): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/** Lengths of the sides in the photograph: top, right, bottom, left. */
export function sidesOfQuad(quad: Quad): readonly [number, number, number, number] {
  const side = (i: number): number => {
    const [a, b] = [quad[i]!, quad[(i + 1) % 4]!]
    return Math.hypot(b.x - a.x, b.y - a.y)
  }
  return [side(0), side(1), side(2), side(3)]
}
