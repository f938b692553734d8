/**
 * A tracing: what an electrocardiograph wrote, in millivolts, lead by lead.
 *
 * All leads of a tracing share one sampling rate and one length. A sample that the file marks as
 * missing is NaN, never zero. Nothing in a tracing has been filtered.
 */
export interface Tracing {
  readonly sampleRateHz: number
  readonly leads: readonly Lead[]
  /** Beats and rhythm marks that came with the file, not found by us. */
  readonly annotations: readonly Annotation[]
  /** Local time at the device as the file says it, `YYYY-MM-DDThh:mm:ss`; null where it does not. */
  readonly startedAt: string | null
  /** What a reader must know before trusting it: checksum differs, samples clipped, data cut short. */
  readonly warnings: readonly TracingWarning[]
}

export interface Lead {
  /** As the file spells it. */
  readonly name: string
  /** The standard lead that the name says beyond doubt, else null. Never guessed by position. */
  readonly standard: StandardLead | null
  /** Millivolts; NaN where the file has a gap. */
  readonly samplesMv: Float32Array
}

export const STANDARD_LEADS = [
  'I',
  'II',
  'III',
  'aVR',
  'aVL',
  'aVF',
  'V1',
  'V2',
  'V3',
  'V4',
  'V5',
  'V6',
] as const
export type StandardLead = (typeof STANDARD_LEADS)[number]

export interface Annotation {
  /** Milliseconds from the first sample. */
  readonly atMs: number
  /** WFDB annotation symbol (`N`, `V`, `+` …). */
  readonly symbol: string
  /** WFDB auxiliary text, such as a rhythm `(AFIB`. */
  readonly text?: string
}

export interface TracingWarning {
  readonly code:
    | 'checksum-differs'
    | 'data-cut-short'
    | 'gaps'
    | 'limb-leads-inconsistent'
    | 'other-signals-left-out'
    | 'amplitude-uncalibrated'
    | 'annotations-left-out'
    /** A part of the file could not be read; `part` names it, the rest stands. */
    | 'part-unreadable'
    /** Leads whose names nobody here knows: left out, never placed by position; `names`. */
    | 'unknown-leads-left-out'
    /** The file stores fewer leads; those in `names` were computed from I and II. */
    | 'leads-derived'
    /** The device filtered before it wrote; `low` and `high` in hertz, 0 and `?` where it does not say. */
    | 'filtered-by-device'
    /** A channel was moved to its own time, as the file asks; `milliseconds`, `names`. */
    | 'skew-corrected'
    /** Only one of several recordings or groups of the file is shown; `shown`, `others`. */
    | 'other-groups-left-out'
  /** The values that the sentence for this code names. */
  readonly details: Readonly<Record<string, string | number>>
}

export function durationMs(tracing: Tracing): number {
  const samples = tracing.leads[0]?.samplesMv.length ?? 0
  return (samples / tracing.sampleRateHz) * 1000
}
