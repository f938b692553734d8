import type { Placing, PictureSize, StageSize } from './placing.ts'

/** Which pixels of the picture a run of device pixels shows: value = first + (the one after − first) weight / 128. */
export interface Axis {
  /** The first device pixel of the stage that shows the picture, and how many do. */
  readonly from: number
  readonly count: number
  readonly first: Int32Array
  /** 0 to 127; where it is not 0 there is a pixel after the first. All zero where nothing is interpolated. */
  readonly weight: Uint8Array
  readonly isInterpolated: boolean
}

/** How the device pixels of a stage sample a picture. */
export interface Sampling {
  /** Across the stage and down it; they index columns and rows, or rows and columns where the picture is turned. */
  readonly across: Axis
  readonly down: Axis
  readonly isTurned: boolean
}

/** Weights have so many bits: 16-bit values times two weights stay within 31 bits, on the CPU as in a shader. */
export const WEIGHT_BITS = 7
const WEIGHT_ONE = 1 << WEIGHT_BITS

/** From so many device pixels to a pixel of the picture on, pixels are shown as squares. */
const SQUARES_FROM = 2

/** Device pixels to a column or a row of the picture, whichever is more. */
function magnificationOf(placing: Placing, stage: StageSize): number {
  return Math.max(hypot(placing.a, placing.b), hypot(placing.c, placing.d)) * stage.pixelRatio
}

/** Pixels of the picture to one device pixel, of whichever side has less: by so much it may be reduced first. */
export function reductionOf(placing: Placing, stage: StageSize): number {
  return 1 / magnificationOf(placing, stage)
}

/**
 * @param reducedBy the picture at hand is this much smaller than `picture` on both sides (box means)
 * @param smooth interpolate above twice the size too
 * @param isHurried interpolate nowhere: the picture is moving
 */
export function samplingOf(
  placing: Placing,
  picture: PictureSize,
  stage: StageSize,
  reducedBy: number,
  smooth: boolean,
  isHurried = false,
): Sampling {
  const ratio = stage.pixelRatio
  const interpolate = !isHurried && (smooth || magnificationOf(placing, stage) < SQUARES_FROM)
  const columns = { size: picture.columns, reducedBy, interpolate }
  const rows = { size: picture.rows, reducedBy, interpolate }
  const { isTurned } = placing
  const [acrossScale, downScale] = isTurned ? [placing.c, placing.b] : [placing.a, placing.d]
  const width = Math.round(stage.widthPx * ratio)
  const height = Math.round(stage.heightPx * ratio)
  return {
    across: axisOf(placing.e * ratio, acrossScale * ratio, width, isTurned ? rows : columns),
    down: axisOf(placing.f * ratio, downScale * ratio, height, isTurned ? columns : rows),
    isTurned,
  }
}

interface Side {
  readonly size: number
  readonly reducedBy: number
  readonly interpolate: boolean
}

/**
 * @param edgePx device pixel at which the picture's coordinate 0 lies
 * @param pxPerPixel device pixels to a pixel of the picture; negative where it runs backwards
 */
function axisOf(edgePx: number, pxPerPixel: number, stagePx: number, side: Side): Axis {
  const farPx = edgePx + side.size * pxPerPixel
  const from = Math.max(0, Math.ceil(Math.min(edgePx, farPx) - 0.5))
  const to = Math.min(stagePx, Math.ceil(Math.max(edgePx, farPx) - 0.5))
  const count = Math.max(0, to - from)
  const first = new Int32Array(count)
  const weight = new Uint8Array(count)
  const last = Math.ceil(side.size / side.reducedBy) - 1
  let isInterpolated = false
  for (let i = 0; i < count; i++) {
    const at = (from + i + 0.5 - edgePx) / pxPerPixel / side.reducedBy
    if (!side.interpolate) {
      first[i] = Math.min(last, Math.max(0, Math.floor(at)))
      continue
    }
    // Beyond the middle of the outermost pixels there is nothing to interpolate with.
    const units = Math.max(0, Math.min(last * WEIGHT_ONE, Math.round((at - 0.5) * WEIGHT_ONE)))
    first[i] = units >> WEIGHT_BITS
    weight[i] = units & (WEIGHT_ONE - 1)
    if (weight[i] !== 0) isInterpolated = true
  }
  return { from, count, first, weight, isInterpolated }
}

function hypot(a: number, b: number): number {
  return Math.abs(a) + Math.abs(b)
}
