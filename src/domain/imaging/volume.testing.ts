import { good, type Outcome } from '../problem.ts'
import { plus, times, toPatient } from './geometry.ts'
import type { Frame, FrameInfo, ImageInstance, ImageSeries, Plane, Vector3 } from './image.ts'
import { putSlice, startVolume, type Volume } from './volume.ts'

export interface SeriesPlan {
  readonly rows: number
  readonly columns: number
  readonly slices: number
  /** Of the first slice. */
  readonly plane: Plane
  /** From slice to slice. */
  readonly step: Vector3
  /** Stored value at a place in the patient. */
  readonly value: (place: Vector3) => number
  readonly slope?: (slice: number) => number
  readonly padding?: { readonly from: number; readonly to: number }
  readonly isSigned?: boolean
}

export const AXIAL: Plane = {
  origin: [-31, -47, -20],
  alongRow: [1, 0, 0],
  alongColumn: [0, 1, 0],
  rowMm: 1,
  columnMm: 1,
  thicknessMm: null,
  frameOfReference: '1.2',
}

/** For tests: a series of slices whose values are known at every place, and its frames by instance. */
export function plannedSeries(plan: SeriesPlan): {
  series: ImageSeries
  frameOf: (instance: string) => Frame
} {
  const frames = new Map<string, Frame>()
  const instances = Array.from({ length: plan.slices }, (_, k) => {
    const id = `slice-${k}`
    const plane = { ...plan.plane, origin: plus(plan.plane.origin, times(plan.step, k)) }
    const slope = plan.slope?.(k) ?? 1
    frames.set(id, drawn(plan, plane, slope))
    return instanceOf(plan, id, k, plane, slope)
  })
  const series: ImageSeries = {
    ...{ id: 'series', modality: 'CT', number: 1, description: '', bodyPart: '', laterality: null, view: '' },
    instances,
    warnings: [],
  }
  return { series, frameOf: (instance) => frames.get(instance)! }
}

function drawn({ rows, columns, value, isSigned = true }: SeriesPlan, plane: Plane, slope: number): Frame {
  const pixels = isSigned ? new Int16Array(rows * columns) : new Uint16Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = toPatient(plane, { x: column + 0.5, y: row + 0.5 })
      pixels[row * columns + column] = Math.round(value(place) / slope)
    }
  }
  return { rows, columns, samplesPerPixel: 1, pixels }
}

function instanceOf(plan: SeriesPlan, id: string, k: number, plane: Plane, slope: number): ImageInstance {
  const { rowMm, columnMm } = plane
  const info: FrameInfo = {
    rendering: {
      kind: 'grey',
      modality: { kind: 'linear', slope, intercept: 0 },
      voi: [],
      inverted: false,
      padding: plan.padding ?? null,
      unit: 'HU',
    },
    spacing: { rowMm, columnMm, trust: 'calibrated', basis: 'patient-plane' },
    pixelAspect: rowMm / columnMm,
    plane,
    orientation: null,
  }
  return {
    ...{ id, format: 'dicom', sopClass: null, modality: 'CT', instanceNumber: k + 1 },
    ...{ rows: plan.rows, columns: plan.columns, samplesPerPixel: 1, bitsStored: 16 },
    isSigned: plan.isSigned ?? true,
    frames: [info],
    ...{ frameTimeMs: null, lossy: null, ultrasoundRegions: [], overlays: [], burnedInAnnotation: null },
    warnings: [],
  }
}

/** For tests: a volume with all its slices. */
export function filledVolume(
  { series, frameOf }: ReturnType<typeof plannedSeries>,
  budgetBytes: number,
): Outcome<Volume> {
  const started = startVolume(series, budgetBytes)
  if (!started.ok) return started
  started.value.wanted.forEach(({ instance }, k) => putSlice(started.value, k, frameOf(instance)))
  return good(started.value.volume)
}
