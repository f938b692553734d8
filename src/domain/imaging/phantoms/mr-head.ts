import type { Vector3 } from '../image.ts'
import { createRandom } from '#domain/random.ts'
import type { DrawnImage, DrawnPhantom, DrawnSeries, PhantomOptions, TrueSphere } from './drawn.ts'
import { grainSource, hills } from './grain.ts'
import { headAt } from './head-tissue.ts'
import { PRACTICE, writeWords } from './letters.ts'
import { practicePerson } from './practice-person.ts'
import { createRaster } from './raster.ts'

const FIELD_MM = 240
const SIZES = {
  full: { columns: 256, axial: 24, sagittal: 18 },
  small: { columns: 80, axial: 6, sagittal: 6 },
} as const
/** Both series cover this much of the head, from the middle both ways. */
const AXIAL_MM = 144
const SAGITTAL_MM = 130

/**
 * A head as T1-weighted MR shows it, cut twice in one frame of reference: axial and sagittal, so that lines of one lie on
 * the other. The truth: a round bright lesion in the left frontal lobe.
 */
export function drawMrHead(seed: number, { size = 'full' }: PhantomOptions = {}): DrawnPhantom {
  const random = createRandom(seed, 'mr head')
  const lesion: TrueSphere = {
    what: 'lesion, left frontal white matter',
    centreMm: [27, -34, 34],
    diameterMm: random.between(13, 18),
    value: 960,
  }
  const { columns, axial, sagittal } = SIZES[size]
  const cut = sectionOf(seed, lesion, columns)
  const step = { axial: AXIAL_MM / axial, sagittal: SAGITTAL_MM / sagittal }
  const half = -FIELD_MM / 2 + FIELD_MM / columns / 2
  const axials = Array.from({ length: axial }, (_, k) => {
    const z = (k + 0.5) * step.axial - AXIAL_MM / 2 + 12
    return cut([half, half, z], [1, 0, 0], [0, 1, 0], step.axial)
  })
  const sagittals = Array.from({ length: sagittal }, (_, k) => {
    const x = (k + 0.5) * step.sagittal - SAGITTAL_MM / 2
    return cut([x, half, -half], [0, 1, 0], [0, 0, -1], step.sagittal)
  })
  const series = (description: string, images: readonly DrawnImage[]): DrawnSeries => ({
    ...{ modality: 'MR', description, bodyPart: 'HEAD', laterality: '', view: '', images },
  })
  return {
    name: 'mr-head',
    description: 'Head MR, practice 头颅MR(练习)',
    ...practicePerson(seed, 'mr head'),
    series: [series('T1 axial', axials), series('T1 sagittal', sagittals)],
    truth: { measures: [], spheres: [lesion], facts: { lesionCount: 1 } },
  }
}

function sectionOf(seed: number, lesion: TrueSphere, columns: number) {
  const fold = hills(seed, 'folds')
  const grain = grainSource(seed, 'mr noise')
  const pixelMm = FIELD_MM / columns
  const frameOfReference = `2.25.27640591273386502219081154773602${String(seed).padStart(3, '0')}`
  return (origin: Vector3, alongRow: Vector3, alongColumn: Vector3, thicknessMm: number): DrawnImage => {
    const field = createRaster(FIELD_MM, FIELD_MM, columns / FIELD_MM)
    for (let row = 0, i = 0; row < columns; row++)
      for (let column = 0; column < columns; column++, i++) {
        const at = (k: 0 | 1 | 2): number =>
          origin[k] + pixelMm * (column * alongRow[k] + row * alongColumn[k])
        field.values[i] = headAt(at(0), at(1), at(2), lesion, fold)
      }
    softened(field.values, columns)
    writeWords(field, PRACTICE, { x: 6, y: FIELD_MM - 14, height: 8, amount: 900 })
    const pixels = new Uint16Array(columns * columns)
    for (let i = 0; i < pixels.length; i++) {
      // Noise of a magnitude image: two parts, of which the length is seen.
      const real = field.values[i]! + 17 * grain()
      pixels[i] = Math.min(4095, Math.hypot(real, 17 * grain()))
    }
    return {
      ...{ rows: columns, columns, samplesPerPixel: 1, bitsStored: 12, isSigned: false },
      ...{ photometric: 'MONOCHROME2', pixels, frames: 1 },
      windows: [{ centre: 480, width: 960, explanation: 'BRAIN' }],
      plane: {
        ...{ origin, alongRow, alongColumn, rowMm: pixelMm, columnMm: pixelMm },
        ...{ thicknessMm, frameOfReference },
      },
    }
  }
}

/** The three nearest each way, the middle one twice: about what a slice's own thickness blurs. */
function softened(values: Float32Array, columns: number): void {
  for (const step of [1, columns]) {
    const source = values.slice()
    for (let i = step; i < values.length - step; i++)
      values[i] = 0.25 * (source[i - step]! + source[i + step]!) + 0.5 * source[i]!
  }
}
