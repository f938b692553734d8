import type { MarkPoint } from '#domain/imaging/marks.ts'
import type { StagePoint, StageView } from './stage.ts'

/** Matrix of the picture; a pixel is `pixelAspect` times as high as wide. */
export interface PictureSize {
  readonly columns: number
  readonly rows: number
  readonly pixelAspect: number
}

/** CSS pixels, and device pixels to one of them. */
export interface StageSize {
  readonly widthPx: number
  readonly heightPx: number
  readonly pixelRatio: number
}

/**
 * Where the picture lies on the stage: stage = (a x + c y + e, b x + d y + f) with image coordinates x, y. Two of a, b,
 * c, d are zero, since a picture is turned by quarters only. The corner of the picture lies on a whole device pixel.
 */
export interface Placing {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
  /** Whether columns of the picture run across the stage. */
  readonly isTurned: boolean
  /** CSS pixels to one column of the picture, never negative. */
  readonly scale: number
}

/** An eighth of the stage, and so near that a pixel is a thumb wide. */
const ZOOM_MIN = 0.125
const PIXEL_LARGEST_PX = 48
const ZOOM_STEP = 1.25

export function placingOf(view: StageView, picture: PictureSize, stage: StageSize): Placing {
  const scale = fitScale(view.quarterTurns, picture, stage) * view.zoom
  const across = scale * (view.flipped ? -1 : 1)
  const down = scale * picture.pixelAspect
  const [cos, sin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][view.quarterTurns] as [number, number]
  const linear = { a: across * cos, b: across * sin, c: -down * sin, d: down * cos }
  const x = view.panX * picture.columns
  const y = view.panY * picture.rows
  const toDevice = (px: number): number => Math.round(px * stage.pixelRatio) / stage.pixelRatio
  return {
    ...linear,
    e: toDevice(stage.widthPx / 2 - linear.a * x - linear.c * y),
    f: toDevice(stage.heightPx / 2 - linear.b * x - linear.d * y),
    isTurned: view.quarterTurns % 2 === 1,
    scale,
  }
}

export function toStage(placing: Placing, point: MarkPoint): StagePoint {
  return {
    x: placing.a * point.x + placing.c * point.y + placing.e,
    y: placing.b * point.x + placing.d * point.y + placing.f,
  }
}

export function toImage(placing: Placing, point: StagePoint): MarkPoint {
  const [x, y] = [point.x - placing.e, point.y - placing.f]
  return placing.isTurned ? { x: y / placing.b, y: x / placing.c } : { x: x / placing.a, y: y / placing.d }
}

/** By how much an image point moves when it moves so far on the stage. */
export function stageStepToImage(placing: Placing, byXPx: number, byYPx: number): MarkPoint {
  return toImage(placing, { x: placing.e + byXPx, y: placing.f + byYPx })
}

/** CSS pixels to a column of the picture where the whole of it is seen. */
function fitScale(quarterTurns: StageView['quarterTurns'], picture: PictureSize, stage: StageSize): number {
  const [width, height] = [picture.columns, picture.rows * picture.pixelAspect]
  const turned = quarterTurns % 2 === 1
  const fit = Math.min(stage.widthPx / (turned ? height : width), stage.heightPx / (turned ? width : height))
  return fit > 0 && Number.isFinite(fit) ? fit : 1
}

export function fitted(view: StageView): StageView {
  return { ...view, zoom: 1, panX: 0.5, panY: 0.5 }
}

/** One column of the picture to one device pixel, around the same point. */
export function oneToOne(view: StageView, picture: PictureSize, stage: StageSize): StageView {
  return { ...view, zoom: 1 / stage.pixelRatio / fitScale(view.quarterTurns, picture, stage) }
}

export function isFitted(view: StageView): boolean {
  return view.zoom === 1 && view.panX === 0.5 && view.panY === 0.5
}

/** Moves the picture with the hand; its edge goes no further than the middle of the stage. */
export function panBy(
  view: StageView,
  picture: PictureSize,
  stage: StageSize,
  byXPx: number,
  byYPx: number,
): StageView {
  const step = stageStepToImage(placingOf(view, picture, stage), byXPx, byYPx)
  return {
    ...view,
    panX: clamp(view.panX - step.x / picture.columns, 0, 1),
    panY: clamp(view.panY - step.y / picture.rows, 0, 1),
  }
}

/** Zooms so that what is under the anchor stays there. */
export function zoomBy(
  view: StageView,
  picture: PictureSize,
  stage: StageSize,
  factor: number,
  anchor: StagePoint = { x: stage.widthPx / 2, y: stage.heightPx / 2 },
): StageView {
  const nearest = Math.max(1, PIXEL_LARGEST_PX / fitScale(view.quarterTurns, picture, stage))
  const zoom = clamp(view.zoom * factor, ZOOM_MIN, nearest)
  // The pan that would put the anchor's point in the middle, then back by as much as the anchor is off the middle.
  const under = toImage(placingOf(view, picture, stage), anchor)
  const off = stageStepToImage(
    placingOf({ ...view, zoom }, picture, stage),
    anchor.x - stage.widthPx / 2,
    anchor.y - stage.heightPx / 2,
  )
  return {
    ...view,
    zoom,
    panX: clamp((under.x - off.x) / picture.columns, 0, 1),
    panY: clamp((under.y - off.y) / picture.rows, 0, 1),
  }
}

export function zoomStep(
  view: StageView,
  picture: PictureSize,
  stage: StageSize,
  direction: 1 | -1,
): StageView {
  return zoomBy(view, picture, stage, ZOOM_STEP ** direction)
}

/** A quarter turn of what is seen, clockwise for 1. */
export function turned(view: StageView, direction: 1 | -1): StageView {
  return { ...view, quarterTurns: quarter(view.quarterTurns + direction) }
}

/** Left and right of what is seen are exchanged: a turned picture turns the other way. */
export function mirrored(view: StageView): StageView {
  return { ...view, flipped: !view.flipped, quarterTurns: quarter(-view.quarterTurns) }
}

/** Moves just so far that a point lies inside the stage. */
export function reveal(
  view: StageView,
  picture: PictureSize,
  stage: StageSize,
  point: MarkPoint,
  marginPx = 24,
): StageView {
  const at = toStage(placingOf(view, picture, stage), point)
  const byX = clamp(at.x, marginPx, stage.widthPx - marginPx) - at.x
  const byY = clamp(at.y, marginPx, stage.heightPx - marginPx) - at.y
  return byX === 0 && byY === 0 ? view : panBy(view, picture, stage, byX, byY)
}

function quarter(turns: number): StageView['quarterTurns'] {
  return (((turns % 4) + 4) % 4) as StageView['quarterTurns']
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
