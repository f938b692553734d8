import type { ImageWarning, PixelSpacing, Plane } from '#domain/imaging/image.ts'
import { normalOf, planeFrom, plus, times } from '#domain/imaging/geometry.ts'
import { orientationOfPlane, orientationOfTag } from '#domain/imaging/orientation.ts'
import { pixelAspectFrom, spacingFrom } from '#domain/imaging/spacing.ts'
import type { FrameGroups } from './frame-groups.ts'
import type { DicomItem } from './item.ts'
import type { Keyword } from './tags.ts'

/** Planes and spacings of these are copied along with the picture. */
const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(?:\.[1-4])?$/

export interface FramePlace {
  readonly spacing: PixelSpacing | null
  readonly pixelAspect: number
  readonly plane: Plane | null
  readonly orientation: { readonly left: string; readonly top: string } | null
}

/**
 * Where a frame lies in the patient and how large its pixels are; the rule of lengths is `spacingFrom`.
 * Source: PS3.3 C.7.6.2 (Image Plane), C.7.6.16.2.1 to .4 (the same in functional groups), 10.7.1.1, C.7.6.1.1.1.
 */
export function framePlace(
  root: DicomItem,
  groups: FrameGroups,
  warn: (warning: ImageWarning) => void,
): FramePlace {
  const measures = groups.of('PixelMeasuresSequence') ?? root
  const pixelSpacing = pairOf(measures, 'PixelSpacing')
  const position = (groups.of('PlanePositionSequence') ?? root).numbers('ImagePositionPatient')
  const orientation = (groups.of('PlaneOrientationSequence') ?? root).numbers('ImageOrientationPatient')
  const plane =
    pixelSpacing &&
    planeFrom({
      position,
      orientation,
      spacing: { rowMm: pixelSpacing[0], columnMm: pixelSpacing[1] },
      thicknessMm: measures.number('SliceThickness'),
      frameOfReference: root.text('FrameOfReferenceUID') || null,
    })
  if (plane === null && pixelSpacing && position.length > 0 && orientation.length > 0) {
    warn({ code: 'plane-invalid' })
  }
  const spacing = spacingFrom({
    modality: root.text('Modality').toUpperCase(),
    hasPlane: plane !== null,
    isSecondaryCapture: SECONDARY_CAPTURE.test(root.text('SOPClassUID')),
    pixelSpacing,
    calibrationType: root.text('PixelSpacingCalibrationType'),
    imagerPixelSpacing: pairOf(root, 'ImagerPixelSpacing'),
    nominalScannedPixelSpacing: pairOf(root, 'NominalScannedPixelSpacing'),
    magnificationFactor: root.number('EstimatedRadiographicMagnificationFactor'),
    sourceToDetectorMm: root.number('DistanceSourceToDetector'),
    sourceToPatientMm: root.number('DistanceSourceToPatient'),
  })
  return {
    spacing,
    pixelAspect: pixelAspectFrom(spacing, root.numbers('PixelAspectRatio')),
    plane,
    orientation: plane ? orientationOfPlane(plane) : orientationOfTag(root.values('PatientOrientation')),
  }
}

/**
 * Where further frames of a plain multi-frame object lie, whose place is given for the first one alone: grids of dose by
 * their offsets along the normal; of nuclear medicine nothing says it. Null: all lie where the first does (a loop).
 * Source: PS3.3 C.8.8.3.2; C.8.4.15.
 */
export function frameShift(root: DicomItem): ((first: Plane, frame: number) => Plane | null) | null {
  const offsets = root.numbers('GridFrameOffsetVector')
  if (offsets.length > 1) {
    return (first, frame) => {
      const mm = offsets[frame]
      if (mm === undefined) return null
      const origin = plus(first.origin, times(normalOf(first), mm - offsets[0]!))
      return { ...first, origin }
    }
  }
  return root.text('Modality').toUpperCase() === 'NM' ? () => null : null
}

/** Two numbers above zero, rows first; null for all else. */
function pairOf(item: DicomItem, keyword: Keyword): readonly [number, number] | null {
  const [row, column] = item.numbers(keyword)
  return row !== undefined && column !== undefined && row > 0 && column > 0 ? [row, column] : null
}
