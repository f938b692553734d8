import type { MarkPoint } from '../marks.ts'
import { isConvex } from './homography.ts'
import type { GreyPhoto, Quad } from './photo.ts'

/** Angles of border lines are counted in steps so wide. */
const DEGREES_A_BIN = 1.5
/** A border leans by no more than this, or the photograph has to be taken again. */
const LEAN_MOST_DEGREES = 32
/** So many lines of each direction are tried against each other. */
const LINES_TRIED = 10
/** A sheet fills at least this share of the photograph. */
const AREA_LEAST = 0.08
/** At least this share of each side must show an edge. */
const SIDE_LEAST = 0.45

/** x cos + y sin = distance. */
interface Line {
  readonly cos: number
  readonly sin: number
  readonly distance: number
  readonly votes: number
}

interface Edges {
  readonly width: number
  readonly height: number
  readonly across: Float32Array
  readonly down: Float32Array
  readonly strength: Float32Array
  /** What counts as an edge here. */
  readonly least: number
}

/**
 * The four borders of a film on a light box, a screen or a page: of the straight edges that a photograph holds (Hough
 * transform, each pixel voting along its own gradient only), the four that make a convex quad whose sides are edges
 * along most of their length. Where nothing convinces null, and a person sets the corners.
 * @returns corners in pixels of the grey photograph
 * Source: Duda and Hart 1972; O'Gorman and Clowes 1976. Made for drawn photographs; untested on real ones.
 */
export function sheetBorder(photo: GreyPhoto): Quad | null {
  const edges = edgesOf(photo)
  const upright = linesOf(edges, 0)
  const level = linesOf(edges, 90)
  let best: { readonly quad: Quad; readonly score: number } | null = null
  for (const [left, right] of pairs(upright)) {
    for (const [top, bottom] of pairs(level)) {
      const quad = quadOf(left, right, top, bottom)
      if (quad === null) continue
      const score = scoreOf(quad, edges)
      if (score > (best?.score ?? 0)) best = { quad, score }
    }
  }
  return best?.quad ?? null
}

/** Sobel, after a mean over 3 × 3 against grain. */
function edgesOf({ width, height, values }: GreyPhoto): Edges {
  const calm = averaged(values, width, height)
  const across = new Float32Array(values.length)
  const down = new Float32Array(values.length)
  const strength = new Float32Array(values.length)
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x
      const [a, b] = [at - width, at + width]
      const right = calm[a + 1]! + 2 * calm[at + 1]! + calm[b + 1]!
      const left = calm[a - 1]! + 2 * calm[at - 1]! + calm[b - 1]!
      across[at] = right - left
      down[at] = calm[b - 1]! + 2 * calm[b]! + calm[b + 1]! - calm[a - 1]! - 2 * calm[a]! - calm[a + 1]!
      strength[at] = Math.hypot(across[at], down[at])
    }
  }
  const sorted = strength.slice().sort()
  // The strongest tenth; never what grain alone makes.
  const least = Math.max(24, sorted[Math.floor(0.9 * sorted.length)] ?? 0)
  return { width, height, across, down, strength, least }
}

function averaged(values: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(values)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let sum = 0
      for (let j = -1; j <= 1; j++) {
        const at = (y + j) * width + x
        sum += values[at - 1]! + values[at]! + values[at + 1]!
      }
      out[y * width + x] = sum / 9
    }
  }
  return out
}

/** The strongest lines whose normal lies around a direction (0°: upright lines, 90°: level ones), well apart. */
function linesOf(edges: Edges, around: number): readonly Line[] {
  const { width, height, across, down, strength, least } = edges
  const bins = Math.round((2 * LEAN_MOST_DEGREES) / DEGREES_A_BIN) + 1
  const reach = Math.ceil(Math.hypot(width, height))
  const votes = new Float32Array(bins * 2 * reach)
  const angles = Array.from({ length: bins }, (_, i) => {
    const radians = ((around - LEAN_MOST_DEGREES + i * DEGREES_A_BIN) * Math.PI) / 180
    return { cos: Math.cos(radians), sin: Math.sin(radians) }
  })
  for (let at = 0; at < strength.length; at++) {
    if (strength[at]! < least) continue
    let degrees = (Math.atan2(down[at]!, across[at]!) * 180) / Math.PI - around
    degrees -= 180 * Math.round(degrees / 180)
    const bin = Math.round((degrees + LEAN_MOST_DEGREES) / DEGREES_A_BIN)
    const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5]
    for (let i = Math.max(0, bin - 1); i <= Math.min(bins - 1, bin + 1); i++) {
      const distance = Math.round(x * angles[i]!.cos + y * angles[i]!.sin) + reach
      // An edge of a film against a bright box is no better than one against a grey wall.
      votes[i * 2 * reach + distance]! += Math.min(1, strength[at]! / (3 * least))
    }
  }
  return strongest(votes, angles, reach)
}

function strongest(
  votes: Float32Array,
  angles: readonly { readonly cos: number; readonly sin: number }[],
  reach: number,
): readonly Line[] {
  const lines: Line[] = []
  const left = votes.slice()
  while (lines.length < LINES_TRIED) {
    let most = 0
    for (let i = 1; i < left.length; i++) if (left[i]! > left[most]!) most = i
    if (!(left[most]! > 0)) break
    const bin = Math.floor(most / (2 * reach))
    const distance = most - bin * 2 * reach - reach
    lines.push({ ...angles[bin]!, distance, votes: left[most]! })
    // Its neighbours are the same line.
    for (let i = Math.max(0, bin - 3); i <= Math.min(angles.length - 1, bin + 3); i++) {
      const from = i * 2 * reach + Math.max(0, distance + reach - 6)
      left.fill(0, from, Math.min(from + 13, (i + 1) * 2 * reach))
    }
  }
  return lines
}

function pairs(lines: readonly Line[]): readonly (readonly [Line, Line])[] {
  return lines.flatMap((a) =>
    lines.flatMap((b) => (a !== b && a.distance < b.distance ? [[a, b] as const] : [])),
  )
}

function quadOf(left: Line, right: Line, top: Line, bottom: Line): Quad | null {
  const corners = [meet(left, top), meet(right, top), meet(right, bottom), meet(left, bottom)]
  const [a, b, c, d] = corners
  if (!a || !b || !c || !d) return null
  const quad: Quad = [a, b, c, d]
  return isConvex(quad) ? quad : null
}

function meet(a: Line, b: Line): MarkPoint | null {
  const size = a.cos * b.sin - a.sin * b.cos
  if (Math.abs(size) < 0.2) return null
  return {
    x: (a.distance * b.sin - b.distance * a.sin) / size,
    y: (b.distance * a.cos - a.distance * b.cos) / size,
  }
}

/** How far the four sides are edges, and a little how much of the photograph they hold; 0 where it cannot be a sheet. */
function scoreOf(quad: Quad, edges: Edges): number {
  const { width, height } = edges
  const margin = 0.02 * Math.max(width, height)
  const isInside = quad.every(
    ({ x, y }) => x >= -margin && y >= -margin && x <= width + margin && y <= height + margin,
  )
  const area = areaOfQuad(quad) / (width * height)
  if (!isInside || area < AREA_LEAST) return 0
  const sides = quad.map((corner, i) => edgeShare(corner, quad[(i + 1) % 4]!, edges))
  if (Math.min(...sides) < SIDE_LEAST) return 0
  return sides.reduce((sum, side) => sum + side, 0) * area ** 0.15
}

function areaOfQuad(quad: Quad): number {
  return Math.abs(
    quad.reduce((sum, { x, y }, i) => {
      const next = quad[(i + 1) % 4]!
      return sum + (x * next.y - next.x * y) / 2
    }, 0),
  )
}

/** The share of a side along which a gradient stands across it, within a pixel or two. */
function edgeShare(from: MarkPoint, to: MarkPoint, { width, height, across, down, least }: Edges): number {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const [nx, ny] = [(to.y - from.y) / length, -(to.x - from.x) / length]
  const steps = Math.max(8, Math.round(length / 3))
  let found = 0
  for (let i = 0; i < steps; i++) {
    const part = (i + 0.5) / steps
    for (let off = -2; off <= 2; off++) {
      const x = Math.floor(from.x + part * (to.x - from.x) + off * nx)
      const y = Math.floor(from.y + part * (to.y - from.y) + off * ny)
      if (x < 0 || y < 0 || x >= width || y >= height) continue
      const at = y * width + x
      if (Math.abs(across[at]! * nx + down[at]! * ny) < 0.8 * least) continue
      found++
      break
    }
  }
  return found / steps
}
