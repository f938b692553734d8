import type { Frame, FrameInfo, ImageInstance, Voi } from '#domain/imaging/image.ts'
import { paintingOf, renderRegion } from '#domain/imaging/render.ts'
import type { PackPicture } from './picture.ts'

/** What is known besides the pixels. `point` in image coordinates of the frame. */
export type PictureAsked = Pick<PackPicture, 'ageYears' | 'sex' | 'point'>

/** A frame as packs take it, and how many pixels of the frame one of its pixels is wide. */
export interface FramePicture {
  readonly picture: PackPicture
  readonly scale: number
}

/**
 * No pack takes more than 384 pixels a side: a picture stays at twice that, and a film of 3000 pixels is not averaged
 * anew for every pack.
 */
const SHORTER_SIDE_LEAST = 768
/** Rows that are rendered at a time, so that a film is not held a second time in colour. */
const STRIP_ROWS = 64

/**
 * A frame in the window that its file opens with (CT: -1000 to 400 HU), eight bits a sample, whole blocks of a large one
 * averaged.
 * @param instance what its file says of it
 * @param index of the frame in its instance
 */
export function framePicture(
  frame: Frame,
  instance: Pick<ImageInstance, 'frames' | 'bitsStored'> & Partial<Pick<ImageInstance, 'modality'>>,
  index: number,
  asked: PictureAsked,
): FramePicture {
  const info = instance.frames[index] ?? instance.frames[0]!
  const scale = Math.max(1, Math.floor(Math.min(frame.rows, frame.columns) / SHORTER_SIDE_LEAST))
  const channels = frame.samplesPerPixel
  const [width, height] = [Math.floor(frame.columns / scale), Math.floor(frame.rows / scale)]
  const data = new Uint8Array(width * height * channels)
  const painting = paintingOf(frame, info.rendering, windowOf(info), { bitsStored: instance.bitsStored })
  const rowsAtOnce = Math.max(1, Math.floor(STRIP_ROWS / scale))
  const strip = new Uint32Array(width * scale * rowsAtOnce * scale)
  for (let top = 0; top < height; top += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, height - top)
    const region = { x: 0, y: top * scale, stepX: 1, stepY: 1, width: width * scale, height: rows * scale }
    renderRegion(frame, painting, region, strip)
    averageBlocks(strip, scale, { width, rows, channels }, data, top * width * channels)
  }
  const { ageYears, sex } = asked
  const point = asked.point && { x: asked.point.x / scale, y: asked.point.y / scale }
  return {
    picture: {
      width,
      height,
      channels,
      data,
      pixelAspect: info.pixelAspect,
      ageYears,
      sex,
      modality: instance.modality ?? '',
      point,
    },
    scale,
  }
}

/** Packs for CT learned from the lung window; everything else is taken as its file wants it shown. */
const LUNG: Voi = { kind: 'window', centre: -300, width: 1400, shape: 'LINEAR_EXACT', explanation: '' }

function windowOf({ rendering }: FrameInfo): Voi | null {
  return rendering.kind === 'grey' && rendering.unit === 'HU' ? LUNG : null
}

interface Blocks {
  readonly width: number
  readonly rows: number
  readonly channels: 1 | 3
}

/** Means of blocks of scale × scale RGBA pixels, interleaved. */
function averageBlocks(
  rgba: Uint32Array,
  scale: number,
  { width, rows, channels }: Blocks,
  out: Uint8Array,
  at: number,
): void {
  const pixels = scale * scale
  const columns = width * scale
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      let [red, green, blue] = [0, 0, 0]
      for (let y = 0; y < scale; y++) {
        const from = (row * scale + y) * columns + column * scale
        for (let i = from; i < from + scale; i++) {
          const pixel = rgba[i]!
          red += pixel & 0xff
          green += (pixel >>> 8) & 0xff
          blue += (pixel >>> 16) & 0xff
        }
      }
      out[at++] = Math.round(red / pixels)
      if (channels === 1) continue
      out[at++] = Math.round(green / pixels)
      out[at++] = Math.round(blue / pixels)
    }
  }
}
