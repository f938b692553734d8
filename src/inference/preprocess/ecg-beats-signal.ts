import { butterworthBand, zeroPhase } from '#domain/ecg/filter.ts'
import { bridgeGaps } from '#domain/ecg/gaps.ts'
import { resampleRational } from '#domain/ecg/resample.ts'
import { median } from '#domain/ecg/quantile.ts'

/** One lead as the beats are looked at: 250 Hz, 0.5 to 40 Hz, millivolts. */
interface BeatSignal {
  readonly samples: Float32Array
  /** 1 where the recording has no sample; null where it has all. */
  readonly missing: Uint8Array | null
}

export const SIGNAL_HZ = 250
const BAND_HZ = { low: 0.5, high: 40 } as const
/** About a period of the lower edge, so that the ends settle. */
const EXTEND_SAMPLES = 2 * SIGNAL_HZ

/** @param samplesMv NaN where a sample is missing */
export function beatSignal(samplesMv: Float32Array, sampleRateHz: number): BeatSignal {
  // The resampling filter takes the signal for zero beyond its ends: without its level it has no step there.
  const level = median(samplesMv.filter(Number.isFinite))
  const centred = samplesMv.map((v) => v - level)
  const { samples, missing } = bridgeGaps(resampleRational(centred, sampleRateHz, SIGNAL_HZ))
  const band = butterworthBand(2, BAND_HZ.low, BAND_HZ.high, SIGNAL_HZ)
  return { samples: zeroPhase(new Float32Array(samples), band, EXTEND_SAMPLES), missing }
}
