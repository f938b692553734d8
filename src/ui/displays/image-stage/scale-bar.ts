import type { FrameInfo, ImageInstance, PixelSpacing } from '#domain/imaging/image.ts'
import { pictureSpacing } from '#domain/imaging/ultrasound.ts'
import type { Placing } from './placing.ts'

/** A bar of round length for the size of the stage. */
interface ScaleBar {
  readonly lengthMm: number
  readonly lengthPx: number
  readonly spacing: PixelSpacing
}

const LONGEST_PX = 160

/** The spacing that counts for the picture as a whole. */
export function spacingOnStage(info: FrameInfo, instance: ImageInstance): PixelSpacing | null {
  return pictureSpacing(info, instance.ultrasoundRegions)
}

/** @returns null where nothing round fits */
export function scaleBarOf(spacing: PixelSpacing, placing: Placing, widthPx: number): ScaleBar | null {
  // Across the stage lie the columns of the picture, or its rows where it is turned.
  const pxPerPixel = placing.isTurned ? Math.abs(placing.c) : Math.abs(placing.a)
  const pxPerMm = pxPerPixel / (placing.isTurned ? spacing.rowMm : spacing.columnMm)
  const mostMm = Math.min(LONGEST_PX, widthPx / 4) / pxPerMm
  if (!(mostMm > 0) || !Number.isFinite(mostMm)) return null
  const power = 10 ** Math.floor(Math.log10(mostMm))
  const lengthMm = [5, 2, 1].map((step) => step * power).find((mm) => mm <= mostMm) ?? power
  return { lengthMm, lengthPx: lengthMm * pxPerMm, spacing }
}
