import { closedCurve, type Point } from './raster.ts'

/** What lies about the spine on a film of it, in mm from the upper left corner. */
export const SPINE_FILM_MM = { width: 300, height: 620 } as const
const MID = SPINE_FILM_MM.width / 2

const mirrored = (points: readonly (readonly [number, number])[]): Point[][] =>
  [-1, 1].map((sign) => closedCurve(points.map(([x, y]) => ({ x: MID + sign * x, y }))))

export function torsoOutline(): Point[] {
  const right: readonly (readonly [number, number])[] = [
    [40, -30],
    [42, 20],
    [66, 38],
    [122, 52],
    [146, 90],
    [130, 170],
    [118, 250],
    [106, 340],
    [104, 400],
    [122, 480],
    [132, 560],
    [130, 680],
  ]
  const outline = right.map(([x, y]) => ({ x: MID - x, y }))
  return closedCurve([...outline, ...right.map(([x, y]) => ({ x: MID + x, y })).reverse()], 8)
}

export function lungOutlines(): Point[][] {
  return mirrored([
    [14, 92],
    [38, 62],
    [64, 82],
    [86, 130],
    [98, 200],
    [101, 262],
    [80, 246],
    [48, 242],
    [20, 254],
    [16, 170],
  ])
}

export function heartOutline(): Point[] {
  return closedCurve([
    { x: MID - 28, y: 200 },
    { x: MID - 14, y: 150 },
    { x: MID + 24, y: 148 },
    { x: MID + 52, y: 200 },
    { x: MID + 70, y: 240 },
    { x: MID + 20, y: 262 },
    { x: MID - 24, y: 252 },
  ])
}

export function pelvisOutlines(): Point[][] {
  const wings = mirrored([
    [30, 512],
    [58, 484],
    [96, 478],
    [122, 500],
    [126, 536],
    [104, 572],
    [82, 606],
    [66, 612],
    [60, 580],
    [40, 556],
  ])
  const sacrum = closedCurve(
    [-24, 0, 24, 30, 20, 8, 0, -8, -20, -30].map((x, i) => ({
      x: MID + x,
      y: [500, 497, 500, 522, 560, 598, 604, 598, 560, 522][i]!,
    })),
  )
  return [...wings, sacrum]
}
