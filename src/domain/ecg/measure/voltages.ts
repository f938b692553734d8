import type { Measured } from '../../measured.ts'
import { isMeasured, measured, notMeasurable } from '../../measured.ts'
import type { ElectrodeFinding } from '../checks/findings.ts'
import type { StandardLead, Tracing } from '../tracing.ts'
import { limbReversal } from './axes.ts'
import type { Evidence, LeadMeasurements, MedianBeat } from './measurements.ts'

interface VoltageGround {
  readonly tracing: Tracing
  readonly median: MedianBeat
  readonly leadMeasurements: readonly LeadMeasurements[]
  /** The ventricles of most of the beats are paced: their voltages say nothing of the muscle. */
  readonly paced: boolean
  readonly electrodes: readonly ElectrodeFinding[]
}

type VoltageId = 'rV5Mv' | 'sV1Mv' | 'sokolowLyonMv' | 'cornellMv'

/** S of a lead as a sum of voltages asks for it: the deepest part below the line after, or without, an R. */
export function deepestS({ qMv, rMv, sMv, s2Mv }: LeadMeasurements): Measured<'mV'> {
  if (!isMeasured(qMv) || !isMeasured(rMv) || !isMeasured(sMv) || !isMeasured(s2Mv)) return sMv
  const depth = rMv.value === 0 ? qMv.value : Math.max(sMv.value, s2Mv.value)
  return { ...sMv, value: depth }
}

function tallestR({ rMv, r2Mv }: LeadMeasurements): Measured<'mV'> {
  return isMeasured(rMv) && isMeasured(r2Mv) ? { ...rMv, value: Math.max(rMv.value, r2Mv.value) } : rMv
}

/** The voltages that carts print, and the sums that speak of the left ventricle. */
export function voltages(ground: VoltageGround): {
  values: Record<VoltageId, Measured<'mV'>>
  evidence: Partial<Record<VoltageId, Evidence>>
} {
  const { tracing, leadMeasurements, median, paced, electrodes } = ground
  const reversed = {
    limb: limbReversal(electrodes),
    v1: electrodes.some(({ code, certainty }) => certainty === 'likely' && code === 'v1-v2-reversed'),
  }
  const of = (name: StandardLead, read: (lead: LeadMeasurements) => Measured<'mV'>): Measured<'mV'> => {
    const l = tracing.leads.findIndex(({ standard }) => standard === name)
    if (l < 0) return notMeasurable('lead-missing')
    const wrong = (name === 'aVL' && reversed.limb) || (name === 'V1' && reversed.v1)
    return wrong ? notMeasurable('electrodes-reversed') : read(leadMeasurements[l]!)
  }
  const [rV5, rV6, sV1] = [of('V5', tallestR), of('V6', tallestR), of('V1', deepestS)]
  const r = isMeasured(rV5) && isMeasured(rV6) && rV6.value > rV5.value ? rV6 : rV5
  const sum = (a: Measured<'mV'>, b: Measured<'mV'>, by: string): Measured<'mV'> => {
    if (paced) return notMeasurable('paced-rhythm')
    if (!isMeasured(a)) return a
    return isMeasured(b) ? measured(a.value + b.value, 'mV', { origin: 'derived', by }) : b
  }
  const beats = median.beats.length
  const leads = (...names: StandardLead[]): Evidence => ({
    leads: tracing.leads.flatMap(({ standard, name }) =>
      standard && names.includes(standard) ? [name] : [],
    ),
    beats,
  })
  return {
    values: {
      rV5Mv: rV5,
      sV1Mv: sV1,
      sokolowLyonMv: sum(sV1, isMeasured(rV6) ? r : isMeasured(rV5) ? rV6 : rV5, 'S in V1 + R in V5 or V6'),
      cornellMv: sum(of('aVL', tallestR), of('V3', deepestS), 'R in aVL + S in V3'),
    },
    evidence: {
      rV5Mv: leads('V5'),
      sV1Mv: leads('V1'),
      sokolowLyonMv: leads('V1', r === rV6 && r !== rV5 ? 'V6' : 'V5'),
      cornellMv: leads('aVL', 'V3'),
    },
  }
}
