import type { SpacingBasis } from './image.ts'

/**
 * The one type of every length, area and angle that a screen or a file shows: never a number without its unit and what it
 * rests on. `calibrated`: from what the machine or a marker measured in the patient; `estimated`: a magnification is
 * assumed or not known; `pixels`: nothing says how large a pixel is, so the unit is pixels.
 */
export interface Extent {
  readonly quantity: 'length' | 'area' | 'angle' | 'ratio' | 'velocity' | 'time'
  readonly value: number
  /** UCUM: `mm`, `mm2`, `deg`, `{pixel}`, `{pixel}2`, `1`, `cm/s`, `s`, `ms`. */
  readonly unit: string
  readonly trust: 'calibrated' | 'estimated' | 'pixels'
  /** Null where the trust is `pixels`, and for angles and ratios of square pixels. */
  readonly basis: SpacingBasis | null
}
