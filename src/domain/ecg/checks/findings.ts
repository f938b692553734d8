/** What the recording says about itself before any heart is read: electrodes, stimuli. Never a diagnosis. */
export interface ElectrodeFinding {
  readonly code:
    | 'arms-reversed'
    | 'left-arm-leg-reversed'
    | 'right-arm-leg-reversed'
    | 'right-leg-involved'
    | 'v1-v2-reversed'
    | 'chest-order-odd'
    | 'lead-off'
  readonly certainty: 'likely' | 'possible'
  /** Leads by their standard names. */
  readonly leads: readonly string[]
  /** What speaks for it, as codes with values, each a sentence on the screen. */
  readonly because: readonly { readonly sign: string; readonly value?: number }[]
}

/** Stimuli of a pacemaker. */
export interface Pacing {
  /** Milliseconds from the first sample, ascending. */
  readonly spikesMs: readonly number[]
  /** By beat: which stimulus led to it, if any. */
  readonly paced: readonly ('none' | 'atrial' | 'ventricular' | 'dual')[]
  /** False where the sampling rate is too low to see a stimulus as one (under 500 Hz): then nothing is claimed. */
  readonly assessable: boolean
}
