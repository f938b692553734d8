import { createRandom } from '#domain/random.ts'
import { bone } from './bone.ts'
import type { DrawnPhantom, PhantomOptions } from './drawn.ts'
import { digitised } from './film-tone.ts'
import { type Bone, handAnatomy, HAND_FILM_MM, type HandAnatomy } from './hand-anatomy.ts'
import { hills } from './grain.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import { blur, createRaster, doubled, fillOutline, type Point, type Raster, stroke } from './raster.ts'

/** 12-bit; the smaller one is for tests. */
const FILM_COLUMNS = { full: 1280, small: 320 } as const
/** A steel ball beside the hand, as it lies on the cassette. */
export const BALL_MM = 25
const BALL = { x: 186, y: 236 } as const

/**
 * A hand from the back, on a film whose file says nothing of its scale: only a steel ball of 25 mm lies beside it.
 * The truth: the length of the third metacarpal, which a reader gets from the ball alone.
 */
export function drawHandFilm(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const random = createRandom(seed, 'hand film')
  const side = random.uniform() < 0.5 ? 'L' : 'R'
  const anatomy = handAnatomy(seed)
  const columns = FILM_COLUMNS[size]
  const pixels = (mm: number): number => (mm * columns) / HAND_FILM_MM.width
  const film = doubled(exposed(anatomy, seed, columns / 2))
  writeWords(film, side, { x: 14, y: 16, height: 13, amount: 0.6 })
  writeWords(film, PRACTICE, { x: 14, y: 270, height: 9, amount: 0.5 })
  const [base, head] = anatomy.thirdMetacarpal
  return {
    name: 'hand-film',
    description: 'Hand PA, practice 手部正位(练习)',
    ...practicePerson(seed, 'hand film'),
    series: [
      {
        modality: 'DX',
        description: 'Hand PA',
        bodyPart: 'HAND',
        laterality: side,
        view: 'PA',
        images: [
          {
            rows: film.height,
            columns: film.width,
            samplesPerPixel: 1,
            bitsStored: 12,
            isSigned: false,
            photometric: 'MONOCHROME2',
            pixels: digitised(film, seed, false),
            frames: 1,
            windows: [{ centre: 2048, width: 4096, explanation: 'STANDARD' }],
          },
        ],
      },
    ],
    truth: {
      measures: [
        {
          ...{ what: 'steel ball of known size', at: [0, 0, 0], value: BALL_MM, unit: 'mm', tolerance: 0.5 },
          shape: {
            tool: 'marker',
            points: [
              { x: pixels(BALL.x - BALL_MM / 2), y: pixels(BALL.y) },
              { x: pixels(BALL.x + BALL_MM / 2), y: pixels(BALL.y) },
            ],
            knownMm: BALL_MM,
          },
        },
        {
          ...{ what: 'length of the third metacarpal', at: [0, 0, 0], unit: 'mm', tolerance: 1.5 },
          value: Math.hypot(head.x - base.x, head.y - base.y),
          shape: {
            tool: 'length',
            points: [
              { x: pixels(base.x), y: pixels(base.y) },
              { x: pixels(head.x), y: pixels(head.y) },
            ],
          },
        },
      ],
      spheres: [],
      facts: { millimetresPerPixel: HAND_FILM_MM.width / columns, side },
    },
  }
}

/** Brightness of the film, 0 black to 1 white, of `columns` pixels across. */
function exposed(anatomy: HandAnatomy, seed: number, columns: number): Raster {
  const scale = columns / HAND_FILM_MM.width
  const film = createRaster(HAND_FILM_MM.width, HAND_FILM_MM.height, scale)
  const flesh = createRaster(HAND_FILM_MM.width, HAND_FILM_MM.height, scale)
  fillOutline(flesh, anatomy.palm, 1)
  for (const finger of anatomy.fingers) stroke(flesh, finger, () => 1)
  const thickness = { ...flesh, values: flesh.values.map((value) => Math.min(1, value)) }
  const edge = { ...thickness, values: thickness.values.slice() }
  blur(thickness, 4.5)
  blur(edge, 0.5)
  const texture = hills(seed, 'hand tissue')
  for (let row = 0, i = 0; row < film.height; row++) {
    for (let column = 0; column < film.width; column++, i++) {
      const grain = 0.012 * texture(column / scale / 5, row / scale / 5)
      film.values[i] = 0.06 + edge.values[i]! * (0.1 + 0.24 * thickness.values[i]! + grain)
    }
  }
  for (const one of anatomy.bones) drawBone(film, one)
  for (const carpal of anatomy.carpals) drawCarpal(film, carpal)
  drawBall(film)
  return film
}

/** A long bone: cortex thick at the shaft, thin over the spongy ends. */
function drawBone(film: Raster, { line, isLarge }: Bone): void {
  const shaft = bone(isLarge ? 0.15 : 0.11, 0.22)
  const end = bone(isLarge ? 0.24 : 0.2, 0.09)
  stroke(film, line, (d, along) => {
    const share = Math.min(1, 3.2 * Math.abs(along - 0.5) ** 1.5 * 2)
    return share * end(d) + (1 - share) * shaft(d)
  })
}

/** A small bone of the wrist: an outline of thin cortex around spongy bone. */
function drawCarpal(film: Raster, outline: readonly Point[]): void {
  const layer = createRaster(HAND_FILM_MM.width, HAND_FILM_MM.height, film.scale)
  fillOutline(layer, outline, 0.2)
  blur(layer, 0.35)
  const ring = outline.map(({ x, y }) => ({ x, y, r: 0.7 }))
  stroke(layer, [...ring, ring[0]!], (d) => 0.07 * (1 - d))
  for (let i = 0; i < film.values.length; i++) film.values[i]! += layer.values[i]!
}

/** Steel lets nothing through: white, with the sharp border of a thing that lies on the cassette. */
function drawBall(film: Raster): void {
  const { width, height, scale, values } = film
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const distance = Math.hypot((column + 0.5) / scale - BALL.x, (row + 0.5) / scale - BALL.y)
      const share = Math.min(1, Math.max(0, (BALL_MM / 2 - distance) * scale + 0.5))
      const at = row * width + column
      values[at] = values[at]! * (1 - share) + 1.25 * share
    }
  }
}
