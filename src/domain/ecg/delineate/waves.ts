/** One wave, in milliseconds from the first sample of what it was found in. An edge that cannot be placed is null. */
export interface Wave {
  readonly onsetMs: number | null
  readonly peakMs: number
  readonly offsetMs: number | null
}

/** The waves of one beat; null where there is none to see. */
export interface BeatWaves {
  readonly p: Wave | null
  readonly qrs: Wave | null
  readonly t: Wave | null
}

/**
 * Where the waves of a tracing lie. Made by the signal code (`delineate.ts`) or by a pack; what measures does not ask
 * which.
 */
export interface Delineation {
  /** By lead of the tracing, then by beat as they were given; null for a lead that cannot be read. */
  readonly leads: readonly (readonly BeatWaves[] | null)[]
  /** By lead: P waves that lead to none of the beats (blocked, dissociated); empty where none are seen. */
  readonly lonelyP: readonly (readonly Wave[])[]
  /** By beat, over all leads: the earliest onset and the latest offset that more than one lead bears out. */
  readonly beats: readonly BeatWaves[]
}
