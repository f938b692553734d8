import type { Voi } from '#domain/imaging/image.ts'
import type { Mark, MarkPoint, MarkTool } from '#domain/imaging/marks.ts'

/**
 * How one looks at a picture. Places are fractions and zoom is relative to the whole picture, so that panes of other
 * sizes and pictures of other matrices can share one view.
 */
export interface StageView {
  /** Null: as the picture opens (`startingVoi`); colour: as it is. */
  readonly voi: Voi | null
  /** 1 shows the whole picture. */
  readonly zoom: number
  /** The point of the picture at the middle of the stage, 0 to 1 of its columns and rows. */
  readonly panX: number
  readonly panY: number
  /** Clockwise, after the flip. */
  readonly quarterTurns: 0 | 1 | 2 | 3
  /** Left and right of the picture are exchanged, before it is turned. */
  readonly flipped: boolean
  /** The viewer's own inversion, on top of what the file says. */
  readonly inverted: boolean
  /** Values between pixels are interpolated above twice their size too; below it they always are. */
  readonly smooth: boolean
}

export const AS_OPENED: StageView = {
  voi: null,
  zoom: 1,
  panX: 0.5,
  panY: 0.5,
  quarterTurns: 0,
  flipped: false,
  inverted: false,
  smooth: false,
}

/** What the first finger or the left button does. */
export type StageTool = 'window' | 'pan' | 'zoom' | 'scroll' | 'magnifier' | MarkTool

/** Where the picture stands in its stack or loop. */
export interface StagePlaceInStack {
  readonly index: number
  readonly count: number
  /** Of a loop, as recorded; null for slices, which play at a speed of ours. */
  readonly frameTimeMs: number | null
}

/** Where another picture's plane cuts this one, in image coordinates. */
export interface StageReference {
  readonly id: string
  readonly a: MarkPoint
  readonly b: MarkPoint
  readonly label: string
  readonly isCurrent: boolean
}

/** Something that covers pixels of the picture: a segment, an overlay. */
export interface StageLayer {
  readonly id: string
  /** Rows × columns of the picture, 0 or 1. */
  readonly mask: Uint8Array
  /** CSS colour. */
  readonly colour: string
  /** Tints the area; otherwise the pixels are drawn as they are. */
  readonly isFilled: boolean
}

/** Lines of text in the corners of the stage. No name of a person unless somebody gives it here. */
export interface StageCorners {
  readonly topLeft?: readonly string[]
  readonly topRight?: readonly string[]
  readonly bottomLeft?: readonly string[]
  readonly bottomRight?: readonly string[]
}

export type MarkChange =
  { readonly kind: 'add' | 'change'; readonly mark: Mark } | { readonly kind: 'remove'; readonly id: string }

/** CSS pixels from the top left corner of the stage. */
export interface StagePoint {
  readonly x: number
  readonly y: number
}

export const MARK_TOOLS: readonly MarkTool[] = [
  'length',
  'angle',
  'cobb',
  'ellipse',
  'rectangle',
  'freehand',
  'cardiothoracic',
  'marker',
  'arrow',
  'probe',
]

export function isMarkTool(tool: StageTool): tool is MarkTool {
  return (MARK_TOOLS as readonly StageTool[]).includes(tool)
}
