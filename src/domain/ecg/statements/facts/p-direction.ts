import { isMeasured } from '../../../measured.ts'
import type { EcgAnalysis, EcgFigures } from '../../analysis.ts'
import { limbReversal } from '../../measure/axes.ts'
import type { Tracing } from '../../tracing.ts'

/** Axis of P waves that run from the sinus node: upright in I, II and aVF (`ecg.rhythm`); clearly elsewhere: not. */
const SINUS_DEG = { from: 0, to: 90 } as const
const ELSEWHERE_DEG = { below: -30, above: 110 } as const
const SEEN_MV = 0.03

/** Where the P waves come from; `unclear` where the leads for it lack or the axis lies between. */
export function pDirection(
  { leads }: Tracing,
  analysis: EcgAnalysis,
  { measurements, leadMeasurements }: EcgFigures,
): 'sinus' | 'ectopic' | 'unclear' {
  if (limbReversal(analysis.electrodes)) return 'unclear'
  const { pAxisDeg } = measurements
  if (isMeasured(pAxisDeg)) {
    const degrees = pAxisDeg.value
    if (degrees >= SINUS_DEG.from && degrees <= SINUS_DEG.to) return 'sinus'
    return degrees < ELSEWHERE_DEG.below || degrees > ELSEWHERE_DEG.above ? 'ectopic' : 'unclear'
  }
  const second = leadMeasurements[leads.findIndex(({ standard }) => standard === 'II')]?.pMv
  return second !== undefined && isMeasured(second) && second.value < -SEEN_MV ? 'ectopic' : 'unclear'
}
