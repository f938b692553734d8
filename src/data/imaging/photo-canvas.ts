import type { Photo } from '#domain/imaging/photo/photo.ts'
import type { PhotoDrawing, Turns } from './photo-intake.ts'

/** Reads and draws photographs on canvases, which workers have as well. */
export const photoCanvas: PhotoDrawing<ImageBitmap> = {
  async read(given, longestPx) {
    const bitmap = given instanceof Blob ? await bitmapOf(given) : given
    if (bitmap === null) return null
    const scale = Math.min(1, longestPx / Math.max(bitmap.width, bitmap.height))
    const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)]
    const { canvas, context } = canvasOf(width, height)
    context.drawImage(bitmap, 0, 0, width, height)
    bitmap.close()
    const photo = { width, height, rgba: context.getImageData(0, 0, width, height).data }
    return { photo, picture: canvas.transferToImageBitmap() }
  },
  picture: (photo) => drawn(photo).transferToImageBitmap(),
  png(photo, turns, isMirrored) {
    const { canvas, context } = canvasOf(...turnedSize(photo, turns))
    drawTurned(context, drawn(photo), turns, isMirrored)
    return canvas.convertToBlob({ type: 'image/png' })
  },
}

/** Width and height after quarter turns. */
export function turnedSize(
  { width, height }: { readonly width: number; readonly height: number },
  turns: Turns,
): readonly [number, number] {
  return turns % 2 === 1 ? [height, width] : [width, height]
}

/** Draws a picture turned, then mirrored from left to right, on a canvas of its turned size. */
export function drawTurned(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  picture: ImageBitmap | OffscreenCanvas,
  turns: Turns,
  isMirrored: boolean,
): void {
  const [width, height] = turnedSize(picture, turns)
  context.translate(width / 2, height / 2)
  if (isMirrored) context.scale(-1, 1)
  context.rotate((turns * Math.PI) / 2)
  context.drawImage(picture, -picture.width / 2, -picture.height / 2)
}

/** As its camera was held; null for a file that the browser does not know as a picture. */
async function bitmapOf(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return null
  }
}

function drawn({ rgba, width, height }: Photo): OffscreenCanvas {
  const { canvas, context } = canvasOf(width, height)
  context.putImageData(new ImageData(rgba as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0)
  return canvas
}

function canvasOf(
  width: number,
  height: number,
): { readonly canvas: OffscreenCanvas; readonly context: OffscreenCanvasRenderingContext2D } {
  const canvas = new OffscreenCanvas(width, height)
  return { canvas, context: canvas.getContext('2d', { willReadFrequently: true })! }
}
