import { transfer } from 'comlink'
import { evenedLight, faultsWith, lookAtPhoto, type PhotoLook } from '#domain/imaging/photo/look.ts'
import { hasSheet, type Photo, type PhotoSubject, type Quad } from '#domain/imaging/photo/photo.ts'
import type { PhotoFault } from '#domain/imaging/photo/quality.ts'
import { flattened } from '#domain/imaging/photo/rectify.ts'

/** The longer side of a photograph as it is worked on: what a film of 35 cm needs for a quarter of a millimetre. */
const LONGEST_PX = 3000

/** Quarter turns clockwise. */
export type Turns = 0 | 1 | 2 | 3

/** A picture to be shown, and its size in pixels. */
export interface Shown<Picture> {
  readonly width: number
  readonly height: number
  readonly picture: Picture
}

export type TakenPhoto<Picture> = PhotoLook & Shown<Picture>

export interface FlatPhoto<Picture> extends Shown<Picture> {
  /** A light box is seen around the film: its light can be evened. */
  readonly canEven: boolean
}

/**
 * One photograph on its way to the desk. Pixels stay in the worker; the page has pictures to show, moved to it.
 * `judge`, `flatten` and `png` throw where nothing was taken or flattened before.
 */
export interface PhotoIntake<Picture = ImageBitmap> {
  /** Reads a file or a picture of the camera, looks for the subject in it and judges it; null for no picture. */
  take(given: Blob | Picture, subject: PhotoSubject): Promise<TakenPhoto<Picture> | null>
  /** Judges it again after a person moved the corners. */
  judge(subject: PhotoSubject, quad: Quad): Promise<readonly PhotoFault[]>
  /**
   * Straightens what lies within the corners; null where they make no convex quad.
   * @param isEven the light of the box is evened, where there is one
   * @param onShare hears how much is done, 0 … 1
   */
  flatten(
    quad: Quad,
    subject: PhotoSubject,
    isEven: boolean,
    onShare: (share: number) => void,
  ): Promise<FlatPhoto<Picture> | null>
  /** What was flattened as a file of its own: pixels, and nothing that a camera writes beside them. */
  png(turns: Turns, isMirrored: boolean): Promise<Blob>
}

/** What reads and draws pictures where this runs: canvases in a worker. */
export interface PhotoDrawing<Picture extends Transferable> {
  /** Pixels, upright, and the same to be shown; null where the file is no picture. */
  readonly read: (
    given: Blob | Picture,
    longestPx: number,
  ) => Promise<{ readonly photo: Photo; readonly picture: Picture } | null>
  readonly picture: (photo: Photo) => Picture
  readonly png: (photo: Photo, turns: Turns, isMirrored: boolean) => Promise<Blob>
}

/** The photo worker, testable in Node with a drawing of its own. */
export function photoIntakeOf<Picture extends Transferable>(
  drawing: PhotoDrawing<Picture>,
): PhotoIntake<Picture> {
  let photo: Photo | null = null
  let flat: Photo | null = null
  return {
    async take(given, subject) {
      photo = flat = null
      const read = await drawing.read(given, LONGEST_PX)
      if (read === null) return null
      photo = read.photo
      const { picture } = read
      const { width, height } = photo
      return transfer({ ...lookAtPhoto(photo, subject), width, height, picture }, [picture])
    },
    async judge(subject, quad) {
      return faultsWith(held(photo), subject, quad)
    },
    async flatten(quad, subject, isEven, onShare) {
      const from = held(photo)
      const light = subject === 'film' ? evenedLight(from, quad) : null
      const work = flattened(from, quad, hasSheet(subject), (isEven && light) || undefined)
      let step = work.next()
      for (; !step.done; step = work.next()) onShare(step.value)
      flat = step.value
      if (flat === null) return null
      const picture = drawing.picture(flat)
      const { width, height } = flat
      return transfer({ width, height, picture, canEven: light !== null }, [picture])
    },
    async png(turns, isMirrored) {
      return drawing.png(held(flat), turns, isMirrored)
    },
  }
}

function held(photo: Photo | null): Photo {
  if (photo === null) throw new Error('no photograph is held')
  return photo
}
