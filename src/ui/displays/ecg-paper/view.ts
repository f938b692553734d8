/**
 * The window through which one looks at the paper. Time and gain always scale together, so that paper
 * stays paper; at zoom 1 a millimetre on the paper is a millimetre on the screen.
 */
export interface PaperView {
  /** The point of the paper at the top left corner of the stage. */
  readonly xMm: number
  readonly yMm: number
  readonly zoom: number
}

export interface SizeMm {
  readonly widthMm: number
  readonly heightMm: number
}

export const TRUE_SIZE: PaperView = { xMm: 0, yMm: 0, zoom: 1 }

/** Below this the traces melt together, above it a pixel is less than a sample. */
const ZOOM_MIN = 0.2
const ZOOM_MAX = 8
const STEP = 1.25

/** Keeps the paper under the stage: no further than its edges, at the top left where it is smaller. */
export function clampView(view: PaperView, paper: SizeMm, stageAtOne: SizeMm): PaperView {
  const zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, view.zoom))
  const xMm = clamp(view.xMm, paper.widthMm - stageAtOne.widthMm / zoom)
  const yMm = clamp(view.yMm, paper.heightMm - stageAtOne.heightMm / zoom)
  return { xMm, yMm, zoom }
}

/** Zooms so that the point of the paper under the anchor (millimetres of the screen) stays where it is. */
export function zoomAt(view: PaperView, zoom: number, anchorXMm: number, anchorYMm: number): PaperView {
  const next = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom))
  return {
    xMm: view.xMm + anchorXMm / view.zoom - anchorXMm / next,
    yMm: view.yMm + anchorYMm / view.zoom - anchorYMm / next,
    zoom: next,
  }
}

/** The next step of the zoom keys; the steps pass through exactly 1. */
export function zoomStep(zoom: number, direction: 1 | -1): number {
  const at = Math.log(zoom) / Math.log(STEP)
  const step = direction > 0 ? Math.floor(at + 1e-6) + 1 : Math.ceil(at - 1e-6) - 1
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, STEP ** step))
}

/** The view that shows one whole sheet. */
export function wholeSheet(sheet: SizeMm, stageAtOne: SizeMm): PaperView {
  const zoom = Math.min(stageAtOne.widthMm / sheet.widthMm, stageAtOne.heightMm / sheet.heightMm)
  return { xMm: 0, yMm: 0, zoom: Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom)) }
}

/** Moves just far enough that a point of the paper lies inside the stage, a margin from its edges. */
export function reveal(view: PaperView, stageAtOne: SizeMm, xMm: number, yMm: number): PaperView {
  const marginMm = 12 / view.zoom
  return {
    ...view,
    xMm: into(view.xMm, stageAtOne.widthMm / view.zoom, xMm, marginMm),
    yMm: into(view.yMm, stageAtOne.heightMm / view.zoom, yMm, marginMm),
  }
}

function into(from: number, span: number, at: number, margin: number): number {
  const edge = Math.min(margin, span / 2)
  return Math.min(at - edge, Math.max(at + edge - span, from))
}

function clamp(at: number, room: number): number {
  return Math.max(0, Math.min(at, Math.max(0, room)))
}
