import { durationMs, type Tracing } from '#domain/ecg/tracing.ts'

/** What a tracing holds, for those who cannot see it: facts to be put into words. */
export interface TracingAccount {
  readonly durationMs: number
  readonly sampleRateHz: number
  readonly leads: readonly LeadAccount[]
  readonly beats: BeatsAccount | null
}

export interface LeadAccount {
  readonly name: string
  /** Lowest and highest sample; null where the lead has no sample at all. */
  readonly rangeMv: { readonly low: number; readonly high: number } | null
  readonly gapCount: number
  readonly gapMs: number
}

interface BeatsAccount {
  readonly count: number
  readonly perMinute: number
  readonly shortestRrMs: number
  readonly longestRrMs: number
  /** Whether the longest and the shortest RR interval differ by no more than 120 ms. */
  readonly even: boolean
}

/** Up to this much, RR intervals pass as even: the usual limit between sinus rhythm and sinus arrhythmia. */
const EVEN_WITHIN_MS = 120

/**
 * Takes down what can be said of a tracing without seeing it.
 * @param beatsMs ascending R-peak times, if known; fewer than three say nothing of the rhythm
 */
export function accountOf(tracing: Tracing, beatsMs: readonly number[] = []): TracingAccount {
  return {
    durationMs: durationMs(tracing),
    sampleRateHz: tracing.sampleRateHz,
    leads: tracing.leads.map((lead) => leadAccount(lead.name, lead.samplesMv, tracing.sampleRateHz)),
    beats: beatsAccount(beatsMs),
  }
}

function leadAccount(name: string, samplesMv: Float32Array, sampleRateHz: number): LeadAccount {
  let low = Infinity
  let high = -Infinity
  let missing = 0
  let gapCount = 0
  let inGap = false
  for (let i = 0; i < samplesMv.length; i++) {
    const v = samplesMv[i]!
    const absent = v - v !== 0
    if (absent) {
      missing++
      if (!inGap) gapCount++
    } else {
      if (v < low) low = v
      if (v > high) high = v
    }
    inGap = absent
  }
  const rangeMv = low <= high ? { low, high } : null
  return { name, rangeMv, gapCount, gapMs: (missing / sampleRateHz) * 1000 }
}

function beatsAccount(beatsMs: readonly number[]): BeatsAccount | null {
  if (beatsMs.length < 3) return null
  let shortest = Infinity
  let longest = 0
  for (let i = 1; i < beatsMs.length; i++) {
    const rr = beatsMs[i]! - beatsMs[i - 1]!
    if (rr < shortest) shortest = rr
    if (rr > longest) longest = rr
  }
  const meanRr = (beatsMs.at(-1)! - beatsMs[0]!) / (beatsMs.length - 1)
  return {
    count: beatsMs.length,
    perMinute: 60_000 / meanRr,
    shortestRrMs: shortest,
    longestRrMs: longest,
    even: longest - shortest <= EVEN_WITHIN_MS,
  }
}
