import type { Vector3 } from './image.ts'

/**
 * What a person draws on a picture. Points are in image coordinates: columns to the right, rows downwards, in pixels,
 * (0, 0) at the outer corner of the first pixel and (0.5, 0.5) at its centre (the SCOORD convention of PS3.3 C.18.6).
 * On a reslice of a volume points are in the patient (LPS, mm).
 */
export interface MarkPoint {
  readonly x: number
  readonly y: number
  /** Only where the mark lies on a plane of a volume. */
  readonly z?: number
}

/** Where a mark lies: a frame of an instance, or a plane of a volume. */
export type MarkPlace =
  | { readonly on: 'frame'; readonly instance: string; readonly frame: number }
  | {
      readonly on: 'plane'
      readonly series: string
      readonly frameOfReference: string | null
      readonly normal: Vector3
    }

export type MarkShape =
  /** Two points. */
  | { readonly tool: 'length'; readonly points: readonly [MarkPoint, MarkPoint] }
  /** Arm, vertex, arm. */
  | { readonly tool: 'angle'; readonly points: readonly [MarkPoint, MarkPoint, MarkPoint] }
  /** Upper end plate, lower end plate: two lines of two points. */
  | { readonly tool: 'cobb'; readonly points: readonly [MarkPoint, MarkPoint, MarkPoint, MarkPoint] }
  /** Two corners of the bounding box. */
  | { readonly tool: 'ellipse' | 'rectangle'; readonly points: readonly [MarkPoint, MarkPoint] }
  /** Closed; at least three points. */
  | { readonly tool: 'freehand'; readonly points: readonly MarkPoint[] }
  /** Heart: two points; chest: two points, each pair measured along the horizontal. */
  | {
      readonly tool: 'cardiothoracic'
      readonly points: readonly [MarkPoint, MarkPoint, MarkPoint, MarkPoint]
    }
  /** Something of known length: what it measures sets the spacing of the frame for everything else. */
  | { readonly tool: 'marker'; readonly points: readonly [MarkPoint, MarkPoint]; readonly knownMm: number }
  /** Tip, then where the words stand. */
  | { readonly tool: 'arrow'; readonly points: readonly [MarkPoint, MarkPoint] }
  | { readonly tool: 'probe'; readonly points: readonly [MarkPoint] }

export type MarkTool = MarkShape['tool']

export interface Mark {
  /** Random; names the mark in findings and facts. */
  readonly id: string
  readonly place: MarkPlace
  readonly shape: MarkShape
  /** The person's own words beside it; may be empty. */
  readonly text: string
}
