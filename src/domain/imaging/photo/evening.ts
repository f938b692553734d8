import { projectionOf } from './homography.ts'
import type { GreyPhoto, Quad } from './photo.ts'

/** How far outside the sheet its light box is looked at, in shares of the sheet. */
const OUTSIDE = 0.04
const SAMPLES_A_SIDE = 24
/** Darker surroundings are no light box. */
const BOX_LEAST = 110
/** Light is evened by no more than this, up or down. */
const GAIN_MOST = 1.6

/**
 * How bright each place of a film would be on an even light box, from the light that the box shows around the film
 * (brightness that rises evenly across and down, fitted to what lies just outside its four sides).
 * @returns the factor at a place of the sheet (0 … 1 across and down); null where no light box surrounds it
 */
export function boxLight(photo: GreyPhoto, quad: Quad): ((across: number, down: number) => number) | null {
  const project = projectionOf(quad)
  if (project === null) return null
  const seen: { readonly across: number; readonly down: number; readonly light: number }[] = []
  for (let i = 0; i < SAMPLES_A_SIDE; i++) {
    const along = (i + 0.5) / SAMPLES_A_SIDE
    for (const [across, down] of [
      [along, -OUTSIDE],
      [along, 1 + OUTSIDE],
      [-OUTSIDE, along],
      [1 + OUTSIDE, along],
    ] as const) {
      const { x, y } = project(across, down)
      const [column, row] = [Math.floor(x), Math.floor(y)]
      if (column < 0 || row < 0 || column >= photo.width || row >= photo.height) continue
      seen.push({ across, down, light: photo.values[row * photo.width + column]! })
    }
  }
  const bright = seen.filter(({ light }) => light >= BOX_LEAST)
  // The box must show on all sides: three quarters of what was looked at.
  if (bright.length < 3 * SAMPLES_A_SIDE) return null
  const [base, byAcross, byDown] = planeThrough(bright)
  const middle = base + byAcross / 2 + byDown / 2
  return (across, down) => {
    const light = base + byAcross * across + byDown * down
    return Math.min(GAIN_MOST, Math.max(1 / GAIN_MOST, middle / Math.max(1, light)))
  }
}

/** Least squares: light = base + a · across + b · down (normal equations, Cramer). */
function planeThrough(
  seen: readonly { readonly across: number; readonly down: number; readonly light: number }[],
): readonly [number, number, number] {
  const mean = (of: (one: (typeof seen)[number]) => number): number =>
    seen.reduce((sum, one) => sum + of(one), 0) / seen.length
  const [u, v, w] = [mean(({ across }) => across), mean(({ down }) => down), mean(({ light }) => light)]
  const uu = mean(({ across }) => (across - u) ** 2)
  const vv = mean(({ down }) => (down - v) ** 2)
  const uv = mean(({ across, down }) => (across - u) * (down - v))
  const uw = mean(({ across, light }) => (across - u) * (light - w))
  const vw = mean(({ down, light }) => (down - v) * (light - w))
  const size = uu * vv - uv * uv
  if (!(size > 1e-9)) return [w, 0, 0]
  const [a, b] = [(uw * vv - vw * uv) / size, (vw * uu - uw * uv) / size]
  return [w - a * u - b * v, a, b]
}
