/** A signal with its gaps bridged, and where they were. */
export interface Bridged {
  readonly samples: Float64Array
  /** 1 where the sample was missing; null where nothing was. */
  readonly missing: Uint8Array | null
  readonly missingCount: number
}

/**
 * Bridges missing samples so that a filter can run over them.
 *
 * The rule of this house: a sample that is NaN or infinite is missing. Missing samples between two present
 * ones are bridged by a straight line, those before the first or after the last hold its value. Filters run
 * over the bridge and the gap is NaN again afterwards (`restoreGaps`), so nothing invented is ever drawn or
 * measured. A signal without any present sample becomes zeros.
 */
export function bridgeGaps(x: Float32Array | Float64Array): Bridged {
  const n = x.length
  const samples = new Float64Array(n)
  let missing: Uint8Array | null = null
  let missingCount = 0
  let last = -1
  for (let i = 0; i < n; i++) {
    const v = x[i]!
    if (v - v !== 0) {
      missing ??= new Uint8Array(n)
      missing[i] = 1
      missingCount++
      continue
    }
    samples[i] = v
    if (last < i - 1) bridge(samples, last, i)
    last = i
  }
  if (last >= 0 && last < n - 1) samples.fill(samples[last]!, last + 1)
  return { samples, missing, missingCount }
}

/** Makes the missing samples NaN again, in place. */
export function restoreGaps(y: Float32Array | Float64Array, missing: Uint8Array | null): void {
  if (missing === null) return
  for (let i = 0; i < y.length; i++) if (missing[i] === 1) y[i] = NaN
}

function bridge(samples: Float64Array, left: number, right: number): void {
  const to = samples[right]!
  const from = left < 0 ? to : samples[left]!
  const step = (to - from) / (right - left)
  for (let i = left + 1; i < right; i++) samples[i] = from + step * (i - left)
}
