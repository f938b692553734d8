import type { FrameInfo } from '../image.ts'
import type { Mark } from '../marks.ts'
import { isSlotName, SLOTS } from './slots.ts'
import { termNamed } from './terms.ts'

export type Side = 'left' | 'right' | 'both'

/** What a sentence says of left and right: by its terms, else by its words; null where it says neither. */
export function sideSaid({
  slots,
  text,
}: {
  readonly slots: Readonly<Record<string, string>>
  readonly text: string
}): Side | null {
  for (const [slot, name] of Object.entries(slots)) {
    if (!isSlotName(slot)) continue
    const { is } = SLOTS[slot]
    const side = is.kind === 'term' ? (termNamed(is.set, name)?.side ?? null) : null
    if (side !== null) return side
  }
  return sideOfWords(text)
}

/** Words that name both sides say neither: which is meant where is not known. */
export function sideOfWords(text: string): Side | null {
  // "Right" is also "correct", "left" also "remained": only as a word before something.
  const left = /\bleft\b|左/i.test(text)
  const right = /\bright\b|右/i.test(text)
  const both = /\bbilateral\b|\bboth\b|双侧|两侧|双肺|双眼|双肾/i.test(text)
  if (both || (left && right)) return both && !left && !right ? 'both' : null
  if (left) return 'left'
  return right ? 'right' : null
}

/** Nearer to the middle than this share of the width, a mark lies on no side. */
const MIDDLE_SHARE = 0.06

/**
 * Patient's side on which a mark lies wholly, by the letters of the picture's edges; null where the edges do not say it,
 * where it crosses or lies near the middle, and for planes of a volume.
 */
export function sideOfMark(
  { place, shape }: Pick<Mark, 'place' | 'shape'>,
  { orientation }: Pick<FrameInfo, 'orientation'>,
  columns: number,
): 'left' | 'right' | null {
  if (place.on !== 'frame' || orientation === null) return null
  const [edge] = orientation.left
  if (edge !== 'L' && edge !== 'R') return null
  const margin = columns * MIDDLE_SHARE
  const isFirstHalf = shape.points.every(({ x }) => x < columns / 2 - margin)
  const isSecondHalf = shape.points.every(({ x }) => x > columns / 2 + margin)
  if (isFirstHalf === isSecondHalf) return null
  return isFirstHalf === (edge === 'R') ? 'right' : 'left'
}
