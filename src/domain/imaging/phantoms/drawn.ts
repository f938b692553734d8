import type { FilePatient, PixelArray, Plane, UltrasoundRegion } from '../image.ts'
import type { MarkShape } from '../marks.ts'
import type { PhantomName } from './names.ts'

/** A study as it was drawn, before any file format: what `contract/dicom/phantom-files.ts` writes. */
export interface DrawnPhantom {
  readonly name: PhantomName
  readonly description: string
  readonly person: Pick<FilePatient, 'names' | 'id' | 'birthDate' | 'sex'>
  /** Local date and time, `2025-03-02T09:30:00`. */
  readonly startedAt: string
  readonly series: readonly DrawnSeries[]
  readonly truth: DrawnTruth
}

export interface DrawnSeries {
  readonly modality: 'DX' | 'CT' | 'US' | 'OP' | 'MR' | 'photo'
  readonly description: string
  readonly bodyPart: string
  readonly laterality: 'L' | 'R' | ''
  readonly view: string
  readonly images: readonly DrawnImage[]
}

/** One object: its frames lie one after the other in `pixels`. */
export interface DrawnImage {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly bitsStored: number
  readonly isSigned: boolean
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB'
  readonly pixels: PixelArray
  readonly frames: number
  readonly frameTimeMs?: number
  /** Stored to true values: Hounsfield units of CT. */
  readonly rescale?: { readonly slope: number; readonly intercept: number; readonly unit: string }
  readonly windows: readonly {
    readonly centre: number
    readonly width: number
    readonly explanation: string
  }[]
  /** At the detector, in mm: what a projection film gives. */
  readonly imagerMm?: number
  readonly plane?: Plane
  readonly regions?: readonly UltrasoundRegion[]
}

/** What is true of the drawing, so that readings and programs can be judged. */
export interface DrawnTruth {
  /** Things to measure: where a perfect reader would lay the mark, and what it should then say. */
  readonly measures: readonly TrueMeasure[]
  /** Round things of known place and size in the patient (LPS, mm). */
  readonly spheres: readonly TrueSphere[]
  /** What else is so, by name: counts, grades, whether something is there. */
  readonly facts: Readonly<Record<string, number | string | boolean>>
}

export interface TrueMeasure {
  readonly what: string
  /** Index of the series, of the image in it, of the frame in that. */
  readonly at: readonly [series: number, image: number, frame: number]
  readonly shape: MarkShape
  readonly value: number
  /** UCUM, as in `Extent`. */
  readonly unit: string
  /** How far a careful reader may be off. */
  readonly tolerance: number
}

export interface TrueSphere {
  readonly what: string
  readonly centreMm: readonly [x: number, y: number, z: number]
  readonly diameterMm: number
  /** Hounsfield units, or brightness of MR. */
  readonly value: number
}

/** `small` is for tests: the same drawing, coarser and with fewer slices and frames. */
export interface PhantomOptions {
  readonly size?: 'full' | 'small'
}
