import type { ImageWarning, Overlay } from '#domain/imaging/image.ts'
import type { PixelLayout } from '../pixels/source.ts'
import type { DicomItem } from './item.ts'
import { viewOf } from './source.ts'

const PLANES = 16
/** Bytes of all planes together; a chest film with one is 5 MB. */
const OVERLAY_BYTES_MAX = 64 * 1024 * 1024

interface PlaneHead {
  readonly rows: number
  readonly columns: number
  readonly frames: number
  /** Row and column of the first overlay pixel, counted from 1; outside the image for some. */
  readonly top: number
  readonly left: number
  readonly kind: Overlay['kind']
  readonly label: string
  readonly firstFrame: number
}

/**
 * Overlay planes, each laid over the size of the frame: what lies outside is cut off. Those of the retired form stand in
 * a bit of the pixel words, for uncompressed pixels alone. Source: PS3.3 C.9.2, C.9.3; PS3.5 8.1.2.
 * @param pixels of the object where they are native, else null
 */
export function overlaysOf(
  root: DicomItem,
  layout: PixelLayout,
  pixels: Uint8Array | null,
  warn: (warning: ImageWarning) => void,
): Overlay[] {
  const overlays: Overlay[] = []
  let left = OVERLAY_BYTES_MAX
  for (let plane = 0; plane < PLANES; plane++) {
    const item = root.overlayPlane(plane)
    if (!item.has('OverlayRows') && !item.has('OverlayData') && !item.has('OverlayBitPosition')) continue
    const head = headOf(item)
    const data = item.raw('OverlayData')
    const frameBytes = layout.rows * layout.columns
    if (head === null || (left -= head.frames * frameBytes) < 0) {
      warn({ code: 'overlay-invalid', details: { overlay: plane + 1 } })
      continue
    }
    const frames = data
      ? packedFrames(data, head, layout, item.isBigEndian && item.vr('OverlayData') !== 'OB')
      : embeddedFrames(pixels, item.number('OverlayBitPosition') ?? 0, layout, item.isBigEndian)
    if (frames === null) warn({ code: 'overlay-invalid', details: { overlay: plane + 1 } })
    else overlays.push({ kind: head.kind, label: head.label, frames, firstFrame: head.firstFrame })
  }
  return overlays
}

function headOf(item: DicomItem): PlaneHead | null {
  const rows = item.number('OverlayRows')
  const columns = item.number('OverlayColumns')
  const frames = item.number('NumberOfFramesInOverlay') ?? 1
  if (!rows || !columns || !Number.isInteger(frames) || frames < 1) return null
  const [top = 1, left = 1] = item.numbers('OverlayOrigin')
  return {
    rows,
    columns,
    frames,
    top,
    left,
    kind: item.text('OverlayType').toUpperCase() === 'R' ? 'roi' : 'graphics',
    label: item.text('OverlayLabel') || item.text('OverlayDescription'),
    firstFrame: Math.max(0, (item.number('ImageFrameOrigin') ?? 1) - 1),
  }
}

/** One bit a pixel, the first in the lowest bit; frames follow each other without gaps. Null where data are missing. */
function packedFrames(
  data: Uint8Array,
  head: PlaneHead,
  layout: PixelLayout,
  areWordsSwapped: boolean,
): Uint8Array[] | null {
  const { rows, columns, frames } = head
  if (data.length * 8 < rows * columns * frames) return null
  // Of words in big endian the eight pixels that come first are in the second byte.
  const swap = areWordsSwapped ? 1 : 0
  return Array.from({ length: frames }, (_, f) => {
    const mask = new Uint8Array(layout.rows * layout.columns)
    const firstRow = Math.max(0, 1 - head.top)
    const lastRow = Math.min(rows, layout.rows + 1 - head.top)
    const firstColumn = Math.max(0, 1 - head.left)
    const lastColumn = Math.min(columns, layout.columns + 1 - head.left)
    for (let r = firstRow; r < lastRow; r++) {
      const into = (r + head.top - 1) * layout.columns + head.left - 1
      const from = (f * rows + r) * columns
      for (let c = firstColumn; c < lastColumn; c++) {
        const bit = from + c
        mask[into + c] = (data[(bit >> 3) ^ swap]! >> (bit & 7)) & 1
      }
    }
    return mask
  })
}

/** Bits above those stored in each word. Null where the pixels are compressed, no words, or too few. */
function embeddedFrames(
  pixels: Uint8Array | null,
  bit: number,
  layout: PixelLayout,
  isBigEndian: boolean,
): Uint8Array[] | null {
  const { rows, columns, frames, bitsAllocated, bitsStored, highBit, samplesPerPixel } = layout
  const isFree = bit > highBit || bit < highBit - bitsStored + 1
  if (pixels === null || bitsAllocated !== 16 || samplesPerPixel !== 1 || bit > 15 || !isFree) return null
  const size = rows * columns
  if (pixels.length < 2 * size * frames || size * frames > OVERLAY_BYTES_MAX) return null
  const view = viewOf(pixels)
  return Array.from({ length: frames }, (_, f) =>
    Uint8Array.from(
      { length: size },
      (_pixel, i) => (view.getUint16(2 * (f * size + i), !isBigEndian) >> bit) & 1,
    ),
  )
}
