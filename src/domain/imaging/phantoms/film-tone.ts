import { grainSource } from './grain.ts'
import type { Raster } from './raster.ts'

/** 12 bits. */
const WHITE = 4095

/**
 * Brightness (0 black, 1 white) as a film stores it: its curve, and its grain, of which there is more where fewer quanta
 * arrive, that is where it is bright.
 */
export function digitised(film: Raster, seed: number, isInverse: boolean): Uint16Array {
  const grain = grainSource(seed, 'film grain')
  const stored = new Uint16Array(film.values.length)
  for (let i = 0; i < stored.length; i++) {
    const toned = 1 / (1 + Math.exp(-5.2 * (film.values[i]! - 0.5)))
    const value = Math.round(toned * 3900 + 60 + (16 + 42 * toned) * grain())
    const bounded = value < 0 ? 0 : value > WHITE ? WHITE : value
    stored[i] = isInverse ? WHITE - bounded : bounded
  }
  return stored
}
