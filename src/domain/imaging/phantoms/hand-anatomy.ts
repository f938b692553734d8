import { createRandom } from '#domain/random.ts'
import { closedCurve, openCurve, type Point, type StrokePoint } from './raster.ts'

export const HAND_FILM_MM = { width: 224, height: 288 } as const

export interface Bone {
  readonly line: readonly StrokePoint[]
  /** Metacarpals and forearm; phalanges are thinner. */
  readonly isLarge: boolean
}

/** The outlines of one drawn hand, palm down, fingers up, in mm; the thumb on the left. */
export interface HandAnatomy {
  readonly palm: readonly Point[]
  readonly fingers: readonly (readonly StrokePoint[])[]
  readonly bones: readonly Bone[]
  readonly carpals: readonly (readonly Point[])[]
  /** Its two ends, middle of the joint surfaces. */
  readonly thirdMetacarpal: readonly [base: Point, head: Point]
}

interface Ray {
  /** Where its metacarpal begins at the wrist. */
  readonly base: Point
  /** Degrees from straight up, to the right above zero. */
  readonly turn: number
  /** Lengths of its bones from the wrist to the tip, mm. */
  readonly lengths: readonly number[]
  readonly breadth: number
}

/** Lengths as in a grown hand (after Schaefer, Black, Scheuer: Juvenile Osteology, adult means), rounded. */
const RAYS: readonly Ray[] = [
  { base: { x: 82, y: 199 }, turn: -34, lengths: [45, 31, 22], breadth: 1.12 },
  { base: { x: 95, y: 186 }, turn: -11, lengths: [66, 40, 23, 17], breadth: 1.02 },
  { base: { x: 108, y: 184 }, turn: -1, lengths: [63, 45, 28, 18], breadth: 1.05 },
  { base: { x: 120, y: 186 }, turn: 8, lengths: [57, 42, 27, 18], breadth: 0.98 },
  { base: { x: 131, y: 190 }, turn: 19, lengths: [53, 33, 19, 16], breadth: 0.86 },
]
const THIRD = 2
/** Cartilage between two bones. */
const JOINT_MM = 2.2

/** One hand: its size and how far the fingers are spread vary. */
export function handAnatomy(seed: number): HandAnatomy {
  const random = createRandom(seed, 'hand anatomy')
  const scale = random.between(0.9, 1.06)
  const spread = random.between(0.85, 1.1)
  const rays = RAYS.map((ray) => ({
    ...ray,
    turn: ray.turn * spread,
    lengths: ray.lengths.map((mm) => mm * scale),
  }))
  const joints = rays.map(jointsOf)
  const bones = rays.flatMap((ray, r) =>
    joints[r]!.map(([from, to], b) => ({ line: longBone(from, to, thickness(ray, b)), isLarge: b === 0 })),
  )
  const [base, head] = joints[THIRD]![0]!
  return {
    palm: palmOf(joints),
    fingers: rays.map((ray, r) => fleshOf(ray, joints[r]!)),
    bones: [...bones, ...forearm()],
    carpals: carpals(),
    thirdMetacarpal: [base, head],
  }
}

/** Both ends of each bone of a ray. */
function jointsOf({ base, turn, lengths }: Ray): (readonly [Point, Point])[] {
  const angle = (turn * Math.PI) / 180
  const [dx, dy] = [Math.sin(angle), -Math.cos(angle)]
  let at = base
  return lengths.map((mm) => {
    const to = { x: at.x + mm * dx, y: at.y + mm * dy }
    const bone = [at, to] as const
    at = { x: to.x + JOINT_MM * dx, y: to.y + JOINT_MM * dy }
    return bone
  })
}

/** Half the breadth of the shaft, mm. */
function thickness({ breadth }: Ray, index: number): number {
  return breadth * ([4.1, 3.9, 3.1, 2.3][index] ?? 2.3)
}

/** Narrow in the middle, broad at both ends. */
function longBone(from: Point, to: Point, shaft: number): StrokePoint[] {
  const shares = [0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97]
  const breadths = [1.35, 1.5, 1.02, 0.92, 1, 1.35, 1.2]
  // The round ends of a stroke reach past its last points by their breadth; the ends of the bone are where it is said.
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const inset = (shaft * 1.25) / length
  return openCurve(
    shares.map((share, i) => {
      const s = inset + share * (1 - 2 * inset)
      return { x: from.x + s * (to.x - from.x), y: from.y + s * (to.y - from.y), r: shaft * breadths[i]! }
    }),
  )
}

function fleshOf({ breadth }: Ray, bones: readonly (readonly [Point, Point])[]): StrokePoint[] {
  const points = [bones[0]![0], ...bones.map(([, to]) => to)]
  const last = points.length - 1
  return openCurve(
    points.map(({ x, y }, i) => ({ x, y, r: breadth * (i === 0 ? 13 : i === last ? 7.4 : 11.5 - 1.3 * i) })),
  )
}

/** Around the metacarpals, the wrist and what of the forearm is on the film. */
function palmOf(joints: readonly (readonly (readonly [Point, Point])[])[]): Point[] {
  const head = (ray: number): Point => joints[ray]![0]![1]
  const outline: Point[] = [
    { x: 80, y: 300 },
    { x: 80, y: 250 },
    { x: 74, y: 218 },
    { x: 66, y: 196 },
    { x: head(1).x - 13, y: head(1).y + 22 },
    { x: head(1).x - 8, y: head(1).y - 6 },
    { x: head(2).x, y: head(2).y - 10 },
    { x: head(3).x, y: head(3).y - 9 },
    { x: head(4).x + 9, y: head(4).y - 2 },
    { x: head(4).x + 8, y: head(4).y + 24 },
    { x: 146, y: 196 },
    { x: 140, y: 222 },
    { x: 137, y: 250 },
    { x: 137, y: 300 },
  ]
  return closedCurve(outline)
}

function forearm(): Bone[] {
  const bone = (points: readonly (readonly [number, number, number])[]): Bone => ({
    line: openCurve(points.map(([x, y, r]) => ({ x, y, r }))),
    isLarge: true,
  })
  return [
    bone([
      [96, 330, 7],
      [95, 280, 7],
      [95, 250, 9.5],
      [97, 234, 14],
    ]),
    bone([
      [126, 330, 5],
      [126, 280, 5],
      [126, 255, 6],
      [125, 238, 8],
    ]),
  ]
}

/** Two rows of four, as they lie. */
function carpals(): Point[][] {
  const oval = (x: number, y: number, rx: number, ry: number, turn: number): Point[] => {
    const [c, s] = [Math.cos(turn), Math.sin(turn)]
    return closedCurve(
      [0, 1, 2, 3, 4, 5].map((k) => {
        const t = (k * Math.PI) / 3
        const [u, v] = [rx * Math.cos(t), ry * Math.sin(t)]
        return { x: x + u * c - v * s, y: y + u * s + v * c }
      }),
    )
  }
  return [
    oval(90, 213, 6, 11, 0.6),
    oval(105, 214, 8, 7, 0),
    oval(119, 214, 7, 7.5, 0),
    oval(128, 211, 4.5, 5, 0),
    oval(87, 200, 6, 6.5, 0.2),
    oval(96, 198, 5, 5.5, 0),
    oval(108, 198, 6.5, 9.5, 0),
    oval(122, 200, 7.5, 8, 0.3),
  ]
}
