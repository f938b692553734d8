/** Plain figures of a picture as a pack takes it, for the gate (`contract/pack-image.ts`) and for training. */
export interface PictureFigures {
  /** 2nd to 98th percentile of the grey values, as a share of 255. */
  readonly contrast: number
  /** Mean of what each pixel differs from the mean of its four neighbours, as a share of the contrast. */
  readonly sharpness: number
  /** Share of pixels that are black or white (0 to 2, 253 to 255). */
  readonly clippedShare: number
  /** Share of the rows and columns of the whole picture that hold one value alone. */
  readonly emptyShare: number
  /** Mean difference of the largest and the smallest channel, as a share of 255; 0 for grey. */
  readonly colour: number
  /** Pixels of the picture for one of the input, along the axis where there are fewest. */
  readonly detail: number
}

export const FIGURE_NAMES = [
  'contrast',
  'sharpness',
  'clippedShare',
  'emptyShare',
  'colour',
  'detail',
] as const satisfies readonly (keyof PictureFigures)[]

/** The value below which a share of the values lies, without interpolation; 0 for none. */
export function percentileOf(sorted: Float32Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}

/**
 * Figures of the pixels that the network gets, before they are scaled.
 * @param grey row-major, 0 to 255, width × height
 */
export function greyFigures(
  grey: Float32Array,
  width: number,
  height: number,
): Pick<PictureFigures, 'contrast' | 'sharpness' | 'clippedShare'> {
  const sorted = grey.toSorted()
  const contrast = (percentileOf(sorted, 0.98) - percentileOf(sorted, 0.02)) / 255
  let clipped = 0
  for (const value of grey) if (value < 2.5 || value > 252.5) clipped++
  return {
    contrast,
    sharpness: contrast === 0 ? 0 : roughness(grey, width, height) / (255 * contrast),
    clippedShare: grey.length === 0 ? 0 : clipped / grey.length,
  }
}

function roughness(grey: Float32Array, width: number, height: number): number {
  let sum = 0
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const around = grey[at - 1]! + grey[at + 1]! + grey[at - width]! + grey[at + width]!
      sum += Math.abs(grey[at]! - around / 4)
    }
  return sum / Math.max(1, (width - 2) * (height - 2))
}

/** @param planes red, green and blue, row-major, 0 to 255 */
export function colourOf(planes: readonly Float32Array[]): number {
  const [red, green, blue] = planes as readonly [Float32Array, Float32Array, Float32Array]
  let sum = 0
  for (let i = 0; i < red.length; i++)
    sum += Math.max(red[i]!, green[i]!, blue[i]!) - Math.min(red[i]!, green[i]!, blue[i]!)
  return sum / Math.max(1, red.length) / 255
}
