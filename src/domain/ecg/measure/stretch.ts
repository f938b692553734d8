/** Half of the time over which a level is averaged. */
const LEVEL_REACH_MS = 4

/** Mean over some milliseconds around a moment; null where nothing is recorded there. */
export function meanMv(samples: Float32Array, sampleRateHz: number, atMs: number): number | null {
  const centre = Math.round((atMs / 1000) * sampleRateHz)
  const reach = Math.floor((LEVEL_REACH_MS / 1000) * sampleRateHz)
  let sum = 0
  for (let i = centre - reach; i <= centre + reach; i++) sum += samples[i] ?? NaN
  return Number.isFinite(sum) ? sum / (2 * reach + 1) : null
}

/** The value furthest from zero, signed; null where something is missing. */
export function largest(
  samples: Float32Array,
  sampleRateHz: number,
  fromMs: number,
  toMs: number,
): number | null {
  let best = 0
  for (const value of between(samples, sampleRateHz, fromMs, toMs)) {
    if (value - value !== 0) return null
    if (Math.abs(value) > Math.abs(best)) best = value
  }
  return best
}

/** Signed area, µV·s (which is mV·ms); null where something is missing. */
export function areaUvS(
  samples: Float32Array,
  sampleRateHz: number,
  fromMs: number,
  toMs: number,
): number | null {
  let sum = 0
  for (const value of between(samples, sampleRateHz, fromMs, toMs)) sum += value
  return Number.isFinite(sum) ? (sum * 1000) / sampleRateHz : null
}

/** The samples above the straight line between the levels at two moments; outside of them as they are. */
export function overLine(
  samples: Float32Array,
  sampleRateHz: number,
  fromMs: number,
  toMs: number,
): Float32Array {
  const line = samples.slice()
  const [from, to] = [fromMs, toMs].map((ms) => Math.round((ms / 1000) * sampleRateHz)) as [number, number]
  const [first, last] = [meanMv(samples, sampleRateHz, fromMs) ?? 0, meanMv(samples, sampleRateHz, toMs) ?? 0]
  for (let i = Math.max(0, from); i <= Math.min(to, samples.length - 1); i++) {
    line[i]! -= first + ((last - first) * (i - from)) / Math.max(1, to - from)
  }
  return line
}

/** What lies below the line at the end of a wave: its depth times its length, mV·ms; 0 where the wave ends above it. */
export function terminalMvMs(
  samples: Float32Array,
  sampleRateHz: number,
  fromMs: number,
  toMs: number,
): number {
  const wave = between(samples, sampleRateHz, fromMs, toMs)
  let deepest = 0
  // The last part below the line, wherever within the noise of the end of the wave it begins.
  let end = wave.length
  while (end > 0 && !(wave[end - 1]! < -NOISE_MV)) end--
  let start = end
  for (; start > 0 && wave[start - 1]! < 0; start--) deepest = Math.min(deepest, wave[start - 1]!)
  const follows = wave.subarray(end).every((value) => value < NOISE_MV)
  return follows ? (-deepest * (end - start) * 1000) / sampleRateHz : 0
}

const NOISE_MV = 0.01

function between(samples: Float32Array, sampleRateHz: number, fromMs: number, toMs: number): Float32Array {
  const from = Math.max(0, Math.round((fromMs / 1000) * sampleRateHz))
  const to = Math.min(samples.length - 1, Math.round((toMs / 1000) * sampleRateHz))
  return samples.subarray(from, to + 1)
}
