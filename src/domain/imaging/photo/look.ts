import type { MarkPoint } from '../marks.ts'
import { boxLight } from './evening.ts'
import { fundusDisc } from './fundus-disc.ts'
import {
  greyOfPhoto,
  hasSheet,
  LOOK_PX,
  smallerGrey,
  type Disc,
  type Photo,
  type PhotoSubject,
  type Quad,
} from './photo.ts'
import { judgePhoto, type PhotoFault } from './quality.ts'
import { refinedBorder } from './refine.ts'
import { sheetBorder } from './sheet-border.ts'

/** Borders are looked for in a copy so large: lines stand out, grain does not. */
const BORDER_PX = 400

/** What was found in a photograph, in its own pixels. */
export interface PhotoLook {
  readonly quad: Quad | null
  readonly disc: Disc | null
  readonly faults: readonly PhotoFault[]
}

/** Looks for the film, screen or eye in a photograph and judges it. */
export function lookAtPhoto(photo: Photo, subject: PhotoSubject): PhotoLook {
  const grey = greyOfPhoto(photo, LOOK_PX)
  const small = smallerGrey(grey, BORDER_PX)
  const by = grey.width / small.width
  const border = hasSheet(subject) ? sheetBorder(small) : null
  const field = subject === 'fundus' ? fundusDisc(small) : null
  const quad = border && refinedBorder(grey, scaledQuad(border, by))
  const disc = field && scaledDisc(field, by)
  const scale = photo.width / grey.width
  return {
    quad: quad && scaledQuad(quad, scale),
    disc: disc && scaledDisc(disc, scale),
    faults: judgePhoto(grey, { subject, scale, quad, disc }),
  }
}

/** Judges it again after a person moved the corners. @param quad in pixels of the photograph */
export function faultsWith(photo: Photo, subject: PhotoSubject, quad: Quad): readonly PhotoFault[] {
  const grey = greyOfPhoto(photo, LOOK_PX)
  const scale = photo.width / grey.width
  return judgePhoto(grey, { subject, scale, quad: scaledQuad(quad, 1 / scale), disc: null })
}

/** How light is evened on a film before its box; null where no box is seen around it. */
export function evenedLight(photo: Photo, quad: Quad): ReturnType<typeof boxLight> {
  const grey = greyOfPhoto(photo, LOOK_PX)
  return boxLight(grey, scaledQuad(quad, grey.width / photo.width))
}

function scaledQuad([a, b, c, d]: Quad, by: number): Quad {
  const at = ({ x, y }: MarkPoint): MarkPoint => ({ x: x * by, y: y * by })
  return [at(a), at(b), at(c), at(d)]
}

function scaledDisc({ x, y, radius }: Disc, by: number): Disc {
  return { x: x * by, y: y * by, radius: radius * by }
}
