import type { ImageDocument } from '#domain/imaging/image.ts'
import { frameGroups } from './frame-groups.ts'
import type { DicomItem } from './item.ts'
import { FRAMES_MAX } from './limits.ts'

const SEGMENTATION_CLASSES = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.[47]$/
const SEGMENTS_MAX = 1000

/** A segmentation: its segments and the instances it was drawn on; null for all else. Source: PS3.3 C.8.20.2. */
export function segmentationOf(root: DicomItem, id: string): ImageDocument | null {
  const isSegmentation =
    SEGMENTATION_CLASSES.test(root.text('SOPClassUID')) ||
    (root.text('Modality').toUpperCase() === 'SEG' && root.has('SegmentSequence'))
  if (!isSegmentation) return null
  return {
    kind: 'segmentation',
    id,
    title: root.text('ContentDescription') || root.text('SeriesDescription') || root.text('ContentLabel'),
    segments: root
      .items('SegmentSequence')
      .slice(0, SEGMENTS_MAX)
      .map((segment, i) => ({
        number: segment.number('SegmentNumber') ?? i + 1,
        label: segment.text('SegmentLabel'),
        colour: colourOf(segment.numbers('RecommendedDisplayCIELabValue')),
      })),
    on: [...new Set(referencesOf(root))],
  }
}

/** One frame of a segmentation: which segment it draws, and over which frame of which picture. */
export interface SegmentFrame {
  /** Index of the frame in the segmentation. */
  readonly frame: number
  readonly segment: number
  /** SOP Instance UID of the picture, and index of the frame there. */
  readonly instance: string
  readonly imageFrame: number
}

/**
 * What the frames of a segmentation were drawn over; frames that do not say it are left out. A frame of its own pixels
 * comes by `decodeFrame` like any other: 0 and 1, or fractions up to Maximum Fractional Value.
 * Source: PS3.3 C.8.20.3, C.7.6.16.2.6.
 */
export function segmentFrames(root: DicomItem): SegmentFrame[] {
  const count = root.items('PerFrameFunctionalGroupsSequence').length
  return frameGroups(root, Math.min(count, FRAMES_MAX)).flatMap((groups, frame) => {
    const segment = groups.of('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber')
    const sources = groups.of('DerivationImageSequence')?.items('SourceImageSequence') ?? []
    if (segment === null || segment === undefined) return []
    return sources.flatMap((source) => {
      const instance = source.text('ReferencedSOPInstanceUID')
      const imageFrame = (source.number('ReferencedFrameNumber') ?? 1) - 1
      return instance ? [{ frame, segment, instance, imageFrame }] : []
    })
  })
}

/** By series, and by frame where a frame says what it was drawn on. */
function referencesOf(root: DicomItem): string[] {
  const ofSeries = root
    .items('ReferencedSeriesSequence')
    .flatMap((series) => series.items('ReferencedInstanceSequence'))
  const ofFrames = root
    .items('PerFrameFunctionalGroupsSequence')
    .flatMap((frame) => frame.items('DerivationImageSequence'))
    .flatMap((derivation) => derivation.items('SourceImageSequence'))
  return [...ofSeries, ...ofFrames, ...root.items('SourceImageSequence')]
    .map((reference) => reference.text('ReferencedSOPInstanceUID'))
    .filter(Boolean)
}

/**
 * `#rrggbb` of CIELab as DICOM stores it: L 0 to 100 and a, b -128 to 127 over 0 to 65,535, white point D50 as in ICC
 * profiles; null where it is not given. Source: PS3.3 C.10.7.1.1; sRGB of IEC 61966-2-1 with the Bradford D50 matrix.
 */
export function colourOf(stored: readonly number[]): string | null {
  if (stored.length !== 3) return null
  const lightness = (stored[0]! * 100) / 65_535
  const a = (stored[1]! * 255) / 65_535 - 128
  const b = (stored[2]! * 255) / 65_535 - 128
  const y = (lightness + 16) / 116
  const linear = (t: number): number => (t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29))
  const [x, luminance, z] = [0.96422 * linear(y + a / 500), linear(y), 0.82521 * linear(y - b / 200)]
  const rgb = [
    3.1338561 * x - 1.6168667 * luminance - 0.4906146 * z,
    -0.9787684 * x + 1.9161415 * luminance + 0.033454 * z,
    0.0719453 * x - 0.2289914 * luminance + 1.4052427 * z,
  ]
  const channel = (value: number): string => {
    const clamped = Math.min(1, Math.max(0, value))
    const encoded = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055
    return Math.round(255 * encoded)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${rgb.map(channel).join('')}`
}
