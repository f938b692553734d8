/**
 * What a file says of its pictures, in the words of DICOM, whatever format it came in. One `ImageInstance` is one file
 * (a DICOM object, a photograph, a volume); its frames are decoded one at a time and never kept here.
 */
export interface ImageInstance {
  /** Names the instance on this desk and in marks: SOP Instance UID, or `sha256:<hex>` where the file has none. */
  readonly id: string
  readonly format: 'dicom' | 'png' | 'jpeg' | 'webp' | 'nifti'
  /** The UID of the SOP Class; null for what is no DICOM. */
  readonly sopClass: string | null
  /** DICOM modality (CR, DX, CT, MR, US, OP, XC, SC …); `''` where the file does not say. */
  readonly modality: string
  readonly instanceNumber: number | null
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly bitsStored: number
  readonly isSigned: boolean
  /** At least one; one entry a frame. */
  readonly frames: readonly FrameInfo[]
  /** Milliseconds from frame to frame for a cine loop; null for what is no loop. */
  readonly frameTimeMs: number | null
  /** Where the picture was compressed with loss, once or more; shown beside measurements. */
  readonly lossy: { readonly ratio: number | null } | null
  /** Calibrated regions of an ultrasound picture, in the order of the file; empty elsewhere. */
  readonly ultrasoundRegions: readonly UltrasoundRegion[]
  /** Overlays, each of the size of the frame after clipping. */
  readonly overlays: readonly Overlay[]
  /** Text burned into the pixels may name the patient: `yes`, `no`, or not said. */
  readonly burnedInAnnotation: 'yes' | 'no' | null
  /** What a reader must know first: code and details, said by `ui/messages` (`image_warning_<code>`). */
  readonly warnings: readonly ImageWarning[]
}

export interface ImageWarning {
  readonly code: string
  readonly details?: Readonly<Record<string, string | number>>
}

/** What may differ from frame to frame. */
export interface FrameInfo {
  readonly rendering: Rendering
  /** Millimetres a pixel, and what they rest on; null where nothing says it. */
  readonly spacing: PixelSpacing | null
  /** Height of a pixel divided by its width, for display; 1 for square ones. */
  readonly pixelAspect: number
  /** Where the frame lies in the patient; null for projections and photographs. */
  readonly plane: Plane | null
  /** Short letters of the four sides (`L`, `R`, `A`, `P`, `H`, `F` …), left and top; null where unknown. */
  readonly orientation: { readonly left: string; readonly top: string } | null
}

/** How stored values become brightness. Order: modality, VOI, presentation (PS3.4 N.2). */
export type Rendering =
  | { readonly kind: 'colour' }
  | {
      readonly kind: 'grey'
      readonly modality: ModalityTransform
      /** What the file offers, the first being its own choice; may be empty. */
      readonly voi: readonly Voi[]
      /** Bright is low: MONOCHROME1 or Presentation LUT Shape INVERSE, never counted twice. */
      readonly inverted: boolean
      /** Stored values that stand for nothing, both ends included: not in histograms, not in statistics. */
      readonly padding: { readonly from: number; readonly to: number } | null
      /** Hounsfield units, or what Rescale Type says; `''` where values have no unit. */
      readonly unit: string
    }

export type ModalityTransform =
  | { readonly kind: 'linear'; readonly slope: number; readonly intercept: number }
  /** Values below the first take the first entry, those above the last take the last. */
  | {
      readonly kind: 'table'
      readonly firstMapped: number
      readonly values: readonly number[] | Float64Array
    }

export type Voi =
  | {
      readonly kind: 'window'
      readonly centre: number
      readonly width: number
      /** PS3.3 C.11.2.1.2 and C.11.2.1.3: three formulas that must not be mixed. */
      readonly shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'
      readonly explanation: string
    }
  | {
      readonly kind: 'table'
      readonly firstMapped: number
      readonly bitsPerEntry: number
      readonly values: Uint16Array
      readonly explanation: string
    }

export interface PixelSpacing {
  /** Between the centres of rows (downwards), in mm. */
  readonly rowMm: number
  /** Between the centres of columns (to the right), in mm. */
  readonly columnMm: number
  readonly trust: 'calibrated' | 'estimated'
  /** What the number rests on; said in words beside every length. */
  readonly basis: SpacingBasis
}

/**
 * - `patient-plane`: Pixel Spacing of a cross-sectional or other image whose spacing is in the patient (CT, MR, …)
 * - `fiducial`, `geometry`: Pixel Spacing Calibration Type says so
 * - `imager-magnified`: Imager Pixel Spacing divided by the Estimated Radiographic Magnification Factor, or SID/SOD
 * - `imager`: at the detector; what lies in front of it is smaller than it looks
 * - `uncalibrated-pixel-spacing`: Pixel Spacing of a projection that does not say how it was made
 * - `nominal-scanned`: of a scanned film
 * - `ultrasound-region`: of one region of an ultrasound picture
 * - `volume-header`: NIfTI pixdim
 * - `marker`: a person laid a mark over something of known length
 */
export type SpacingBasis =
  | 'patient-plane'
  | 'fiducial'
  | 'geometry'
  | 'imager-magnified'
  | 'imager'
  | 'uncalibrated-pixel-spacing'
  | 'nominal-scanned'
  | 'ultrasound-region'
  | 'volume-header'
  | 'marker'

export type Vector3 = readonly [x: number, y: number, z: number]

/** A frame in the patient: DICOM LPS, millimetres (PS3.3 C.7.6.2). */
export interface Plane {
  /** Centre of the first pixel (row 0, column 0). */
  readonly origin: Vector3
  /** Unit vector along a row: the way in which columns count. */
  readonly alongRow: Vector3
  /** Unit vector along a column: the way in which rows count. */
  readonly alongColumn: Vector3
  readonly rowMm: number
  readonly columnMm: number
  /** Slice Thickness; null where not said. */
  readonly thicknessMm: number | null
  readonly frameOfReference: string | null
}

/** PS3.3 C.8.5.5: pixel bounds with both ends inside, size of a pixel in physical units. */
export interface UltrasoundRegion {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  /** Of the horizontal and vertical axes: `cm`, `s`, `Hz`, `cm/s`, `none` … */
  readonly unitX: string
  readonly unitY: string
  readonly deltaX: number
  readonly deltaY: number
  /** `2d`, `m-mode`, `spectral`, `wave`, `graphics`, `other`. */
  readonly shape: string
  /** Pixel of the reference, relative to (x0, y0), where the file gives it, and the value there. */
  readonly referenceX: number | null
  readonly referenceY: number | null
  readonly referenceValueX: number
  readonly referenceValueY: number
}

export interface Overlay {
  /** `graphics` or `roi`. */
  readonly kind: 'graphics' | 'roi'
  readonly label: string
  /** One byte a pixel, 0 or 1, rows × columns of the image; one for each frame it covers. */
  readonly frames: readonly Uint8Array[]
  /** Index of the image frame that the first overlay frame covers. */
  readonly firstFrame: number
}

/** A frame as decoded: stored values (bits above Bits Stored masked, signs extended), or RGB interleaved. */
export interface Frame {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly pixels: PixelArray
}

export type PixelArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

export interface ImageSeries {
  readonly id: string
  readonly modality: string
  readonly number: number | null
  readonly description: string
  /** Body part as the file names it, upper case; `''` where not said. */
  readonly bodyPart: string
  readonly laterality: 'left' | 'right' | null
  /** View position: PA, AP, LL, CC, MLO …; `''` where not said. */
  readonly view: string
  /** In order: by place along the normal where all have one, else by number, else by name. */
  readonly instances: readonly ImageInstance[]
  readonly warnings: readonly ImageWarning[]
}

/** Everything that was opened together and belongs to one examination. */
export interface ImageStudy {
  /** Study Instance UID, or `files:<sha256 of the first file>` where there is none. */
  readonly id: string
  /** Local date and time as the file says it, `2026-11-22T09:30:00` or a prefix of it; null where not said. */
  readonly startedAt: string | null
  readonly description: string
  readonly accessionNumber: string
  /** Who the file says it is; never trusted as identity, compared with the chart by a person. */
  readonly person: FilePatient
  readonly institution: string
  /** Maker, model, program, as the file names them. */
  readonly device: readonly string[]
  readonly series: readonly ImageSeries[]
  /** Documents that lie beside the pictures: PDF, structured reports, segmentations. */
  readonly documents: readonly ImageDocument[]
  readonly warnings: readonly ImageWarning[]
}

export interface FilePatient {
  /** Family and given name in all groups of the file (alphabetic, ideographic, phonetic), decoded; may be empty. */
  readonly names: readonly string[]
  /** The name as a DICOM file writes it, groups and components included, for what is written beside it. */
  readonly nameInFile?: string
  readonly id: string
  /** ISO 8601 date or null. */
  readonly birthDate: string | null
  readonly sex: 'male' | 'female' | 'other' | null
  readonly ageYears: number | null
}

export type ImageDocument =
  | { readonly kind: 'pdf'; readonly id: string; readonly title: string; readonly sizeBytes: number }
  | {
      readonly kind: 'report'
      readonly id: string
      readonly title: string
      readonly lines: readonly ReportLine[]
    }
  | {
      readonly kind: 'segmentation'
      readonly id: string
      readonly title: string
      readonly segments: readonly {
        readonly number: number
        readonly label: string
        readonly colour: string | null
      }[]
      /** Instances that it was drawn on, by id. */
      readonly on: readonly string[]
    }

/** One line of a structured report, flattened: how deep, what it is about, what it says. */
export interface ReportLine {
  readonly depth: number
  readonly name: string
  readonly value: string
}
