import { createRandom } from '#domain/random.ts'
import type { DrawnPhantom, PhantomOptions } from './drawn.ts'
import { grainSource, hills } from './grain.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import { blur, createRaster, fillOutline, type Point, type Raster, stroke } from './raster.ts'

const COLUMNS = { full: 1200, small: 300 } as const
/** What the photograph shows of the skin. */
const FIELD_MM = { width: 80, height: 60 } as const
/** The ruler's scale: a line each millimetre, from here to there. */
const RULER = { x: 12, y: 49, lengthMm: 50, breadth: 9 } as const
const MARKED_MM = 40

type Colour = readonly [red: number, green: number, blue: number]
const SKIN: Colour = [214, 165, 136]
const PIGMENT: Colour = [92, 56, 44]
const RED: Colour = [186, 96, 88]
const PAPER: Colour = [244, 243, 236]
const INK: Colour = [24, 24, 30]

/**
 * A pigmented spot of the skin with a paper ruler beside it, as a telephone takes it: nothing says a scale but the ruler.
 * The truth: the largest diameter of the spot, and 40 mm on the ruler.
 */
export function drawSkinPhoto(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const columns = COLUMNS[size]
  const scale = columns / FIELD_MM.width
  const spot = spotOf(seed)
  const pixels = painted(seed, scale, spot)
  const at = ({ x, y }: Point): Point => ({ x: x * scale, y: y * scale })
  const [from, to] = widest(spot)
  return {
    name: 'skin-photo',
    description: 'Skin photograph, practice 皮肤照片(练习)',
    ...practicePerson(seed, 'skin photo'),
    series: [
      {
        modality: 'photo',
        description: 'Skin, forearm',
        bodyPart: 'SKIN',
        laterality: '',
        view: '',
        images: [
          {
            rows: Math.round(FIELD_MM.height * scale),
            columns,
            samplesPerPixel: 3,
            bitsStored: 8,
            isSigned: false,
            photometric: 'RGB',
            pixels,
            frames: 1,
            windows: [],
          },
        ],
      },
    ],
    truth: {
      measures: [
        {
          ...{ what: '40 mm on the ruler', at: [0, 0, 0], value: MARKED_MM, unit: 'mm', tolerance: 0.5 },
          shape: {
            tool: 'marker',
            points: [at(RULER), at({ x: RULER.x + MARKED_MM, y: RULER.y })],
            knownMm: MARKED_MM,
          },
        },
        {
          ...{ what: 'largest diameter of the spot', at: [0, 0, 0], unit: 'mm', tolerance: 1 },
          value: Math.hypot(to.x - from.x, to.y - from.y),
          shape: { tool: 'length', points: [at(from), at(to)] },
        },
      ],
      spheres: [],
      facts: { millimetresPerPixel: 1 / scale, isPhotograph: true },
    },
  }
}

/** An uneven outline, longer one way; finer than a pixel. */
function spotOf(seed: number): Point[] {
  const random = createRandom(seed, 'spot')
  const centre = { x: random.between(36, 46), y: random.between(19, 24) }
  const [long, short] = [random.between(7, 10), random.between(4.5, 6)]
  const turn = random.between(0, Math.PI)
  const waves = [2, 3, 5].map((n) => ({
    n,
    depth: random.between(0.02, 0.07),
    phase: random.between(0, 2 * Math.PI),
  }))
  return Array.from({ length: 360 }, (_, k) => {
    const t = (k * Math.PI) / 180
    const uneven = 1 + waves.reduce((sum, { n, depth, phase }) => sum + depth * Math.sin(n * t + phase), 0)
    const [u, v] = [long * uneven * Math.cos(t), short * uneven * Math.sin(t)]
    return {
      x: centre.x + u * Math.cos(turn) - v * Math.sin(turn),
      y: centre.y + u * Math.sin(turn) + v * Math.cos(turn),
    }
  })
}

function widest(outline: readonly Point[]): readonly [Point, Point] {
  let best: readonly [Point, Point] = [outline[0]!, outline[0]!]
  let most = 0
  for (const [i, a] of outline.entries()) {
    for (const b of outline.slice(i + 1)) {
      const distance = Math.hypot(a.x - b.x, a.y - b.y)
      if (distance > most) {
        most = distance
        best = [a, b]
      }
    }
  }
  return best
}

/** RGB, interleaved: skin with its lines, the spot, the ruler, and light that falls from one side. */
function painted(seed: number, scale: number, outline: readonly Point[]): Uint8Array {
  const layer = (): Raster => createRaster(FIELD_MM.width, FIELD_MM.height, scale)
  const spot = layer()
  fillOutline(spot, outline, 1)
  blur(spot, 0.3)
  const { paper, ink } = ruler(layer)
  const hairs = layer()
  drawHairs(hairs, seed)
  const relief = hills(seed, 'skin')
  const pigment = hills(seed, 'pigment')
  const noise = grainSource(seed, 'sensor')
  const { width, height } = spot
  const pixels = new Uint8Array(3 * width * height)
  for (let row = 0, i = 0; row < height; row++) {
    const y = row / scale
    for (let column = 0; column < width; column++, i++) {
      const x = column / scale
      const lines = 0.03 * relief(x * 1.6 + 0.8 * y, y * 1.1) + 0.025 * relief(y * 2.4, x * 0.9)
      const light = 1.06 - 0.0022 * x - 0.0016 * y
      const depth = Math.min(1, Math.max(0, 0.78 + 0.16 * pigment(x / 2.1, y / 2.1)))
      const share = [
        [RED, 0.16 * spot.values[i]! + 0.1 * Math.max(0, pigment(x / 9, y / 9) - 1)],
        [PIGMENT, depth * spot.values[i]!],
        [PIGMENT, Math.min(0.7, hairs.values[i]!)],
        [PAPER, Math.min(1, paper.values[i]!)],
        [INK, Math.min(1, ink.values[i]!)],
      ] as const
      const shade = light * (1 + lines * (1 - Math.min(1, paper.values[i]!)))
      const grain = 2.2 * noise()
      for (let c = 0; c < 3; c++) {
        const colour = share.reduce((under, [over, part]) => under + part * (over[c]! - under), SKIN[c]!)
        pixels[3 * i + c] = Math.max(0, Math.min(255, colour * shade + grain))
      }
    }
  }
  return pixels
}

/** A strip of paper with a line each millimetre, longer each five, numbers each ten. */
function ruler(layer: () => Raster): { paper: Raster; ink: Raster } {
  const [paper, ink] = [layer(), layer()]
  const { x, y, lengthMm, breadth } = RULER
  const [left, right, bottom] = [x - 3, x + lengthMm + 3, y + breadth]
  const corners: Point[] = [
    { x: left, y: y - 0.4 },
    { x: right, y: y - 0.4 },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ]
  fillOutline(paper, corners, 1)
  for (let mm = 0; mm <= lengthMm; mm++) {
    const long = mm % 10 === 0 ? 3.6 : mm % 5 === 0 ? 2.8 : 1.8
    const r = mm % 10 === 0 ? 0.16 : 0.12
    const line = [
      { x: x + mm, y, r },
      { x: x + mm, y: y + long, r },
    ]
    stroke(ink, line, (d) => Math.min(1, 2 - 2 * d))
    if (mm % 10 === 0) {
      writeWords(ink, String(mm), { x: x + mm - (mm > 0 ? 0.9 : 0.5), y: y + 4, height: 1.4, amount: 1 })
    }
  }
  writeWords(ink, `mm  ${PRACTICE}`, { x: x + 2, y: y + 6.4, height: 1.7, amount: 1 })
  return { paper, ink }
}

function drawHairs(hairs: Raster, seed: number): void {
  const random = createRandom(seed, 'hairs')
  for (let k = 0; k < 26; k++) {
    const from = { x: random.between(0, FIELD_MM.width), y: random.between(0, RULER.y - 6) }
    const turn = random.between(0.5, 1.1)
    const length = random.between(3, 8)
    const to = { x: from.x + length * Math.cos(turn), y: from.y + length * Math.sin(turn) }
    stroke(
      hairs,
      [
        { ...from, r: 0.09 },
        { ...to, r: 0.04 },
      ],
      (d, along) => 0.55 * (1 - d) * (1 - 0.6 * along),
    )
  }
}
