import type { Frame, ImageInstance } from '#domain/imaging/image.ts'
import { reducedFrame } from '#domain/imaging/reduce.ts'
import { paintingOf, renderRegion } from '#domain/imaging/render.ts'
import type { Thumbnail } from './film-worker.ts'

/**
 * A frame made small, in the window that its file opens with and with square pixels.
 * @param sizePx the longer side
 */
export function thumbnailOf(frame: Frame, instance: ImageInstance, index: number, sizePx: number): Thumbnail {
  const info = instance.frames[index] ?? instance.frames[0]!
  const factor = Math.floor(Math.max(frame.rows, frame.columns) / sizePx)
  const padding = info.rendering.kind === 'grey' ? info.rendering.padding : null
  const small = reducedFrame(frame, Math.max(1, factor), padding)
  const tall = small.rows * info.pixelAspect
  const scale = sizePx / Math.max(tall, small.columns)
  const width = Math.max(1, Math.round(small.columns * scale))
  const height = Math.max(1, Math.round(tall * scale))
  const region = { x: 0, y: 0, stepX: small.columns / width, stepY: small.rows / height, width, height }
  const out = new Uint32Array(width * height)
  const painting = paintingOf(small, info.rendering, null, { bitsStored: instance.bitsStored })
  renderRegion(small, painting, region, out)
  return { width, height, rgba: new Uint8ClampedArray(out.buffer) }
}
