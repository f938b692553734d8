import { expose, wrap } from 'comlink'
import { decode, encode } from 'fast-png'
import type { Photo } from '#domain/imaging/photo/photo.ts'
import { photoIntakeOf, type PhotoDrawing, type PhotoIntake } from './photo-intake.ts'

/** Node has no canvas: PNG as it lies there, not made smaller nor turned; what is shown are pixels. */
const pngDrawing: PhotoDrawing<ArrayBuffer> = {
  async read(given) {
    const bytes = new Uint8Array(given instanceof Blob ? await given.arrayBuffer() : given)
    try {
      const { width, height, data } = decode(bytes)
      const photo = { width, height, rgba: Uint8ClampedArray.from(data) }
      return { photo, picture: photo.rgba.slice().buffer }
    } catch {
      return null
    }
  },
  picture: ({ rgba }) => rgba.slice().buffer as ArrayBuffer,
  png: async (photo) => pngOf(photo),
}

export function pngOf({ width, height, rgba }: Photo): Blob {
  const data = new Uint8Array(rgba)
  return new Blob([encode({ width, height, data, channels: 4, depth: 8 }) as Uint8Array<ArrayBuffer>])
}

/** The photo worker as it is but for its canvases, behind a real message channel: what is moved is gone here too. */
export function treePhotoWorker() {
  const { port1, port2 } = new MessageChannel()
  expose(photoIntakeOf(pngDrawing), port1)
  const remote = wrap<PhotoIntake<ArrayBuffer>>(port2)
  const close = () => {
    port1.close()
    port2.close()
  }
  return { remote, close }
}
