import type { MarkPoint } from '#domain/imaging/marks.ts'

/** What a model looked at. It is drawn with the words that say what it scored, never without. */
export interface StageHeat {
  readonly id: string
  readonly rows: number
  readonly columns: number
  /** Row-major, 0 to 1. */
  readonly values: ArrayLike<number>
  /** Where it lies on the picture, in image coordinates. */
  readonly box: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  readonly words: string
}

/** Where a model draws the edge of something. */
export interface StageOutline {
  readonly id: string
  readonly name: string
  /** Closed lines in image coordinates. */
  readonly lines: readonly (readonly MarkPoint[])[]
}

/** What points measure as they lie: the lines that show it, and the words beside them. */
export interface PointsMeasure {
  readonly lines: readonly (readonly [MarkPoint, MarkPoint])[]
  readonly words: string
}

/** Points that a model has set; a person may move each, and what they measure follows. */
export interface StagePoints {
  readonly id: string
  /** What they are points of, for whoever listens. */
  readonly name: string
  readonly points: readonly MarkPoint[]
  /** Points that belong together, in order around them. */
  readonly bodies: readonly (readonly number[])[]
  readonly measure: (points: readonly MarkPoint[]) => PointsMeasure
}

/** What models say over one frame. */
export interface StageClaims {
  readonly heat: StageHeat | null
  readonly outlines: readonly StageOutline[]
  readonly points: StagePoints | null
}
