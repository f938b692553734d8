import { createRandom, type Random } from '#domain/random.ts'
import type { Vector3 } from '../image.ts'

/** An ellipsoid, axes along the patient's (LPS, mm); value in HU. Later ones lie over earlier ones. */
export interface Ellipsoid {
  readonly centre: Vector3
  readonly radii: Vector3
  readonly value: number
}

/** Hounsfield units. */
export const AIR = -1000
const HU = {
  ...{ lung: -865, fat: -98, muscle: 52, blood: 44, liver: 58, spleen: 50, stomach: 20, vessel: 42 },
  ...{ cortex: 620, marrow: 190, cartilage: 110, cord: 30, table: -160 },
} as const

const ellipsoid = (centre: Vector3, radii: Vector3, value: number): Ellipsoid => ({ centre, radii, value })
const ball = (centre: Vector3, r: number, value: number): Ellipsoid => ellipsoid(centre, [r, r, r], value)

/** A chest of one person from the apices to the upper abdomen, on a table; LPS, the carina near z = 30. */
export function ctAnatomy(seed: number): Ellipsoid[] {
  const random = createRandom(seed, 'ct anatomy')
  const breadth = random.between(0.96, 1.04)
  return [
    ellipsoid([0, 196, 0], [260, 74, 1e4], HU.table),
    ellipsoid([0, 202, 0], [260, 74, 1e4], AIR),
    ...wall(breadth),
    ...lungs(breadth),
    ...mediastinum(),
    ...vesselTrees(random, breadth),
    ...abdomen(breadth),
    ...bones(breadth),
  ]
}

function wall(breadth: number): Ellipsoid[] {
  return [
    ellipsoid([0, 0, 0], [158 * breadth, 112, 1e4], HU.fat),
    ellipsoid([0, 4, 0], [148 * breadth, 103, 1e4], HU.muscle),
    ellipsoid([0, 4, 0], [141 * breadth, 97, 1e4], HU.fat),
    ellipsoid([0, 5, 0], [136 * breadth, 94, 1e4], HU.muscle),
  ]
}

function lungs(breadth: number): Ellipsoid[] {
  return [-1, 1].flatMap((side) => [
    ellipsoid([side * 76 * breadth, 14, -10], [53 * breadth, 78, 150], HU.lung),
    ellipsoid([side * 62 * breadth, -22, -20], [46 * breadth, 60, 128], HU.lung),
    ellipsoid([side * 58 * breadth, 42, -20], [44 * breadth, 44, 140], HU.lung),
  ])
}

function mediastinum(): Ellipsoid[] {
  const wallOf = (inner: Ellipsoid): Ellipsoid[] => [
    { ...inner, radii: inner.radii.map((r) => r + 1.6) as unknown as Vector3, value: HU.muscle },
    inner,
  ]
  return [
    ellipsoid([0, -14, 0], [26, 66, 180], HU.fat),
    ellipsoid([0, 22, 20], [24, 34, 170], HU.fat),
    ellipsoid([16, -26, -48], [60, 50, 50], HU.muscle),
    ellipsoid([22, -24, -50], [46, 37, 38], HU.blood),
    // Ascending and descending aorta, arch, pulmonary trunk and arteries, superior vena cava, oesophagus.
    ellipsoid([-8, -28, 26], [15, 15, 44], HU.blood),
    ...tube([-6, -26, 62], [20, 40, 62], 12, HU.blood),
    ellipsoid([24, 50, -70], [12, 12, 134], HU.blood),
    ellipsoid([10, -30, 6], [14, 13, 26], HU.blood),
    ...tube([8, -14, 14], [-38, 4, 8], 9, HU.blood),
    ...tube([10, -14, 18], [44, 10, 14], 9, HU.blood),
    ellipsoid([-28, -20, 60], [9, 10, 70], HU.blood),
    ellipsoid([6, 38, 30], [6, 5, 160], HU.muscle),
    ...wallOf(ellipsoid([0, 8, 110], [8, 9, 76], AIR)),
    ...tube([-2, 10, 36], [-40, 14, 12], 7, HU.muscle),
    ...tube([2, 10, 36], [46, 16, 4], 6.4, HU.muscle),
    ...tube([0, 9, 38], [-42, 14, 11], 5.4, AIR),
    ...tube([0, 9, 38], [48, 16, 3], 4.8, AIR),
  ]
}

/** The beams of a line, ball by ball. */
function tube(from: Vector3, to: Vector3, r: number, value: number): Ellipsoid[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2])
  const count = Math.max(2, Math.ceil((1.4 * length) / r))
  return Array.from({ length: count + 1 }, (_, i) => {
    const at = (k: 0 | 1 | 2): number => from[k] + ((to[k] - from[k]) * i) / count
    return ball([at(0), at(1), at(2)], r, value)
  })
}

function vesselTrees(random: Random, breadth: number): Ellipsoid[] {
  const balls: Ellipsoid[] = []
  const grow = (from: Vector3, way: Vector3, r: number, length: number, depth: number): void => {
    const to: Vector3 = [from[0] + way[0] * length, from[1] + way[1] * length, from[2] + way[2] * length]
    if (depth > 0 && !isInLung(to, breadth)) return
    balls.push(...tube(from, to, r, HU.vessel))
    if (depth >= 5 || r < 0.85) return
    for (let fork = 0; fork < (depth < 2 ? 3 : 2); fork++) {
      const turned = way.map((w) => w + random.between(-0.75, 0.75)) as unknown as Vector3
      const size = Math.hypot(...turned) || 1
      const next = turned.map((w) => w / size) as unknown as Vector3
      grow(to, next, r * random.between(0.64, 0.8), length * random.between(0.6, 0.85), depth + 1)
    }
  }
  for (const side of [-1, 1])
    for (let i = 0; i < 18; i++) {
      const turn = (i / 18) * 2 * Math.PI + random.between(-0.2, 0.2)
      const lift = random.between(-0.9, 0.9)
      const size = Math.hypot(1, lift)
      const way: Vector3 = [
        (side * 0.9 * Math.abs(Math.cos(turn / 2)) + 0.1 * side) / size,
        Math.sin(turn) / size,
        lift / size,
      ]
      grow([side * 36, 6, 8 + 14 * lift], way, random.between(3, 4.4), random.between(22, 30), 0)
    }
  return balls
}

function isInLung([x, y, z]: Vector3, breadth: number): boolean {
  const side = Math.sign(x)
  const within =
    ((x - side * 74 * breadth) / (56 * breadth)) ** 2 + ((y - 8) / 82) ** 2 + ((z + 10) / 140) ** 2
  return within < 0.93
}

function abdomen(breadth: number): Ellipsoid[] {
  const dome = (side: number, top: number, value: number): Ellipsoid[] => [
    ellipsoid([side * 72 * breadth, 4, top - 92], [64 * breadth, 92, 92], HU.muscle),
    ellipsoid([side * 72 * breadth, 4, top - 94], [62 * breadth, 89, 90], value),
  ]
  return [
    ...dome(-1, -72, HU.liver),
    ...dome(1, -84, HU.fat),
    ellipsoid([-30, -20, -150], [70, 66, 62], HU.liver),
    ellipsoid([92 * breadth, 44, -140], [30, 36, 44], HU.spleen),
    ellipsoid([56, -22, -138], [38, 46, 40], HU.stomach),
    ellipsoid([56, -44, -132], [28, 20, 28], AIR),
  ]
}

function bones(breadth: number): Ellipsoid[] {
  const vertebrae = Array.from({ length: 13 }, (_, i) => -150 + 25 * i).flatMap((z) => [
    ellipsoid([0, 70, z], [20, 16, 13], HU.cortex),
    ellipsoid([0, 70, z], [18, 14, 11.5], HU.marrow),
    ...[-1, 1].flatMap((side) => tube([side * 12, 86, z], [side * 30, 92, z + 3], 4, HU.cortex)),
    ellipsoid([0, 104, z - 6], [4, 12, 10], HU.cortex),
  ])
  return [
    ...vertebrae,
    ellipsoid([0, 90, 0], [9, 8, 1e4], HU.fat),
    ellipsoid([0, 90, 0], [6, 5, 1e4], HU.cord),
    ellipsoid([0, -90, 30], [19, 6, 74], HU.cortex),
    ellipsoid([0, -90, 30], [17, 4, 72], HU.marrow),
    ...[-1, 1].flatMap((side) => [...ribsOf(side, breadth), ...scapulaOf(side, breadth)]),
  ]
}

/** Eleven ribs a side, each falling from the spine forwards; their front thirds are cartilage. */
function ribsOf(side: number, breadth: number): Ellipsoid[] {
  const shell: Ellipsoid[] = []
  const core: Ellipsoid[] = []
  for (let rib = 0; rib < 11; rib++) {
    const size = Math.min(1, 0.7 + 0.11 * rib)
    for (let i = 0; i <= 46; i++) {
      const turn = 1.32 - (2.55 * i) / 46
      const centre: Vector3 = [
        side * 138 * breadth * size * Math.cos(turn),
        4 + 94 * size * Math.sin(turn),
        150 - 25 * rib - 46 * (i / 46) + 6 * Math.sin((Math.PI * i) / 46),
      ]
      const isCartilage = i > 36
      shell.push(ball(centre, 5.4, isCartilage ? HU.cartilage : HU.cortex))
      if (!isCartilage) core.push(ball(centre, 3.4, HU.marrow))
    }
  }
  return [...shell, ...core]
}

function scapulaOf(side: number, breadth: number): Ellipsoid[] {
  const plate: Ellipsoid[] = []
  for (let i = 0; i <= 12; i++)
    for (let k = 0; k <= 14; k++) {
      const share = (i / 12) * (1 - k / 18)
      plate.push(
        ball([side * breadth * (66 + 44 * share), 91 - 27 * share, 132 - 8 * k], 3.4, HU.cortex - 160),
      )
    }
  return plate
}
