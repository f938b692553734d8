/**
 * A value that may not exist.
 *
 * A measurement is either a number with its unit and its origin, or a reason why there is none.
 * There is no sentinel and no default: a screen that receives `notMeasurable` prints the reason
 * where the number would stand.
 */
export type Measured<U extends Unit = Unit> = Measurement<U> | NotMeasurable

export interface Measurement<U extends Unit = Unit> {
  readonly value: number
  readonly unit: U
  readonly provenance: Provenance
}

export interface NotMeasurable {
  readonly notMeasurable: Reason
}

/** UCUM codes, as far as this house uses them. `{beats}/min` is written `/min`. */
export type Unit = '/min' | 'ms' | 'mV' | 'uV' | 'uV.s' | 'deg' | 'Hz' | '%' | '1'
export type PerMinute = '/min'
export type Milliseconds = 'ms'

/** Where a value came from (DESIGN section 4). */
export interface Provenance {
  readonly origin: 'measured' | 'extracted' | 'derived' | 'entered'
  /** For `derived`: the formula or model by name; for `extracted`: the document; else who or what. */
  readonly by: string
}

/** Why something cannot be given. Words for each are in `messages/*.json` under `reason_*`. */
export type Reason =
  | 'fewer-than-three-beats'
  | 'no-beats-found'
  | 'signal-flat'
  | 'signal-too-noisy'
  | 'recording-too-short'
  | 'lead-missing'
  /** The amplifier could go no further: how high the wave is cannot be told. */
  | 'signal-clipped'
  | 'rhythm-irregular'
  /** No P wave can be seen, or none that leads to the beats. */
  | 'no-p-wave'
  | 'no-t-wave'
  /** The wave is there, but its edge cannot be placed (flat start, merged with its neighbour). */
  | 'edge-unclear'
  /** The formula is not meant for this rate, or this width of the QRS. */
  | 'outside-formula'
  /** Amplitudes on both axes are too small to give a direction. */
  | 'axis-indeterminate'
  /** Paced beats: the number would describe the pacemaker. */
  | 'paced-rhythm'
  /** The electrodes are, or seem, interchanged. */
  | 'electrodes-reversed'
  /** A person rejected the number. */
  | 'rejected'

export function measured<U extends Unit>(value: number, unit: U, provenance: Provenance): Measurement<U> {
  return { value, unit, provenance }
}

export function notMeasurable(reason: Reason): NotMeasurable {
  return { notMeasurable: reason }
}

export function isMeasured<U extends Unit>(m: Measured<U>): m is Measurement<U> {
  return 'value' in m
}
