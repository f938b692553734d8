import { createRandom, type Random } from '#domain/random.ts'
import type { DrawnImage, DrawnPhantom, PhantomOptions, TrueMeasure } from './drawn.ts'
import { grainSource, hills } from './grain.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import { createRaster, openCurve, type Point, type Raster, stroke, type StrokePoint } from './raster.ts'

/** Drawn in units of the full picture's pixels. */
const SIDE = 960
const COLUMNS = { full: 960, small: 192 } as const
const CENTRE = SIDE / 2
const FIELD = 452

interface FundusPlaces {
  /** 1 where the disc lies to the right of the macula: a right eye as the camera sees it. */
  readonly side: 1 | -1
  readonly disc: Point
  readonly discRadius: number
  readonly cupRatio: number
  readonly macula: Point
  readonly bleedings: readonly { readonly at: Point; readonly r: number }[]
  readonly exudates: readonly { readonly at: Point; readonly r: number }[]
}

/**
 * The back of an eye in colour: disc with its cup, macula, arteries and veins, sometimes bleedings and exudates.
 * The truth: which eye, cup to disc, how many bleedings and exudates.
 */
export function drawFundus(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const random = createRandom(seed, 'fundus')
  const places = placesOf(random)
  const columns = COLUMNS[size]
  const scale = columns / SIDE
  const veins = createRaster(SIDE, SIDE, scale)
  const arteries = createRaster(SIDE, SIDE, scale)
  for (const { line, isArtery } of vessels(places, random)) {
    stroke(isArtery ? arteries : veins, line, (d) => Math.min(1, 1.5 * (1 - d * d)))
    if (isArtery)
      stroke(
        arteries,
        line.map((p) => ({ ...p, r: p.r * 0.4 })),
        (d) => -0.35 * (1 - d),
      )
  }
  const words = createRaster(SIDE, SIDE, scale)
  writeWords(words, PRACTICE, { x: 22, y: SIDE - 52, height: 30, amount: 1 })
  const pixels = coloured({ places, veins, arteries, words }, seed, scale)
  const isRight = places.side > 0
  const image: DrawnImage = {
    ...{ rows: columns, columns, samplesPerPixel: 3, bitsStored: 8, isSigned: false, photometric: 'RGB' },
    ...{ pixels, frames: 1, windows: [] },
  }
  const series = { modality: 'OP', description: 'Fundus, 45 degrees', bodyPart: 'EYE', view: '' } as const
  return {
    name: 'fundus',
    description: 'Fundus photograph, practice 眼底照相(练习)',
    ...practicePerson(seed, 'fundus'),
    series: [{ ...series, laterality: isRight ? 'R' : 'L', images: [image] }],
    truth: {
      measures: discMeasures(places, scale),
      spheres: [],
      facts: {
        eye: isRight ? 'right' : 'left',
        cupToDisc: places.cupRatio,
        bleedings: places.bleedings.length,
        exudates: places.exudates.length,
      },
    },
  }
}

function placesOf(random: Random): FundusPlaces {
  const side = random.uniform() < 0.5 ? 1 : -1
  const disc = { x: CENTRE + side * random.between(205, 225), y: CENTRE + random.between(-22, 6) }
  const macula = { x: CENTRE - side * random.between(0, 14), y: CENTRE + random.between(14, 34) }
  const isSick = random.uniform() < 0.6
  const scattered = (count: number, low: number, high: number) =>
    Array.from({ length: isSick ? count : 0 }, () => {
      const turn = random.between(0, 2 * Math.PI)
      const far = random.between(95, 250)
      const at = { x: macula.x + far * Math.cos(turn), y: macula.y + far * Math.sin(turn) }
      return { at, r: random.between(low, high) }
    }).filter(({ at }) => Math.hypot(at.x - disc.x, at.y - disc.y) > 100)
  return {
    ...{ side, disc, discRadius: random.between(58, 64), cupRatio: random.between(0.28, 0.55), macula },
    bleedings: scattered(9, 4, 9),
    exudates: scattered(7, 3, 7),
  }
}

/** Four arcades of each kind out of the disc, forking; the temporal ones bend round the macula. */
function vessels(
  { side, disc, macula }: FundusPlaces,
  random: Random,
): { readonly line: StrokePoint[]; readonly isArtery: boolean }[] {
  const lines: { line: StrokePoint[]; isArtery: boolean }[] = []
  const grow = (
    from: Point,
    angle: number,
    r: number,
    depth: number,
    pull: number,
    isArtery: boolean,
  ): void => {
    const points: StrokePoint[] = [{ ...from, r }]
    let [at, way, width] = [from, angle, r]
    const steps = depth === 0 ? 15 : 8 - depth
    for (let i = 0; i < steps; i++) {
      way += pull + random.between(-0.13, 0.13)
      at = { x: at.x + 27 * Math.cos(way), y: at.y + 27 * Math.sin(way) }
      if (Math.hypot(at.x - CENTRE, at.y - CENTRE) > FIELD + 20) break
      if (depth > 0 && Math.hypot(at.x - macula.x, at.y - macula.y) < 55) break
      width *= 0.955
      points.push({ ...at, r: width })
      const isFork = depth < 3 && width > 1.2 && i > 1 && random.uniform() < (depth === 0 ? 0.55 : 0.4)
      if (isFork) {
        const turn = (random.uniform() < 0.5 ? -1 : 1) * random.between(0.5, 0.95)
        grow(at, way + turn, width * random.between(0.5, 0.68), depth + 1, -0.25 * turn * 0.12, isArtery)
        width *= 0.93
      }
    }
    if (points.length > 1) lines.push({ line: openCurve(points, 5), isArtery })
  }
  const nasal = side > 0 ? 0 : Math.PI
  for (const isArtery of [false, true])
    for (const up of [-1, 1]) {
      const thick = (isArtery ? 5.2 : 7.2) * random.between(0.92, 1.08)
      const near = isArtery ? 0.16 : -0.05
      // Towards the temple: first away from the macula, then round it.
      const temporal = nasal + Math.PI - side * -up * (1.22 + near)
      grow(disc, temporal, thick, 0, side * -up * 0.085, isArtery)
      grow(disc, nasal + side * up * (0.75 + near), thick * 0.62, 0, side * up * 0.03, isArtery)
    }
  return lines
}

interface Layers {
  readonly places: FundusPlaces
  readonly veins: Raster
  readonly arteries: Raster
  readonly words: Raster
}

function coloured({ places, veins, arteries, words }: Layers, seed: number, scale: number): Uint8Array {
  const { width } = veins
  const pixels = new Uint8Array(3 * width * width)
  const texture = hills(seed, 'retina')
  const grain = grainSource(seed, 'fundus grain')
  for (let row = 0, i = 0; row < width; row++)
    for (let column = 0; column < width; column++, i++) {
      const [x, y] = [(column + 0.5) / scale, (row + 0.5) / scale]
      const radius = Math.hypot(x - CENTRE, y - CENTRE)
      const rgb = radius > FIELD + 2 ? [3, 3, 4] : retina(x, y, places, texture)
      if (radius <= FIELD + 2) {
        const vein = Math.min(1, Math.max(0, veins.values[i]!))
        const artery = Math.min(1, Math.max(-0.4, arteries.values[i]!))
        const edge = smooth((FIELD + 1 - radius) / 3)
        const fall = (1.06 - 0.34 * (radius / FIELD) ** 2.4) * edge
        rgb[0] = rgb[0]! * (1 - 0.36 * vein) * (1 - 0.18 * artery) * fall
        rgb[1] = rgb[1]! * (1 - 0.66 * vein) * (1 - 0.46 * artery) * fall
        rgb[2] = rgb[2]! * (1 - 0.55 * vein) * (1 - 0.42 * artery) * fall
      }
      const noise = 2.6 * grain()
      const word = 190 * Math.max(0, words.values[i]!)
      for (let k = 0; k < 3; k++)
        pixels[3 * i + k] = Math.min(255, Math.max(0, rgb[k]! + noise * (1 + 0.4 * grain()) + word))
    }
  return pixels
}

function retina(
  x: number,
  y: number,
  { side, disc, discRadius, cupRatio, macula, bleedings, exudates }: FundusPlaces,
  texture: (x: number, y: number) => number,
): number[] {
  const blotch = 5 * texture(x / 90, y / 90) + 3 * texture(y / 24, x / 24) + 1.6 * texture(x / 6, y / 6)
  const rgb = [203 + blotch, 96 + 0.85 * blotch, 42 + 0.5 * blotch]
  const toMacula = Math.hypot(x - macula.x, 1.1 * (y - macula.y))
  const dark = Math.exp(-((toMacula / 62) ** 2))
  blend(rgb, [140, 50, 20], 0.62 * dark)
  blend(rgb, [235, 160, 110], 0.5 * Math.exp(-((toMacula / 5) ** 2)))
  // Fibres of nerves shine in a fan above and below the disc.
  const toDisc = Math.hypot((x - disc.x) * 1.08, y - disc.y)
  const turn = Math.atan2(y - disc.y, -side * (x - disc.x))
  const fibres = Math.exp(-(((Math.abs(turn) - 1.15) / 0.45) ** 2)) * Math.exp(-(((toDisc - 90) / 130) ** 2))
  blend(rgb, [226, 150, 84], 0.22 * fibres * (0.75 + 0.25 * texture(turn * 40, toDisc / 90)))
  blend(rgb, [150, 70, 34], 0.35 * Math.exp(-(((toDisc - discRadius - 4) / 5) ** 2)))
  blend(rgb, [244, 190, 122], 0.95 * smooth((discRadius - toDisc) / 7 + 0.5))
  const cup = discRadius * cupRatio
  const toCup = Math.hypot((x - disc.x - side * -4) * 1.08, y - disc.y)
  blend(rgb, [252, 228, 178], 0.85 * smooth((cup - toCup) / 10 + 0.5))
  for (const { at, r } of bleedings)
    blend(
      rgb,
      [112, 22, 14],
      0.85 * smooth((r - Math.hypot(x - at.x, y - at.y) - texture(x / 4, y / 4)) / 3 + 0.5),
    )
  for (const { at, r } of exudates)
    blend(
      rgb,
      [250, 222, 130],
      0.9 * smooth((r - Math.hypot(x - at.x, y - at.y) - texture(x / 3, y / 3)) / 2 + 0.5),
    )
  return rgb
}

function blend(rgb: number[], towards: readonly number[], share: number): void {
  if (share < 0.004) return
  for (let k = 0; k < 3; k++) rgb[k]! += share * (towards[k]! - rgb[k]!)
}

function smooth(share: number): number {
  const t = Math.min(1, Math.max(0, share))
  return t * t * (3 - 2 * t)
}

/** In pixels: a fundus camera states no size of a pixel. */
function discMeasures({ disc, discRadius, cupRatio }: FundusPlaces, scale: number): TrueMeasure[] {
  const upright = (what: string, r: number): TrueMeasure => ({
    ...{ what, at: [0, 0, 0], unit: '{pixel}', value: 2 * r * scale, tolerance: 14 * scale },
    shape: {
      tool: 'length',
      points: [
        { x: disc.x * scale, y: (disc.y - r) * scale },
        { x: disc.x * scale, y: (disc.y + r) * scale },
      ],
    },
  })
  return [upright('height of the disc', discRadius), upright('height of the cup', discRadius * cupRatio)]
}
