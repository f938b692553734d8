import type { Measured } from '../../measured.ts'
import { measured, notMeasurable } from '../../measured.ts'

/** Augmented leads are smaller than bipolar ones by √3 / 2. */
const AUGMENTED_SCALE = 2 / Math.sqrt(3)

/**
 * Frontal axis from net areas in I and aVF: 0° is I, +90° aVF.
 * @param smallestUvS below this in both leads there is no direction to tell
 * @returns -180 to 180 degrees (knowledge `ecg.axis`)
 */
export function frontalAxis(netIUvS: number, netAvfUvS: number, smallestUvS: number): Measured<'deg'> {
  if (Math.abs(netIUvS) < smallestUvS && Math.abs(netAvfUvS) < smallestUvS) {
    return notMeasurable('axis-indeterminate')
  }
  const degrees = (Math.atan2(AUGMENTED_SCALE * netAvfUvS, netIUvS) * 180) / Math.PI
  return measured(degrees, 'deg', { origin: 'derived', by: 'net areas in I and aVF' })
}
