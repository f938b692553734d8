import type { Measured } from '../../measured.ts'
import { isMeasured, notMeasurable } from '../../measured.ts'
import type { ElectrodeFinding } from '../checks/findings.ts'
import type { StandardLead, Tracing } from '../tracing.ts'
import type { LeadMeasurements, RProgression } from './measurements.ts'
import { deepestS } from './voltages.ts'

const CHEST = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const satisfies readonly StandardLead[]
/** R in V3 this small, yet no smaller than in V2, grows poorly (knowledge `ecg.r_progression`; a common rule). */
const POOR_R_V3_MV = 0.3

/** How R grows over the chest; nothing is said of it where the chest electrodes seem to be in another order. */
export function rProgression(
  { leads }: Tracing,
  measurements: readonly LeadMeasurements[],
  electrodes: readonly ElectrodeFinding[],
): RProgression {
  const chest = CHEST.map((name) => {
    const l = leads.findIndex(({ standard }) => standard === name)
    return l < 0 ? null : measurements[l]!
  })
  const rMv = chest.map((lead): Measured<'mV'> => lead?.rMv ?? notMeasurable('lead-missing'))
  const odd = electrodes.some(
    ({ code, certainty }) =>
      certainty === 'likely' && (code === 'v1-v2-reversed' || code === 'chest-order-odd'),
  )
  if (odd) return { rMv, transition: null, poor: null }
  const transition = CHEST.find((_, c) => {
    const lead = chest[c]
    if (!lead || !isMeasured(lead.rMv)) return false
    const s = deepestS(lead)
    return isMeasured(s) && lead.rMv.value > s.value
  })
  const [v2, v3] = [rMv[1]!, rMv[2]!]
  const poor = isMeasured(v2) && isMeasured(v3) ? v3.value <= POOR_R_V3_MV && v3.value >= v2.value : null
  return { rMv, transition: transition ?? null, poor }
}
