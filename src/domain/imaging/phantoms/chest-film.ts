import { createRandom } from '#domain/random.ts'
import { bone } from './bone.ts'
import { type ChestAnatomy, CHEST_FILM_MM, chestAnatomy, extentOf } from './chest-anatomy.ts'
import type { DrawnPhantom, PhantomOptions, TrueMeasure } from './drawn.ts'
import { digitised } from './film-tone.ts'
import { hills } from './grain.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import { blur, createRaster, doubled, fillOutline, type Point, type Raster, stroke } from './raster.ts'

/** 12-bit; the smaller one is for tests. */
const FILM_COLUMNS = { full: 2048, small: 256 } as const

/**
 * A frontal chest film: brightness is what lies in the beam, added up (soft tissue, air, bone), with the film's grain.
 * Drawn at half of its resolution, then doubled: the blur of a focal spot.
 * The truth: widths of heart and chest at the detector, and their ratio.
 */
export function drawChestFilm(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const random = createRandom(seed, 'chest film')
  const heartShare = random.between(0.42, 0.58)
  const anatomy = chestAnatomy(seed, heartShare)
  const columns = FILM_COLUMNS[size]
  const imagerMm = CHEST_FILM_MM.width / columns
  const film = doubled(exposed(anatomy, seed, columns / 2))
  writeWords(film, 'R', { x: 22, y: 40, height: 13, amount: 0.6 })
  writeWords(film, PRACTICE, { x: 22, y: 400, height: 11, amount: 0.5 })
  const isInverse = seed % 2 === 0
  return {
    name: 'chest-film',
    description: 'Chest PA, practice 胸部正位(练习)',
    ...practicePerson(seed, 'chest film'),
    series: [
      {
        modality: 'DX',
        description: 'Chest PA',
        bodyPart: 'CHEST',
        laterality: '',
        view: 'PA',
        images: [
          {
            rows: film.height,
            columns: film.width,
            samplesPerPixel: 1,
            bitsStored: 12,
            isSigned: false,
            photometric: isInverse ? 'MONOCHROME1' : 'MONOCHROME2',
            pixels: digitised(film, seed, isInverse),
            frames: 1,
            imagerMm,
            windows: [{ centre: 2048, width: 4096, explanation: 'STANDARD' }],
          },
        ],
      },
    ],
    truth: {
      measures: widths(anatomy, imagerMm),
      spheres: [],
      facts: { cardiothoracicRatio: heartShare, isMonochrome1: isInverse },
    },
  }
}

/** Brightness of the film, 0 black to 1 white, of `columns` pixels across. */
function exposed(anatomy: ChestAnatomy, seed: number, columns: number): Raster {
  const scale = columns / CHEST_FILM_MM.width
  const film = createRaster(CHEST_FILM_MM.width, CHEST_FILM_MM.height, scale)
  const add = (outlines: readonly (readonly Point[])[], amount: number, sigma: number): Raster => {
    const layer = createRaster(CHEST_FILM_MM.width, CHEST_FILM_MM.height, scale)
    for (const outline of outlines) fillOutline(layer, outline, amount)
    blur(layer, sigma)
    return layer
  }
  const body = add([anatomy.body], 0.66, 9)
  const edge = add([anatomy.body], 1, 0.7)
  const lungs = [anatomy.rightLung, anatomy.leftLung]
  const air = add(lungs, 0.42, 0.55)
  const depth = add(lungs, 1, 13)
  const heart = add([anatomy.heart], 1, 0.9)
  const bulk = add([anatomy.heart], 0.16, 14)
  const between = add([anatomy.mediastinum], 0.27, 1.4)
  const spine = add(anatomy.vertebrae, 0.05, 0.6)
  const scapula = add(anatomy.scapulae, 0.045, 0.7)
  const bubble = add([anatomy.gastricBubble], -0.16, 2)
  const texture = hills(seed, 'chest tissue')
  for (let row = 0, i = 0; row < film.height; row++) {
    const y = row / scale
    for (let column = 0; column < film.width; column++, i++) {
      const x = column / scale
      const inLung = air.values[i]! * (0.45 + 0.62 * depth.values[i]!)
      const behindHeart = 1 - 0.86 * heart.values[i]!
      const soft = body.values[i]! * edge.values[i]! + 0.0002 * (y - 200) * edge.values[i]!
      const fine = inLung > 0.05 ? 0.012 * texture(x / 3.1, y / 3.1) + 0.008 * texture(y / 1.2, x / 1.2) : 0
      const clear = edge.values[i]! * 0.014 * texture(x / 26, y / 26)
      film.values[i] =
        soft -
        inLung * behindHeart * (1 - 0.55 * Math.min(1, between.values[i]! / 0.27)) +
        bulk.values[i]! * heart.values[i]! +
        0.32 * between.values[i]! * Math.min(1, Math.max(0, (318 - y) / 60)) +
        scapula.values[i]! +
        spine.values[i]! +
        bubble.values[i]! * edge.values[i]! +
        fine * behindHeart * (1 - 3 * Math.min(0.33, between.values[i]!)) +
        clear
    }
  }
  drawBones(film, anatomy)
  return film
}

function drawBones(film: Raster, anatomy: ChestAnatomy): void {
  const thick = bone(0.045, 0.07)
  for (const rib of anatomy.ribs)
    stroke(
      film,
      rib,
      (d, along) => thick(d) * Math.min(1, 12 * along, 2.6 * (1 - along)) * (1 - 0.35 * along),
    )
  const clavicleBone = bone(0.06, 0.07)
  for (const clavicle of anatomy.clavicles)
    stroke(film, clavicle, (d, along) => clavicleBone(d) * Math.min(1, 6 * (1 - along)))
  for (const airway of anatomy.airways)
    stroke(film, airway, (d, along) => -0.075 * Math.sqrt(1 - d * d) * Math.min(1, 5 * (1 - along)))
  for (const vessel of anatomy.vessels) {
    const amount = 0.034 * Math.min(2.2, vessel[0]!.r) ** 0.8
    stroke(film, vessel, (d, along) => amount * Math.sqrt(1 - d * d) * Math.min(1, 0.15 + 4 * along))
  }
}

function widths({ heart, rightLung, leftLung }: ChestAnatomy, imagerMm: number): TrueMeasure[] {
  const [h, c] = [extentOf(heart), extentOf([...rightLung, ...leftLung])]
  const level = (outline: readonly Point[], x: number): number =>
    outline.reduce((best, p) => (Math.abs(p.x - x) < Math.abs(best.x - x) ? p : best)).y
  const at = [0, 0, 0] as const
  const point = (x: number, y: number): Point => ({ x: x / imagerMm, y: y / imagerMm })
  const heartLine = [point(h.left, level(heart, h.left)), point(h.right, level(heart, h.right))] as const
  const chestY = level(leftLung, c.right)
  const chestLine = [point(c.left, chestY), point(c.right, chestY)] as const
  const ratio = (h.right - h.left) / (c.right - c.left)
  const length = (what: string, points: readonly [Point, Point], value: number): TrueMeasure => ({
    ...{ what, at, unit: 'mm', value, tolerance: 4 },
    shape: { tool: 'length', points: [points[0], { x: points[1].x, y: points[0].y }] },
  })
  return [
    length('heart width at the detector', heartLine, h.right - h.left),
    length('chest width at the detector', chestLine, c.right - c.left),
    {
      ...{ what: 'cardiothoracic ratio', at, value: ratio, unit: '1', tolerance: 0.02 },
      shape: { tool: 'cardiothoracic', points: [...heartLine, ...chestLine] },
    },
  ]
}
