import type { Random } from '#domain/random.ts'
import { grainSource, hills } from './grain.ts'
import { blur, createRaster, type Raster } from './raster.ts'

/** Rows above and below what is seen, so that the breath can move them in. */
export const MARGIN = 8

/** The fan of a curved probe: x from its middle line, y from the top of its region, in pixels of the full picture. */
const APEX_Y = -120
const SURFACE = 128
const REACH = 424
const HALF_ANGLE = (34 * Math.PI) / 180

export const SECTOR = {
  /** Where the middle line begins. */
  top: APEX_Y + SURFACE,
  halfWidthAt: (y: number): number => (y - APEX_Y) * Math.tan(HALF_ANGLE),
  holds: (x: number, y: number): boolean => {
    const radius = Math.hypot(x, y - APEX_Y)
    return radius >= SURFACE && radius <= REACH && Math.abs(x) <= (y - APEX_Y) * Math.tan(HALF_ANGLE)
  },
} as const

interface Vessel {
  readonly x: number
  readonly y: number
  readonly slope: number
  readonly halfLength: number
  readonly radius: number
  readonly wallDb: number
}

/** Where things lie, in pixels of the full picture, x from the middle line. */
export interface UltrasoundPlaces {
  readonly cyst: { readonly x: number; readonly y: number; readonly radius: number }
  readonly vessels: readonly Vessel[]
}

export function placesOf(random: Random): UltrasoundPlaces {
  const cyst = { x: random.between(-26, 26), y: random.between(120, 140), radius: random.between(34, 46) }
  return {
    cyst,
    vessels: [
      { x: -95, y: 205, slope: 0.45, halfLength: 62, radius: 7, wallDb: 13 },
      { x: 92, y: 218, slope: -0.35, halfLength: 48, radius: 5, wallDb: 2 },
      { x: 118, y: 128, slope: 0.9, halfLength: 30, radius: 3.4, wallDb: 10 },
      { x: -70, y: 92, slope: -0.6, halfLength: 22, radius: 2.6, wallDb: 9 },
      { x: 30, y: 238, slope: 0.15, halfLength: 40, radius: 4.2, wallDb: 1 },
    ],
  }
}

/**
 * Brightness of the tissue, 0 to 255: echoes in decibels, speckle upon them (Rayleigh: the length of a random walk in the
 * plane), fifty decibels shown.
 */
export function echoMap(
  seed: number,
  places: UltrasoundPlaces,
  columns: number,
  rows: number,
  scale: number,
): Raster {
  const speckle = speckleOf(seed)
  const texture = hills(seed, 'liver')
  const height = rows + Math.ceil(2 * MARGIN * scale)
  const values = new Float32Array(columns * height)
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / scale - MARGIN
    for (let column = 0; column < columns; column++) {
      const x = (column + 0.5) / scale - columns / scale / 2
      const db = echoDb(x, y, places, texture) + speckle(x, y)
      values[row * columns + column] = 255 * Math.min(1, Math.max(0, (db + 52) / 52))
    }
  }
  return { width: columns, height, scale, values }
}

const TILE = 512

/** Decibels of the speckle at a place; grains are broader than high, and broader still farther down. */
function speckleOf(seed: number): (x: number, y: number) => number {
  const [real, imaginary] = ['real', 'imaginary'].map((part) => {
    const tile = createRaster(TILE, TILE, 1)
    const grain = grainSource(seed, `speckle ${part}`)
    for (let i = 0; i < tile.values.length; i++) tile.values[i] = grain()
    blur(tile, 0.8)
    return tile.values
  }) as [Float32Array, Float32Array]
  let power = 0
  for (let i = 0; i < real.length; i++) power += real[i]! ** 2 + imaginary[i]! ** 2
  const mean = power / real.length
  return (x, y) => {
    const angle = Math.atan2(x, y - APEX_Y)
    const u = 900 + angle * 290
    const v = Math.hypot(x, y - APEX_Y) * 0.9
    const [x0, y0] = [Math.floor(u), Math.floor(v)]
    const [fx, fy] = [u - x0, v - y0]
    const at = (tile: Float32Array): number => {
      const above = (y0 & (TILE - 1)) * TILE
      const below = ((y0 + 1) & (TILE - 1)) * TILE
      const [left, right] = [x0 & (TILE - 1), (x0 + 1) & (TILE - 1)]
      const top = tile[above + left]! * (1 - fx) + tile[above + right]! * fx
      return top * (1 - fy) + (tile[below + left]! * (1 - fx) + tile[below + right]! * fx) * fy
    }
    const strength = at(real) ** 2 + at(imaginary) ** 2
    return Math.max(-22, 10 * Math.log10(strength / mean + 1e-4))
  }
}

/** How much comes back: skin, fat and muscle, liver, diaphragm; a cyst without echoes and what is brighter behind it. */
function echoDb(
  x: number,
  y: number,
  { cyst, vessels }: UltrasoundPlaces,
  texture: (x: number, y: number) => number,
): number {
  const depth = Math.hypot(x, y - APEX_Y) - SURFACE
  let db = -25 + 1.3 * texture(x / 30, y / 30) - 0.012 * depth
  if (depth < 34) db = mix(wallDb(x, depth, texture), db, smooth((depth - 28) / 6))
  const diaphragm = 258 + 14 * Math.sin((x + 40) / 90) - 0.0012 * x * x - y
  db = mix(db, -34 - 0.1 * Math.max(0, -diaphragm), smooth((-diaphragm - 3) / 6))
  db += 19 * Math.exp(-(diaphragm * diaphragm) / 12)
  for (const { x: vx, y: vy, slope, halfLength, radius, wallDb: wall } of vessels) {
    const along = x - vx
    if (Math.abs(along) > halfLength + 10) continue
    const bend = vy + slope * along + 0.004 * along * along
    const across = Math.abs(y - bend) / Math.hypot(1, slope) + Math.max(0, Math.abs(along) - halfLength)
    db += wall * Math.exp(-(((across - radius - 1) / 1.6) ** 2))
    db = mix(-50, db, smooth((across - radius + 1) / 2))
  }
  const distance = Math.hypot(x - cyst.x, y - cyst.y) - cyst.radius
  const beam = Math.abs(Math.atan2(x, y - APEX_Y) - Math.atan2(cyst.x, cyst.y - APEX_Y))
  const shade = Math.atan2(cyst.radius, cyst.y - APEX_Y)
  if (y > cyst.y) db += 5.5 * smooth((shade - beam) / 0.03) * Math.exp(-Math.max(0, distance) / 90)
  // Beams that graze the wall are bent away: two thin shadows.
  if (y > cyst.y) db -= 5 * Math.exp(-(((beam - shade) / 0.012) ** 2))
  db += 7 * Math.exp(-((distance / 1.8) ** 2)) * (0.4 + (0.6 * Math.abs(y - cyst.y)) / cyst.radius)
  return mix(-56, db, smooth((distance + 1.2) / 2.4))
}

function wallDb(x: number, depth: number, texture: (x: number, y: number) => number): number {
  if (depth < 4) return -6
  const waves = Math.sin(depth / 1.7 + 0.6 * texture(x / 60, depth / 8))
  return (depth < 15 ? -27 : -23) + 7 * Math.max(0, waves) + (Math.abs(depth - 15) < 1.2 ? 9 : 0)
}

function smooth(share: number): number {
  const t = Math.min(1, Math.max(0, share))
  return t * t * (3 - 2 * t)
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share
}
