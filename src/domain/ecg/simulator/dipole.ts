import type { StandardLead } from '../tracing.ts'

/** The heart as one dipole in Frank's axes, millivolts: x to the left, y to the feet, z to the back. */
export interface Dipole {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** One bump of the dipole: a Gaussian with its own width before and after its peak. */
export interface Wave extends Dipole {
  readonly atMs: number
  readonly riseMs: number
  readonly fallMs: number
}

/** A wave begins and ends where its dipole passes this: about what the eye sees on paper. */
const VISIBLE_MV = 0.015
/** Beyond this many widths a wave is nothing, exactly: chunks of a stream must not differ in the last bit. */
const SUPPORT_WIDTHS = 6

/** Adds the dipole of the waves at one moment to `out` ([x, y, z]). */
export function addWaves(waves: readonly Wave[], atMs: number, out: Float64Array): void {
  for (const wave of waves) {
    const from = atMs - wave.atMs
    const width = from < 0 ? wave.riseMs : wave.fallMs
    if (from > SUPPORT_WIDTHS * width || from < -SUPPORT_WIDTHS * width) continue
    const height = Math.exp(-(from * from) / (2 * width * width))
    out[0]! += wave.x * height
    out[1]! += wave.y * height
    out[2]! += wave.z * height
  }
}

/** First moment at which any of the waves is visible. */
export function onsetMs(waves: readonly Wave[]): number {
  return Math.min(...waves.map((w) => w.atMs - visibleWidths(w) * w.riseMs))
}

/** Last moment at which any of the waves is visible. */
export function offsetMs(waves: readonly Wave[]): number {
  return Math.max(...waves.map((w) => w.atMs + visibleWidths(w) * w.fallMs))
}

/** How many widths from its peak a wave stays visible. */
export function visibleWidths(wave: Dipole): number {
  const size = Math.hypot(wave.x, wave.y, wave.z)
  return size <= VISIBLE_MV ? 0 : Math.sqrt(2 * Math.log(size / VISIBLE_MV))
}

/**
 * Frank's axes to the eight independent leads.
 * Source: Dower, Machado, Osborne 1980, "On deriving the electrocardiogram from vectorcardiographic leads",
 * Clin Cardiol 3:87; the table as printed by Edenbrandt & Pahlm 1988, J Electrocardiol 21:361.
 */
const DOWER = {
  I: { x: 0.632, y: -0.235, z: 0.059 },
  II: { x: 0.235, y: 1.066, z: -0.132 },
  V1: { x: -0.515, y: 0.157, z: -0.917 },
  V2: { x: 0.044, y: 0.164, z: -1.387 },
  V3: { x: 0.882, y: 0.098, z: -1.277 },
  V4: { x: 1.213, y: 0.127, z: -0.601 },
  V5: { x: 1.125, y: 0.127, z: -0.086 },
  V6: { x: 0.831, y: 0.076, z: 0.23 },
} as const satisfies Record<string, Dipole>

/** How a lead sees the dipole. III and the augmented leads follow from I and II, so the limb leads add up. */
export const LEAD_VECTORS: Readonly<Record<StandardLead, Dipole>> = {
  ...DOWER,
  III: combine(-1, 1),
  aVR: combine(-0.5, -0.5),
  aVL: combine(1, -0.5),
  aVF: combine(-0.5, 1),
}

function combine(ofI: number, ofII: number): Dipole {
  const { I, II } = DOWER
  return { x: ofI * I.x + ofII * II.x, y: ofI * I.y + ofII * II.y, z: ofI * I.z + ofII * II.z }
}
