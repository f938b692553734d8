import { createRandom } from '#domain/random.ts'
import type { Vector3 } from '../image.ts'
import { AIR, ctAnatomy, type Ellipsoid } from './ct-anatomy.ts'
import type { DrawnImage, DrawnPhantom, PhantomOptions, TrueSphere } from './drawn.ts'
import { grainSource, hills } from './grain.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import { blur, createRaster, type Raster } from './raster.ts'

const SIZES = {
  full: { columns: 256, slices: 96 },
  small: { columns: 96, slices: 24 },
} as const
const FIELD_MM = 360
const SLAB_MM = 288
const NOISE_HU = 15
/** Stored 0 is -1024 HU, as most machines write it. */
const INTERCEPT = -1024

/**
 * A chest in slices from the apices to the upper abdomen, with nodules of known place, size and density.
 * The truth: the nodules.
 */
export function drawCtChest(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const random = createRandom(seed, 'ct chest')
  const { columns, slices } = SIZES[size]
  const nodules = [
    nodule('solid nodule, right upper lobe', [-86, -14, 58], random.between(9, 12), 55),
    nodule('solid nodule, left lower lobe', [94, 40, -40], random.between(14, 18), 40),
    nodule('calcified nodule, right lower lobe', [-92, 44, -46], random.between(6, 8), 320),
  ]
  const bodies = [...ctAnatomy(seed), ...nodules.map(ellipsoidOf)]
  const noise = noiseTile(seed)
  const texture = hills(seed, 'lung')
  const pixelMm = FIELD_MM / columns
  const stepMm = SLAB_MM / slices
  const images = Array.from({ length: slices }, (_, k): DrawnImage => {
    const z = SLAB_MM / 2 - (k + 0.5) * stepMm
    return {
      rows: columns,
      columns,
      samplesPerPixel: 1,
      bitsStored: 12,
      isSigned: false,
      photometric: 'MONOCHROME2',
      pixels: stored(sliceOf(bodies, z, columns, pixelMm), noise, k, texture),
      frames: 1,
      rescale: { slope: 1, intercept: INTERCEPT, unit: 'HU' },
      windows: [
        { centre: -550, width: 1500, explanation: 'LUNG' },
        { centre: 40, width: 400, explanation: 'SOFT TISSUE' },
      ],
      plane: {
        origin: [-FIELD_MM / 2 + pixelMm / 2, -FIELD_MM / 2 + pixelMm / 2, z],
        alongRow: [1, 0, 0],
        alongColumn: [0, 1, 0],
        rowMm: pixelMm,
        columnMm: pixelMm,
        thicknessMm: stepMm,
        frameOfReference: `2.25.17640591273386502219081154773601${String(seed).padStart(3, '0')}`,
      },
    }
  })
  const series = { modality: 'CT', description: 'Chest, thin slices', bodyPart: 'CHEST' } as const
  return {
    name: 'ct-chest',
    description: 'Chest CT, practice 胸部CT(练习)',
    ...practicePerson(seed, 'ct chest'),
    series: [{ ...series, laterality: '', view: '', images }],
    truth: { measures: [], spheres: nodules, facts: { noduleCount: nodules.length } },
  }
}

function nodule(what: string, centreMm: Vector3, diameterMm: number, value: number): TrueSphere {
  return { what, centreMm, diameterMm, value }
}

function ellipsoidOf({ centreMm, diameterMm, value }: TrueSphere): Ellipsoid {
  const r = diameterMm / 2
  return { centre: centreMm, radii: [r, r, r], value }
}

/** HU of one slice: the edge of every body lies between two pixels as its border does. */
function sliceOf(bodies: readonly Ellipsoid[], z: number, columns: number, pixelMm: number): Raster {
  const field = createRaster(FIELD_MM, FIELD_MM, columns / FIELD_MM)
  field.values.fill(AIR)
  for (const { centre, radii, value } of bodies) {
    const height = (z - centre[2]) / radii[2]
    if (Math.abs(height) >= 1) continue
    const share = Math.sqrt(1 - height * height)
    paint(field, centre[0], centre[1], radii[0] * share, radii[1] * share, value, pixelMm)
  }
  writeWords(field, PRACTICE, { x: 8, y: 340, height: 11, amount: 1000 })
  return field
}

function paint(
  field: Raster,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  value: number,
  pixelMm: number,
): void {
  const { width: columns, values } = field
  const toPixel = (mm: number): number => (mm + FIELD_MM / 2) / pixelMm - 0.5
  const first = Math.max(0, Math.floor(toPixel(cy - ry)))
  const last = Math.min(columns - 1, Math.ceil(toPixel(cy + ry)))
  const left = Math.max(0, Math.floor(toPixel(cx - rx)))
  const right = Math.min(columns - 1, Math.ceil(toPixel(cx + rx)))
  const edge = Math.min(rx, ry) / pixelMm
  // Well inside, a square root need not be drawn.
  const sure = edge > 0.5 ? (1 - 0.5 / edge) ** 2 : 0
  for (let row = first; row <= last; row++) {
    const y = ((row + 0.5) * pixelMm - FIELD_MM / 2 - cy) / ry
    for (let column = left; column <= right; column++) {
      const x = ((column + 0.5) * pixelMm - FIELD_MM / 2 - cx) / rx
      const squared = x * x + y * y
      const at = row * columns + column
      if (squared < sure) values[at] = value
      else {
        const inside = (1 - Math.sqrt(squared)) * edge + 0.5
        if (inside > 0) values[at]! += Math.min(1, inside) * (value - values[at]!)
      }
    }
  }
}

const TILE = 512

/** Noise as reconstruction leaves it: neighbours resemble each other. */
function noiseTile(seed: number): Float32Array {
  const tile = createRaster(TILE, TILE, 1)
  const grain = grainSource(seed, 'ct noise')
  for (let i = 0; i < tile.values.length; i++) tile.values[i] = grain()
  blur(tile, 0.5)
  let squares = 0
  for (const value of tile.values) squares += value * value
  const gain = NOISE_HU / Math.sqrt(squares / tile.values.length)
  return tile.values.map((value) => value * gain)
}

function stored(
  { width, values }: Raster,
  noise: Float32Array,
  slice: number,
  texture: (x: number, y: number) => number,
): Uint16Array {
  const pixels = new Uint16Array(values.length)
  const [shiftX, shiftY] = [(slice * 197) % TILE, (slice * 331) % TILE]
  for (let row = 0, i = 0; row < width; row++) {
    const from = ((row + shiftY) % TILE) * TILE
    for (let column = 0; column < width; column++, i++) {
      const hu = values[i]!
      const isLung = hu > -950 && hu < -700
      const fine = isLung
        ? 14 * texture(column / 3 + slice, row / 3) - 0.1 * (width / 2 - row) * (256 / width)
        : 0
      const value = Math.round(hu + fine + noise[from + ((column + shiftX) % TILE)]! - INTERCEPT)
      pixels[i] = value < 0 ? 0 : value > 4095 ? 4095 : value
    }
  }
  return pixels
}
