import { frameGroups } from '#contract/dicom/frame-groups.ts'
import { pixelSource } from '#contract/dicom/pixel-source.ts'
import type { DicomObject } from '#contract/dicom/read.ts'
import type { Codecs } from '#contract/pixels/codecs.ts'
import { decodeFrame } from '#contract/pixels/decode.ts'
import type { Frame } from '#domain/imaging/image.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { SegmentArea } from './film-worker.ts'

const LABEL_MAP = '1.2.840.10008.5.1.4.1.1.66.7'
/** More segments over one picture are no outlines that anybody tells apart. */
const AREAS_MAX = 24

/** One frame of a segmentation: which segment it draws (null: its values name segments), over which picture. */
interface DrawnFrame {
  readonly at: number
  readonly segment: number | null
}

/**
 * What a segmentation drew over one frame of a picture. Only frames that name the picture they were drawn on are shown:
 * one that is merely near it may lie elsewhere. Source: PS3.3 C.8.20.
 */
export async function segmentsOver(
  object: DicomObject,
  instance: string,
  index: number,
  codecs: Codecs,
): Promise<Outcome<readonly SegmentArea[]>> {
  const source = pixelSource(object)
  if (!source) return good([])
  const isLabelMap = object.sopClass === LABEL_MAP
  const areas: SegmentArea[] = []
  for (const { at, segment } of drawnOn(object, source.layout.frames, instance, index, isLabelMap)) {
    const frame = await decodeFrame(source, at, codecs)
    if (!frame.ok) return frame
    if (segment !== null) areas.push(areaOf(frame.value, segment, threshold(source.layout.bitsStored)))
    else areas.push(...labelledAreas(frame.value))
    if (areas.length >= AREAS_MAX) break
  }
  return good(areas.slice(0, AREAS_MAX))
}

function drawnOn(
  { root }: DicomObject,
  frames: number,
  instance: string,
  index: number,
  isLabelMap: boolean,
): readonly DrawnFrame[] {
  return frameGroups(root, frames).flatMap((groups, at) => {
    const references = groups.of('DerivationImageSequence')?.items('SourceImageSequence') ?? []
    const isOn = references.some((reference) => {
      const numbers = reference.numbers('ReferencedFrameNumber')
      const names = reference.text('ReferencedSOPInstanceUID') === instance
      return names && (numbers.length === 0 ? index === 0 : numbers.includes(index + 1))
    })
    if (!isOn) return []
    const segment = groups.of('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber') ?? null
    return [{ at, segment: isLabelMap ? null : (segment ?? 1) }]
  })
}

/** Binary: 1 is inside. Fractional: from the half on. */
function threshold(bitsStored: number): number {
  return bitsStored === 1 ? 1 : 2 ** (bitsStored - 1)
}

function areaOf({ rows, columns, pixels }: Frame, segment: number, from: number): SegmentArea {
  return { segment, rows, columns, mask: Uint8Array.from(pixels, (value) => Number(value >= from)) }
}

/** Each value of a label map is a segment; 0 is none. */
function labelledAreas({ rows, columns, pixels }: Frame): SegmentArea[] {
  const labels = [...new Set(pixels)].filter((label) => label !== 0).slice(0, AREAS_MAX)
  return labels.map((label) => ({
    segment: label,
    rows,
    columns,
    mask: Uint8Array.from(pixels, (value) => Number(value === label)),
  }))
}
