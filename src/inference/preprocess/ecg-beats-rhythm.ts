/** When beats come, each against its surroundings. One row a beat. */
export interface BeatTimes {
  /** `RHYTHM_NUMBERS` values a beat. */
  readonly numbers: Float32Array
  /** By beat: logarithm of the interval before it over the median of those around. */
  readonly early: Float32Array
  /** 1 where the interval before the beat is among the long ones of its surroundings: no early beat of any kind. */
  readonly settled: Uint8Array
  /** By beat: the interval before it, seconds. */
  readonly beforeS: Float32Array
  /** By beat: how little even the calmest quarter of the changes from interval to interval around is, a share of their median. */
  readonly unrest: Float32Array
}

/** Intervals beyond these are pauses and double counts, not rhythm. */
const RR_S = { min: 0.2, max: 3 } as const
/** Beats on either side. */
const NEAR = 10
const WIDE = 40
const RESTLESS = 20
/** A change of the interval by more than this share is one that is seen. */
const CHANGE_SHARE = 0.1
const EARLY_SHARE = 0.87
/** Intervals around the beat, from the third before the one that leads to it. */
const SEQUENCE_FROM = -4
const SEQUENCE_TO = 5

export const RHYTHM_NUMBERS = 21 + (SEQUENCE_TO - SEQUENCE_FROM + 1)

/**
 * Numbers of the rhythm around each beat.
 * @param atMs R peaks, ascending, at least three
 */
export function beatTimes(atMs: readonly number[]): BeatTimes {
  const n = atMs.length
  const rr = Float64Array.from({ length: n + 1 }, (_, i) =>
    Math.min(RR_S.max, Math.max(RR_S.min, (atMs[i]! - atMs[i - 1]!) / 1000)),
  )
  // Before the first beat and behind the last stands the nearest interval there is.
  rr[0] = rr[1]!
  rr[n] = rr[n - 1]!
  const changes = Float64Array.from({ length: n + 1 }, (_, i) =>
    i === 0 ? 0 : Math.abs(rr[i]! - rr[i - 1]!),
  )
  const all = sorted(rr, 0, n + 1)
  const [recordMedian, recordHigh] = [at(all, 0.5), at(all, 0.8)]
  const numbers = new Float32Array(n * RHYTHM_NUMBERS)
  const early = new Float32Array(n)
  const beforeS = new Float32Array(n)
  const unrest = new Float32Array(n)
  const settled = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const near = sorted(rr, i - NEAR + 1, i + NEAR + 1)
    const wide = sorted(rr, i - WIDE + 1, i + WIDE + 1)
    const shifts = sorted(changes, i - RESTLESS + 1, i + RESTLESS + 1)
    const closeShifts = sorted(changes, i - NEAR + 1, i + NEAR + 1)
    const [pre, post] = [rr[i]!, rr[i + 1]!]
    const before = rr[Math.max(0, i - 1)]!
    const local = at(near, 0.5)
    const wideMedian = at(wide, 0.5)
    const calm = at(shifts, 0.25) / wideMedian
    const share = (values: Float64Array, holds: (v: number) => boolean) =>
      values.filter(holds).length / values.length
    const row = [
      Math.log(pre / local),
      Math.log(post / local),
      Math.log(pre / wideMedian),
      Math.log(post / wideMedian),
      Math.log(pre / recordMedian),
      Math.log(post / recordMedian),
      Math.log(pre / at(near, 0.8)),
      Math.log(pre / at(wide, 0.8)),
      Math.log(pre / recordHigh),
      Math.log(pre / before),
      Math.log(post / pre),
      Math.log((pre + post) / (2 * local)),
      Math.log((before + pre) / (2 * local)),
      share(near, (v) => v > 1.05 * pre),
      share(wide, (v) => v > 1.05 * pre),
      share(wide, (v) => v < EARLY_SHARE * at(wide, 0.8)),
      share(shifts, (v) => v > CHANGE_SHARE * wideMedian),
      Math.min(1, at(closeShifts, 0.5) / local),
      Math.min(1, at(shifts, 0.5) / wideMedian),
      Math.min(1, calm),
      Math.log(at(wide, 0.8) / at(wide, 0.2)),
    ]
    for (let k = SEQUENCE_FROM; k <= SEQUENCE_TO; k++)
      row.push(Math.log(rr[Math.min(n, Math.max(0, i + k))]! / local))
    numbers.set(row, i * RHYTHM_NUMBERS)
    early[i] = row[0]!
    beforeS[i] = pre
    unrest[i] = calm
    settled[i] = pre >= EARLY_SHARE * at(wide, 0.8) ? 1 : 0
  }
  return { numbers, early, settled, beforeS, unrest }
}

function sorted(values: Float64Array, from: number, to: number): Float64Array {
  return values.slice(Math.max(0, from), Math.min(values.length, to)).sort()
}

function at(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))]!
}
