import type { Disc, GreyPhoto } from './photo.ts'

/** Of the disc at least this share must be bright, and of what is bright this share must lie in it. */
const FILLED_LEAST = 0.8
/** A disc smaller than this, against the shorter side, is a lamp. */
const RADIUS_LEAST = 0.12

/**
 * The round field of an eye lens or an adapter: what is brighter than the dark around it, as a circle of the same middle
 * and area. @returns in pixels of the grey photograph; null where nothing round stands out.
 */
export function fundusDisc(photo: GreyPhoto): Disc | null {
  const { width, height, values } = photo
  const limit = twoClasses(values)
  let [count, sumX, sumY] = [0, 0, 0]
  for (let at = 0; at < values.length; at++) {
    if (values[at]! <= limit) continue
    count++
    sumX += at % width
    sumY += Math.floor(at / width)
  }
  // Dark stands in the corners: else a wall or a face fills the photograph.
  if (count === 0 || brightCorners(photo, limit) > 1) return null
  const disc = { x: sumX / count + 0.5, y: sumY / count + 0.5, radius: Math.sqrt(count / Math.PI) }
  if (disc.radius < RADIUS_LEAST * Math.min(width, height)) return null
  let inside = 0
  for (let at = 0; at < values.length; at++) {
    const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5]
    if (values[at]! > limit && Math.hypot(x - disc.x, y - disc.y) <= disc.radius) inside++
  }
  return inside / count >= FILLED_LEAST && inside / (Math.PI * disc.radius ** 2) >= FILLED_LEAST ? disc : null
}

/** In how many of the four corners most is bright. */
function brightCorners({ width, height, values }: GreyPhoto, limit: number): number {
  const side = Math.max(1, Math.floor(0.06 * Math.min(width, height)))
  const corners = [
    [0, 0],
    [width - side, 0],
    [0, height - side],
    [width - side, height - side],
  ] as const
  return corners.filter(([left, top]) => {
    let bright = 0
    for (let i = 0; i < side * side; i++) {
      if (values[(top + Math.floor(i / side)) * width + left + (i % side)]! > limit) bright++
    }
    return bright > (side * side) / 2
  }).length
}

/** Half of what best parts dark from bright (Otsu 1979): the rim of a fundus is much darker than its middle. */
function twoClasses(values: Float32Array): number {
  const counts = new Float64Array(256)
  for (const value of values) counts[Math.min(255, Math.max(0, Math.floor(value)))]!++
  const sum = counts.reduce((whole, count, value) => whole + count * value, 0)
  let [below, sumBelow, best, limit] = [0, 0, 0, 0]
  for (let value = 0; value < 255; value++) {
    below += counts[value]!
    sumBelow += counts[value]! * value
    const above = values.length - below
    if (below === 0 || above === 0) continue
    const apart = below * above * (sumBelow / below - (sum - sumBelow) / above) ** 2
    if (apart > best) [best, limit] = [apart, value]
  }
  return limit / 2
}
