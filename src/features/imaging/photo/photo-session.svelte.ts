import { evenedLight, faultsWith, lookAtPhoto } from '#domain/imaging/photo/look.ts'
import type { Disc, Photo, PhotoSubject, Quad } from '#domain/imaging/photo/photo.ts'
import type { PhotoFault } from '#domain/imaging/photo/quality.ts'
import { flattened } from '#domain/imaging/photo/rectify.ts'
import { isConvex } from '#domain/imaging/photo/homography.ts'

/** The longer side of a photograph as it is worked on: what a film of 35 cm needs for a quarter of a millimetre. */
const LONGEST_PX = 3000
/** Where no border was found, the corners begin so far inside. */
const INSET = 0.06

type Turns = 0 | 1 | 2 | 3

/** One photograph on its way from the camera to the desk. */
export class PhotoSession {
  subject = $state<PhotoSubject>('film')
  photo = $state.raw<Photo | null>(null)
  quad = $state.raw<Quad | null>(null)
  faults = $state.raw<readonly PhotoFault[]>([])
  flat = $state.raw<Photo | null>(null)
  canEven = $state(false)
  isEven = $state(false)
  turns = $state<Turns>(0)
  isMirrored = $state(false)
  isBusy = $state(false)
  isUnreadable = $state(false)

  readonly hasSheet = $derived(this.subject === 'film' || this.subject === 'screen')
  readonly isCrossed = $derived(this.hasSheet && this.quad !== null && !isConvex(this.quad))
  #disc: Disc | null = null

  async choose(file: File): Promise<void> {
    this.isUnreadable = false
    this.isBusy = true
    try {
      const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
      await this.take(picture, picture.width, picture.height)
      picture.close()
    } catch {
      this.isUnreadable = true
    }
    this.isBusy = false
  }

  /** Draws a picture anew, so that nothing but its pixels goes on, and looks at it. */
  async take(source: CanvasImageSource, width: number, height: number): Promise<void> {
    this.isBusy = true
    const scale = Math.min(1, LONGEST_PX / Math.max(width, height))
    const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)]
    const canvas = document.createElement('canvas')
    canvas.width = columns
    canvas.height = rows
    const context = canvas.getContext('2d', { willReadFrequently: true })!
    context.drawImage(source, 0, 0, columns, rows)
    const photo = { width: columns, height: rows, rgba: context.getImageData(0, 0, columns, rows).data }
    canvas.width = canvas.height = 0
    await painted()
    const { quad, disc, faults } = lookAtPhoto(photo, this.subject)
    this.#disc = disc
    this.quad = this.hasSheet ? (quad ?? insetQuad(photo)) : null
    this.faults = faults
    this.flat = null
    this.turns = 0
    this.isMirrored = this.isEven = false
    this.photo = photo
    this.isBusy = false
  }

  moveCorner(index: number, x: number, y: number): void {
    const { photo, quad } = this
    if (photo === null || quad === null) return
    const corner = { x: within(x, photo.width), y: within(y, photo.height) }
    this.quad = quad.map((old, i) => (i === index ? corner : old)) as unknown as Quad
  }

  /** After the hand let go of a corner. */
  judgeAgain(): void {
    const { photo, quad } = this
    if (photo !== null && quad !== null) this.faults = faultsWith(photo, this.subject, quad)
  }

  /** Straightens the sheet, or cuts out the eye; skin stays as it is. */
  async flatten(): Promise<void> {
    const { photo } = this
    const quad = this.quad ?? (photo && this.#field(photo))
    if (photo === null || quad === null || this.isCrossed) return
    this.isBusy = true
    const light = this.subject === 'film' ? evenedLight(photo, quad) : null
    this.canEven = light !== null
    const work = flattened(photo, quad, this.hasSheet, (this.isEven && light) || undefined)
    for (;;) {
      const step = work.next()
      if (step.done) {
        this.flat = step.value
        break
      }
      await painted()
    }
    this.isBusy = false
  }

  async even(isEven: boolean): Promise<void> {
    this.isEven = isEven
    await this.flatten()
  }

  turn(): void {
    this.turns = ((this.turns + 1) % 4) as Turns
  }

  /** Draws the result upright. */
  draw(canvas: HTMLCanvasElement): void {
    const { flat, turns, isMirrored } = this
    if (flat === null) return
    const isSideways = turns % 2 === 1
    canvas.width = isSideways ? flat.height : flat.width
    canvas.height = isSideways ? flat.width : flat.height
    const context = canvas.getContext('2d')!
    const plain = document.createElement('canvas')
    plain.width = flat.width
    plain.height = flat.height
    plain.getContext('2d')!.putImageData(imageDataOf(flat), 0, 0)
    context.translate(canvas.width / 2, canvas.height / 2)
    if (isMirrored) context.scale(-1, 1)
    context.rotate((turns * Math.PI) / 2)
    context.drawImage(plain, -flat.width / 2, -flat.height / 2)
    plain.width = plain.height = 0
  }

  /** The result as a file of its own, without anything that a camera writes beside pixels. */
  async file(name: string): Promise<File | null> {
    const canvas = document.createElement('canvas')
    this.draw(canvas)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    canvas.width = canvas.height = 0
    return blob && new File([blob], name, { type: 'image/png' })
  }

  again(): void {
    this.photo = this.flat = this.quad = null
    this.faults = []
  }

  backToCheck(): void {
    this.flat = null
  }

  /** The square around an eye, as far as the photograph goes; all of it where there is no disc. */
  #field({ width, height }: Photo): Quad {
    const disc = this.#disc
    const [left, top] = disc ? [disc.x - disc.radius, disc.y - disc.radius] : [0, 0]
    const [right, bottom] = disc ? [disc.x + disc.radius, disc.y + disc.radius] : [width, height]
    const [x0, x1] = [within(left, width), within(right, width)]
    const [y0, y1] = [within(top, height), within(bottom, height)]
    return [
      { x: x0, y: y0 },
      { x: x1, y: y0 },
      { x: x1, y: y1 },
      { x: x0, y: y1 },
    ]
  }
}

export function imageDataOf({ rgba, width, height }: Photo): ImageData {
  return new ImageData(rgba as Uint8ClampedArray<ArrayBuffer>, width, height)
}

function insetQuad({ width, height }: Photo): Quad {
  const [x, y] = [INSET * width, INSET * height]
  return [
    { x, y },
    { x: width - x, y },
    { x: width - x, y: height - y },
    { x, y: height - y },
  ]
}

function within(value: number, size: number): number {
  return Math.min(size, Math.max(0, value))
}

/** Lets the page show what it has and hear fingers. */
function painted(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
