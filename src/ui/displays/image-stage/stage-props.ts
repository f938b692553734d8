import type { Frame, FrameInfo, ImageInstance } from '#domain/imaging/image.ts'
import type { Mark, MarkPlace, MarkPoint } from '#domain/imaging/marks.ts'
import type { StageClaims } from './stage-claims.ts'
import type {
  MarkChange,
  StageCorners,
  StageLayer,
  StagePlaceInStack,
  StageReference,
  StageTool,
  StageView,
} from './stage.ts'

/** Of one picture on a stage. */
export interface StageProps {
  /** Null: not there yet, or it cannot be shown (`problem`). */
  frame: Frame | null
  problem?: string | null
  /** Of the instance. */
  frameIndex?: number
  instance: ImageInstance
  /** With markers counted (`withMarkers`). */
  info: FrameInfo
  bodyPart?: string
  view?: StageView
  tool?: StageTool
  /** Those that lie on this frame, in its image coordinates. */
  marks?: readonly Mark[]
  /** Where new marks lie; this frame of the instance when left out. */
  place?: MarkPlace | undefined
  selectedMark?: string | null
  stack?: StagePlaceInStack | null
  references?: readonly StageReference[]
  layers?: readonly StageLayer[]
  /** What models say over this frame. */
  claims?: StageClaims | null
  corners?: StageCorners
  /** Names the picture for whoever listens. */
  label: string
  /** Sentences that lead the account in words. */
  account?: string
  /** The one of several stages that tools and keys mean. */
  active?: boolean
  onView?: (view: StageView) => void
  onTool?: (tool: StageTool) => void
  onScroll?: (index: number) => void
  onMark?: (change: MarkChange) => void
  onSelect?: (id: string | null) => void
  onProbe?: (at: MarkPoint | null) => void
  /** Points of a model were moved. */
  onPoints?: (id: string, points: readonly MarkPoint[]) => void
  onActivate?: () => void
}
