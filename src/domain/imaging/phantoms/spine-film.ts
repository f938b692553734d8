import { createRandom, type Random } from '#domain/random.ts'
import { bone } from './bone.ts'
import type { DrawnImage, DrawnPhantom, PhantomOptions, TrueMeasure } from './drawn.ts'
import { digitised } from './film-tone.ts'
import { hills } from './grain.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import {
  heartOutline,
  lungOutlines,
  pelvisOutlines,
  SPINE_FILM_MM,
  torsoOutline,
} from './spine-surroundings.ts'
import {
  blur,
  createRaster,
  doubled,
  fillOutline,
  openCurve,
  type Point,
  type Raster,
  stroke,
} from './raster.ts'

const FILM_COLUMNS = { full: 1100, small: 240 } as const
const MID = SPINE_FILM_MM.width / 2
/** From the first thoracic vertebra to the fifth lumbar one. */
const VERTEBRAE = 17
const TOP_MM = 62

interface Vertebra {
  readonly centre: Point
  /** Tilt in radians, clockwise on the film. */
  readonly tilt: number
  readonly width: number
  readonly height: number
}

/**
 * A standing film of a curved spine, from the front; a child's or an adult's curve by seed.
 * The truth: the Cobb angle between the two vertebrae that tilt most, and which they are.
 */
export function drawSpineFilm(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const columns = FILM_COLUMNS[size]
  const imagerMm = SPINE_FILM_MM.width / columns
  const spine = spineOf(createRandom(seed, 'spine film'))
  const film = doubled(exposed(spine, seed, columns / 2))
  writeWords(film, 'L', { x: 262, y: 18, height: 15, amount: 0.6 })
  writeWords(film, PRACTICE, { x: 12, y: 598, height: 11, amount: 0.5 })
  const measure = cobb(spine, imagerMm)
  const image: DrawnImage = {
    ...{ rows: film.height, columns: film.width, samplesPerPixel: 1, bitsStored: 12, isSigned: false },
    ...{ photometric: 'MONOCHROME2', pixels: digitised(film, seed, false), frames: 1, imagerMm },
    windows: [{ centre: 2048, width: 4096, explanation: 'STANDARD' }],
  }
  const series = { modality: 'DX', description: 'Whole spine AP, standing', bodyPart: 'SPINE' } as const
  return {
    name: 'spine-film',
    description: 'Spine film, practice 脊柱全长片(练习)',
    ...practicePerson(seed, 'spine film'),
    series: [{ ...series, laterality: '', view: 'AP', images: [image] }],
    truth: {
      measures: [measure.truth],
      spheres: [],
      facts: {
        cobbDegrees: measure.truth.value,
        upperVertebra: nameOf(measure.upper),
        lowerVertebra: nameOf(measure.lower),
      },
    },
  }
}

function nameOf(index: number): string {
  return index < 12 ? `T${index + 1}` : `L${index - 11}`
}

/** A thoracic curve and a smaller one under it that brings the spine back over the pelvis. */
function spineOf(random: Random): Vertebra[] {
  const side = random.uniform() < 0.7 ? 1 : -1
  const main = side * random.between(9, 24)
  const apex = random.between(6.5, 8.5)
  const second = -0.5 * main * random.between(0.7, 1.1)
  const tiltAt = (i: number): number => {
    const bump = (centre: number, spread: number): number =>
      (-(i - centre) / spread) * Math.exp(0.5 - 0.5 * ((i - centre) / spread) ** 2)
    return ((main * bump(apex, 3) + second * bump(13.6, 2.1)) * Math.PI) / 180
  }
  const vertebrae: Vertebra[] = []
  let [x, y] = [MID, TOP_MM]
  for (let i = 0; i < VERTEBRAE; i++) {
    const height = 17 + 0.62 * i
    const gap = i < 12 ? 4.2 : 7.5
    const tilt = tiltAt(i)
    x -= Math.sin(tilt) * (height / 2 + gap / 2)
    y += Math.cos(tilt) * (height / 2 + gap / 2)
    vertebrae.push({ centre: { x, y }, tilt, width: 26 + 1.25 * i, height })
    x -= Math.sin(tilt) * (height / 2 + gap / 2)
    y += Math.cos(tilt) * (height / 2 + gap / 2)
  }
  // The whole of it stands over the middle of the film.
  const mean = vertebrae.reduce((sum, { centre }) => sum + centre.x, 0) / VERTEBRAE
  return vertebrae.map((v) => ({ ...v, centre: { x: v.centre.x - mean + MID, y: v.centre.y } }))
}

/** From the vertebra's own frame (right, down; mm) to the film. */
function place({ centre, tilt }: Vertebra, right: number, down: number): Point {
  const [c, s] = [Math.cos(tilt), Math.sin(tilt)]
  return { x: centre.x + right * c - down * s, y: centre.y + right * s + down * c }
}

function exposed(spine: readonly Vertebra[], seed: number, columns: number): Raster {
  const scale = columns / SPINE_FILM_MM.width
  const film = createRaster(SPINE_FILM_MM.width, SPINE_FILM_MM.height, scale)
  const layer = (outlines: readonly (readonly Point[])[], amount: number, sigma: number): Float32Array => {
    const drawn = createRaster(SPINE_FILM_MM.width, SPINE_FILM_MM.height, scale)
    for (const outline of outlines) fillOutline(drawn, outline, amount)
    blur(drawn, sigma)
    return drawn.values
  }
  const torso = layer([torsoOutline()], 0.56, 8)
  const edge = layer([torsoOutline()], 1, 0.8)
  const lungs = layer(lungOutlines(), 0.3, 2.5)
  const heart = layer([heartOutline()], 0.17, 5)
  const pelvis = layer(pelvisOutlines(), 0.13, 1)
  const bodies = layer(spine.map(bodyOutline), 0.17, 0.55)
  const texture = hills(seed, 'spine tissue')
  for (let row = 0, i = 0; row < film.height; row++)
    for (let column = 0; column < film.width; column++, i++) {
      const [x, y] = [column / scale, row / scale]
      const soft = torso[i]! * edge[i]! + 0.00016 * (y - 260) * edge[i]!
      const fine = edge[i]! * (0.016 * texture(x / 22, y / 22) + 0.008 * texture(y / 3, x / 3))
      film.values[i] = soft - lungs[i]! + heart[i]! + pelvis[i]! + bodies[i]! + fine
    }
  drawBones(film, spine)
  return film
}

function drawBones(film: Raster, spine: readonly Vertebra[]): void {
  const cortex = (d: number): number => 0.07 * (1 - d * d)
  const rib = bone(0.03, 0.05)
  spine.forEach((v, i) => {
    const [w, h] = [v.width / 2, v.height / 2]
    const line = (points: readonly (readonly [number, number])[], r: number, profile = cortex): void =>
      stroke(
        film,
        openCurve(
          points.map(([x, y]) => ({ ...place(v, x, y), r })),
          4,
        ),
        profile,
      )
    const plate = (y: number): readonly (readonly [number, number])[] => [
      [-w, y],
      [0, y * 0.94],
      [w, y],
    ]
    line(plate(-h), 1)
    line(plate(h), 1)
    for (const sign of [-1, 1]) {
      line(
        [
          [sign * w, -h],
          [sign * (w - 1.8), 0],
          [sign * w, h],
        ],
        0.9,
      )
      // Pedicles look at the reader like two eyes; transverse processes beside them.
      line(
        [
          [sign * (w - 6.5), -h * 0.42],
          [sign * (w - 6.5), h * 0.15],
        ],
        3.1,
        (d) => (d > 0.55 ? 0.09 * (1 - Math.abs(d - 0.78) / 0.24) : 0.015),
      )
      line(
        [
          [sign * (w - 2), -h * 0.25],
          [sign * (w + (i < 12 ? 9 : 14)), -h * 0.4],
        ],
        3,
        (d) => 0.035 * (1 - d * d),
      )
      if (i < 12) drawRib(film, v, i, sign, rib)
    }
    line(
      [
        [0, -h * 0.1],
        [0, h * 0.9],
      ],
      2.2,
      (d) => (d > 0.4 ? 0.06 * (1 - Math.abs(d - 0.7) / 0.31) : 0.02),
    )
  })
}

function drawRib(film: Raster, v: Vertebra, i: number, sign: number, profile: (d: number) => number): void {
  const reach = [52, 70, 82, 91, 97, 101, 104, 106, 105, 102, 86, 62][i]!
  const from = place(v, sign * (v.width / 2), -v.height * 0.3)
  const drop = 12 + 3 * i
  const middle = i < 10 ? MID : from.x - sign * v.width * 0.5
  const side = middle + sign * reach
  const line = openCurve([
    { ...from, r: 4.2 },
    { x: from.x + sign * 26, y: from.y - 3 + 0.1 * drop, r: 4.6 },
    { x: from.x + 0.78 * (side - from.x), y: from.y + 0.55 * drop, r: 4.6 },
    { x: side, y: from.y + 1.5 * drop, r: 4.2 },
    { x: side - sign * 4, y: from.y + 2.3 * drop, r: 4 },
  ])
  stroke(film, line, (d, along) => profile(d) * Math.min(1, 12 * along, 2.4 * (1 - along)))
}

function bodyOutline(v: Vertebra): Point[] {
  const [w, h] = [v.width / 2, v.height / 2]
  const corners: readonly (readonly [number, number])[] = [
    [-w, -h],
    [-w / 2, -h * 0.95],
    [w / 2, -h * 0.95],
    [w, -h],
    [w - 1.8, 0],
    [w, h],
    [w / 2, h * 0.95],
    [-w / 2, h * 0.95],
    [-w, h],
    [-w + 1.8, 0],
  ]
  return corners.map(([x, y]) => place(v, x, y))
}

/** The pair whose end plates open widest: upper plate of the upper one, lower plate of the lower one. */
function cobb(
  spine: readonly Vertebra[],
  imagerMm: number,
): { readonly truth: TrueMeasure; readonly upper: number; readonly lower: number } {
  const tilts = spine.map(({ tilt }) => tilt)
  const [high, low] = [tilts.indexOf(Math.max(...tilts)), tilts.indexOf(Math.min(...tilts))]
  const [upper, lower] = [Math.min(high, low), Math.max(high, low)]
  const at = (index: number, right: -1 | 1, down: -1 | 1): Point => {
    const v = spine[index]!
    const point = place(v, (right * v.width) / 2, (down * v.height) / 2)
    return { x: point.x / imagerMm, y: point.y / imagerMm }
  }
  return {
    upper,
    lower,
    truth: {
      what: `Cobb angle, ${nameOf(upper)} to ${nameOf(lower)}`,
      at: [0, 0, 0],
      shape: {
        tool: 'cobb',
        points: [at(upper, -1, -1), at(upper, 1, -1), at(lower, -1, 1), at(lower, 1, 1)],
      },
      value: ((tilts[high]! - tilts[low]!) * 180) / Math.PI,
      unit: 'deg',
      tolerance: 5,
    },
  }
}
