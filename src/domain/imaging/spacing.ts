import type { PixelSpacing } from './image.ts'

/** What a file says about the size of its pixels, as it stands in the tags: the row spacing first, the column second. */
export interface SpacingTags {
  /** (0008,0060). */
  readonly modality: string
  /** The frame has Image Position and Image Orientation (Patient): it lies in the patient. */
  readonly hasPlane: boolean
  /** A Secondary Capture class: a picture of a picture, whatever plane and spacing it was given on the way. */
  readonly isSecondaryCapture?: boolean
  /** (0028,0030). */
  readonly pixelSpacing: readonly number[] | null
  /** (0028,0A02): GEOMETRY, FIDUCIAL or `''`. */
  readonly calibrationType: string
  /** (0018,1164). */
  readonly imagerPixelSpacing: readonly number[] | null
  /** (0018,2010). */
  readonly nominalScannedPixelSpacing: readonly number[] | null
  /** (0018,1114) Estimated Radiographic Magnification Factor. */
  readonly magnificationFactor: number | null
  /** (0018,1110) Distance Source to Detector. */
  readonly sourceToDetectorMm: number | null
  /** (0018,1111) Distance Source to Patient. */
  readonly sourceToPatientMm: number | null
}

/** Rays spread from a point here: what lies nearer to the source looks larger on the detector. */
const PROJECTIONS = new Set(['CR', 'DX', 'DR', 'MG', 'IO', 'PX', 'RG', 'RF', 'XA', 'RTIMAGE'])
/** Pixel Spacing of these is in the patient by definition, even where the place of the plane is missing. */
const CROSS_SECTIONS = new Set(['CT', 'MR', 'PT', 'NM', 'OPT', 'RTDOSE', 'SM'])

/** Below is no picture of a body, above no detector: such values are slips. */
const SMALLEST_MM = 1e-5
const LARGEST_MM = 100
/** Beyond it the patient would stand nearer to the source than to the detector by far. */
const LARGEST_MAGNIFICATION = 5

/**
 * The rule of lengths: what a pixel measures and what that rests on; null where nothing says it.
 *
 * Order: in the plane of the patient; Pixel Spacing that says how it was calibrated; Pixel Spacing that differs from the
 * detector's (corrected, it does not say how); the detector's divided by a magnification; the detector's; that of a
 * scanned film; Pixel Spacing alone. Never one silently for the other. Bad values (one number only, none, zero, negative,
 * absurd) count as absent.
 * Source: PS3.3 10.7.1.1 to 10.7.1.3; C.8.7.5 for source distances.
 */
export function spacingFrom(tags: SpacingTags): PixelSpacing | null {
  const patient = pairOf(tags.pixelSpacing)
  const imager = pairOf(tags.imagerPixelSpacing)
  const scanned = pairOf(tags.nominalScannedPixelSpacing)
  const isProjection = PROJECTIONS.has(tags.modality) || (imager !== null && !tags.hasPlane)
  const isCapture = tags.isSecondaryCapture === true || tags.modality === 'SC'
  const isSection = tags.hasPlane || CROSS_SECTIONS.has(tags.modality)
  if (patient !== null && isSection && !isProjection && !isCapture) {
    return { ...patient, trust: 'calibrated', basis: 'patient-plane' }
  }
  const isOfImager = patient !== null && imager !== null && isSame(patient, imager)
  const isOfScan = patient !== null && scanned !== null && isSame(patient, scanned)
  if (patient !== null) {
    const type = tags.calibrationType.trim().toUpperCase()
    if (type === 'FIDUCIAL') return { ...patient, trust: 'calibrated', basis: 'fiducial' }
    // The spacing of the detector itself was corrected for nothing, whatever the type says.
    if (type === 'GEOMETRY' && !isOfImager) return { ...patient, trust: 'calibrated', basis: 'geometry' }
    if ((imager !== null || scanned !== null) && !isOfImager && !isOfScan) {
      return { ...patient, trust: 'estimated', basis: 'uncalibrated-pixel-spacing' }
    }
  }
  if (imager !== null) return atDetector(imager, tags)
  if (scanned !== null) return { ...scanned, trust: 'estimated', basis: 'nominal-scanned' }
  return patient === null ? null : { ...patient, trust: 'estimated', basis: 'uncalibrated-pixel-spacing' }
}

interface Pair {
  readonly rowMm: number
  readonly columnMm: number
}

function atDetector(imager: Pair, tags: SpacingTags): PixelSpacing {
  const magnification = magnificationOf(tags)
  if (magnification === null) return { ...imager, trust: 'estimated', basis: 'imager' }
  return {
    rowMm: imager.rowMm / magnification,
    columnMm: imager.columnMm / magnification,
    trust: 'estimated',
    basis: 'imager-magnified',
  }
}

/** How much larger the body is on the detector; null where it is not said, not possible, or exactly 1 (not filled in). */
function magnificationOf(tags: SpacingTags): number | null {
  const { magnificationFactor: factor, sourceToDetectorMm: detector, sourceToPatientMm: patient } = tags
  if (isMagnification(factor)) return factor
  const ratio = detector !== null && patient !== null && patient > 0 ? detector / patient : null
  return isMagnification(ratio) ? ratio : null
}

function isMagnification(factor: number | null): factor is number {
  return factor !== null && factor > 1 && factor <= LARGEST_MAGNIFICATION
}

function pairOf(values: readonly number[] | null): Pair | null {
  const [rowMm, columnMm] = values ?? []
  if (rowMm === undefined || columnMm === undefined || !isSize(rowMm) || !isSize(columnMm)) return null
  return { rowMm, columnMm }
}

function isSize(mm: number): boolean {
  return Number.isFinite(mm) && mm >= SMALLEST_MM && mm <= LARGEST_MM
}

/** Decimal strings are rounded differently by different writers. */
function isSame(a: Pair, b: Pair): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-4 * Math.max(x, y)
  return near(a.rowMm, b.rowMm) && near(a.columnMm, b.columnMm)
}

/**
 * Height of a pixel divided by its width, for display: from a spacing, else from Pixel Aspect Ratio (0028,0034), which is
 * vertical\horizontal; 1 where neither is usable.
 */
export function pixelAspectFrom(
  spacing: { readonly rowMm: number; readonly columnMm: number } | null,
  pixelAspectRatio: readonly number[] | null,
): number {
  if (spacing !== null) return spacing.rowMm / spacing.columnMm
  const [vertical, horizontal] = pixelAspectRatio ?? []
  const aspect = vertical !== undefined && horizontal !== undefined ? vertical / horizontal : 1
  return Number.isFinite(aspect) && aspect >= 0.01 && aspect <= 100 ? aspect : 1
}
