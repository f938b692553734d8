/**
 * How many CSS pixels make one real millimetre on this screen. No browser knows; a bank card held to the
 * screen tells.
 */
export interface ScreenCalibration {
  readonly pxPerMm: number
  /** `devicePixelRatio` at the time: page zoom and system scale change it, and with it the CSS pixel. */
  readonly pixelRatio: number
}

/** The CSS pixel as the specification defines it: 96 to the inch. Only an approximation of any screen. */
export const CSS_PX_PER_MM = 96 / 25.4

/** Bank card, ISO/IEC 7810:2019 ID-1. */
export const CARD_MM = { width: 85.6, height: 53.98, cornerRadius: 3.18 } as const

/** From a wall display at half zoom to a telephone at almost twice its size. */
export const PX_PER_MM_MIN = 1.5
export const PX_PER_MM_MAX = 12

/** The scale that makes a card, or a rule of a known length, `lengthPx` long. */
export function pxPerMmFrom(lengthPx: number, lengthMm: number): number {
  return Math.min(PX_PER_MM_MAX, Math.max(PX_PER_MM_MIN, lengthPx / lengthMm))
}

/** The scale now, when page zoom or system scale have changed since the calibration. */
export function pxPerMmNow(calibration: ScreenCalibration, pixelRatio: number): number {
  return (calibration.pxPerMm * calibration.pixelRatio) / pixelRatio
}
