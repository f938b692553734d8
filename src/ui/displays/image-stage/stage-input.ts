import type { Frame, FrameInfo, ImageInstance } from '#domain/imaging/image.ts'
import type { Mark, MarkPlace, MarkPoint } from '#domain/imaging/marks.ts'
import type { StagePoints } from './stage-claims.ts'
import type { MarkChange, StagePlaceInStack, StageTool, StageView } from './stage.ts'

/** What a stage shows, read anew whenever something is done with it. */
export interface StageInput {
  readonly frame: Frame | null
  readonly instance: ImageInstance
  readonly info: FrameInfo
  readonly view: StageView
  readonly tool: StageTool
  readonly marks: readonly Mark[]
  readonly place: MarkPlace
  readonly selectedMark: string | null
  readonly stack: StagePlaceInStack | null
  /** Points of a model that may be moved; null where none are shown. */
  readonly points: StagePoints | null
}

/** Who hears what was done. */
export interface StageTell {
  view(view: StageView): void
  tool(tool: StageTool): void
  /** To the picture with this index, which is there. */
  scroll(index: number): void
  mark(change: MarkChange): void
  select(id: string | null): void
  probe(at: MarkPoint | null): void
  /** Points of a model, as a person moved them. */
  points(id: string, points: readonly MarkPoint[]): void
}
