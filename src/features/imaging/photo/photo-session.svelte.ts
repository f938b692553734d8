import { drawTurned, turnedSize } from '#data/imaging/photo-canvas.ts'
import type { FlatPhoto, Shown, TakenPhoto, Turns } from '#data/imaging/photo-intake.ts'
import { photoWorker } from '#data/workers/photo.ts'
import { isConvex } from '#domain/imaging/photo/homography.ts'
import { hasSheet, type Disc, type PhotoSubject, type Quad } from '#domain/imaging/photo/photo.ts'
import type { PhotoFault } from '#domain/imaging/photo/quality.ts'

/** Where no border was found, the corners begin so far inside. */
const INSET = 0.06

type Size = Pick<Shown<ImageBitmap>, 'width' | 'height'>

/** One photograph on its way from the camera to the desk; pixels are worked on in the photo worker. */
export class PhotoSession {
  subject = $state<PhotoSubject>('film')
  photo = $state.raw<TakenPhoto<ImageBitmap> | null>(null)
  quad = $state.raw<Quad | null>(null)
  faults = $state.raw<readonly PhotoFault[]>([])
  flat = $state.raw<FlatPhoto<ImageBitmap> | null>(null)
  isEven = $state(false)
  turns = $state<Turns>(0)
  isMirrored = $state(false)
  isBusy = $state(false)
  /** How much is straightened, 0 … 1; null while nothing is. */
  straightened = $state<number | null>(null)
  /** unreadable: the file is no picture. lost: the worker ended, mostly for want of memory. */
  trouble = $state<'unreadable' | 'lost' | null>(null)

  readonly hasSheet = $derived(hasSheet(this.subject))
  readonly isCrossed = $derived(this.hasSheet && this.quad !== null && !isConvex(this.quad))
  readonly #disc: Disc | null = $derived(this.photo?.disc ?? null)
  #judged = 0
  #isClosed = false

  /** Looks at the picture in a file. */
  choose(file: File): Promise<void> {
    return this.#working(() => this.#look(file))
  }

  /** Looks at what the camera shows now. */
  take(video: HTMLVideoElement): Promise<void> {
    return this.#working(async () => this.#look(await createImageBitmap(video)))
  }

  moveCorner(index: number, x: number, y: number): void {
    const { photo, quad } = this
    if (photo === null || quad === null) return
    const corner = { x: within(x, photo.width), y: within(y, photo.height) }
    this.quad = quad.map((old, i) => (i === index ? corner : old)) as unknown as Quad
  }

  /** After the hand let go of a corner. */
  async judgeAgain(): Promise<void> {
    const { photo, quad } = this
    if (photo === null || quad === null) return
    const mine = ++this.#judged
    await this.#unlessLost(async () => {
      const faults = await photoWorker.judge(this.subject, quad)
      // Corners may have moved on meanwhile.
      if (mine === this.#judged && photo === this.photo) this.faults = faults
    })
  }

  /** Straightens the sheet, or cuts out the eye; skin stays as it is. */
  async flatten(): Promise<void> {
    const { photo } = this
    const quad = this.quad ?? (photo && this.#field(photo))
    if (photo === null || quad === null || this.isCrossed) return
    await this.#working(async () => {
      this.straightened = 0
      const flat = await photoWorker.flatten(quad, this.subject, this.isEven, (share) => {
        if (this.isBusy) this.straightened = share
      })
      // Taken again meanwhile: it is of a photograph that is gone.
      if (photo === this.photo) this.#show(flat)
      else flat?.picture.close()
    })
    this.straightened = null
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
    ;[canvas.width, canvas.height] = turnedSize(flat, turns)
    drawTurned(canvas.getContext('2d')!, flat.picture, turns, isMirrored)
  }

  /** The result as a file of its own, without anything that a camera writes beside pixels; null where it was lost. */
  async file(name: string): Promise<File | null> {
    let file: File | null = null
    await this.#working(async () => {
      file = new File([await photoWorker.png(this.turns, this.isMirrored)], name, { type: 'image/png' })
    })
    return file
  }

  again(): void {
    this.#show(null)
    this.photo?.picture.close()
    this.photo = this.quad = null
    this.faults = []
  }

  backToCheck(): void {
    this.#show(null)
  }

  /** Stops what is being done and frees its memory. */
  close(): void {
    this.#isClosed = true
    photoWorker.end()
    this.again()
  }

  async #look(given: Blob | ImageBitmap): Promise<void> {
    this.again()
    const { subject } = this
    const photo = await photoWorker.take(given, subject)
    if (photo === null) {
      this.trouble = 'unreadable'
      return
    }
    // Another may have been chosen meanwhile.
    this.subject = subject
    this.quad = this.hasSheet ? (photo.quad ?? insetQuad(photo)) : null
    this.faults = photo.faults
    this.turns = 0
    this.isMirrored = this.isEven = false
    this.photo = photo
  }

  #show(flat: FlatPhoto<ImageBitmap> | null): void {
    this.flat?.picture.close()
    this.flat = flat
  }

  async #working(work: () => Promise<void>): Promise<void> {
    this.trouble = null
    this.isBusy = true
    await this.#unlessLost(work)
    this.isBusy = false
  }

  /** A worker that ended took the photograph along: it is taken again. */
  async #unlessLost(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch {
      if (this.#isClosed) return
      this.again()
      this.trouble = 'lost'
    }
  }

  /** The square around an eye, as far as the photograph goes; all of it where there is no disc. */
  #field({ width, height }: Size): Quad {
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

function insetQuad({ width, height }: Size): Quad {
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
