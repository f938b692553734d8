import type { Outcome } from '#domain/problem.ts'
import type { ImageReading } from '#inference/image/image-answer.ts'
import type { FramePicture } from '#inference/image/pack-picture.ts'
import type { PackPicture } from '#inference/image/picture.ts'
import type { Measures } from './image-graded.ts'

export type PictureRow = Readonly<Record<string, string>>

/** A change of the place of pixels, for the truth that moves along with a picture. */
type Moved = (plane: PackPicture) => PackPicture

/** How one task is graded. `Truth` is what a row says, `Graded` what is left of truth and answer for the figures. */
export interface ImageTaskRules<Truth, Graded> {
  /** What the set says of a picture; a sentence where the row cannot be used. */
  truth(row: PictureRow, folder: string, picture: FramePicture): Promise<Outcome<Truth>>
  grade(truth: Truth, reading: ImageReading, picture: PackPicture): Graded
  /** Over all pictures, by the names of DESIGN section 6; `Kept` names the same of what the gate let through. */
  readonly measures: Measures<Graded>
  /** By label, for the five numbers on screen and card. */
  readonly perLabel: Readonly<Record<string, Measures<Graded>>>
  /** What the row of a change says of its pictures: the figure that must hold. */
  readonly chief: string
  /** Whether what was answered is right; null where the row does not say. */
  isRight(graded: Graded): boolean | null
  /** Whether what was answered keeps every pack from speaking, though the gate let it through. */
  declines?(graded: Graded): boolean
  /** The same truth on a changed picture. */
  moved(truth: Truth, move: Moved): Truth
  /** Rows reference, columns answer; what stands in it. */
  confusion?(sample: readonly Graded[]): { readonly names: readonly string[]; readonly counts: number[][] }
  /** How the figures are formed, in a sentence. */
  readonly rule: string
  /** What counts as right under damage, in a few words. */
  readonly rightMeans: string
}
