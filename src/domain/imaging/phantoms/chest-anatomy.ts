import { createRandom, type Random } from '#domain/random.ts'
import { closedCurve, openCurve, type Point, type StrokePoint } from './raster.ts'

/** The outlines of one drawn chest, frontal, in mm on a film of 350 × 427; the patient's right is on the left. */
export interface ChestAnatomy {
  readonly body: readonly Point[]
  readonly rightLung: readonly Point[]
  readonly leftLung: readonly Point[]
  readonly heart: readonly Point[]
  readonly mediastinum: readonly Point[]
  readonly gastricBubble: readonly Point[]
  readonly ribs: readonly (readonly StrokePoint[])[]
  readonly clavicles: readonly (readonly StrokePoint[])[]
  readonly scapulae: readonly (readonly Point[])[]
  readonly airways: readonly (readonly StrokePoint[])[]
  readonly vessels: readonly (readonly StrokePoint[])[]
  readonly vertebrae: readonly (readonly Point[])[]
}

export const CHEST_FILM_MM = { width: 350, height: 427 } as const
/** The midline of the film. */
const MID = 175

const curve = (points: readonly (readonly [number, number])[]): Point[] =>
  closedCurve(points.map(([x, y]) => ({ x, y })))

/**
 * Draws the anatomy of one person: the chest's breadth, the heart's share of it, and the height of the diaphragm vary.
 * @param heartShare heart width over chest width that the drawing shall have
 */
export function chestAnatomy(seed: number, heartShare: number): ChestAnatomy {
  const random = createRandom(seed, 'chest anatomy')
  const breadth = random.between(0.96, 1.04)
  const low = random.between(-8, 8)
  const side = (sign: number, x: number): number => MID + sign * x * breadth
  const lungs = lungOutlines(side, low)
  const chest = extentOf([...lungs.right, ...lungs.left])
  return {
    body: bodyOutline(side),
    rightLung: lungs.right,
    leftLung: lungs.left,
    heart: heartOutline(heartShare * (chest.right - chest.left), low, random),
    mediastinum: curve([
      [MID - 13, 20],
      [MID - 17, 95],
      [MID - 23, 150],
      [MID - 22, 230],
      [MID - 20, 330],
      [MID + 26, 330],
      [MID + 34, 200],
      [MID + 31, 152],
      [MID + 41, 134],
      [MID + 38, 118],
      [MID + 24, 104],
      [MID + 14, 20],
    ]),
    gastricBubble: curve([
      [side(1, 62), 322 + low],
      [side(1, 88), 316 + low],
      [side(1, 110), 326 + low],
      [side(1, 92), 340 + low],
      [side(1, 66), 338 + low],
    ]),
    ribs: ribs(side),
    clavicles: [-1, 1].map((sign) =>
      openCurve([
        { x: side(sign, 14), y: 86, r: 8.5 },
        { x: side(sign, 45), y: 77, r: 6 },
        { x: side(sign, 85), y: 56, r: 5.5 },
        { x: side(sign, 130), y: 42, r: 7 },
      ]),
    ),
    scapulae: [-1, 1].map((sign) =>
      curve([
        [side(sign, 104), 78],
        [side(sign, 118), 64],
        [side(sign, 148), 66],
        [side(sign, 158), 78],
        [side(sign, 149), 104],
        [side(sign, 140), 140],
        [side(sign, 132), 176],
        [side(sign, 125), 184],
        [side(sign, 119), 170],
        [side(sign, 110), 120],
      ]),
    ),
    airways: airways(),
    vessels: [-1, 1].flatMap((sign) => vesselTree(sign, lungs, random)),
    vertebrae: vertebrae(),
  }
}

function bodyOutline(side: (sign: number, x: number) => number): Point[] {
  const right: readonly (readonly [number, number])[] = [
    [52, -20],
    [54, 14],
    [72, 30],
    [120, 40],
    [162, 62],
    [190, 110],
    [176, 190],
    [158, 250],
    [152, 330],
    [158, 450],
  ]
  const outline = right.map(([x, y]) => ({ x: side(-1, x), y }))
  return closedCurve([...outline, ...right.map(([x, y]) => ({ x: side(1, x), y })).reverse()], 8)
}

function lungOutlines(
  side: (sign: number, x: number) => number,
  low: number,
): { right: Point[]; left: Point[] } {
  const outer: readonly (readonly [number, number])[] = [
    [28, 62],
    [48, 46],
    [70, 58],
    [90, 88],
    [106, 130],
    [117, 180],
    [123, 230],
    [125, 280],
    [124, 318],
  ]
  const right = curve([
    ...outer.map(([x, y]) => [side(-1, x), y + (y > 200 ? low : 0)] as const),
    [side(-1, 113), 305 + low],
    [side(-1, 92), 287 + low],
    [side(-1, 66), 280 + low],
    [side(-1, 40), 287 + low],
    [side(-1, 22), 298 + low],
    [side(-1, 18), 240],
    [side(-1, 19), 170],
    [side(-1, 15), 110],
  ])
  const left = curve([
    ...outer.map(([x, y]) => [side(1, x), y + (y > 200 ? low + 6 : 0)] as const),
    [side(1, 114), 314 + low],
    [side(1, 94), 298 + low],
    [side(1, 68), 292 + low],
    [side(1, 42), 298 + low],
    [side(1, 24), 306 + low],
    [side(1, 20), 240],
    [side(1, 20), 170],
    [side(1, 15), 110],
  ])
  return { right, left }
}

/** @param widthMm from the right border to the left one, exactly */
function heartOutline(widthMm: number, low: number, random: Random): Point[] {
  const right = MID - widthMm * random.between(0.29, 0.33)
  const left = right + widthMm
  const shape = curve([
    [MID - 10, 168],
    [right + 3, 212],
    [right, 244],
    [right + 5, 278 + low / 2],
    [MID - 20, 302 + low],
    [MID + 30, 312 + low],
    [left - 16, 306 + low],
    [left, 281 + low],
    [left - 12, 246],
    [MID + 0.56 * (left - MID), 206],
    [MID + 42, 176],
    [MID + 24, 158],
  ])
  const is = extentOf(shape)
  const stretch = widthMm / (is.right - is.left)
  return shape.map(({ x, y }) => ({ x: right + (x - is.left) * stretch, y }))
}

export function extentOf(outline: readonly Point[]): { readonly left: number; readonly right: number } {
  const xs = outline.map(({ x }) => x)
  return { left: Math.min(...xs), right: Math.max(...xs) }
}

/** Each rib is one line: from the spine backwards and out, round the wall, and the upper ones forwards again. */
function ribs(side: (sign: number, x: number) => number): StrokePoint[][] {
  const wall = [56, 79, 96, 108, 116, 121, 124, 126, 126, 124]
  return [-1, 1].flatMap((sign) =>
    wall.map((reach, i) => {
      const y = 56 + 25.5 * i
      const drop = 12 + 3.4 * i
      const behind = [
        { x: side(sign, 16), y: y + 1, r: 5 },
        { x: side(sign, 26), y: y - 3, r: 6.3 },
        { x: side(sign, 0.5 * reach), y: y - 3 + 0.2 * drop, r: 6 },
        { x: side(sign, 0.82 * reach), y: y + 0.62 * drop, r: 6 },
        { x: side(sign, reach + 1), y: y + 1.5 * drop, r: 5.4 },
      ]
      const before = [
        { x: side(sign, reach + 3), y: y + 1.8 * drop + 4, r: 5 },
        { x: side(sign, 0.95 * reach), y: y + 2.1 * drop + 12, r: 5.8 },
        { x: side(sign, 0.74 * reach), y: y + 2.4 * drop + 24, r: 6.6 },
        { x: side(sign, 0.48 * reach), y: y + 2.4 * drop + 31, r: 7.6 },
      ]
      return openCurve(i < 7 ? [...behind, ...before] : [...behind, { ...before[0]!, r: 5 }])
    }),
  )
}

function airways(): StrokePoint[][] {
  const carina = { x: MID + 1, y: 146 }
  return [
    openCurve([
      { x: MID, y: -5, r: 8.5 },
      { x: MID + 1, y: 80, r: 9 },
      { ...carina, r: 9 },
    ]),
    openCurve([
      { ...carina, r: 7 },
      { x: MID - 24, y: 168, r: 6 },
      { x: MID - 42, y: 196, r: 4 },
    ]),
    openCurve([
      { ...carina, r: 7 },
      { x: MID + 26, y: 162, r: 5.5 },
      { x: MID + 50, y: 182, r: 4 },
    ]),
  ]
}

function vertebrae(): Point[][] {
  return Array.from({ length: 16 }, (_, i) => {
    const y = 14 + 25.4 * i
    const half = 15 + 0.35 * i
    return curve([
      [MID - half, y + 2],
      [MID, y + 1.2],
      [MID + half, y + 2],
      [MID + half - 1.6, y + 12],
      [MID + half, y + 22],
      [MID, y + 22.8],
      [MID - half, y + 22],
      [MID - half + 1.6, y + 12],
    ])
  })
}

/** Branches from the hilum outwards, each fork thinner; those that would leave the lung end. */
function vesselTree(
  sign: number,
  lungs: { readonly right: readonly Point[]; readonly left: readonly Point[] },
  random: Random,
): StrokePoint[][] {
  const lung = sign < 0 ? lungs.right : lungs.left
  const hilum = { x: MID + sign * 34, y: sign < 0 ? 182 : 172 }
  const strokes: StrokePoint[][] = []
  const grow = (from: Point, angle: number, r: number, length: number, depth: number): void => {
    const bend = random.between(-0.25, 0.25)
    const points: StrokePoint[] = [{ ...from, r }]
    let at = from
    for (let i = 1; i <= 4; i++) {
      const turn = angle + (bend * i) / 4
      at = { x: at.x + (Math.cos(turn) * length) / 4, y: at.y + (Math.sin(turn) * length) / 4 }
      points.push({ ...at, r: r * (1 - 0.1 * i) })
    }
    if (depth > 1 && !isInside(lung, at)) return
    strokes.push(openCurve(points, 3))
    if (depth >= 6 || r < 0.45) return
    const open = random.between(0.3, 0.6)
    for (const way of [-1, 1])
      grow(
        at,
        angle + bend + way * open,
        r * random.between(0.62, 0.78),
        length * random.between(0.7, 0.92),
        depth + 1,
      )
  }
  for (let i = 0; i < 7; i++) {
    const angle = -1.35 + (i * 2.75) / 6 + random.between(-0.1, 0.1)
    grow(hilum, sign < 0 ? Math.PI - angle : angle, random.between(3.4, 4.8), random.between(24, 32), 0)
  }
  return strokes
}

function isInside(outline: readonly Point[], { x, y }: Point): boolean {
  let inside = false
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const p = outline[i]!
    const q = outline[j]!
    if (p.y > y !== q.y > y && x < ((q.x - p.x) * (y - p.y)) / (q.y - p.y) + p.x) inside = !inside
  }
  return inside
}
