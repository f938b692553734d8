import { createRandom } from '#domain/random.ts'
import type { UltrasoundRegion } from '../image.ts'
import type { DrawnImage, DrawnPhantom, PhantomOptions, TrueMeasure } from './drawn.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import type { Raster } from './raster.ts'
import { echoMap, MARGIN, placesOf, SECTOR, type UltrasoundPlaces } from './ultrasound-tissue.ts'

const SIZES = { full: { scale: 1, frames: 20 }, small: { scale: 0.5, frames: 4 } } as const
const FRAME_TIME_MS = 50
/** Of the full picture, in pixels: a curved probe above, a line of it over time below. */
const COLUMNS = 640
const ROWS = 480
const TISSUE = { x: 40, y: 24, columns: 560, rows: 312 } as const
const STRIP = { x: 40, y: 356, columns: 560, rows: 112 } as const
const CM_A_PIXEL = 0.03
const STRIP_SECONDS = 4
/** How far the breath moves the liver, in pixels up and down. */
const BREATH_PX = 6

/**
 * A loop of a curved probe over a liver with a cyst that moves with the breath, and beneath it one line over time.
 * The truth: the diameter of the cyst, and how far it moves.
 */
export function drawUltrasound(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const { scale, frames } = SIZES[size]
  const [columns, rows] = [COLUMNS * scale, ROWS * scale]
  const places = placesOf(createRandom(seed, 'ultrasound'))
  const map = echoMap(seed, places, columns, TISSUE.rows * scale, scale)
  const strip = stripOf(map, scale)
  const furniture = furnitureOf(columns, rows, scale)
  const pixels = new Uint8Array(columns * rows * frames)
  for (let frame = 0; frame < frames; frame++) {
    const picture = pixels.subarray(frame * columns * rows, (frame + 1) * columns * rows)
    picture.set(furniture)
    drawSector(picture, map, columns, scale, breathPx(frame / frames))
    const from = STRIP.y * scale
    for (let row = 0; row < STRIP.rows * scale; row++)
      picture.set(
        strip.subarray(row * STRIP.columns * scale, (row + 1) * STRIP.columns * scale),
        (from + row) * columns + STRIP.x * scale,
      )
  }
  const image: DrawnImage = {
    ...{ rows, columns, samplesPerPixel: 1, bitsStored: 8, isSigned: false, photometric: 'MONOCHROME2' },
    ...{ pixels, frames, frameTimeMs: FRAME_TIME_MS, windows: [], regions: regionsOf(scale) },
  }
  const series = { modality: 'US', description: 'Liver, curved probe', bodyPart: 'ABDOMEN' } as const
  return {
    name: 'ultrasound',
    description: 'Abdomen ultrasound, practice 腹部超声(练习)',
    ...practicePerson(seed, 'ultrasound'),
    series: [{ ...series, laterality: '', view: '', images: [image] }],
    truth: {
      measures: measuresOf(places, scale),
      spheres: [],
      facts: { regions: 2, breathMm: 20 * BREATH_PX * CM_A_PIXEL },
    },
  }
}

/** At a share of the loop, which is one breath. */
function breathPx(share: number): number {
  return BREATH_PX * Math.sin(2 * Math.PI * share)
}

function drawSector(picture: Uint8Array, map: Raster, columns: number, scale: number, shift: number): void {
  for (let row = 0; row < TISSUE.rows * scale; row++) {
    const y = (row + 0.5) / scale
    const across = SECTOR.halfWidthAt(y)
    if (across <= 0) continue
    const first = Math.max(0, Math.ceil((COLUMNS / 2 - across) * scale))
    const last = Math.min(columns - 1, Math.floor((COLUMNS / 2 + across) * scale))
    for (let column = first; column <= last; column++) {
      const x = (column + 0.5) / scale - COLUMNS / 2
      if (!SECTOR.holds(x, y)) continue
      const value = sampled(map, column, (MARGIN + y - shift) * scale - 0.5)
      picture[(row + TISSUE.y * scale) * columns + column] = value
    }
  }
}

/** Between rows of the map by a straight line. */
function sampled({ width, height, values }: Raster, column: number, row: number): number {
  const above = Math.min(height - 2, Math.max(0, Math.floor(row)))
  const share = row - above
  const at = above * width + column
  return values[at]! * (1 - share) + values[at + width]! * share
}

/** The middle line of the sector over the time of several breaths. */
function stripOf(map: Raster, scale: number): Uint8Array {
  const [columns, rows] = [STRIP.columns * scale, STRIP.rows * scale]
  const strip = new Uint8Array(columns * rows)
  const breaths = (STRIP_SECONDS * 1000) / (FRAME_TIME_MS * SIZES.full.frames)
  for (let column = 0; column < columns; column++) {
    const shift = breathPx(((column + 0.5) / columns) * breaths)
    for (let row = 0; row < rows; row++) {
      const depth = ((row + 0.5) / rows) * TISSUE.rows
      const line = (COLUMNS / 2) * scale + ((column >> 2) % 2)
      strip[row * columns + column] = SECTOR.holds(0, depth)
        ? sampled(map, line, (MARGIN + depth - shift) * scale - 0.5)
        : 0
    }
  }
  return strip
}

/** What stands still: the mark, a scale of centimetres, the name of the strip. */
function furnitureOf(columns: number, rows: number, scale: number): Uint8Array {
  const raster: Raster = { width: columns, height: rows, scale, values: new Float32Array(columns * rows) }
  writeWords(raster, PRACTICE, { x: 44, y: 8, height: 13, amount: 215 })
  writeWords(raster, 'M', { x: 10, y: STRIP.y + 4, height: 12, amount: 170 })
  const right = TISSUE.x + TISSUE.columns + 6
  for (let cm = 0; cm * (1 / CM_A_PIXEL) < TISSUE.rows; cm++) {
    const y = TISSUE.y + SECTOR.top + cm / CM_A_PIXEL
    if (y > TISSUE.y + TISSUE.rows) break
    for (let x = right; x < right + (cm % 5 === 0 ? 9 : 4); x += 1 / scale)
      raster.values[Math.floor(y * scale) * columns + Math.floor(x * scale)] = 190
    if (cm % 5 === 0) writeWords(raster, String(cm), { x: right + 13, y: y - 4, height: 8, amount: 190 })
  }
  return Uint8Array.from(raster.values, (value) => Math.min(255, value))
}

function measuresOf({ cyst }: UltrasoundPlaces, scale: number): TrueMeasure[] {
  const at = (x: number): { x: number; y: number } => ({
    x: (COLUMNS / 2 + x) * scale,
    y: (TISSUE.y + cyst.y) * scale,
  })
  return [
    {
      what: 'diameter of the cyst',
      at: [0, 0, 0],
      shape: { tool: 'length', points: [at(cyst.x - cyst.radius), at(cyst.x + cyst.radius)] },
      value: 2 * cyst.radius * CM_A_PIXEL * 10,
      unit: 'mm',
      tolerance: 2,
    },
  ]
}

function regionsOf(scale: number): readonly UltrasoundRegion[] {
  const box = ({ x, y, columns, rows }: { x: number; y: number; columns: number; rows: number }) => ({
    x0: x * scale,
    y0: y * scale,
    x1: (x + columns) * scale - 1,
    y1: (y + rows) * scale - 1,
  })
  const rest = { referenceX: null, referenceY: null, referenceValueX: 0, referenceValueY: 0 }
  const cm = CM_A_PIXEL / scale
  return [
    { ...box(TISSUE), unitX: 'cm', unitY: 'cm', deltaX: cm, deltaY: cm, shape: '2d', ...rest },
    {
      ...box(STRIP),
      unitX: 's',
      unitY: 'cm',
      deltaX: STRIP_SECONDS / (STRIP.columns * scale),
      deltaY: (TISSUE.rows * CM_A_PIXEL) / (STRIP.rows * scale),
      shape: 'm-mode',
      ...rest,
    },
  ]
}
