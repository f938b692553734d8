import { createRandom } from '#domain/random.ts'

const TABLE_SIZE = 1 << 16

/** A fast stream of normal numbers (mean 0, deviation 1) for millions of pixels: a table of them, read at random. */
export function grainSource(seed: number, purpose: string): () => number {
  const random = createRandom(seed, purpose)
  const table = new Float32Array(TABLE_SIZE)
  for (let i = 0; i < TABLE_SIZE; i++) table[i] = random.gaussian()
  let state = Math.floor(random.uniform() * 0xffffffff) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return table[state & (TABLE_SIZE - 1)]!
  }
}

/**
 * A smooth random surface of deviation about 1, whose hills are one unit wide; the same place has the same height.
 * Source: value noise (Perlin 1985) with a cubic fade.
 */
export function hills(seed: number, purpose: string): (x: number, y: number) => number {
  const random = createRandom(seed, purpose)
  const size = 64
  const heights = new Float32Array(size * size)
  for (let i = 0; i < heights.length; i++) heights[i] = 1.7 * random.gaussian()
  return (x, y) => {
    const xi = Math.floor(x)
    const yi = Math.floor(y)
    const u = fade(x - xi)
    const v = fade(y - yi)
    const x0 = xi & 63
    const x1 = (xi + 1) & 63
    const y0 = (yi & 63) * size
    const y1 = ((yi + 1) & 63) * size
    const top = heights[y0 + x0]! + u * (heights[y0 + x1]! - heights[y0 + x0]!)
    const bottom = heights[y1 + x0]! + u * (heights[y1 + x1]! - heights[y1 + x0]!)
    return top + v * (bottom - top)
  }
}

function fade(t: number): number {
  return t * t * (3 - 2 * t)
}
