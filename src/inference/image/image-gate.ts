import type { ImageGate } from '#contract/pack-image.ts'
import type { ImageGateReason, KindSeen } from '#domain/imaging/claims.ts'
import type { PictureFigures } from '../preprocess/picture-figures.ts'
import type { PackPicture } from './picture.ts'

/** A picture with fewer pixels than so many for each of the input is too coarse for any pack. */
const DETAIL_LEAST = 1 / 3
/** One in which so few greys differ shows nothing, whatever a pack's own limits are. */
const CONTRAST_LEAST = 0.03

/**
 * Why a pack does not answer on a picture by its plain figures; null where they pass. First reason wins.
 */
export function pictureRefusal(gate: ImageGate, figures: PictureFigures): ImageGateReason | null {
  const limits = gate.picture ?? {}
  const [detailLeast, detailMost] = limits.detail ?? [DETAIL_LEAST, Infinity]
  if (figures.detail < detailLeast || figures.detail > detailMost) return 'too-small'
  if (figures.contrast < CONTRAST_LEAST) return 'blank'
  if (limits.contrast && !isWithin(figures.contrast, limits.contrast)) return 'blank'
  if (limits.clippedShare && !isWithin(figures.clippedShare, limits.clippedShare)) return 'clipped'
  if (limits.emptyShare && !isWithin(figures.emptyShare, limits.emptyShare)) return 'cut-off'
  if (limits.sharpness && figures.sharpness < limits.sharpness[0]) return 'blurred'
  if (limits.sharpness && figures.sharpness > limits.sharpness[1]) return 'unlike-training-data'
  return null
}

/** Of people whose age is known alone. */
export function ageRefusal({ ageYears }: ImageGate, picture: PackPicture): ImageGateReason | null {
  if (ageYears === undefined || picture.ageYears === null) return null
  return isWithin(picture.ageYears, ageYears) ? null : 'age'
}

/** Why a pack does not answer on a picture of the kind that the intake saw; null where it is one of its own. */
export function kindRefusal({ kinds }: ImageGate, seen: KindSeen): ImageGateReason | null {
  if (seen.kind === null) return 'kind-unknown'
  return kinds.includes(seen.kind) ? null : 'kind'
}

export function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most
}
