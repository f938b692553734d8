/** Part of a picture in whole pixels; right and bottom not included. */
export interface PixelBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What each output sample takes from its axis: `weights` from `start` on, one after another. */
interface Taps {
  readonly start: Int32Array
  readonly weights: readonly Float64Array[]
}

/** One channel of a picture: its sample of row r and column c is `data[offset + step * (r * columns + c)]`. */
export interface Plane {
  readonly data: ArrayLike<number>
  readonly offset: number
  readonly step: number
  readonly columns: number
}

/**
 * Part of one plane at another size, each axis for itself: average over the area that an output pixel covers where the
 * axis shrinks, straight line between pixel centres where it grows, the last pixel repeated beyond the edge.
 * @returns row-major, width × height
 */
export function resample(
  { data, offset, step, columns }: Plane,
  box: PixelBox,
  width: number,
  height: number,
): Float32Array {
  const across = tapsOf(box.right - box.left, width)
  const down = tapsOf(box.bottom - box.top, height)
  const rows = box.bottom - box.top
  const narrow = new Float32Array(width * rows)
  for (let row = 0; row < rows; row++) {
    const from = offset + step * ((box.top + row) * columns + box.left)
    for (let i = 0; i < width; i++) {
      const weights = across.weights[i]!
      const first = from + step * across.start[i]!
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[first + k * step]!
      narrow[row * width + i] = sum
    }
  }
  const out = new Float32Array(width * height)
  const sums = new Float64Array(width)
  for (let j = 0; j < height; j++) {
    sums.fill(0)
    const weights = down.weights[j]!
    for (let k = 0; k < weights.length; k++) {
      const from = (down.start[j]! + k) * width
      const weight = weights[k]!
      for (let i = 0; i < width; i++) sums[i] = sums[i]! + weight * narrow[from + i]!
    }
    out.set(sums, j * width)
  }
  return out
}

function tapsOf(size: number, outSize: number): Taps {
  const start = new Int32Array(outSize)
  const weights: Float64Array[] = []
  const scale = size / outSize
  for (let i = 0; i < outSize; i++) {
    const [first, each] = scale > 1 ? covered(i * scale, (i + 1) * scale, size) : between(i, scale, size)
    start[i] = first
    weights.push(each)
  }
  return { start, weights }
}

/** Shares of the pixels that lie under the stretch from … to. */
function covered(from: number, to: number, size: number): readonly [number, Float64Array] {
  const first = Math.floor(from)
  // The last stretch ends a rounding error behind the last pixel.
  const end = Math.min(size, Math.ceil(to - 1e-9))
  const shares = Float64Array.from(
    { length: end - first },
    (_, k) => (Math.min(to, first + k + 1) - Math.max(from, first + k)) / (to - from),
  )
  return [first, shares]
}

function between(i: number, scale: number, size: number): readonly [number, Float64Array] {
  const centre = Math.min(size - 1, Math.max(0, (i + 0.5) * scale - 0.5))
  const first = Math.floor(centre)
  if (first + 1 >= size) return [first, Float64Array.of(1)]
  return [first, Float64Array.of(first + 1 - centre, centre - first)]
}
