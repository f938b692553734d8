import type { SteepMoments } from './beats-moments.ts'
import { usualInterval } from './beats-moments.ts'

/** Share of the local QRS level that makes a beat at once, and one that makes it where a beat is missing. */
const BEAT_LEVEL = 0.4
const MISSED_BEAT_LEVEL = 0.18
/** A beat is missing where an interval is this much longer than its neighbours. */
const MISSING_FACTOR = 1.5
/** A deflection this soon after a beat is its T wave if it is this much flatter, or flat-topped and much blunter. */
const T_WAVE_MS = 360
const T_WAVE_FLATTER = 0.55
const T_WAVE_BLUNT = { flatter: 0.8, blunter: 0.45 } as const

/**
 * The first look: what is high for its surroundings is a beat, unless it is the T wave of the one before; where a
 * beat is missing, the highest moment that is left.
 * @returns samples of the slope, ascending; all of them peaks
 */
export function beatsByHeight(moments: SteepMoments): number[] {
  const { slope, level, peaks } = moments
  const high = peaks.filter((i) => slope[i]! > BEAT_LEVEL * level(i))
  return withMissed(withoutTWaves(high, moments), moments)
}

function withoutTWaves(peaks: readonly number[], { slope, sharpness, rateHz }: SteepMoments): number[] {
  const tWaveLength = (T_WAVE_MS / 1000) * rateHz
  const kept: number[] = []
  for (const i of peaks) {
    const before = kept.at(-1)
    if (before !== undefined && i - before < tWaveLength) {
      const flatter = slope[i]! / slope[before]!
      if (flatter < T_WAVE_FLATTER) continue
      if (flatter < T_WAVE_BLUNT.flatter && sharpness(i) < T_WAVE_BLUNT.blunter * sharpness(before)) continue
    }
    kept.push(i)
  }
  return kept
}

/** Looks once more, with a lower level, wherever an interval is much longer than its neighbours. */
function withMissed(beats: readonly number[], { slope, peaks, level, rateHz }: SteepMoments): number[] {
  const all = [...beats]
  let next = 0
  for (let k = 0; k <= beats.length; k++) {
    const from = beats[k - 1] ?? -Infinity
    const to = beats[k] ?? Infinity
    const usual = usualInterval(beats, k) ?? rateHz
    if (Math.min(to, slope.length) - Math.max(from, 0) < MISSING_FACTOR * usual) continue
    const earliest = from + Math.max(0.3 * rateHz, 0.45 * usual)
    const latest = to - 0.3 * rateHz
    let best = -1
    while (next < peaks.length && peaks[next]! <= earliest) next++
    for (; next < peaks.length && peaks[next]! < latest; next++) {
      const i = peaks[next]!
      if (slope[i]! > MISSED_BEAT_LEVEL * level(i) && (best < 0 || slope[i]! > slope[best]!)) best = i
    }
    if (best >= 0) all.push(best)
  }
  return all.sort((a, b) => a - b)
}
